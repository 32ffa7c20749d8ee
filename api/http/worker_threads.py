"""Threads that work in the context of whoever asks, and are counted; and the look for callers who leave."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from fastapi import Request
from typing_extensions import override

from api.http.drain import stopping

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class WorkerThreads(ThreadPoolExecutor):
    """A thread pool. Work runs in a copy of its caller's context: so log lines and metrics know request and route.

    Args:
        threads: Calls that run at once; further ones wait.
        name: The threads' names begin with it.
    """

    def __init__(self, threads: int, name: str) -> None:
        super().__init__(threads, thread_name_prefix=name)
        self._counting = threading.Lock()
        self._waiting = self._working = 0

    @property
    def waiting(self) -> int:
        """Calls that wait for a thread."""
        return self._waiting

    @property
    def working(self) -> int:
        """Calls that run in a thread."""
        return self._working

    @override
    def submit(
        self, fn: Callable[_Arguments, _Result], /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Future[_Result]:
        context = copy_context()

        def work() -> _Result:
            self._add(waiting=-1, working=1)
            try:
                return context.run(fn, *args, **kwargs)
            finally:
                self._add(working=-1)

        self._add(waiting=1)
        try:
            future = super().submit(work)
        except RuntimeError as error:  # the pool is closed
            self._add(waiting=-1)
            raise stopping() from error
        future.add_done_callback(self._dropped)
        return future

    def _dropped(self, future: Future[_Result]) -> None:
        """Count down a call that was cancelled before it ran; one that runs cannot be cancelled."""
        if future.cancelled():
            self._add(waiting=-1)

    def _add(self, *, waiting: int = 0, working: int = 0) -> None:
        with self._counting:
            self._waiting += waiting
            self._working += working


async def disconnected(request: Request) -> None:
    """Return when the caller has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
