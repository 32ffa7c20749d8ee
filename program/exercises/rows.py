"""How `exercises.csv` is read: every cell of a row is checked, then how the rows refer to each other."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Final, TypeVar, cast

from program.errors import UnavailableError
from program.exercises.exercise import (
    MUSCLES,
    PATTERN_CATEGORY,
    PATTERNS,
    STRENGTHS,
    TAGS,
    UNITS,
    Exercise,
)
from program.schema import EQUIPMENT, JOINTS, Level

COLUMNS: Final = tuple(field.name for field in fields(Exercise))
"""The columns of the file, in order; lists within one are separated by spaces."""

LEVELS: Final = tuple(str(level.value) for level in Level)
"""The levels as they are written in the file."""

MOST_SECONDS: Final = 10
"""The longest repetition, in seconds."""
MOST_REPS: Final = 60
"""The highest bound of a set, in repetitions or seconds."""
MOST_SHARE: Final = 110
"""The highest share of the body weight, in percent: the body and the lightest weight that is held with it."""
LONGEST_CUE: Final[Mapping[str, int]] = MappingProxyType({"cue": 60, "cue_en": 80})
"""The most characters of a cue, so that it stays one thing to watch."""

_Value = TypeVar("_Value", bound=str)


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
    line_of: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    for cells in reader:
        try:
            if len(cells) != len(COLUMNS):
                raise ValueError(f"expected {len(COLUMNS)} columns, got {len(cells)}")
            row = dict(zip(COLUMNS, cells, strict=True))
            exercise = _exercise(row)
            for column in ("id", "name", "name_en", "cue", "cue_en"):
                if (column, row[column]) in taken:
                    raise ValueError(f"{column}: {row[column]!r} occurs twice")
                taken.add((column, row[column]))
        except ValueError as error:
            raise UnavailableError(f"exercises.csv line {reader.line_num}: {error}") from error
        found[exercise.id] = exercise
        line_of[exercise.id] = reader.line_num
    for exercise in found.values():
        try:
            _check_neighbours(exercise, found)
        except ValueError as error:
            raise UnavailableError(f"exercises.csv line {line_of[exercise.id]}: {error}") from error
    _check_ladders(found)
    return MappingProxyType(found)


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


def _number(row: Mapping[str, str], column: str, least: int, most: int) -> int:
    """The column's whole number; `ValueError` unless it is one from `least` to `most`."""
    text = row[column]
    if re.fullmatch(r"0|[1-9][0-9]{0,3}", text) is None or not least <= int(text) <= most:
        raise ValueError(f"{column}: expected a whole number from {least} to {most}, got {text!r}")
    return int(text)


def _text(row: Mapping[str, str], column: str, most: int) -> str:
    """The column's text; `ValueError` if it is empty, longer than `most` characters, or has spaces around it."""
    text = row[column]
    if not text or text != text.strip():
        raise ValueError(f"{column}: expected text without spaces around it, got {text!r}")
    if len(text) > most:
        raise ValueError(f"{column}: expected at most {most} characters, got {len(text)}: {text!r}")
    return text


def _exercise(row: Mapping[str, str]) -> Exercise:
    """The exercise that a row describes; `ValueError` naming the column if it describes none."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", row["id"]) is None:
        raise ValueError(f"id: expected lower snake case, got {row['id']!r}")
    (pattern,) = _known(row, "pattern", PATTERNS, 1, 1)
    if row["category"] != PATTERN_CATEGORY[pattern]:
        raise ValueError(f"category: expected {PATTERN_CATEGORY[pattern]!r} for {pattern!r}, got {row['category']!r}")
    (unit,) = _known(row, "unit", UNITS, 1, 1)
    seconds = _number(row, "seconds", 1, MOST_SECONDS)
    if unit == "seconds" and seconds != 1:
        raise ValueError(f"seconds: expected 1 where seconds are counted, got {seconds}")
    if unit == "seconds" and not row["most_reps"]:
        raise ValueError("most_reps: expected the longest hold in seconds, got nothing")
    strength = next(iter(_known(row, "strength", STRENGTHS, 0, 1)), None)
    share = _number(row, "share", 0, MOST_SHARE)
    if (strength is None) != (share == 0):
        raise ValueError(f"share: expected one with a strength and 0 without, got {share} with {row['strength']!r}")
    return Exercise(
        id=row["id"],
        name=_text(row, "name", 40),
        name_en=_text(row, "name_en", 50),
        category=PATTERN_CATEGORY[pattern],
        pattern=pattern,
        muscles=_known(row, "muscles", MUSCLES, 1, 3),
        equipment=frozenset(_known(row, "equipment", EQUIPMENT, 1, len(EQUIPMENT))),
        joints=frozenset(_known(row, "joints", JOINTS, 0, len(JOINTS))),
        level=Level(int(_known(row, "level", LEVELS, 1, 1)[0])),
        per_side=_known(row, "per_side", ("yes", "no"), 1, 1)[0] == "yes",
        unit=unit,
        seconds=seconds,
        most_reps=_number(row, "most_reps", 1, MOST_REPS) if row["most_reps"] else None,
        strength=strength,
        share=share,
        easier=row["easier"] or None,
        harder=row["harder"] or None,
        alternative=row["alternative"],
        cue=_text(row, "cue", LONGEST_CUE["cue"]),
        cue_en=_text(row, "cue_en", LONGEST_CUE["cue_en"]),
        tags=frozenset(_known(row, "tags", TAGS, 0, len(TAGS))),
    )


def _check_neighbours(exercise: Exercise, catalogue: Mapping[str, Exercise]) -> None:
    """`ValueError` unless the neighbours and the alternative are other exercises of the same category."""
    if exercise.easier is None and exercise.harder is None:
        raise ValueError("easier: expected an easier or a harder exercise, got neither")
    for column, name in (
        ("easier", exercise.easier),
        ("harder", exercise.harder),
        ("alternative", exercise.alternative),
    ):
        if name is None:
            continue
        if name not in catalogue:
            raise ValueError(f"{column}: no exercise has the id {name!r}")
        if name == exercise.id:
            raise ValueError(f"{column}: expected another exercise, got {name!r} itself")
        if catalogue[name].category != exercise.category:
            raise ValueError(f"{column}: {name!r} is of {catalogue[name].category!r}, not {exercise.category!r}")


def _easier_than(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Pairs of (easier, harder) that the exercise's two neighbours claim."""
    if exercise.easier is not None:
        yield exercise.easier, exercise.id
    if exercise.harder is not None:
        yield exercise.id, exercise.harder


def _check_ladders(catalogue: Mapping[str, Exercise]) -> None:
    """`UnavailableError` if an exercise is easier than itself by way of others."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for exercise in catalogue.values():
        for easier, harder in _easier_than(exercise):
            order.add(harder, easier)
    try:
        order.prepare()
    except CycleError as error:
        raise UnavailableError(
            f"exercises.csv: easier and harder run in a circle: {' < '.join(error.args[1])}"
        ) from None
