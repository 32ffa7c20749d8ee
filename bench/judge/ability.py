"""What a lifter can do with the body alone: pull-ups, dips, push-ups, Nordic curls, negatives.

The bounds are wide: they catch what is not plausible, and leave to the coach what is wise. A pull-up, a dip or a
push-up moves a share of the body weight. The most that a lifter is taken to move so is a line over the bench or press:
public strength standards have the weighted pull-up and dip of novices and intermediates of both sexes at 27 to 30 kg
and 0.9 times the bench, body weight included.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bench.judge.asked import EPLEY, Asked, Json, chosen
from bench.judge.exercises import DIP, HANDSTAND, LIFTS, NEGATIVE, PULL_UP, PUSH_UP, Row, of

FIVE = 5
"""Repetitions of a pull-up that no beginning woman is handed, and the most of a negative or a Nordic curl."""

BEGINNERS = 2
"""The highest level that counts as a beginner's here: under a year."""


class Bound(NamedTuple):
    """How strong one must be for an exercise of the body weight."""

    ids: "re.Pattern[str]"
    share: float
    """Share of the body weight that is moved."""
    lift: str
    """The main lift whose record says how strong the lifter is in it."""
    base: float
    """Kilograms that everybody is taken to move so."""
    slope: float
    """What each kilogram of the record adds."""
    endurance: int
    """Repetitions above this are a matter of endurance, and not judged."""


BOUNDS = (
    Bound(PULL_UP, 1.0, "bench_press", 30, 1.0, 20),
    Bound(DIP, 0.95, "bench_press", 30, 1.0, 20),
    Bound(PUSH_UP, 0.64, "bench_press", 10, 1.2, FIVE),
    Bound(HANDSTAND, 0.9, "over_head_press", 10, 1.3, 20),
)
"""Ours. A push-up moves 64 % of the body weight (Ebben and others 2011, kinetics of push-up variations)."""


BAR_SHARES: Mapping[str, tuple[str, float]] = {
    "horizontal_push": ("bench_press", 1.0),
    "vertical_push": ("over_head_press", 1.0),
    "horizontal_pull": ("bench_press", 1.1),
    "vertical_pull": ("bench_press", 0.7),
    **dict.fromkeys(("fly", "triceps", "lateral_raise", "rear_delt", "biceps"), ("bench_press", 0.7)),
    **dict.fromkeys(("squat", "lunge"), ("squat", 0.9)),
    "hinge": ("dead_lift", 0.9),
    "glute": ("dead_lift", 1.2),
}
"""Movement -> a main lift, and the most of its 1RM that a barbell exercise of the movement can be done with once. Wide:
rows are near the bench, curls and triceps work at half of it and more."""

COMFORT = 0.75
"""The share of `BAR_SHARES` that a bar may weigh, for ten repetitions, where a good week needs the exercise."""

LANDMINE = re.compile(r"landmine|tbar|meadows")
"""Ids of exercises with one end of the bar, which weighs half."""


def bar_too_heavy(asked: Asked, row: Row, reps: int, comfort: float = 1.0) -> bool:
    """Whether the lightest bar is more than the lifter can do `reps` repetitions of a barbell exercise with.

    Args:
        asked: Whose bar and records they are.
        row: The exercise; one without a barbell is never too heavy.
        reps: How many repetitions.
        comfort: The share of `BAR_SHARES` that holds.
    """
    if "barbell" not in row.equipment or row.pattern not in BAR_SHARES:
        return False
    lift, share = BAR_SHARES[row.pattern]
    best = asked.best(lift)
    bar = min(asked.lightest_bar(one) for one in LIFTS) * (0.5 if LANDMINE.search(row.id) else 1)
    return best is not None and bar * (1 + EPLEY * reps) > comfort * share * best


def heavy_bars(asked: Asked, month: Json) -> Iterator[str]:
    """Barbell assistance for which the empty bar is too heavy."""
    for place, one in chosen(month):
        if bar_too_heavy(asked, of(one["id"]), one["reps"]):
            yield f"{place}: {one['id']} x{one['reps']} with an empty bar"


def pull_ups_of_beginners(asked: Asked, month: Json) -> Iterator[str]:
    """Five pull-ups or more for a woman in her first year."""
    if asked.female and asked.level <= BEGINNERS:
        for place, one in chosen(month):
            if PULL_UP.match(one["id"]) and one["reps"] >= FIVE:
                yield f"{place}: {one['id']} {one['sets']}x{one['reps']}"


def long_negatives(asked: Asked, month: Json) -> Iterator[str]:
    """More than five Nordic curls or negatives in a set."""
    for place, one in chosen(month):
        if NEGATIVE.search(one["id"]) and one["reps"] > FIVE:
            yield f"{place}: {one['id']} {one['sets']}x{one['reps']}"


def beyond_the_records(asked: Asked, month: Json) -> Iterator[str]:
    """Pull-ups, dips, push-ups or handstand push-ups that the records make implausible."""
    for place, one in chosen(month):
        for bound in BOUNDS:
            best = asked.best(bound.lift)
            if best is not None and bound.ids.match(one["id"]):
                most = bound.base + bound.slope * best
                needed = bound.share * asked.body_weight * (1 + EPLEY * min(one["reps"], bound.endurance))
                if needed > most:
                    yield f"{place}: {one['id']} x{one['reps']} moves {needed:.0f} kg, at most {most:.0f} are likely"


RULES = {
    "five pull-ups for a beginning woman": pull_ups_of_beginners,
    "more than five negatives or Nordic curls": long_negatives,
    "body-weight work beyond the records": beyond_the_records,
    "assistance with a bar that is too heavy": heavy_bars,
}
