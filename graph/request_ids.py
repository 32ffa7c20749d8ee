"""The id of the request that is being answered, for its answer, log lines and spans."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_USABLE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")

_CURRENT: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the request that is being answered here; None: no request is."""
    return _CURRENT.get()


def request_id_for(sent: str | None) -> str:
    """The id that a request gets: the one that its caller sent, where it is usable, else a new one.

    Args:
        sent: The caller's; usable are up to 64 letters, digits, dots, dashes and underscores. None: there is none.
    """
    return sent if sent is not None and _USABLE.fullmatch(sent) else uuid.uuid4().hex


@contextmanager
def answering(request_id: str) -> Iterator[None]:
    """Makes `request_id` the current one, also in threads that get a copy of the context."""
    before = _CURRENT.set(request_id)
    try:
        yield
    finally:
        _CURRENT.reset(before)
