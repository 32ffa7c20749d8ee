"""The catalogue of assistance exercises: what each one trains, needs and loads.

The rows are in `exercises.csv`, which is read once. The four main lifts are not among them. A bench, a rack, a pull-up
bar, parallel bars, a box and a wall are taken to be there; a landmine is a barbell and a Smith machine is a machine.
Repetitions of a one-sided exercise are per side.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeVar, cast, get_args

from program.errors import UnavailableError
from program.schema import EQUIPMENT, JOINTS, Category, Equipment, Joint, Level

PushPattern = Literal["horizontal_push", "vertical_push", "fly", "triceps", "lateral_raise"]
PullPattern = Literal["horizontal_pull", "vertical_pull", "rear_delt", "biceps", "shrug"]
LegsCorePattern = Literal[
    "squat", "lunge", "hinge", "knee_extension", "knee_flexion", "glute", "calf", "jump", "core", "carry"
]
Pattern = Literal[PushPattern, PullPattern, LegsCorePattern]
"""The movement that an exercise belongs to; `jump` is explosive work, the hang clean included."""
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)

PATTERN_CATEGORY: Mapping[Pattern, Category] = MappingProxyType(
    {
        pattern: "push"
        if pattern in get_args(PushPattern)
        else "pull"
        if pattern in get_args(PullPattern)
        else "legs_core"
        for pattern in PATTERNS
    }
)
"""The assistance category (push, pull, single leg or core: Wendler, *5/3/1 Forever*) of each pattern."""

UpperMuscle = Literal[
    "chest", "front_delt", "side_delt", "rear_delt", "triceps", "biceps", "upper_back", "lats", "traps"
]
LowerMuscle = Literal["quads", "hamstrings", "glutes", "calves", "abs", "lower_back"]
Muscle = Literal[UpperMuscle, LowerMuscle]
"""A muscle group, as weekly sets are counted."""
MUSCLES: tuple[Muscle, ...] = get_args(Muscle)

Unit = Literal["reps", "seconds"]
Strength = Literal["press", "pull", "squat", "hinge"]
"""What a lifter's records say of body-weight exercises: how strong they push, pull, squat and bend from the hip."""

LEVELS = tuple(str(level.value) for level in Level)
"""The levels as they are written in the file."""

_Value = TypeVar("_Value", bound=str)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One assistance exercise."""

    id: str
    """Lower snake case, as the model writes it."""
    name: str
    """As Korean gyms write it."""
    name_en: str
    """English name."""
    category: Category
    """Always the category of the pattern."""
    pattern: Pattern
    """The movement it belongs to."""
    muscles: tuple[Muscle, ...]
    """One to three, prime movers first."""
    equipment: frozenset[Equipment]
    """Everything it needs, all of it at once."""
    joints: frozenset[Joint]
    """Joints that it loads much: a lifter with pain in one of them leaves it out."""
    level: Level
    """The least experience that it needs."""
    per_side: bool
    """Whether one side works at a time: repetitions are per side, and a set takes twice as long."""
    unit: Unit
    """What a prescription counts: repetitions, or the seconds of a hold or a carry."""
    seconds: int
    """Seconds that one repetition takes; 1 where seconds are counted."""
    most_reps: int | None
    """The most repetitions, or seconds, that a set of it may have; None: as many as the week's scheme says."""
    strength: Strength | None
    """The strength that decides how often a lifter can do it; None: any weight can be chosen for it."""
    share: int
    """Percent of the body weight that it moves; 0 where any weight can be chosen."""
    easier: str | None
    """The id of the next easier exercise of the same movement; None: this is the easiest."""
    harder: str | None
    """The id of the next harder exercise of the same movement; None: this is the hardest."""
    alternative: str | None
    """The id of an exercise that does the same work, where this one is taken or not liked."""
    cue: str
    """One thing to watch, in Korean."""
    cue_en: str
    """One thing to watch, in English."""


