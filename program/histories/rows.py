"""One row of a training log: a set of a main lift, something else, or nothing that can be read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeVar

from program.histories.dates import read_date
from program.histories.formats.format import WeightColumn
from program.histories.history import DoneSet, Unread
from program.histories.lift_names import main_lift
from program.histories.numbers import BadCell, exertion, plan_number, repetitions, unit_named, weight_kg
from program.histories.reasons import NoteCode, Reason
from program.histories.table import Row, Table
from program.histories.texts import compared, shown
from program.schema import LIFTS, Lift
from program.units import WeightUnit
from program.wording.histories import unread_sentence

_Value = TypeVar("_Value")


class OtherRow(NamedTuple):
    """A row of an exercise that is no main lift."""

    exercise: str


NoSet = Literal["not_a_set", "not_done"]
"""What a row can be that is well understood and still no set that was done."""


class ReadRow(NamedTuple):
    """A set, and what was taken to be so in it."""

    done: DoneSet
    assumed: tuple[NoteCode, ...]


class _Wrong(Exception):  # noqa: N818 - reads as what went wrong: `raise _Wrong`
    """Why a row cannot be read, the column that is to blame, and what it has."""

    def __init__(self, reason: Reason, column: str | None = None, text: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
        self.text = text


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file, in their order."""

    table: Table
    today: date
    """No set was done after this day."""
    day_first: bool | None
    """The order of day and month in dates that do not say it; None: unknown."""
    unit: WeightUnit | None
    """What weights are in where the file does not say; None: kg is assumed, and told."""
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def read(self, row: Row) -> ReadRow | OtherRow | NoSet | Unread:
        """What a row is."""
        try:
            return self._read(row)
        except _Wrong as wrong:
            return Unread(
                line=row.line,
                text=shown(wrong.text if wrong.column and wrong.text else row.text),
                reason=wrong.reason,
                column=wrong.column,
                sentence=unread_sentence(wrong.reason, wrong.column, "en"),
            )

    def _read(self, row: Row) -> ReadRow | OtherRow | NoSet:
        cells, form = _whole(row, len(self.table.header)), self.table.format
        warmup = self._warmup(cells)
        if warmup is None:
            return "not_a_set"
        if form.not_done_without and not any(self._cell(cells, name) for name in form.not_done_without):
            return "not_done"
        lift, exercise = self._lift(cells)
        if lift is None:
            return OtherRow(shown(exercise))
        if form.number and any(letter.isdigit() for letter in self._cell(cells, form.number)):
            if cells in self._seen:
                raise _Wrong("duplicate")
            self._seen.add(cells)
        return self._set(row.line, cells, lift, warmup)

    def _set(self, line: int, cells: tuple[str, ...], lift: Lift, warmup: bool) -> ReadRow:
        form = self.table.format
        assumed: list[NoteCode] = []
        reps = self._needed(cells, form.reps, repetitions)
        done = DoneSet(
            lift=lift,
            date=self._date(cells, assumed),
            weight_kg=self._weight(cells, assumed),
            reps=reps,
            warmup=warmup,
            rpe=self._rpe(cells, assumed),
            line=line,
            week=self._needed(cells, form.week, plan_number) if form.week else None,
            day=self._needed(cells, form.day, plan_number) if form.day else None,
        )
        return ReadRow(done, tuple(assumed))

    def _warmup(self, cells: tuple[str, ...]) -> bool | None:
        """Whether the row is a warm-up set; None: it is no set at all, or a header that occurs again."""
        kind = self.table.format.kind
        if cells == self.table.header:
            return None
        if kind is None:
            return False
        value = self._cell(cells, kind.name)
        word = compared(value)
        if word in kind.not_sets:
            return None
        if word in kind.warmups:
            return True
        if word in kind.sets or (kind.numbers and word.isascii() and word.isdigit()):
            return False
        raise self._wrong("unknown_kind" if word else "missing", kind.name, value)

    def _lift(self, cells: tuple[str, ...]) -> tuple[Lift | None, str]:
        """The main lift, by its id where there is one, and the exercise's name."""
        form = self.table.format
        name = self._cell(cells, form.exercise)
        known = self._cell(cells, form.exercise_id) if form.exercise_id else ""
        if known:
            return next((lift for lift in LIFTS if lift == compared(known)), None), name or known
        if not name:
            raise self._wrong("missing", form.exercise)
        return main_lift(name), name

    def _date(self, cells: tuple[str, ...], assumed: list[NoteCode]) -> date | None:
        form = self.table.format
        if not form.dated and not self._cell(cells, form.date):
            return None
        found, decided = self._needed(cells, form.date, lambda text: read_date(text, self.day_first))
        if found > self.today:
            raise self._wrong("future_date", form.date, self._cell(cells, form.date))
        if decided:
            assumed.append("day_first" if self.day_first else "month_first")
        return found

    def _weight(self, cells: tuple[str, ...], assumed: list[NoteCode]) -> float:
        there = [one for one in self.table.format.weights if one.name in self.table.columns]
        weight = next((one for one in there if self._cell(cells, one.name)), None)
        if weight is None:
            raise self._wrong("missing", there[0].name)
        return self._kilograms(cells, weight, assumed)

    def _kilograms(self, cells: tuple[str, ...], weight: WeightColumn, assumed: list[NoteCode]) -> float:
        unit = weight.unit
        if unit is None and weight.unit_column is not None and weight.unit_column in self.table.columns:
            unit = self._needed(cells, weight.unit_column, unit_named)
        unit = unit or self.unit
        if unit is None:
            unit = "kg"
            assumed.append("kilograms_assumed")
        return self._needed(cells, weight.name, lambda text: weight_kg(text, unit))

    def _rpe(self, cells: tuple[str, ...], assumed: list[NoteCode]) -> float | None:
        name = self.table.format.rpe
        if name is None:
            return None
        try:
            return exertion(self._cell(cells, name))
        except BadCell:
            assumed.append("rpe_left_out")
            return None

    def _needed(self, cells: tuple[str, ...], name: str, meaning: Callable[[str], _Value]) -> _Value:
        text = self._cell(cells, name)
        if not text:
            raise self._wrong("missing", name)
        try:
            return meaning(text)
        except BadCell as bad:
            raise self._wrong(bad.reason, name, text) from bad

    def _cell(self, cells: tuple[str, ...], name: str) -> str:
        """The row's cell in a column, empty where the file has no such column.

        Cells at the end that may be empty may be missing, too.
        """
        place = self.table.columns.get(name)
        if place is None:
            return ""
        if place < len(cells):
            return cells[place]
        if name in self.table.format.not_done_without or name == self.table.format.rpe:
            return ""
        raise _Wrong("cut_off")

    def _wrong(self, reason: Reason, name: str, text: str = "") -> _Wrong:
        return _Wrong(reason, shown(self.table.header[self.table.columns[name]]), text)


def _whole(row: Row, width: int) -> tuple[str, ...]:
    if row.cells is None:
        raise _Wrong("broken_row")
    if row.cut:
        raise _Wrong("cut_off")
    if len(row.cells) > width:
        raise _Wrong("too_many_cells")
    return row.cells
