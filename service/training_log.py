"""A training log's CSV file, read for the next month: what was understood, and what was not."""

from datetime import date, datetime, timedelta, timezone

from program.histories.history import Counts, DoneSet, History, Note, OtherExercise, Unread
from program.histories.log import PlannedTop, Unmatched, to_log
from program.histories.read import read_history
from program.progression.carry import Carry
from program.progression.log import LoggedSet
from program.schema import Closed, Language
from program.units import WeightUnit
from program.wording.histories import note_sentence, unmatched_sentence, unread_sentence


class ReadLog(Closed):
    """A log as it was read: the answer of `POST /log`."""

    format: str
    """The format that was recognised, such as Hevy or Strong."""
    log: tuple[LoggedSet, ...]
    """For `POST /routine/next`: the sets that count for the month; without a month, the sets whose week the file
    names."""
    sets: tuple[DoneSet, ...]
    """All sets of the main lifts, in the order of the file."""
    unread: tuple[Unread, ...]
    """The rows that could not be read, with reasons in the language that was asked for."""
    unmatched: tuple[Unmatched, ...]
    """Planned top sets without a set, and sessions that count for none; empty without a month."""
    notes: tuple[Note, ...]
    """What was taken to be so."""
    counts: Counts
    """How many rows there are of what."""
    other_exercises: tuple[OtherExercise, ...]
    """The exercises that are none of the main lifts, the most frequent first."""


def latest_day() -> date:
    """Today where the day begins first on Earth: a lifter may be ahead of this machine's clock."""
    return datetime.now(timezone(timedelta(hours=14))).date()


def read_log(
    data: bytes,
    today: date,
    carry: Carry | None = None,
    language: Language = "en",
    unit: WeightUnit | None = None,
) -> ReadLog:
    """Reads a log's CSV file, and matches it to a month.

    Args:
        data: The file: of Hevy, Strong, FitNotes, Liftosaur, or our own.
        today: The lifter's day: a set with a later date is not believed.
        carry: Of the month that was trained; None: the file is read alone.
        language: Of the sentences.
        unit: What weights are in where the file does not say; None: the unit of the month, else kg.

    Raises:
        RequestError: The file as a whole cannot be read.
    """
    history = read_history(data, today, unit or (carry.whose.unit if carry else None))
    log, unmatched = _matched(history, carry) if carry else (_with_weeks(history), ())
    return ReadLog(
        format=history.format,
        log=log,
        sets=history.sets,
        unread=tuple(
            one.model_copy(update={"sentence": unread_sentence(one.reason, one.column, language)})
            for one in history.unread
        ),
        unmatched=tuple(
            one.model_copy(update={"sentence": unmatched_sentence(one.reason, language)}) for one in unmatched
        ),
        notes=tuple(
            one.model_copy(update={"sentence": note_sentence(one.code, one.rows, language)}) for one in history.notes
        ),
        counts=history.counts,
        other_exercises=history.other_exercises,
    )


def _matched(history: History, carry: Carry) -> tuple[tuple[LoggedSet, ...], tuple[Unmatched, ...]]:
    """The sets that count for the month's top sets, and what counts for none."""
    plan = (
        PlannedTop(lift=month.lift, week=top.week, day=top.day, weight_kg=top.weight_kg, reps=top.reps)
        for month in carry.lifts
        for top in month.top_sets
    )
    matched, unmatched = to_log(history, plan, carry.whose.start_date)
    sets = (LoggedSet(lift=one.lift, week=one.week, weight_kg=one.weight_kg, reps=one.reps) for one in matched)
    return tuple(sets), unmatched


def _with_weeks(history: History) -> tuple[LoggedSet, ...]:
    """The sets whose week the file names."""
    return tuple(
        LoggedSet(lift=one.lift, week=one.week, weight_kg=one.weight_kg, reps=one.reps)
        for one in history.sets
        if one.week is not None and one.week <= 4 and not one.warmup
    )
