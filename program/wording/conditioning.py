"""What a lifter reads of conditioning: each session in a line, and the notes on why there is as much of it."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

from program.coach.conditioning import amount
from program.lifter.brief import LEG_JOINTS, Brief
from program.month.conditioning import (
    HARD_WARMUP,
    ROUND_SECONDS,
    ConditioningPlan,
    ConditioningSession,
    conditioning_wished,
    is_careful,
)
from program.schema import Language
from program.wording import labels

_TEXTS: Final[Mapping[str, Any]] = tomllib.loads(
    files("program.wording").joinpath("conditioning.toml").read_text(encoding="utf-8")
)

LITTLE_TIME: Final = 45
"""A limit of so many minutes, or fewer, is a lifter's who has little time. Our choice."""


def session_text(session: ConditioningSession, language: Language) -> str:
    """One session as a coach says it."""
    text, activity = _TEXTS[language], session.activity
    if session.rounds is None or session.work_seconds is None:
        return str(text["easy"].format(activity=text["activity"][activity], minutes=session.minutes))
    return str(
        text["intervals"].format(
            rounds=session.rounds,
            work=session.work_seconds,
            fast=text["fast"].get(activity, text["fast"]["default"]),
            rest=ROUND_SECONDS - session.work_seconds,
            slow=text["slow"].get(activity, text["slow"]["default"]),
            activity=text.get("with", text["activity"])[activity],
        )
    )


def conditioning_notes(brief: Brief, plan: ConditioningPlan) -> Iterator[str]:
    """The notes on a month's conditioning, most important first.

    Args:
        brief: Whose month it is; its language is the notes'.
        plan: The conditioning.
    """
    text, goal = _TEXTS[brief.language], str(brief.purpose)
    wished, steps = conditioning_wished(brief), _may_walk_more(brief)
    if wished == "none":
        off = text["off_steps"].get(goal) if steps else None
        yield " ".join(filter(None, (text["off"], text["why_off"].get(goal), off)))
        return
    if is_careful(brief):
        yield text["careful"]
    efforts = [one.effort for one in plan.sessions if one.week == 1]
    hard, easy, wanted = efforts.count("hard"), efforts.count("easy"), sum(amount(brief))
    kind = "only_easy" if not hard else "hard_and_easy" if easy else "only_hard"
    counted = text[kind].format(hard=hard, easy=easy, total=len(efforts))
    yield " ".join(filter(None, (counted, text["why"][goal], text["why_steps"].get(goal) if steps else None)))
    if wished == "more" and len(efforts) == wanted:
        yield text["more"]
    if hard:
        yield text["days" if brief.week4 != "none" else "days_of_three_weeks"]
        yield text["effort"].format(warmup=HARD_WARMUP)
    if any(one.offset in brief.offsets for one in plan.sessions):
        yield text["after"]
    if brief.constraints.avoid:
        joints = ", ".join(labels.JOINT[brief.language][joint] for joint in brief.constraints.avoid)
        yield text["joints"].format(joints=joints)
    if len(efforts) < wanted:
        fewer = text["fewer"].format(total=len(efforts), wanted=wanted)
        yield f"{fewer} {text['steps']}" if steps else fewer
    elif steps and brief.session_minutes <= LITTLE_TIME:
        yield text["walk_more"]


def _may_walk_more(brief: Brief) -> bool:
    """Whether stairs and longer walks can be proposed: not where they may hurt, or a doctor is to be asked first."""
    return not is_careful(brief) and not LEG_JOINTS.intersection(brief.constraints.avoid)
