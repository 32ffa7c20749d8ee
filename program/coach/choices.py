"""The good choices: for each slot of a week, the exercises that a coach would give this lifter, the best first.

Everything among them is good, so a seed, or the model, may take any. docs/coaching.md gives the reasons at length.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from program.exercises.catalogue import CATALOGUE, PATTERNS, Exercise, Pattern
from program.lifter.ability import lowered_only, too_easy
from program.lifter.brief import Brief, remembered
from program.month.slots import Slot, SlotName, week_slots
from program.schema import Equipment, Goal, Level

MOST_CHOICES: Final = 8
"""Most exercises to choose from in a slot."""

_TURNS: Final = 10

_HOME: Final[frozenset[Equipment]] = frozenset({"kettlebell", "band"})

RANK_POINTS: Final = 2
"""Points by which a slot's second pattern is worse than its first, and so on."""

GAP: Final = 5
"""Points that a choice may be below the best."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of one session, with what a coach would choose from."""

    slot: SlotName
    exercises: tuple[Exercise, ...]
    """The best first; never empty."""
    points: tuple[int, ...]
    """How well each suits; see `_points`."""


@remembered
def choices(brief: Brief, split: str) -> tuple[tuple[Place, ...], ...]:
    """The places of each session of a split, with the good choices for each."""
    first = turn(brief)
    scored = {one.id: _Scored(_points(brief, one), _place_of(one, first)) for one in brief.for_assistance}
    return tuple(tuple(_place(brief, slot, scored) for slot in slots) for slots in week_slots(brief, split))


class _Scored(NamedTuple):
    """What is known of an exercise in every slot."""

    points: int
    place: int
    """Among equally good ones."""


def _place(brief: Brief, slot: Slot, scored: Mapping[str, _Scored]) -> Place:
    grown = [one for one in slot.exercises if not too_easy(brief, one)] or slot.exercises
    rank = {pattern: RANK_POINTS * rank for rank, pattern in enumerate(slot.patterns)}
    points = {one.id: scored[one.id].points - rank[one.pattern] for one in grown}
    ranked = sorted(grown, key=lambda one: (-points[one.id], scored[one.id].place))
    best = points[ranked[0].id]
    kept = [one for one in ranked if points[one.id] >= best - GAP][:MOST_CHOICES]
    return Place(slot.name, tuple(kept), tuple(points[one.id] for one in kept))


def _points(brief: Brief, exercise: Exercise) -> int:
    """How well an exercise suits a lifter. In a slot, each pattern has `RANK_POINTS` less than the one before.

    - Kettlebells and bands have 3 less where dumbbells or cables, which go up in small steps, are there.
    - Negatives and Nordic curls have 4 less: hard to dose, and sore for days.
    - Staples, which good gyms teach first, have 4 more: an unusual exercise should have a reason.
    - From one year on easy work with body weight alone has 2 less.
    - In the first months guided and supported exercises have 2 more; from three years on free and harder ones.
    - Health prefers exercises that load few joints; losing weight and endurance those without a change of plates, as
      rests are short; performance free weights and the own body.
    """
    points = 4 * ("staple" in exercise.tags) - 4 * lowered_only(exercise)
    if not brief.available.isdisjoint({"dumbbell", "cable"}) and not exercise.equipment.isdisjoint(_HOME):
        points -= 3
    if brief.experience >= Level.ONE_TO_THREE_YEARS:
        points -= 2 * (exercise.equipment == {"bodyweight"} and not exercise.share and exercise.level == 1)
    free = exercise.equipment <= {"barbell", "dumbbell", "bodyweight", "kettlebell"}
    if brief.experience == Level.FIRST_MONTHS:
        points += 2 * ("supported" in exercise.tags or exercise.equipment <= {"machine", "cable"})
    elif brief.experience >= Level.OVER_THREE_YEARS:
        points += free + (exercise.level >= Level.FIRST_YEAR)
    if brief.purpose == Goal.HEALTH:
        points -= min(len(exercise.joints), 2)
    elif brief.purpose in (Goal.LOSE_WEIGHT, Goal.ENDURANCE):
        points += exercise.equipment <= {"dumbbell", "bodyweight", "cable", "kettlebell", "band"}
    elif brief.purpose == Goal.PERFORMANCE:
        points += 2 * free
    return points


def turn(brief: Brief) -> int:
    """At which of equally good exercises the lifter's choices start, 0 to 9: ten kinds of lifters get other weeks."""
    return (3 * brief.purpose + 2 * brief.experience + brief.female) % _TURNS


def _place_of(exercise: Exercise, first: int) -> int:
    """The exercise's place among equally good ones, where those of turn `first` come first."""
    staples, others = _STAPLES[exercise.pattern], _OTHERS[exercise.pattern]
    if exercise.id in staples:
        return (staples[exercise.id] - first) % len(staples)
    return len(staples) + (others[exercise.id] - first) % len(others)


def _numbered(pattern: Pattern, *, staple: bool) -> Mapping[str, int]:
    every = (one for one in CATALOGUE.values() if one.pattern == pattern and "wished" not in one.tags)
    alike = (one.id for one in every if ("staple" in one.tags) == staple)
    return {name: number for number, name in enumerate(alike)}


_STAPLES: Mapping[Pattern, Mapping[str, int]] = {pattern: _numbered(pattern, staple=True) for pattern in PATTERNS}
_OTHERS: Mapping[Pattern, Mapping[str, int]] = {pattern: _numbered(pattern, staple=False) for pattern in PATTERNS}
