"""The folder that the months are written to, which knows what is done already."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from filelock import FileLock, Timeout

from program.errors import RequestError, UnavailableError
from service.bulk.outcomes import Outcome
from service.bulk.parquet import write_parquet
from service.bulk.rows import Requests

MONTHS: Final = "months.jsonl"
ERRORS: Final = "errors.jsonl"
PARQUET: Final = "months.parquet"
MARK: Final = "bulk.json"
"""Says of which requests the folder holds the months."""
LOCK: Final = "bulk.lock"


class Output:
    """The files of one folder, open at their ends. Rows are written in the order of the requests.

    Args:
        folder: That is marked for the requests and locked.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with_month, with_error = _lines_of(folder / MONTHS), _lines_of(folder / ERRORS)
        self.done = {*with_month, *with_error}
        """Lines of the requests that need no further work."""
        self.found = len(self.done)
        """How many of them an earlier process had done."""
        self.months, self.errors = len(with_month), len(with_error)
        """How many rows are in each file."""
        self._files: dict[str, BinaryIO] = {
            "month": (folder / MONTHS).open("ab", buffering=0),
            "error": (folder / ERRORS).open("ab", buffering=0),
        }

    def write(self, outcome: Outcome) -> None:
        """Add a row's month, or its error: a line in one piece, so that a killed process leaves at most its part."""
        self._files[outcome.kind].write(outcome.text.encode() + b"\n")
        self.done.add(outcome.line)
        if outcome.kind == "month":
            self.months += 1
        else:
            self.errors += 1

    def write_parquet(self) -> None:
        """Write all months as Parquet, too."""
        write_parquet(self.folder / MONTHS, self.folder / PARQUET)

    def close(self) -> None:
        """Close the files, which are on the disk then."""
        for file in self._files.values():
            os.fsync(file.fileno())
            file.close()


@contextmanager
def opened(folder: Path, requests: Requests) -> Iterator[Output]:
    """The output of these requests; no other process can have it meanwhile.

    Args:
        folder: Made where it is not there yet, for its owner alone. What is in it is gone on with.
        requests: What the rows are.

    Raises:
        RequestError: The folder holds months of other requests, or another process works on it.
        UnavailableError: It cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=0):
            _mark(folder, requests)
            output = Output(folder)
            try:
                yield output
            finally:
                output.close()
    except Timeout:
        raise RequestError(f"another process writes to {folder}: wait for its end, or choose another folder") from None
    except OSError as error:
        raise UnavailableError(
            f"{folder} cannot be written: {error.strerror or error}; put that right, and start the same command again"
        ) from error


def _mark(folder: Path, requests: Requests) -> None:
    """Write of which requests the folder is, or refuse other ones."""
    mark = {"requests_sha256": requests.sha256, "route": requests.route}
    try:
        found = json.loads((folder / MARK).read_bytes())
    except FileNotFoundError:
        if (folder / MONTHS).exists() or (folder / ERRORS).exists():
            raise _others(folder, f"has no {MARK} that says of which requests they are") from None
        partial = folder / f"{MARK}.part"
        partial.write_text(json.dumps(mark) + "\n", encoding="utf-8")
        partial.replace(folder / MARK)
        return
    except ValueError:
        raise _others(folder, f"has a damaged {MARK}") from None
    if found != mark:
        raise _others(folder, f"was begun with another file of requests than {requests.file}, or another --route")


def _others(folder: Path, reason: str) -> RequestError:
    return RequestError(f"{folder} holds months of other requests: it {reason}; choose another one, or empty it")


def _lines_of(file: Path) -> list[int]:
    """The lines of the requests that a file has a row of.

    What a killed process left at the end is cut off: a line without its end, and all from a damaged one on.
    """
    found: list[int] = []
    end = 0
    with file.open("a+b") as rows:
        rows.seek(0)
        for row in rows:
            if (line := _line_of(row)) is None:
                break
            found.append(line)
            end += len(row)
        rows.truncate(end)
    return found


def _line_of(row: bytes) -> int | None:
    if not row.endswith(b"\n"):
        return None
    try:
        value = json.loads(row)
    except ValueError:
        return None
    line = value.get("line") if isinstance(value, dict) else None
    return line if isinstance(line, int) else None
