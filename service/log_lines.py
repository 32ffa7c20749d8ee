"""The lines of the log: each names its request and its run, and none holds what a lifter wrote, unless asked.

An error's message can quote a sentence. So an error is shown by its traceback and its type, and its message is left
out, except where it tells of the machine alone.
"""

import logging
import traceback
from collections.abc import Iterator
from copy import copy
from typing import Final

from pythonjsonlogger.json import JsonFormatter
from typing_extensions import override

from graph.request_ids import current_request_id
from program.current_run import current_run_id
from program.errors import BurnfitError

IDS: Final = ("request_id", "run_id")
"""The fields of every line that name the request and the run; null, or left out of a text line, where there is none."""

OWN: Final = ("burnfit", "uvicorn")
"""Loggers whose lines are known to hold no text of a caller."""

_BEFORE_ANY_REQUEST: Final = ("burnfit.loading", "burnfit.training", "burnfit.data")
"""Loggers of code that works on no request: their errors are shown in full."""

_OF_THE_MACHINE: Final = (OSError, ImportError, MemoryError)
"""Python's own errors whose messages tell of the machine alone."""

_CAUSE: Final = "\nThe error above was the cause of this one:\n"

_HIDDEN: Final = "(BURNFIT_LOG_SENTENCES=true shows the message)"


class TextLine(logging.Formatter):
    """A line of text; the ids stand at its end.

    Args:
        whole: Whether messages of errors are shown even where they may quote a lifter.
    """

    def __init__(self, *, whole: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._whole = whole

    @override
    def format(self, record: logging.LogRecord) -> str:
        return super().format(_prepared(record, whole=self._whole))

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        named = " ".join(f"{name}={value}" for name in IDS if (value := vars(record)[name]) is not None)
        return super().formatMessage(record) + (f" ({named})" if named else "")


class JsonLine(JsonFormatter):
    """A JSON object; the ids are fields.

    Args:
        whole: As of `TextLine`.
    """

    def __init__(self, *, whole: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s " + " ".join(f"%({name})s" for name in IDS))
        self._whole = whole

    @override
    def format(self, record: logging.LogRecord) -> str:
        return super().format(_prepared(record, whole=self._whole))


def is_own(record: logging.LogRecord) -> bool:
    """Whether a record may become a line: other libraries' below a warning may quote what was sent (sse_starlette)."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OWN


def _prepared(record: logging.LogRecord, *, whole: bool) -> logging.LogRecord:
    """A copy of a record with its ids, and with its error as the log shows it."""
    prepared = copy(record)  # other handlers get the record as it is
    for name, current in zip(IDS, (current_request_id, current_run_id), strict=True):
        vars(prepared)[name] = vars(record).get(name) or current()
    error = record.exc_info[1] if record.exc_info else None
    prepared.exc_info, prepared.exc_text = None, None
    if error is not None:
        prepared.exc_text = error_text(error, whole=whole or record.name in _BEFORE_ANY_REQUEST)
    return prepared


def error_text(error: BaseException, *, whole: bool) -> str:
    """An error with its traceback and its causes, oldest first.

    Args:
        error: The error.
        whole: Whether messages are shown even where they may quote a lifter.
    """
    if whole:
        return "".join(traceback.format_exception(error)).rstrip()
    return _CAUSE.join(_alone(one) for one in reversed([*_causes(error)]))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, its cause, that one's cause, and so on."""
    seen: set[int] = set()
    newest: BaseException | None = error
    while newest is not None and id(newest) not in seen:
        seen.add(id(newest))
        yield newest
        newest = newest.__cause__ or (None if newest.__suppress_context__ else newest.__context__)


def _alone(error: BaseException) -> str:
    """One error with its traceback, without its causes."""
    private = error.private if isinstance(error, BurnfitError) else not isinstance(error, _OF_THE_MACHINE)
    message = _HIDDEN if private else str(error)
    lines = ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    text = f"{''.join(lines)}{type(error).__qualname__}: {message}"
    if isinstance(error, BaseExceptionGroup):
        text += "".join(f"\nwithin it:\n{error_text(one, whole=False)}" for one in error.exceptions)
    return text
