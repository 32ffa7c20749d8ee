"""How a server stops: that it will is announced, what is in work goes to its end, what is left then is broken off."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from program.errors import UnavailableError


class Drain:
    """The end of one server, and what is in work there. Except `begin`, all is for the event loop's thread."""

    def __init__(self) -> None:
        self._begun = False
        self._broken_off = False
        self._in_work: dict[object, Callable[[], object]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def begun(self) -> bool:
        """Whether the server is going to stop."""
        return self._begun

    @property
    def broken_off(self) -> bool:
        """Whether what was still in work was broken off."""
        return self._broken_off

    @property
    def in_work(self) -> int:
        """Requests that are in work."""
        return len(self._in_work)

    def begin(self) -> None:
        """Announce that the server is going to stop; safe in a signal handler."""
        self._begun = True

    @contextmanager
    def working(self, break_off: Callable[[], object]) -> Iterator[None]:
        """A request is in work inside the block.

        Args:
            break_off: Ends the request early; called at once where the time for it is over.
        """
        key = object()
        self._in_work[key] = break_off
        self._idle.clear()
        try:
            if self._broken_off:
                break_off()
            yield
        finally:
            del self._in_work[key]
            if not self._in_work:
                self._idle.set()

    async def idle(self, longest_s: float) -> None:
        """Return when nothing is in work any more, at the latest after `longest_s` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), longest_s)

    def break_off(self) -> None:
        """End all that is in work, and all that would still begin."""
        self._broken_off = True
        for break_off in list(self._in_work.values()):
            break_off()


def stopping() -> UnavailableError:
    """The error of a request that cannot be answered any more because the server stops."""
    return UnavailableError(
        "The service is being stopped: send the request again, to another instance or in a few seconds."
    )
