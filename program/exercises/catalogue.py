"""The catalogue of assistance exercises: what each one trains, needs and loads.

The rows are in `exercises.csv`, which is read once. The four main lifts are not among them. A bench, a rack, a pull-up
bar, parallel bars, a bench for back raises, a box, a wall and an ab wheel are taken to be there; a landmine is a
barbell, a Smith machine is a machine. Repetitions of a one-sided exercise are per side.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files

from program.exercises.exercise import (
    MUSCLES,
    PATTERN_CATEGORY,
    PATTERNS,
    TAGS,
    Exercise,
    Muscle,
    Pattern,
    Strength,
    Tag,
    Unit,
)
from program.exercises.rows import COLUMNS, read_catalogue
from program.schema import Equipment

__all__ = [
    "CATALOGUE",
    "COLUMNS",
    "MUSCLES",
    "PATTERNS",
    "PATTERN_CATEGORY",
    "TAGS",
    "Exercise",
    "Muscle",
    "Pattern",
    "Strength",
    "Tag",
    "Unit",
    "UnknownExercise",
    "available",
    "find",
    "ladder",
    "read_catalogue",
]


class UnknownExercise(LookupError):  # noqa: N818 - reads as what went wrong: `raise UnknownExercise`
    """No exercise has this id; the message gives the closest ids there are."""


CATALOGUE: Mapping[str, Exercise] = read_catalogue(
    files("program.exercises").joinpath("exercises.csv").read_text(encoding="utf-8").splitlines()
)
"""Every exercise by its id."""


def find(exercise_id: str) -> Exercise:
    """The exercise with this id; raises `UnknownExercise` if there is none."""
    try:
        return CATALOGUE[exercise_id]
    except KeyError:
        closest = get_close_matches(exercise_id, CATALOGUE)
        hint = f"did you mean {', '.join(closest)}?" if closest else "use an id of the catalogue"
        raise UnknownExercise(f"no exercise has the id {exercise_id!r}; {hint}") from None


def available(equipment: frozenset[Equipment], level: int) -> tuple[Exercise, ...]:
    """What a lifter of this level can do with this equipment, in catalogue order."""
    return tuple(entry for entry in CATALOGUE.values() if entry.equipment <= equipment and entry.level <= level)


def ladder(exercise_id: str) -> tuple[str, ...]:
    """The exercises of the same movement from the easiest to the hardest, this one among them.

    The way down is `easier` of each, the way up is `harder`. Raises `UnknownExercise` if there is no such exercise.
    """
    down, up = [find(exercise_id)], [find(exercise_id)]
    while easier := down[-1].easier:
        down.append(find(easier))
    while harder := up[-1].harder:
        up.append(find(harder))
    return tuple(one.id for one in (*reversed(down), *up[1:]))
