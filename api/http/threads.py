"""Starts calls in threads, and notices callers who leave meanwhile."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from fastapi import Request

from api.http.drain import stopping

Answer = TypeVar("Answer")


def in_thread(threads: ThreadPoolExecutor, work: Callable[..., Answer], *arguments: Any) -> Future[Answer]:
    """Start a call in a thread, with the caller's context: its log lines and spans name the caller's request.

    Raises:
        UnavailableError: The threads have been closed.
    """
    try:
        return threads.submit(copy_context().run, work, *arguments)
    except RuntimeError as error:
        raise stopping() from error


async def disconnected(request: Request) -> None:
    """Return when the caller has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
