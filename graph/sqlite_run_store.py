"""The run store in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.types import ERROR
from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic_core import from_json

from graph.run_folder import NO_ACCESS, NO_ROOM, OTHERWISE, RunFolder
from graph.run_search import add_functions, condition
from graph.run_store import EVERY_RUN, Ended, RunBusy, RunFilter, RunRecord, RunSummary, UnknownRun
from graph.state import PLAIN
from program.month.routine import Provenance

FILE = "runs.sqlite"

_WRITING_S = 30
"""Longest wait for another process that writes to the file, in seconds."""

_CLAIM_S = 0.1
"""Longest wait for a claim, in seconds: `list` holds the lock of a run for a moment, to see whether it is free."""

_TABLE = (
    """CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        status TEXT NOT NULL,
        failed TEXT NOT NULL DEFAULT '[]',
        begun TEXT NOT NULL,
        updated TEXT NOT NULL,
        ended TEXT,
        attempts INTEGER NOT NULL DEFAULT 1,
        request TEXT NOT NULL,
        idempotency_key TEXT,
        body_hash TEXT,
        provenance TEXT NOT NULL DEFAULT '{}'
    )""",
    "CREATE INDEX IF NOT EXISTS runs_of_owner ON runs (owner, number)",
    "CREATE INDEX IF NOT EXISTS runs_by_age ON runs (begun)",
    "CREATE UNIQUE INDEX IF NOT EXISTS runs_by_key ON runs (owner, idempotency_key)",
)
_PROVENANCE = "ALTER TABLE runs ADD COLUMN provenance TEXT NOT NULL DEFAULT '{}'"
"""For a table that a version without this column has made."""

_SUMMARY = "run_id, status, failed, begun, ended, attempts, request, provenance"
_RECORD = f"{_SUMMARY}, owner, updated, idempotency_key, body_hash"

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


class SqliteRunStore:
    """Runs in one file of a folder; neither is created before a run is recorded.

    Args:
        folder: Where the file and the locks are. A new folder and all files are for their owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = RunFolder(folder, FILE)
        self._opening = threading.Lock()
        self._saver: _Saver | None = None

    @property
    def checkpointer(self) -> "_Saver":
        """As `RunStore.checkpointer`; opens the file, and creates it where there is none."""
        with self._opening:
            if self._saver is None:
                with _explained(self._folder):
                    self._saver = _opened(self._folder)
            return self._saver

    def create(
        self,
        run_id: str,
        request: Mapping[str, Any],
        *,
        owner: str = "",
        idempotency_key: str | None = None,
        body_hash: str | None = None,
    ) -> None:
        """As `RunStore.create`."""
        now = _iso(datetime.now(UTC))
        self._write(
            "INSERT INTO runs (run_id, owner, status, begun, updated, request, idempotency_key, body_hash)"
            " VALUES (?, ?, 'running', ?, ?, ?, ?, ?)",
            (run_id, owner, now, now, json.dumps(request), idempotency_key, body_hash),
        )

    def restart(self, run_id: str) -> None:
        """As `RunStore.restart`."""
        changed = self._write(
            "UPDATE runs SET status = 'running', failed = '[]', provenance = '{}', ended = NULL,"
            " attempts = attempts + 1, updated = ? WHERE run_id = ?",
            (_iso(datetime.now(UTC)), run_id),
        )
        if not changed:
            raise UnknownRun(run_id)

    def finish(
        self,
        run_id: str,
        status: Ended,
        failed: Sequence[str] = (),
        provenance: Mapping[str, Provenance] = MappingProxyType({}),
    ) -> None:
        """As `RunStore.finish`."""
        now = _iso(datetime.now(UTC))
        answered = json.dumps({agent: one.model_dump() for agent, one in provenance.items()})
        changed = self._write(
            "UPDATE runs SET status = ?, failed = ?, provenance = ?, ended = ?, updated = ? WHERE run_id = ?",
            (status, json.dumps(failed), answered, now, now, run_id),
        )
        if not changed:
            raise UnknownRun(run_id)

    def list(
        self, owner: str | None, limit: int, before: str | None = None, wanted: RunFilter = EVERY_RUN
    ) -> Sequence[RunSummary]:
        """As `RunStore.list`."""
        of_owner, values = _of_owner(owner)
        fitting, more = condition(wanted)
        conditions, values = f"{of_owner} AND {fitting}", (*values, *more)
        if before is not None:
            rows = self._read("SELECT number FROM runs WHERE run_id = ?", (before,))
            if not rows:
                raise UnknownRun(before)
            conditions, values = f"{conditions} AND number < ?", (*values, rows[0]["number"])
        query = f"SELECT {_SUMMARY} FROM runs WHERE {conditions} ORDER BY number DESC"  # noqa: S608 - constants
        if wanted.status not in ("running", "broken off"):
            return [RunSummary(**self._fields(row)) for row in self._read(f"{query} LIMIT ?", (*values, limit))]
        summaries = (RunSummary(**self._fields(row)) for row in self._read(query, values))
        return list(islice((one for one in summaries if one.status == wanted.status), limit))

    def ids(self, owner: str | None, prefix: str, limit: int) -> Sequence[str]:
        """As `RunStore.ids`."""
        condition, values = _of_owner(owner)
        query = (
            f"SELECT run_id FROM runs WHERE {condition} AND substr(run_id, 1, ?) = ?"  # noqa: S608 - constants
            " ORDER BY run_id LIMIT ?"
        )
        return [row["run_id"] for row in self._read(query, (*values, len(prefix), prefix, limit))]

    def get(self, run_id: str) -> RunRecord:
        """As `RunStore.get`."""
        rows = self._read(f"SELECT {_RECORD} FROM runs WHERE run_id = ?", (run_id,))  # noqa: S608 - constants
        if not rows:
            raise UnknownRun(run_id)
        return RunRecord(**self._fields(rows[0]))

    def claim(self, run_id: str) -> AbstractContextManager[None]:
        """As `RunStore.claim`."""
        self._folder.make()
        return self._folder.locked(run_id, _CLAIM_S)

    def prune(self, kept: int, begun_before: datetime | None = None) -> None:
        """As `RunStore.prune`."""
        rows = self._read(
            "SELECT run_id FROM runs WHERE begun < ?"
            " OR number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET ?) ORDER BY number",
            ("" if begun_before is None else _iso(begun_before), kept),
        )
        for row in rows:
            with suppress(RunBusy), self._folder.locked(row["run_id"]):
                self._delete(row["run_id"])

    def delete(self, run_id: str) -> None:
        """As `RunStore.delete`; what the run held is overwritten in the file and in SQLite's log."""
        self.get(run_id)
        with self.claim(run_id):
            self._delete(run_id)
        with self.checkpointer.cursor(transaction=False) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """As `RunStore.close`."""
        with self._opening:
            if self._saver is not None:
                self._saver.conn.close()
                self._saver = None

    def _delete(self, run_id: str) -> None:
        # The row last: where the process is killed in between, the row is left, and is deleted the next time.
        self.checkpointer.delete_thread(run_id)
        self._write("DELETE FROM runs WHERE run_id = ?", (run_id,))

    def _read(self, query: str, values: Sequence[Any]) -> Sequence[sqlite3.Row]:
        if self._saver is None and not self._folder.database.exists():
            return ()
        with self.checkpointer.cursor(transaction=False) as cursor:
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()

    def _write(self, statement: str, values: Sequence[Any]) -> int:
        """Returns how many rows it changed."""
        with self.checkpointer.cursor() as cursor:
            return cursor.execute(statement, values).rowcount

    def _fields(self, row: sqlite3.Row) -> dict[str, Any]:
        """The fields of a summary or a record."""
        fields = dict(row)
        for name in ("failed", "request", "provenance"):
            fields[name] = from_json(fields[name])  # several times as fast as json.loads
        if fields["status"] == "running" and not self._folder.is_locked(fields["run_id"]):
            fields["status"] = "broken off"
        return fields


