"""The notes of a month: what was done and why, in the lifter's language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from program.exercises.catalogue import CATALOGUE
from program.lifter.balance import lopsided
from program.lifter.brief import SHORTEST_SESSION, Brief
from program.lifter.constraints import NO_CONSTRAINTS
from program.month.compose import Month
from program.month.rules import TRAINING_MAX_RATES
from program.month.splits import SPLITS
from program.schema import LIFTS, SURE_REPS, Language, RoutineRequest, WeekTemplate, WeightPlan
from program.wording import labels
from program.wording.lift_notes import lift_notes
from program.wording.particles import with_particles

_TEXTS: Mapping[str, Any] = tomllib.loads(files("program.wording").joinpath("notes.toml").read_text(encoding="utf-8"))


def notes_for(
    brief: Brief,
    plan: WeightPlan,
    week: WeekTemplate,
    month: Month,
    *,
    form: RoutineRequest,
    sentence_read: bool,
    by_coach: Sequence[str],
) -> list[str]:
    """The notes to a month, most important first.

    Args:
        brief: Whose month it is, and what the sentence asks for; its language is the notes'.
        plan: Task1's answer, adjusted to the sentence.
        week: Task2's answer, adjusted to the sentence.
        month: What was composed from them.
        form: The request as it came, to tell what the sentence changed of it.
        sentence_read: Whether an agent read the lifter's sentence.
        by_coach: Names of the agents for which the coach policy answered.
    """
    text = _TEXTS[brief.language]
    notes = [
        *(_from_sentence(brief, plan, form, text) if sentence_read else _unread(brief, form, text)),
        *_from_form(brief, plan, week, month, text),
        *(text["coach"].format(agent=agent) for agent in by_coach),
        text["next"],
    ]
    return [with_particles(note) for note in notes]


def _from_sentence(brief: Brief, plan: WeightPlan, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    """What the sentence asks for, and what it changed."""
    asked, language = brief.constraints, brief.language
    if asked == NO_CONSTRAINTS:
        yield text["nothing_asked"]
    if asked.declined:
        yield text["declined"][asked.declined]
    if asked.avoid:
        joints = ", ".join(labels.JOINT[language][joint] for joint in asked.avoid)
        lifts = ", ".join(labels.LIFT[language][lift] for lift in LIFTS if lift in brief.sore_lifts)
        yield text["avoid"].format(joints=joints, lifts=lifts)
    if asked.exclude:
        yield text["exclude"].format(exercises=_named(asked.exclude, language))
    yield from _schedule(brief, form, text)
    if asked.equipment:
        yield text["equipment"].format(
            equipment=", ".join(labels.EQUIPMENT_NAME[language][kind] for kind in brief.equipment or ())
        )
    if asked.focus:
        yield text["focus"].format(parts=", ".join(labels.FOCUS[language][part] for part in asked.focus))
    if asked.volume != "as_planned":
        yield text[asked.volume]
    if asked.intensity == "lighter":
        yield text["lighter"].format(rate=plan.training_max_rate)
    elif asked.intensity == "heavier":
        highest = plan.training_max_rate == TRAINING_MAX_RATES[1]
        yield text["heaviest" if highest else "heavier"].format(rate=plan.training_max_rate)


def _unread(brief: Brief, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    """That there is a sentence which was not read."""
    if (form.request or "").strip() and brief.constraints == NO_CONSTRAINTS:
        yield text["unread"]


def _named(exercises: tuple[str, ...], language: Language) -> str:
    """The first three by name, and how many more there are."""
    names = [
        labels.LIFT[language][name]
        if name in LIFTS
        else CATALOGUE[name].name
        if language == "ko"
        else CATALOGUE[name].name_en
        for name in exercises
    ]
    more = len(names) - 3
    return ", ".join(names[:3]) + (_TEXTS[language]["and_more"].format(number=more) if more > 0 else "")


def _schedule(brief: Brief, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    days, minutes = brief.constraints.days_per_week, brief.constraints.minutes
    if days is not None:
        kept = form.days_per_week is not None and form.days_per_week < days
        yield text["days_form" if kept else "days" if days == brief.days else "days_limit"].format(days=brief.days)
    if minutes is not None:
        kept = form.minutes is not None and form.minutes < minutes
        short = minutes < SHORTEST_SESSION
        yield text["minutes_form" if kept else "minutes_limit" if short else "minutes"].format(
            minutes=brief.session_minutes
        )


def _from_form(
    brief: Brief, plan: WeightPlan, week: WeekTemplate, month: Month, text: Mapping[str, Any]
) -> Iterator[str]:
    """What follows from level, goal, records, equipment and minutes."""
    language = brief.language
    yield text["training_max"].format(rate=plan.training_max_rate)
    yield text["purpose"][str(brief.purpose)]
    yield from _records(brief, text)
    if (weak := brief.weak_lift) and weak not in brief.constraints.focus:
        reason = text["weak_first" if weak in SPLITS[brief.days][week.split][0] else "weak_assistance"]
        yield text["weak"].format(lift=labels.LIFT[language][weak], help=reason)
    yield text["amrap" if plan.scheme == "5/3/1" else "pro"]
    yield text["effort"]
    yield text["deload"]
    if _in_turn(month):
        yield text["superset"]
    if cut := [kind for kind in ("assistance", "supplemental", "warmup") if kind in month.cut]:
        yield text["cut"].format(minutes=brief.session_minutes, what=", ".join(text[kind] for kind in cut))
    if "volume" in month.cut:
        yield text["volume"]
    yield from lift_notes(brief, month.loads, text)


def _records(brief: Brief, text: Mapping[str, Any]) -> Iterator[str]:
    """Doubts about the lifter's records."""
    if lopsided(brief):
        yield text["lopsided"]
    if brief.rm_weight.one_rep_max("over_head_press") > 1.2 * brief.rm_weight.one_rep_max("dead_lift"):
        yield text["odd_press"]
    if rough := brief.rm_weight.rough:
        yield text["rough"].format(lifts=", ".join(labels.LIFT[brief.language][lift] for lift in rough), reps=SURE_REPS)


def _in_turn(month: Month) -> bool:
    """Whether any two exercises are done in turn."""
    days = [day for week in month.weeks for day in week.days]
    return any(one.superset for day in days for one in day.main) or any(
        one.superset for day in days for one in day.accessories
    )
