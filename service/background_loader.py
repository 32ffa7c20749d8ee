"""Loads the service in the background, and tries again when that fails."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from program.errors import BurnfitError, UnavailableError
from service.service import Service

LOG = logging.getLogger("burnfit.loading")

FIRST_PAUSE_S: Final = 5.0
"""Seconds before the second try; each further pause is twice as long."""

LONGEST_PAUSE_S: Final = 300.0


class BackgroundLoader:
    """Starts to load the service at once, in a thread of its own, until it is loaded or `close` is called.

    Args:
        load: Loads the service; called again after a pause when it raises.
        first_pause_s: Seconds before the second try. Each further pause is twice as long, up to `LONGEST_PAUSE_S`.
    """

    def __init__(self, load: Callable[[], Service], first_pause_s: float = FIRST_PAUSE_S) -> None:
        self._load = load
        self._first_pause_s = first_pause_s
        self._service: Service | None = None
        self._failure: Exception | None = None
        self._closed = threading.Event()
        self.first_try: Future[None] = Future()
        """Done when the first try has ended, well or badly."""
        # A daemon, so that a process that is stopped while it loads ends at once.
        threading.Thread(target=self._keep_trying, name="load", daemon=True).start()

    def _keep_trying(self) -> None:
        pause_s = self._first_pause_s
        while not self._try(pause_s) and not self._closed.wait(pause_s):
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _try(self, pause_s: float) -> bool:
        """Load the service; returns whether that worked."""
        try:
            self._service = self._load()
        except Exception as failure:
            LOG.exception("the model could not be loaded; the next try is in %g s", pause_s)
            self._failure = failure
        if not self.first_try.done():
            self.first_try.set_result(None)
        return self._service is not None

    def close(self) -> None:
        """Start no further try."""
        self._closed.set()

    def wait(self, timeout_s: float | None = None) -> None:
        """Return when the first try has ended, at the latest after `timeout_s` seconds."""
        wait([self.first_try], timeout_s)

    def ready(self) -> Service:
        """Returns the loaded service.

        Raises:
            UnavailableError: It is still being loaded for the first time, or the last try failed.
        """
        if self._service is not None:
            return self._service
        failure = self._failure
        if failure is None:
            raise UnavailableError(
                "The model is still being loaded: ask again in a few seconds; /readyz answers 200 when it is ready."
            )
        reason = str(failure) if isinstance(failure, BurnfitError) else "see the service's log"
        raise UnavailableError(
            f"The model could not be loaded: {reason}. The service tries again by itself: ask again later."
        ) from failure
