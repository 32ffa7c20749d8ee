"""The run that a thread or task works on, for log lines and spans."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_RUN: ContextVar[str | None] = ContextVar("run", default=None)


def current_run_id() -> str | None:
    """The id of the run that is being worked on; None: no run is."""
    return _RUN.get()


@contextmanager
def working_on(run_id: str) -> Iterator[None]:
    """Log lines and spans within belong to this run."""
    before = _RUN.get()
    _RUN.set(run_id)
    try:
        yield
    finally:
        _RUN.set(before)  # not `reset`: a generator may be closed in another context than it began in
