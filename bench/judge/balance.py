"""Balance: push and pull, the rear shoulder, hinge and squat, what every muscle gets in a week."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from bench.judge.ability import COMFORT, bar_too_heavy
from bench.judge.asked import Asked, Json, days, loading_weeks, work_sets
from bench.judge.exercises import ROWS, Row, done, of
from bench.judge.joints import loads

MUSCLES = (
    "chest", "front_delt", "side_delt", "rear_delt", "triceps", "biceps", "upper_back", "lats", "traps",
    "quads", "hamstrings", "glutes", "calves", "abs", "lower_back",
)  # fmt: skip
"""The muscles whose weekly sets are counted."""

MOST_PUSH = 2.0
"""Push sets for each pull set of a week, at most."""

REAR_SETS = 2
"""Weekly sets of the rear shoulder, at least."""

SECOND_SHARE = 0.5
"""What a set counts for a muscle that is not the exercise's first mover (as in Schoenfeld et al. 2017)."""

TOTAL_REPS_SET = 10
"""Repetitions that count as one set where a lift has total repetitions alone."""


def sets_of(week: Json) -> Iterator[tuple[Row, float]]:
    """(exercise, sets) of all work of a week, main lifts and supplemental work included, warm-ups left out."""
    for day in week["days"]:
        for lift in (*day["main"], *day["supplemental"]):
            total = lift.get("total_reps") or 0
            yield done(lift), len(work_sets(lift)) or math.ceil(total / TOTAL_REPS_SET)
        for one in day["accessories"]:
            yield of(one["id"]), one["sets"]


def _categories(week: Json) -> Mapping[str, float]:
    found: dict[str, float] = defaultdict(float)
    for row, sets in sets_of(week):
        found[row.category] += sets
    return found


def push_for_pull(week: Json) -> float:
    """Push sets for each pull set of a week; infinite without pull sets."""
    sets = _categories(week)
    if not sets.get("push"):
        return 0.0
    return sets["push"] / sets["pull"] if sets.get("pull") else math.inf


def possible(asked: Asked) -> list[Row]:
    """The exercises that equipment, level, joints and exclusions can be done with the bar."""
    return [
        row
        for row in ROWS.values()
        if row.equipment <= asked.there_is
        and row.level <= asked.level
        and row.id not in asked.excluded
        and not any(loads(row, joint) for joint in asked.joints)
        and not bar_too_heavy(asked, row, reps=10, comfort=COMFORT)
    ]


def can_pull(asked: Asked) -> bool:
    """Whether the lifter has a pull exercise other than shrugs."""
    return any(row.category == "pull" and row.pattern != "shrug" for row in possible(asked))


def _rear(row: Row) -> bool:
    return row.pattern == "rear_delt" or row.muscles[:1] == ("rear_delt",)


def _upper_back(row: Row) -> bool:
    return _rear(row) or bool({"rear_delt", "upper_back"} & set(row.muscles[:2]))


def too_much_push(asked: Asked, month: Json) -> Iterator[str]:
    """More than two push sets for each pull set in a week."""
    if can_pull(asked):
        for week in loading_weeks(month):
            if (ratio := push_for_pull(week)) > MOST_PUSH + 0.001:
                yield f"week {week['week']}: {ratio:.1f}"


def less_pull_assistance(asked: Asked, month: Json) -> Iterator[str]:
    """Fewer sets of pull assistance than of push assistance in a week."""
    if can_pull(asked):
        for week in loading_weeks(month):
            sets: dict[str, int] = defaultdict(int)
            for day in week["days"]:
                for one in day["accessories"]:
                    sets[one["category"]] += one["sets"]
            if sets["pull"] < sets["push"]:
                yield f"week {week['week']}: push {sets['push']}, pull {sets['pull']}"


def no_rear_shoulder(asked: Asked, month: Json) -> Iterator[str]:
    """Fewer than two sets of the rear shoulder in a week."""
    if any(_rear(row) for row in possible(asked)):
        for week in loading_weeks(month):
            sets = sum(sets for row, sets in sets_of(week) if _rear(row))
            if sets < REAR_SETS:
                yield f"week {week['week']}: {sets:g}"


def session_without_back(asked: Asked, month: Json) -> Iterator[str]:
    """A session without an exercise that moves the rear shoulder or the upper back first or second."""
    if any(_upper_back(row) for row in possible(asked)):
        for week, day in days(month):
            rows = [*(of(one["id"]) for one in day["accessories"]), *(done(lift) for lift in day["main"])]
            if not any(_upper_back(row) for row in rows):
                yield f"week {week} day {day['day']}"


def empty(asked: Asked, month: Json) -> Iterator[str]:
    """A session with nothing in it, though there is something that the lifter can do."""
    if possible(asked):
        for week, day in days(month):
            if not day["main"] and not day["accessories"]:
                yield f"week {week} day {day['day']}"


def muscles(week: Json) -> Mapping[str, float]:
    """Weekly sets of each muscle: the first mover counts whole, the others half."""
    found: dict[str, float] = defaultdict(float)
    for row, sets in sets_of(week):
        for number, muscle in enumerate(row.muscles):
            found[muscle] += sets * (SECOND_SHARE if number else 1)
    return found


_SIDES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "squat : hinge": (
        frozenset({"squat", "lunge", "knee_extension"}),
        frozenset({"hinge", "glute", "knee_flexion"}),
    ),
    "horizontal : vertical push": (frozenset({"horizontal_push", "fly"}), frozenset({"vertical_push"})),
    "horizontal : vertical pull": (frozenset({"horizontal_pull", "rear_delt"}), frozenset({"vertical_pull"})),
}

_LEGS = frozenset({"squat", "lunge", "hinge", "glute", "knee_flexion", "knee_extension"})


def sides(week: Json) -> Mapping[str, tuple[float, float]]:
    """Weekly sets of movements that should hold each other's balance: name of the pair -> both counts."""
    patterns: dict[str, float] = defaultdict(float)
    one_leg = two_legs = 0.0
    for row, sets in sets_of(week):
        patterns[row.pattern] += sets
        if row.pattern in _LEGS:
            one_leg, two_legs = (one_leg + sets, two_legs) if row.per_side else (one_leg, two_legs + sets)
    pairs = {
        name: (sum(patterns[one] for one in first), sum(patterns[one] for one in second))
        for name, (first, second) in _SIDES.items()
    }
    return {**pairs, "two-legged : one-legged": (two_legs, one_leg)}


RULES = {
    "more than two push sets for a pull set": too_much_push,
    "less pull than push assistance": less_pull_assistance,
    "under two rear-shoulder sets a week": no_rear_shoulder,
    "a session without rear shoulder or upper back": session_without_back,
    "an empty session": empty,
}