COLUMNS = tuple(field.name for field in fields(Exercise))
"""The columns of the file, in order; lists within one are separated by spaces."""


class UnknownExercise(LookupError):  # noqa: N818 - reads as what went wrong: `raise UnknownExercise`
    """No exercise has this id; the message gives the closest ids there are."""


def _known(
    row: Mapping[str, str], column: str, allowed: tuple[_Value, ...], least: int, most: int
) -> tuple[_Value, ...]:
    """The column's values in order; `ValueError` unless they are `least` to `most` different ones of `allowed`."""
    values = row[column].split()
    for value in values:
        if value not in allowed:
            raise ValueError(f"{column}: {value!r} is unknown, expected one of {', '.join(allowed)}")
    if not least <= len(values) <= most or len(set(values)) != len(values):
        raise ValueError(f"{column}: expected {least} to {most} different values, got {row[column]!r}")
    return cast("tuple[_Value, ...]", tuple(values))


def _exercise(row: Mapping[str, str]) -> Exercise:
    """The exercise that a row describes; `ValueError` naming the column if it describes none."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", row["id"]) is None:
        raise ValueError(f"id: expected lower snake case, got {row['id']!r}")
    for column in ("name", "name_en"):
        if not row[column] or row[column] != row[column].strip():
            raise ValueError(f"{column}: expected a name without spaces around it, got {row[column]!r}")
    (pattern,) = _known(row, "pattern", PATTERNS, 1, 1)
    if row["category"] != PATTERN_CATEGORY[pattern]:
        raise ValueError(f"category: expected {PATTERN_CATEGORY[pattern]!r} for {pattern!r}, got {row['category']!r}")
    return Exercise(
        id=row["id"],
        name=row["name"],
        name_en=row["name_en"],
        category=PATTERN_CATEGORY[pattern],
        pattern=pattern,
        muscles=_known(row, "muscles", MUSCLES, 1, 3),
        equipment=frozenset(_known(row, "equipment", EQUIPMENT, 1, len(EQUIPMENT))),
        joints=frozenset(_known(row, "joints", JOINTS, 0, len(JOINTS))),
        level=Level(int(_known(row, "level", LEVELS, 1, 1)[0])),
        per_side=_known(row, "per_side", ("yes", "no"), 1, 1)[0] == "yes",
        unit=_known(row, "unit", get_args(Unit), 1, 1)[0],
        seconds=int(row["seconds"]),
        most_reps=int(row["most_reps"]) if row["most_reps"] else None,
        strength=next(iter(_known(row, "strength", get_args(Strength), 0, 1)), None),
        share=int(row["share"]),
        easier=row["easier"] or None,
        harder=row["harder"] or None,
        alternative=row["alternative"] or None,
        cue=row["cue"],
        cue_en=row["cue_en"],
    )


def read_catalogue(lines: Iterable[str]) -> Mapping[str, Exercise]:
    """The exercises by id, in the order of the file's `lines`, header first.

    Raises `UnavailableError` naming line and column for the first thing that is wrong.
    """
    reader = csv.reader(lines, strict=True)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        raise UnavailableError(
            f"exercises.csv line 1: expected the columns {','.join(COLUMNS)}, got {','.join(header)}"
        )
    found: dict[str, Exercise] = {}
    taken: set[tuple[str, str]] = set()
    for cells in reader:
        try:
            if len(cells) != len(COLUMNS):
                raise ValueError(f"expected {len(COLUMNS)} columns, got {len(cells)}")
            row = dict(zip(COLUMNS, cells, strict=True))
            exercise = _exercise(row)
            for column in ("id", "name", "name_en"):
                if (column, row[column]) in taken:
                    raise ValueError(f"{column}: {row[column]!r} occurs twice")
                taken.add((column, row[column]))
        except ValueError as error:
            raise UnavailableError(f"exercises.csv line {reader.line_num}: {error}") from error
        found[exercise.id] = exercise
    return MappingProxyType(found)


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
