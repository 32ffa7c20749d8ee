"""How a CSV format is described: what its columns are called, and what their cells mean."""

from collections.abc import Collection
from dataclasses import dataclass

from program.units import WeightUnit


@dataclass(frozen=True, slots=True)
class WeightColumn:
    """A column with weights, and where their unit is; in neither place: the file has none."""

    name: str
    unit: WeightUnit | None = None
    """The unit that the header says."""
    unit_column: str | None = None
    """The column that has the unit of each row."""


@dataclass(frozen=True, slots=True)
class KindColumn:
    """The column that says what kind of row it is. All values are in lower case."""

    name: str
    warmups: frozenset[str]
    """Values of warm-up sets."""
    sets: frozenset[str]
    """Values of other sets."""
    not_sets: frozenset[str] = frozenset()
    """Values of rows that are no sets."""
    numbers: bool = False
    """Whether a whole number stands for a set, too."""


@dataclass(frozen=True, slots=True)
class Format:
    """A CSV format. The names of columns are in lower case; further columns of a file are left alone."""

    name: str
    """Lower snake case."""
    title: str
    """As its makers write it."""
    recognised_by: frozenset[str]
    """Columns that a file must have, beside one of `weights`, to be of this format: all that a set cannot be read
    without are among them."""
    date: str
    """The column with the date, with or without a time."""
    exercise: str
    """The column with the exercise's name."""
    weights: tuple[WeightColumn, ...]
    """The columns that may have the weight: the first one that a file has, and that is not empty in a row, counts."""
    reps: str
    """The column with the repetitions that were done."""
    kind: KindColumn | None = None
    rpe: str | None = None
    """The column with the RPE."""
    number: str | None = None
    """The column with a number or a time that tells a set from the next one of the same weight and repetitions. A row
    that is the same as another one is taken for a copy only if it has one."""
    exercise_id: str | None = None
    """The column with the exercise's id in our catalogue."""
    week: str | None = None
    """The column with the week of our plan."""
    day: str | None = None
    """The column with the session of that week."""
    not_done_without: frozenset[str] = frozenset()
    """If these cells are all empty, a set was planned and not done."""
    dated: bool = True
    """Whether a row must have a date."""

    def fits(self, columns: Collection[str]) -> bool:
        """Whether a file with these columns is of this format."""
        return self.recognised_by <= set(columns) and any(one.name in columns for one in self.weights)
