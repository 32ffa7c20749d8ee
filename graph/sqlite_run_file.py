"""The file of the run store in SQLite: opened, its tables made or brought up to date, its errors with hints."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.types import ERROR
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.checkpoint_order import go_on_after
from graph.migrations import MIGRATIONS, VERSION
from graph.run_folder import NO_ACCESS, NO_ROOM, OTHERWISE, RunFolder
from graph.run_search import add_functions
from graph.state import PLAIN

_WRITING_S = 30
"""Longest wait for another process that writes to the file, in seconds."""

_PROVENANCE = "ALTER TABLE runs ADD COLUMN provenance TEXT NOT NULL DEFAULT '{}'"
"""For a table that a version without this column has made."""

_DAMAGED = "move this file away, and a new one is made"
_TOO_BUSY = "another process has been writing for long: try again"

_HINTS = {
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FULL": NO_ROOM,
    "SQLITE_READONLY": NO_ACCESS,
    "SQLITE_CANTOPEN": NO_ACCESS,
    "SQLITE_PERM": NO_ACCESS,
    "SQLITE_BUSY": _TOO_BUSY,
    "SQLITE_LOCKED": _TOO_BUSY,
}
"""What to do, by the start of SQLite's name of the error."""


class Saver(SqliteSaver):
    """LangGraph's saver, with errors that say what to do."""

    def __init__(self, connection: sqlite3.Connection, folder: RunFolder) -> None:
        super().__init__(connection, serde=PLAIN)
        self._folder = folder

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As LangGraph's; what is written after it sorts behind it."""
        found = super().get_tuple(config)
        if found is not None:
            go_on_after(found.checkpoint["id"])
        return found

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """A cursor; every method of the saver uses one.

        Raises:
            UnavailableError: The database cannot be used.
        """
        with explained(self._folder), super().cursor(transaction) as cursor:
            yield cursor


@contextmanager
def explained(folder: RunFolder) -> Iterator[None]:
    """Raise errors of the database as UnavailableError with a hint."""
    try:
        yield
    except sqlite3.Error as error:
        name: str = getattr(error, "sqlite_errorname", "")
        raise folder.problem(
            error, next((_HINTS[start] for start in _HINTS if name.startswith(start)), OTHERWISE)
        ) from error


def opened(folder: RunFolder) -> Saver:
    """The saver over the file of the folder, with the table of runs beside its own tables."""
    folder.make_database()
    connection = sqlite3.connect(folder.database, check_same_thread=False, timeout=_WRITING_S)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        # The log survives the end of the process at any moment. That it survives a power cut, too, is not worth a
        # wait for the disk at every node.
        connection.execute("PRAGMA synchronous=NORMAL")
        saver = Saver(connection, folder)
        saver.setup()
        add_functions(connection)
        if _version(connection) < VERSION:
            _migrate(saver)
    except BaseException:
        connection.close()
        raise
    return saver


def _migrate(saver: Saver) -> None:
    """Make the tables, or bring those of an earlier version up to date."""
    connection = saver.conn
    adopted = [] if _columns(connection) else _runs_without_a_row(saver)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        done = _version(connection)  # another process may have done the same since
        for number, migration in enumerate(MIGRATIONS[done:], done + 1):
            for statement in migration.sqlite:
                connection.execute(statement)
            if number == 1:
                _adopt(connection, adopted)
        connection.execute(f"PRAGMA user_version = {max(done, VERSION)}")


def _adopt(connection: sqlite3.Connection, rows: Sequence[tuple[str, str, str, str | None, str, str]]) -> None:
    """Complete the table of runs of versions that did not number their tables."""
    if "provenance" not in _columns(connection):
        connection.execute(_PROVENANCE)
    connection.executemany(
        "INSERT OR IGNORE INTO runs (run_id, owner, begun, updated, ended, status, request)"
        " VALUES (?, '', ?, ?, ?, ?, ?)",
        rows,
    )


def _version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has; 0 also for a file of a version that did not number them."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _columns(connection: sqlite3.Connection) -> set[str]:
    """The columns of the table of runs; none: there is no such table."""
    return {row[1] for row in connection.execute("PRAGMA table_info(runs)")}


def _runs_without_a_row(saver: SqliteSaver) -> Sequence[tuple[str, str, str, str | None, str, str]]:
    """The rows for runs that a version without the table has recorded, oldest first."""
    ends: dict[str, CheckpointTuple] = {}
    begun: dict[str, str] = {}
    for one in saver.list(None):  # newest first
        run_id = one.config["configurable"]["thread_id"]
        ends.setdefault(run_id, one)
        begun[run_id] = one.checkpoint["ts"]
    rows = []
    for run_id, end in ends.items():
        updated, values = end.checkpoint["ts"], end.checkpoint["channel_values"]
        status = "running"
        if values.get("routine") is not None:
            status = "done"
        elif any(channel == ERROR for _, channel, _ in end.pending_writes or ()):
            status = "failed"
        ended = None if status == "running" else updated
        rows.append((run_id, begun[run_id], updated, ended, status, json.dumps(values.get("request") or {})))
    return sorted(rows, key=lambda row: row[1])