class _Saver(SqliteSaver):
    """LangGraph's saver, with errors that say what to do."""

    def __init__(self, connection: sqlite3.Connection, folder: RunFolder) -> None:
        super().__init__(connection, serde=PLAIN)
        self._folder = folder

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """A cursor; every method of the saver uses one.

        Raises:
            UnavailableError: The database cannot be used.
        """
        with _explained(self._folder), super().cursor(transaction) as cursor:
            yield cursor


@contextmanager
def _explained(folder: RunFolder) -> Iterator[None]:
    """Raise errors of the database as UnavailableError with a hint."""
    try:
        yield
    except sqlite3.Error as error:
        name: str = getattr(error, "sqlite_errorname", "")
        raise folder.problem(
            error, next((_HINTS[start] for start in _HINTS if name.startswith(start)), OTHERWISE)
        ) from error


def _opened(folder: RunFolder) -> _Saver:
    """The saver over the file of the folder, with the table of runs beside its own tables."""
    folder.make_database()
    connection = sqlite3.connect(folder.database, check_same_thread=False, timeout=_WRITING_S)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        # The log survives the end of the process at any moment. That it survives a power cut, too, is not worth a
        # wait for the disk at every node.
        connection.execute("PRAGMA synchronous=NORMAL")
        saver = _Saver(connection, folder)
        saver.setup()
        add_functions(connection)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            adopted = _runs_without_a_row(saver)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                for statement in _TABLE:
                    connection.execute(statement)
                # Another process may have done the same since: its rows count.
                connection.executemany(
                    "INSERT OR IGNORE INTO runs (run_id, owner, begun, updated, ended, status, request)"
                    " VALUES (?, '', ?, ?, ?, ?, ?)",
                    adopted,
                )
        elif "provenance" not in {row[1] for row in connection.execute("PRAGMA table_info(runs)")}:
            with suppress(sqlite3.OperationalError), connection:  # another process may have done the same since
                connection.execute(_PROVENANCE)
    except BaseException:
        connection.close()
        raise
    return saver


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


def _of_owner(owner: str | None) -> tuple[str, tuple[str, ...]]:
    """The condition for the runs of an owner, and its values; None: of everybody."""
    return ("TRUE", ()) if owner is None else ("owner = ?", (owner,))


def _iso(time: datetime) -> str:
    """A time in UTC, in a form that sorts as text."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")
