"""A training log's CSV file, read: what was understood, and what was not."""

from collections import Counter
from datetime import date
from typing import Final

from program.histories.dates import day_comes_first
from program.histories.decoding import decoded
from program.histories.history import Counts, DoneSet, History, Note, OtherExercise, Unread
from program.histories.reasons import NoteCode
from program.histories.rows import OtherRow, ReadRow, RowReader
from program.histories.table import Table, read_table
from program.units import WeightUnit
from program.wording.histories import note_sentence

_NOTES: Final[tuple[NoteCode, ...]] = ("kilograms_assumed", "day_first", "month_first", "rpe_left_out")
"""The order in which notes are told."""


def read_history(data: bytes, today: date, unit: WeightUnit | None = None) -> History:
    """Reads the CSV file of a training log.

    Every row is told of: as a set of a main lift, as one of another exercise, as no set, or as unread with its line.

    Args:
        data: The file as it was uploaded: UTF-8, UTF-16 with a byte order mark, or CP949; comma, semicolon or tab.
        today: The lifter's day: a set with a later date is not believed.
        unit: What weights are in where the file does not say. Left out: kg, which a note tells.

    Raises:
        RequestError: The file as a whole cannot be read: too large, empty, an unknown encoding or an unknown header.
    """
    table = read_table(decoded(data))
    reader = RowReader(table, today, day_comes_first(_dates(table)), unit)
    sets: list[DoneSet] = []
    unread: list[Unread] = []
    assumed: Counter[NoteCode] = Counter()
    others: Counter[str] = Counter()
    no_sets: Counter[str] = Counter()
    for row in table.rows:
        match reader.read(row):
            case ReadRow(done, codes):
                sets.append(done)
                assumed.update(codes)
            case OtherRow(exercise):
                others[exercise] += 1
            case Unread() as one:
                unread.append(one)
            case ("not_a_set" | "not_done") as no_set:
                no_sets[no_set] += 1
    return History(
        format=table.format.name,
        sets=tuple(sets),
        unread=tuple(unread),
        notes=tuple(
            Note(code=code, rows=assumed[code], sentence=note_sentence(code, assumed[code], "en"))
            for code in _NOTES
            if assumed[code]
        ),
        counts=Counts(
            rows=len(table.rows),
            read=len(sets),
            other=others.total(),
            not_sets=no_sets["not_a_set"],
            not_done=no_sets["not_done"],
            unread=len(unread),
        ),
        other_exercises=tuple(
            OtherExercise(name=name, rows=rows)
            for name, rows in sorted(others.items(), key=lambda one: (-one[1], one[0]))
        ),
    )


def _dates(table: Table) -> list[str]:
    """The cells of the column of dates, those of other exercises included."""
    place = table.columns.get(table.format.date)
    if place is None:
        return []
    return [row.cells[place] for row in table.rows if row.cells is not None and place < len(row.cells)]
