"""What was understood of a training log, and what was not."""

from datetime import date
from typing import Annotated

from pydantic import Field

from program.histories.limits import HEAVIEST_KG, MOST_REPS
from program.histories.reasons import NoteCode, Reason
from program.schema import Closed, Lift

_Date = date
"""A date, for a field of that name with a default value, which would hide the type."""


class DoneSet(Closed):
    """One set of a main lift that was done."""

    lift: Lift
    """The main lift."""
    date: _Date | None
    """The day, as the file has it; null only in our own CSV, whose rows may have none."""
    weight_kg: Annotated[float, Field(gt=0, le=HEAVIEST_KG)]
    """The weight in kg, bar included, to two decimals."""
    reps: Annotated[int, Field(ge=0, le=MOST_REPS)]
    """Repetitions that were done; 0: the set was tried and failed."""
    warmup: bool
    """Whether the file calls it a warm-up set."""
    rpe: Annotated[float, Field(ge=1, le=10)] | None
    """The rate of perceived exertion, 1 to 10; null: none was noted."""
    line: int
    """The line of the file on which the row begins, from 1."""
    week: Annotated[int, Field(ge=1)] | None = None
    """The week of the plan; of our own CSV alone."""
    day: Annotated[int, Field(ge=1)] | None = None
    """The session of that week; of our own CSV alone."""


class Unread(Closed):
    """A row that was not read."""

    line: int
    """The line of the file on which the row begins, from 1."""
    text: str
    """What the cell has that is to blame, or the row; shortened, without control characters."""
    reason: Reason
    """Why, as a code."""
    column: str | None
    """The column of the cell that is to blame; null: the whole row."""
    sentence: str
    """Why, in English, and what to do; `program.wording.histories.unread_sentence` has it in Korean, too."""


class Note(Closed):
    """What was taken to be so."""

    code: NoteCode
    """What, as a code."""
    rows: int
    """In how many of the rows that were read."""
    sentence: str
    """The same in English; `program.wording.histories.note_sentence` has it in Korean, too."""


class OtherExercise(Closed):
    """An exercise that is none of the four main lifts."""

    name: str
    """As the file has it; shortened, without control characters."""
    rows: int
    """How many rows it has."""


class Counts(Closed):
    """How many rows there are of what. `rows` is the sum of the others."""

    rows: int
    """Rows under the header, empty ones left out."""
    read: int
    """Sets of the main lifts."""
    other: int
    """Rows of other exercises."""
    not_sets: int
    """Rest timers, notes, and headers that occur again."""
    not_done: int
    """Planned sets for which nothing was noted."""
    unread: int
    """Rows that could not be read."""


class History(Closed):
    """A training log as it was read."""

    format: str
    """The format that was recognised: the name of one of `program.histories.formats.registry.FORMATS`."""
    sets: tuple[DoneSet, ...]
    """The sets of the main lifts, in the order of the file."""
    unread: tuple[Unread, ...]
    """The rows that could not be read, in the order of the file."""
    notes: tuple[Note, ...]
    """What was taken to be so."""
    counts: Counts
    """How many rows there are of what."""
    other_exercises: tuple[OtherExercise, ...]
    """The other exercises, the most frequent first."""
