"""The folder of recorded runs: for its owner alone, with a lock file for each run that is being worked on."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from graph.run_store import RunBusy
from program.errors import UnavailableError

NO_ROOM = "make room on the disk, or set BURNFIT_RUNS or BURNFIT_STORE to another folder"
NO_ACCESS = "give this user the right to read and write there, or set BURNFIT_RUNS or BURNFIT_STORE to another folder"
OTHERWISE = "set BURNFIT_RUNS or BURNFIT_STORE to another folder, or BURNFIT_RECORD=false to record nothing"

_HINTS = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EACCES: NO_ACCESS,
    errno.EPERM: NO_ACCESS,
    errno.EROFS: NO_ACCESS,
}


class RunFolder:
    """A folder with the database of runs and the locks.

    Args:
        path: Where it is; it is created when it is first needed.
        database: Name of the file of the database; files that the database adds start with this name, too.
    """

    def __init__(self, path: Path, database: str) -> None:
        self.path = path
        self.database = path / database

    def make(self) -> None:
        """Create the folder; one that holds nothing but the database and locks is closed to other users.

        Raises:
            UnavailableError: It cannot be created.
        """
        with self._explained():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.path.stat().st_mode & 0o077 and all(map(self._is_own, self.path.iterdir())):
                self.path.chmod(0o700)

    def make_database(self) -> None:
        """Create the folder and an empty database, and close all files of the database to other users.

        Raises:
            UnavailableError: They cannot be created.
        """
        self.make()
        with self._explained():
            self.database.touch(mode=0o600)
            for file in self.path.glob(f"{self.database.name}*"):
                if file.stat().st_mode & 0o077:
                    file.chmod(0o600)

    @contextmanager
    def locked(self, run_id: str, timeout_s: float = 0) -> Iterator[None]:
        """Hold the lock of a run; it is free again when the process ends, however it ends.

        Args:
            run_id: The run.
            timeout_s: Longest wait for the lock, in seconds.

        Raises:
            RunBusy: Somebody else holds it.
            UnavailableError: The folder cannot be written.
        """
        file = self._lock_file(run_id)
        lock = FileLock(file, timeout=timeout_s, poll_interval=0.01, mode=0o600, thread_local=False)
        try:
            with self._explained():
                lock.acquire()
        except Timeout as error:
            raise RunBusy(run_id) from error
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            lock.release()

    def is_locked(self, run_id: str) -> bool:
        """Whether somebody holds the lock of a run.

        It is not taken to see this: a shared lock is tried, and let go at once.
        """
        with self._explained():
            try:
                with self._lock_file(run_id).open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except FileNotFoundError:
                return False
            except BlockingIOError:
                return True
            return False

    def problem(self, error: Exception, hint: str) -> UnavailableError:
        """What to raise for an error of the database or of the file system."""
        return UnavailableError(f"runs cannot be recorded in {self.path}: {error}; {hint}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Timeout:  # it is an OSError as well, and means that a run is busy
            raise
        except OSError as error:
            raise self.problem(error, _HINTS.get(error.errno or 0, OTHERWISE)) from error

    def _lock_file(self, run_id: str) -> Path:
        return self.path / f"{run_id}.lock"

    def _is_own(self, file: Path) -> bool:
        return file.name.startswith(self.database.name) or file.suffix == ".lock"
