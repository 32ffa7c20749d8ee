"""A month as a file: for the calendar, for paper, for another app, or as our own CSV, which filled in is the log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any, Final, Literal, NamedTuple

from pydantic import ValidationError

from agents.registry import prints_answer, title_of
from graph.run_history import Run
from program.errors import RequestError
from program.exports.calendar import calendar
from program.exports.liftoscript import liftoscript
from program.exports.pdf import pdf
from program.exports.plan_csv import plan_csv
from program.field_errors import field_errors, one_line
from program.month.routine import Routine
from program.schema import Language
from service.runs import month_of

ExportFormat = Literal["ics", "csv", "pdf", "liftoscript"]
"""`ics`: a calendar. `csv`: our own CSV. `pdf`: A4 pages. `liftoscript`: a programme for Liftosaur."""

MEDIA_TYPE: Final[Mapping[ExportFormat, str]] = {
    "ics": "text/calendar; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "liftoscript": "text/plain; charset=utf-8",
}
"""Of each format's file."""

_EXTENSION: Final[Mapping[ExportFormat, str]] = {"ics": "ics", "csv": "csv", "pdf": "pdf", "liftoscript": "txt"}

MOST_SETS: Final = 100
"""The most sets of an exercise in a session that are written; a month has 10 at most."""


def month_in_json(data: bytes) -> Routine:
    """A month from its JSON, as `POST /routine` answers it.

    Raises:
        RequestError: It is no month, or an exercise has too many sets.
    """
    try:
        month = Routine.model_validate_json(data)
    except ValidationError as error:
        raise RequestError(f"the body is no month: {one_line(field_errors(error.errors()))}") from error
    _refuse_many_sets(month)
    return month


def _refuse_many_sets(month: Routine) -> None:
    sets = max((one.sets for week in month.weeks for day in week.days for one in day.accessories), default=0)
    if sets > MOST_SETS:
        raise RequestError(f"the month has an exercise with {sets} sets: {MOST_SETS} can be written at most")


@contextmanager
def refusing_broken_months() -> Iterator[None]:
    """Around the writing of a month that a caller has sent: what no month of ours has is the caller's error.

    Raises:
        RequestError: The month has no sessions, an exercise that the catalogue has not, or a number out of all bounds.
    """
    try:
        yield
    except (LookupError, ArithmeticError, ValueError) as error:
        raise RequestError(
            f"the body is no month that can be written: it has something that no month of this service has "
            f"({type(error).__name__}: {error}); send the month as POST /routine answers it"
        ) from error


class Export(NamedTuple):
    """A month as a file."""

    content: bytes
    media_type: str
    """As in `Content-Type`, with the character set of texts."""
    name: str
    """A name for the file."""


def exported(
    month: Routine,
    form: ExportFormat,
    *,
    language: Language | None = None,
    start: time | None = None,
    made: datetime | None = None,
) -> Export:
    """A month in one of the formats.

    Args:
        month: The month.
        form: The format.
        language: Of names and titles; None: the lifter's. Liftoscript is in English.
        start: The time of day of the sessions in the calendar; None: events last all day.
        made: When the month was made; None: the calendar says the day of the first session.

    Raises:
        RequestError: A calendar is asked for, and the month has no dates; or an exercise has too many sets.
    """
    _refuse_many_sets(month)
    told = language or ("ko" if month.carry is None else month.carry.whose.language)
    match form:
        case "ics":
            content = calendar(month, made or _first(month), told, start)
        case "csv":
            content = plan_csv(month, told)
        case "pdf":
            content = pdf(month, told, further_texts(month, told))
        case "liftoscript":
            content = liftoscript(month)
    return Export(content, MEDIA_TYPE[form], f"burnfit-{month.run_id[:8]}.{_EXTENSION[form]}")


def exported_run(
    run: Run, form: ExportFormat, *, language: Language | None = None, start: time | None = None
) -> Export:
    """The month of a recorded run in one of the formats; the calendar says when the run began.

    Raises:
        RequestError: As `exported`, or the run has no month.
    """
    return exported(month_of(run), form, language=language, start=start, made=datetime.fromisoformat(run.begun))


def further_texts(month: Routine, language: Language) -> Iterator[tuple[str, str]]:
    """What further agents wrote to the lifter: the texts in their answers, however deep, after the agent's title."""
    for agent, answer in month.extras.items():
        if prints_answer(agent) and (texts := list(_texts_in(answer))):
            yield title_of(agent, language), " ".join(texts)


def _texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from _texts_in(one)
        case list() | tuple():
            for one in value:
                yield from _texts_in(one)


def _first(month: Routine) -> datetime:
    """Midnight of the first session's day, in UTC."""
    day = month.weeks[0].days[0].date
    return datetime.min.replace(tzinfo=UTC) if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
