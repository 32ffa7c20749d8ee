"""The coach policy for conditioning: how much, how hard, on which days, what. docs/coaching.md gives the reasons."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final, NamedTuple

from program.lifter.brief import Brief
from program.lifter.careful import light
from program.month.conditioning import (
    DAYS_OF_WEEK,
    FEWEST_REQUIRED,
    FEWEST_ROUNDS,
    HARD_WARMUP,
    LONGEST,
    REQUIRED,
    ROUND_SECONDS,
    Activity,
    ConditioningPlan,
    ConditioningSession,
    LiftingWeek,
    conditioning_wished,
    hard_minutes,
    is_careful,
    possible,
)
from program.month.routine import Effort
from program.month.waves import DELOAD_WEEK, weeks_of
from program.schema import Goal, Level

HARD_APART: Final = 2
"""Days from one hard session to the next, at least: a day to recover lies between."""

EASY_STEP: Final = 5
"""Minutes that easy sessions grow by from week to week, and what all lengths are multiples of."""

GOOD: Final = 3
"""Of how many of the best activities a request with a seed draws."""

EASY_AFTER_LIFTING: Final = 20
"""Minutes of easy work after lifting, at most: the session is long enough. Goals that cannot do without have
`LONG_AFTER_LIFTING`."""
LONG_AFTER_LIFTING: Final = 30

FAST_SECONDS: Final = 20
"""The fast part of an interval in the first year, and of all-out ones; `FASTER_SECONDS` later."""
FASTER_SECONDS: Final = 30

_ALL_OUT: Final = frozenset[Activity]({"sled", "hill_sprint"})
_LAST_RESORT: Final = frozenset[Activity]({"swim_or_walk", "flat_walk"})

_HARD: Final[tuple[Activity, ...]] = ("bike", "sled", "rower", "hill_sprint", "stairs", "jump_rope")
"""Best first: the legs recover soonest from what has no landing (Wilson 2012: cycling costs less strength than
running)."""
_HARD_FOR_SPEED: Final[tuple[Activity, ...]] = ("hill_sprint", "sled", "bike", "rower", "stairs", "jump_rope")
"""For performance: what makes fast."""
_EASY: Final[tuple[Activity, ...]] = ("walk", "bike", "rower", "swim_or_walk", "flat_walk")
_EASY_FOR_ENDURANCE: Final[tuple[Activity, ...]] = ("jog", "bike", "rower", "walk", "swim_or_walk", "flat_walk")


class Amount(NamedTuple):
    """Sessions of a week."""

    hard: int
    easy: int


def amount(brief: Brief) -> Amount:
    """How many hard and easy sessions a lifter's week should have, as far as days and minutes allow.

    *5/3/1 Forever*: hard two or three times a week, easy three to five times; it matters most for losing weight and for
    performance. For these lifters less is enough:

    - Losing weight and endurance: two hard and two easy; in the first months one hard and two easy.
    - Performance: two hard and one easy; in the first months one hard and two easy.
    - Health: no hard, three easy, with four lifting days two (WHO: 150 minutes of moderate activity a week).
    - Strength: two easy; from the second year on, where there are no four lifting days, one hard.
    - Muscle: two easy, short.
    - A careful lifter walks, nothing hard; one easy session more for a lifter who asks for more.
    """
    level, goal = brief.experience, brief.purpose
    wished = conditioning_wished(brief)
    if wished == "none":
        return Amount(0, 0)
    amounts = {
        Goal.STRENGTH: Amount(int(level > Level.FIRST_YEAR and brief.days < 4), 2),
        Goal.MUSCLE: Amount(0, 2),
        Goal.LOSE_WEIGHT: Amount(2, 2),
        Goal.PERFORMANCE: Amount(2, 1),
        Goal.ENDURANCE: Amount(2, 2),
        Goal.HEALTH: Amount(0, 3 if brief.days < 4 else 2),
    }
    hard, easy = amounts[goal]
    if level == Level.FIRST_MONTHS and hard > 1:
        hard, easy = 1, 2
    if is_careful(brief):
        hard, easy = 0, max(easy, 2 if hard == 0 else 3)
    elif not possible(brief, "hard"):
        hard, easy = 0, easy + hard
    return Amount(hard, easy + (wished == "more"))


def conditioning(brief: Brief, lifting: LiftingWeek) -> ConditioningPlan:
    """The month's conditioning: on the same days every week, growing a little to week 3, and easy in the deload week.

    Args:
        brief: Whose month it is; its seed draws the activities among good ones.
        lifting: What the lifting leaves open.
    """
    wanted = amount(brief)
    hard, easy = _days(wanted, replace(lifting, off=brief.days_off), brief.session_minutes)
    if brief.purpose in REQUIRED and len(hard) + len(easy) < FEWEST_REQUIRED:
        hard, easy = _days(wanted, lifting, brief.session_minutes)
    activities: dict[Effort, Activity | None] = {"hard": _activity(brief, "hard"), "easy": _activity(brief, "easy")}
    sessions: list[ConditioningSession] = []
    for week in weeks_of(brief.week4):
        efforts: dict[int, Effort] = dict.fromkeys(easy, "easy")
        if week != DELOAD_WEEK:
            efforts |= dict.fromkeys(hard, "hard")
        elif len(easy) < FEWEST_REQUIRED:
            light = [day for day in hard if lifting.allows(day, "easy", brief.session_minutes)]
            efforts |= dict.fromkeys(light[: FEWEST_REQUIRED - len(easy)], "easy")
        for offset, effort in sorted(efforts.items()):
            activity = activities[effort]
            assert activity is not None  # without a hard activity no hard session is wanted
            room = lifting.room(offset, brief.session_minutes)
            if effort == "easy" and offset in lifting.minutes:
                room = min(room, LONG_AFTER_LIFTING if brief.purpose in REQUIRED else EASY_AFTER_LIFTING)
            sessions.append(_session(brief, week, offset, effort, activity, room))
    return ConditioningPlan(sessions=tuple(sessions))


def easy_minutes(brief: Brief, week: int) -> int:
    """How long an easy session should take: 30 minutes where it is the goal, else 20, and 5 more each week.

    For muscle it stays short, and so where a caution asks for most care; the deload week is as week 1.
    """
    long = brief.purpose in (Goal.LOSE_WEIGHT, Goal.ENDURANCE, Goal.HEALTH)
    steady = brief.purpose == Goal.MUSCLE or brief.constraints.declined == "medical" or light(brief.cautions)
    start = 30 if long and brief.experience > Level.FIRST_MONTHS and not is_careful(brief) else 20
    return start if steady or week == DELOAD_WEEK else min(start + EASY_STEP * (week - 1), LONGEST["easy"])


def _session(
    brief: Brief, week: int, offset: int, effort: Effort, activity: Activity, room: int
) -> ConditioningSession:
    """A session that takes `room` minutes at most."""
    if effort == "easy":
        minutes = min(easy_minutes(brief, week), room - room % EASY_STEP)
        return ConditioningSession(week=week, offset=offset, effort=effort, activity=activity, minutes=minutes)
    rounds = min(FEWEST_ROUNDS + week - 1, (room - HARD_WARMUP) * 60 // ROUND_SECONDS)
    short = brief.experience <= Level.FIRST_YEAR or activity in _ALL_OUT
    return ConditioningSession(
        week=week,
        offset=offset,
        effort=effort,
        activity=activity,
        minutes=hard_minutes(rounds),
        rounds=rounds,
        work_seconds=FAST_SECONDS if short else FASTER_SECONDS,
    )


def _activity(brief: Brief, effort: Effort) -> Activity | None:
    """The best activity, or one of the best drawn with the request's seed; None: there is none."""
    orders: Mapping[Effort, tuple[Activity, ...]] = {
        "hard": _HARD_FOR_SPEED if brief.purpose == Goal.PERFORMANCE else _HARD,
        "easy": _EASY_FOR_ENDURANCE if brief.purpose == Goal.ENDURANCE else _EASY,
    }
    allowed = possible(brief, effort)
    ranked = [one for one in orders[effort] if one in allowed]
    good = [one for one in ranked if one not in _LAST_RESORT][:GOOD] or ranked[:1]
    if not good or brief.seed is None:
        return next(iter(good), None)
    return random.Random(f"conditioning/{effort}/{brief.seed}").choice(good)


