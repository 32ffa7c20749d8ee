"""Deletes old runs while a server runs, also when nobody asks for a month."""

import logging
import threading
from collections.abc import Callable
from typing import Final

LOG = logging.getLogger("burnfit.service")

EVERY_S: Final = 600.0
"""Seconds between two looks. A run stays for days, so it is that much too long at most."""


class Retention:
    """A thread that deletes old runs at once and then again and again, until it is stopped.

    Args:
        prune: Deletes the runs that are not to stay.
        every_s: Seconds between two calls of it.
    """

    def __init__(self, prune: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._prune = prune
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="retention", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Delete no more; a deletion that has begun is waited for, for some seconds."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                self._prune()
            except Exception:  # the next look may go well
                LOG.exception("old runs could not be deleted")
            self._stopped.wait(self._every_s)
