"""Takes up runs that were broken off, whichever process has worked on them, until it is stopped."""

import logging
import threading
from typing import Final

from graph.run_store import EVERY_RUN, RunBusy, RunSummary
from program.errors import BurnfitError, UnavailableError
from service.once import MOST_ATTEMPTS
from service.runs import Runs

LOG = logging.getLogger("burnfit.service")

PAUSE_S: Final = 10.0
"""Seconds between two looks for runs that were broken off."""

_BROKEN_OFF: Final = EVERY_RUN.model_copy(update={"status": "broken off"})

_AT_ONCE: Final = 100
"""The most runs of one look; the next look finds the others."""


class Resumer:
    """Looks for runs that were broken off again and again, in a thread of its own.

    Args:
        pause_s: Seconds between two looks.
    """

    def __init__(self, pause_s: float = PAUSE_S) -> None:
        self._pause_s = pause_s
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._refused: set[str] = set()

    def start(self, runs: Runs) -> None:
        """Begin to look; the first look is at once."""
        # A daemon: a run that a stopped process was taking up is taken up by the next one.
        self._thread = threading.Thread(target=self._look_on, args=(runs,), name="resume", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take up no further run; one that has been taken up goes on to its end."""
        self._stopped.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait until the thread has ended, at most `timeout_s` seconds; returns whether it has."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    def _look_on(self, runs: Runs) -> None:
        while not self._stopped.is_set():
            self.look(runs)
            self._stopped.wait(self._pause_s)

    def look(self, runs: Runs) -> None:
        """Take up every run that is broken off now; what fails is logged.

        A run that was tried `MOST_ATTEMPTS` times has failed. One that this process cannot take up, such as one with
        other agents, is logged once and left to others.
        """
        try:
            found = runs.list(_AT_ONCE, wanted=_BROKEN_OFF)
        except UnavailableError as error:
            LOG.warning("runs that were broken off cannot be looked for: %s", error)
            return
        for run in found:
            if self._stopped.is_set():
                return
            if run.run_id not in self._refused:
                self._take_up(runs, run)

    def _take_up(self, runs: Runs, run: RunSummary) -> None:
        run_id, named = run.run_id, {"run_id": run.run_id}
        try:
            if run.attempts >= MOST_ATTEMPTS:
                runs.give_up(run_id)
            else:
                runs.resume(run_id)
                LOG.info("run %s was broken off and is done now", run_id, extra=named)
        except RunBusy as error:
            LOG.info("%s", error, extra=named)
        except BurnfitError as error:
            if not isinstance(error, UnavailableError):
                self._refused.add(run_id)
            # As `exc_info`, not in the line: the message may quote the lifter.
            LOG.warning("run %s was broken off and cannot be resumed", run_id, exc_info=error, extra=named)
        except Exception:  # the other runs are taken up all the same
            self._refused.add(run_id)
            LOG.exception("run %s was broken off and cannot be resumed", run_id, extra=named)
