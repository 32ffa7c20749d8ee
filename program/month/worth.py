"""Which of the exercises that a lifter can do are worth a place in the week, and which only where nothing better is.

What code allows here is all that a model can choose, so every answer keeps these rules.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from program.exercises.catalogue import CATALOGUE, Exercise, Pattern
from program.lifter.ability import lowered_only, most_reps
from program.lifter.brief import Brief, remembered
from program.schema import Equipment, Level

_STACKED: Final[frozenset[Equipment]] = frozenset({"machine", "cable"})
_LOADED: Final[frozenset[Equipment]] = _STACKED | {"barbell", "dumbbell"}
"""Equipment whose weight goes up in small steps."""

_RANKED: Final[frozenset[Pattern]] = frozenset(
    {
        "horizontal_push", "vertical_push", "fly", "horizontal_pull", "vertical_pull", "rear_delt",
        "squat", "lunge", "hinge", "glute", "knee_flexion", "knee_extension",
    }
)  # fmt: skip
"""Patterns that a weight trains better than the own body does."""

_TRUNK: Final[frozenset[Pattern]] = frozenset({"core", "carry"})

HEAVY_SHARE: Final = 95
"""Percent of the body weight from which a staple with body weight alone is as good as one with a weight: chin-ups,
pull-ups and dips."""

LIGHT_SHARE: Final = 40
"""Percent of the body weight under which an exercise with it is as light as an unloaded move: a push-up at a wall."""

BACK_RAISES: Final = frozenset({"back_extension", "weighted_back_raise"})
"""Exercises on a bench for back raises, which a gym has and a home has not."""


class Rung(NamedTuple):
    """One level of an ability."""

    fewest: int
    """The repetitions of a set from which on the level is the right one."""
    exercises: tuple[str, ...]


FAMILIES: Final[tuple[tuple[Rung, ...], ...]] = (
    (
        Rung(5, ("weighted_pull_up", "weighted_chin_up")),
        Rung(3, ("pull_up", "neutral_pull_up", "chin_up")),
        Rung(0, ("assisted_pull_up", "assisted_chin_up")),
        Rung(0, ("band_pull_up", "band_chin_up")),
        Rung(0, ("negative_pull_up",)),
    ),
    (
        Rung(5, ("weighted_dips",)),
        Rung(5, ("dips",)),
        Rung(0, ("assisted_dips",)),
        Rung(0, ("band_dips",)),
        Rung(0, ("negative_dips",)),
    ),
    (
        Rung(8, ("weighted_push_up", "band_push_up", "archer_push_up")),
        Rung(8, ("deficit_push_up", "decline_push_up")),
        Rung(8, ("push_up", "close_push_up", "wide_push_up", "knuckle_push_up")),
        Rung(8, ("knee_push_up",)),
        Rung(8, ("incline_push_up",)),
        Rung(0, ("wall_push_up",)),
    ),
    (
        Rung(8, ("handstand_push_up",)),
        Rung(8, ("feet_up_pike",)),
        Rung(0, ("pike_push_up",)),
    ),
    (
        Rung(8, ("feet_raised_row",)),
        Rung(8, ("inverted_row", "underhand_inverted_row", "wide_inverted_row")),
        Rung(0, ("incline_inverted_row",)),
    ),
)
"""Abilities of which a month has one level: who does pull-ups with weight needs no help with them, and the other way
round. The hardest level first; helped ones stand in the order in which a coach takes them. Our choice."""

_FAMILY: Final[Mapping[str, int]] = {
    name: number for number, rungs in enumerate(FAMILIES) for rung in rungs for name in rung.exercises
}


def straight_arm(exercise: Exercise) -> bool:
    """Whether it pulls from above with straight arms, as a pullover does: small work beside rows and pulldowns."""
    return exercise.pattern == "vertical_pull" and "biceps" not in exercise.muscles


@remembered
def at_one_level(brief: Brief) -> tuple[Exercise, ...]:
    """What can be assistance, of each of `FAMILIES` one level.

    It is the hardest in which the lifter can do sets of a useful length; a level that the lifter asks for goes first.
    """
    possible = frozenset(one.id for one in brief.for_assistance)
    right = [_level(brief, rungs, possible) for rungs in FAMILIES]
    return tuple(one for one in brief.for_assistance if one.id not in _FAMILY or one.id in right[_FAMILY[one.id]])


def _level(brief: Brief, rungs: tuple[Rung, ...], possible: frozenset[str]) -> frozenset[str]:
    there = [(rung.fewest, found) for rung in rungs if (found := possible.intersection(rung.exercises))]
    asked = (found for _, found in there if found & brief.included)
    long_enough = (found for fewest, found in there if max(_reps(brief, name) for name in found) >= fewest)
    last = (found for _, found in reversed(there))
    return next((found for level in (asked, long_enough, last) for found in level), frozenset())


def _reps(brief: Brief, name: str) -> int:
    """The longest set of the exercise that the lifter can do."""
    most = most_reps(brief, CATALOGUE[name])
    return FAMILIES[2][0].fewest if most is None else most


def best_of(brief: Brief, exercises: Iterable[Exercise]) -> tuple[Exercise, ...]:
    """Those of a slot's exercises that a coach would not pass over for others of the slot.

    - A row, a pulldown or a chin-up before a pullover, and before lowering alone.
    - What a barbell, dumbbells, machines or cables load, and heavy staples with body weight, before kettlebells, these
      before lighter work with body weight and the staples with bands, and these before other moves.
    - For the trunk, what a gym's cables load and what needs no weight are equally good; at home dumbbells go first.
    """
    found = _if_any(exercises, lambda one: not straight_arm(one) and not lowered_only(one))
    ranks = _ranks(brief)
    best = min((ranks[one.id] for one in found), default=0)
    return tuple(one for one in found if ranks[one.id] == best)


def _if_any(exercises: Iterable[Exercise], test: Callable[[Exercise], bool]) -> tuple[Exercise, ...]:
    every = tuple(exercises)
    return tuple(filter(test, every)) or every


@remembered
def _ranks(brief: Brief) -> Mapping[str, int]:
    return {one.id: _rank(brief, one) for one in brief.for_assistance}


def _rank(brief: Brief, exercise: Exercise) -> int:
    """Whether others of the slot are better, from 0 on: none is."""
    gear, gym = exercise.equipment, not brief.available.isdisjoint(_STACKED)
    if exercise.pattern in _TRUNK:
        if gym:
            return int(not gear.isdisjoint({"kettlebell", "band"}))
        return int("dumbbell" in brief.available and "dumbbell" not in gear)
    if exercise.pattern not in _RANKED:
        return 0
    if exercise.id in BACK_RAISES:
        return 0 if gym else 3
    if exercise.pattern == "lunge" and "barbell" in gear and brief.experience == Level.FIRST_MONTHS:
        return 2  # a bar on the back is the harder part of it
    if not gear.isdisjoint(_LOADED) or (exercise.share >= HEAVY_SHARE and "staple" in exercise.tags):
        return 0
    if "kettlebell" in gear:
        return 1
    return 2 if exercise.share >= LIGHT_SHARE or ("band" in gear and "staple" in exercise.tags) else 3
