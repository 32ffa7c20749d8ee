"""The lines of exercises without a computed weight: what a lifter must know to choose it and to train with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

from program.exercises.catalogue import CATALOGUE, Exercise, find
from program.lifter.brief import Brief
from program.month.assistance import ARMS, ONE_JOINT
from program.month.routine import Accessory, NamedExercise, Variation
from program.schema import Goal, Level, Prescription
from program.wording import lines

RESERVE: Final[Mapping[int, int]] = {1: 3, 2: 2, 3: 1, 4: 5}
"""Week -> repetitions in reserve. The loading weeks come nearer to failure; the deload has the weight of week 1 and
half the sets. Our choice."""

FIRST_RESERVE: Final[Mapping[int, int]] = {1: 3, 2: 3, 3: 2, 4: 5}
"""The same in the first months."""

CAREFUL_RESERVE: Final[Mapping[int, int]] = {1: 4, 2: 3, 3: 3, 4: 6}
"""The same in a careful month."""


SORE_RESERVE: Final[Mapping[int, int]] = {1: 5, 2: 5, 3: 5, 4: 6}
"""The same of what stands in for a lift that loads a joint to be spared."""


def reserve_of(brief: Brief, week: int) -> int:
    """Repetitions that the lifter leaves in reserve in sets whose weight is not given."""
    if brief.careful:
        return CAREFUL_RESERVE[week]
    return (FIRST_RESERVE if brief.experience == Level.FIRST_MONTHS else RESERVE)[week]


MANY_JOINTS_REST: Final = 90
"""The rest in seconds after a set that moves many joints."""

ONE_JOINT_REST: Final = 60
"""The rest in seconds after a set that moves one joint, or the trunk alone."""

LONG_SET: Final = 15
"""Repetitions from which a set rests `LONG_SET_REST` seconds more."""

LONG_SET_REST: Final = 15

BRISK: Final = 15
"""Seconds that each rest is shorter for endurance and losing weight: the pulse stays up."""


def assistance_rest(exercise: Exercise, reps: int, goal: Goal) -> int:
    """The rest in seconds after a set of assistance; jumps rest in full, because they are done fresh."""
    if exercise.pattern == "jump":
        return MANY_JOINTS_REST
    light = exercise.pattern in ONE_JOINT | ARMS
    rest = ONE_JOINT_REST if light else MANY_JOINTS_REST
    if exercise.unit == "reps" and reps >= LONG_SET:
        rest += LONG_SET_REST
    return rest - (BRISK if goal in (Goal.ENDURANCE, Goal.LOSE_WEIGHT) else 0)


@dataclass(frozen=True)
class Lines:
    """Writes a lifter's lines."""

    brief: Brief

    def accessory(self, asked: Prescription, week: int, beside: Collection[str] = ()) -> Accessory:
        """The line of an assistance exercise.

        Args:
            asked: The exercise with its sets and reps.
            week: 1 to 4.
            beside: The ids of all exercises of the day: none of them is an alternative.
        """
        exercise = find(asked.exercise)
        return Accessory(
            **self._guide(exercise, week, beside),
            category=exercise.category,
            sets=asked.sets,
            reps=asked.reps,
            rest_s=assistance_rest(exercise, asked.reps, self.brief.purpose),
            superset=None,
            placed="before" if exercise.pattern == "jump" else "after",
        )

    def variation(self, exercise: Exercise, week: int, *, sore: bool) -> Variation:
        """The line of what stands in for a main lift; `sore`: the lift loads a joint to be spared."""
        return Variation(**self._guide(exercise, week, (), SORE_RESERVE if sore else None))

    def _guide(
        self, exercise: Exercise, week: int, beside: Collection[str], reserves: Mapping[int, int] | None = None
    ) -> dict[str, Any]:
        language = self.brief.language
        reserve = reserves[week] if reserves else reserve_of(self.brief, week)
        return {
            **_names(exercise),
            "per_side": exercise.per_side,
            "unit": exercise.unit,
            "reserve": reserve,
            "effort": lines.effort(reserve, exercise.unit, language),
            "cue": exercise.cue if language == "ko" else exercise.cue_en,
            "alternative": self._alternative(exercise, beside),
        }

    def _alternative(self, exercise: Exercise, beside: Collection[str]) -> NamedExercise | None:
        """Another exercise of the lifter's for the same work: the catalogue's, else the nearest."""
        named = [name for name in (exercise.alternative, exercise.easier, exercise.harder) if name]
        free, muscle, taken = self._free, exercise.muscles[0], {exercise.id, *beside}
        alike = chain(
            (one.id for one in free if one.pattern == exercise.pattern),
            (one.id for one in free if one.muscles[0] == muscle),
            (one.id for one in free if muscle in one.muscles and one.category == exercise.category),
        )
        name = next((name for name in chain(named, alike) if name in self._free_ids and name not in taken), None)
        return None if name is None else NamedExercise(**_names(CATALOGUE[name]))

    @cached_property
    def _free(self) -> tuple[Exercise, ...]:
        """What the lifter can do, without what stands in for a main lift; staples first."""
        return tuple(sorted(self.brief.for_assistance, key=lambda exercise: "staple" not in exercise.tags))

    @cached_property
    def _free_ids(self) -> frozenset[str]:
        return frozenset(exercise.id for exercise in self._free)


def _names(exercise: Exercise) -> dict[str, str]:
    return {"id": exercise.id, "name": exercise.name, "name_en": exercise.name_en}
