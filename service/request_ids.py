"""The id of the HTTP request that a thread or task works on."""

from contextvars import ContextVar
from typing import Final

REQUEST_ID: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the request that is being answered; None: no request is."""
    return REQUEST_ID.get()
