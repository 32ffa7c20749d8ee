"""Admits model work while the expected wait is short, and says when to ask again where it is not."""

import math
import threading
import time
from collections.abc import Callable
from typing import Final

from program.errors import UnavailableError

LONGEST_WAIT_S: Final = 5.0
"""Seconds of expected wait that are allowed where nothing else is said."""

FIRST_MONTH_S: Final = 0.25
"""Seconds that a month is expected to take before any was made: a little more than in docs/benchmark.md."""

RECENT: Final = 32
"""Months that the moving mean looks back on."""

LONGEST_RETRY_S: Final = 30
"""Seconds after which a refused caller is told to ask again at the latest."""


class Overloaded(UnavailableError):  # noqa: N818 - the family's name says that it is an error
    """More work waits than is done in time.

    Args:
        message: As of every error.
        retry_after_s: Whole seconds after which asking again makes sense, at least 1.
    """

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Gate:
    """Counts the work that is admitted, measures what a month takes, and refuses work that would wait too long.

    The expected wait is the months ahead times the mean seconds that a month keeps the model busy. What several months
    take that are made at once is divided among them, so the mean already counts how many the model answers at once.
    Safe to use from many threads.

    Args:
        longest_wait_s: Longest expected wait in seconds with which work is still admitted.
        first_month_s: Seconds that a month is expected to take at first.
        on_refused: Called for each request that is refused.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        longest_wait_s: float = LONGEST_WAIT_S,
        *,
        first_month_s: float = FIRST_MONTH_S,
        on_refused: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_refused = on_refused
        self._longest_wait_s = longest_wait_s
        self._mean_s = first_month_s
        self._measured = 1
        self._clock = clock
        self._lock = threading.Lock()
        self._ahead = 0
        self._running = 0
        self._share_s = 0.0
        """Seconds of the model that one request would have had, had it run from the start."""
        self._shared_until = clock()
        self._next_try = self._shared_until
        self._refused = 0

    @property
    def ahead(self) -> int:
        """Months that are admitted and not yet done."""
        return self._ahead

    @property
    def running(self) -> int:
        """Requests that are being worked on now."""
        return self._running

    @property
    def refused(self) -> int:
        """Requests that were refused since the start."""
        return self._refused

    @property
    def mean_s(self) -> float:
        """Seconds that a month keeps the model busy, the mean of recent ones."""
        return self._mean_s

    @property
    def expected_wait_s(self) -> float:
        """Seconds of work that are ahead of a request which comes now."""
        return self._ahead * self._mean_s

    def admit(self, months: int = 1) -> "Slot":
        """Admit a request.

        Args:
            months: How many months it makes.

        Returns:
            Its slot: `end` it, whatever happens.

        Raises:
            Overloaded: The expected wait is longer than is allowed.
        """
        with self._lock:
            if (wait_s := self.expected_wait_s) > self._longest_wait_s:
                self._refused += 1
                self._on_refused()
                seconds = self._booked_s(wait_s - self._longest_wait_s, months)
                raise Overloaded(
                    f"The service is busy: {wait_s:.1f} s of work wait already, BURNFIT_QUEUE_S allows "
                    f"{self._longest_wait_s:g} s. Ask again in {seconds} s.",
                    seconds,
                )
            self._ahead += months
        return Slot(self, months)

    def _booked_s(self, excess_s: float, months: int) -> int:
        """Seconds until a refused caller should ask again; those who are refused together come one after the other."""
        now = self._clock()
        free_at = max(now + excess_s, self._next_try) + months * self._mean_s
        self._next_try = min(free_at, now + LONGEST_RETRY_S)
        return max(1, math.ceil(self._next_try - now))

    def _begin(self) -> float:
        """A request begins to run; returns what one would have had of the model until now, in seconds."""
        with self._lock:
            self._share()
            self._running += 1
            return self._share_s

    def _end(self, months: int, begun_s: float | None, measured: bool) -> None:
        with self._lock:
            self._share()
            self._ahead -= months
            if begun_s is None:
                return
            self._running -= 1
            if measured:
                self._measured = min(self._measured + 1, RECENT)
                self._mean_s += ((self._share_s - begun_s) / months - self._mean_s) / self._measured

    def _share(self) -> None:
        """Divide the time since the last change among the requests that have run meanwhile."""
        now = self._clock()
        if self._running:
            self._share_s += (now - self._shared_until) / self._running
        self._shared_until = now


class Slot:
    """A request's place behind a gate.

    Args:
        gate: The gate.
        months: How many months the request makes.
    """

    def __init__(self, gate: Gate, months: int) -> None:
        self._gate = gate
        self._months = months
        self._begun_s: float | None = None
        self._ended = False

    def begin(self) -> None:
        """The request's turn has come."""
        self._begun_s = self._gate._begin()

    def end(self, *, measured: bool) -> None:
        """The request is done, has failed, or its caller has left; a second call does nothing.

        Args:
            measured: Whether it has made all its months: only then what it took counts for the mean.
        """
        if not self._ended:
            self._ended = True
            self._gate._end(self._months, self._begun_s, measured)