_Days = tuple[tuple[int, ...], tuple[int, ...]]
"""Offsets of a week's hard and easy sessions."""


def _days(wanted: Amount, lifting: LiftingWeek, limit: int) -> _Days:
    """The best days for as many sessions as fit; what cannot be hard is easy."""
    return max(_choices(wanted, lifting, limit), key=lambda days: _worth(days, lifting))


def _choices(wanted: Amount, lifting: LiftingWeek, limit: int) -> Iterator[_Days]:
    """All ways to place up to `wanted` sessions that leave a day of rest."""
    open_days: dict[Effort, list[int]] = {"hard": [], "easy": []}
    for effort, days in open_days.items():
        days += [day for day in range(DAYS_OF_WEEK) if lifting.allows(day, effort, limit)]
    for number in range(wanted.hard + 1):
        for hard in combinations(open_days["hard"], number):
            if _gap(hard) < HARD_APART:
                continue
            others = [day for day in open_days["easy"] if day not in hard]
            for more in range(sum(wanted) - number + 1):
                for easy in combinations(others, more):
                    if len({*hard, *easy, *lifting.minutes}) < DAYS_OF_WEEK:
                        yield hard, easy


def _worth(days: _Days, lifting: LiftingWeek) -> tuple[object, ...]:
    """What makes days better, most important first.

    As many sessions as wanted, one of them easy, as many hard as wanted; days without lifting, for hard ones
    first; hard sessions far from each other, all of them
    evenly spread; early in the week, so that it ends with rest.
    """
    hard, easy = days
    together = sorted((*hard, *easy))
    return (
        len(together),
        min(len(easy), 1),
        len(hard),
        -sum(day in lifting.minutes for day in together),
        -sum(day in lifting.minutes for day in hard),
        _gap(hard),
        -sum(gap * gap for gap in _gaps(tuple(together))),
        [-day for day in together],
        [-day for day in hard],
    )


def _gaps(days: tuple[int, ...]) -> list[int]:
    """Days from each day of a week that repeats to the next one, in order."""
    ordered = sorted(days)
    following = [*ordered[1:], *(day + DAYS_OF_WEEK for day in ordered[:1])]
    return [after - before for before, after in zip(ordered, following, strict=True)]


def _gap(days: tuple[int, ...]) -> int:
    """Days between the nearest two; of one or none, a week."""
    return min(_gaps(days), default=DAYS_OF_WEEK)
