"""The run store in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph.run_folder import RunFolder
from graph.run_rows import RECORD, SUMMARY, fields_of, iso, now, request_text, storable_values
from graph.run_search import SQLITE, condition
from graph.run_store import EVERY_RUN, Ended, KeyTaken, RunBusy, RunFilter, RunRecord, RunSummary, UnknownRun
from graph.sqlite_run_file import Saver, explained, opened
from program.month.routine import Provenance

FILE = "runs.sqlite"

_CLAIM_S = 1.0
"""Longest wait for a claim, in seconds: somebody who lists looks at the lock of a run, and is in its way for a moment.
"""

_ROWS = 1000
"""Rows that a list looks through in one go; between two of them others may use the connection."""


class SqliteRunStore:
    """Runs in one file of a folder; neither is created before a run is recorded.

    Args:
        folder: Where the file and the locks are. A new folder and all files are for their owner alone.
        file: The name of the file.
    """

    def __init__(self, folder: Path, file: str = FILE) -> None:
        self._folder = RunFolder(folder, file)
        self._opening = threading.Lock()
        self._saver: Saver | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._folder.database

    @property
    def checkpointer(self) -> Saver:
        """As `RunStore.checkpointer`; opens the file, and creates it where there is none."""
        with self._opening:
            if self._saver is None:
                with explained(self._folder):
                    self._saver = opened(self._folder)
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
        begun = now()
        added = self._write(
            "INSERT INTO runs (run_id, owner, status, begun, updated, request, idempotency_key, body_hash)"
            " VALUES (?, ?, 'running', ?, ?, ?, ?, ?) ON CONFLICT (owner, idempotency_key) DO NOTHING",
            (run_id, owner, begun, begun, request_text(request), idempotency_key, body_hash),
        )
        if not added:
            raise KeyTaken

    def restart(self, run_id: str) -> None:
        """As `RunStore.restart`."""
        changed = self._write(
            "UPDATE runs SET status = 'running', failed = '[]', provenance = '{}', ended = NULL,"
            " attempts = attempts + 1, updated = ? WHERE run_id = ?",
            (now(), run_id),
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
        ended = now()
        answered = json.dumps({agent: one.model_dump() for agent, one in provenance.items()})
        changed = self._write(
            "UPDATE runs SET status = ?, failed = ?, provenance = ?, ended = ?, updated = ? WHERE run_id = ?",
            (status, json.dumps(failed), answered, ended, ended, run_id),
        )
        if not changed:
            raise UnknownRun(run_id)

    def list(
        self, owner: str | None, limit: int, before: str | None = None, wanted: RunFilter = EVERY_RUN
    ) -> Sequence[RunSummary]:
        """As `RunStore.list`."""
        of_owner, values = _of_owner(owner)
        fitting, more = condition(wanted, SQLITE)
        query = (
            f"SELECT {SUMMARY} FROM runs"  # noqa: S608 - constants
            f" WHERE number < ? AND number >= ? AND {of_owner} AND {fitting} ORDER BY number DESC LIMIT ?"
        )
        claimable = wanted.status in ("running", "broken off")  # the claim of each says which
        below, oldest = self._numbers(before)
        found: list[RunSummary] = []
        while len(found) < limit and below > oldest:
            room = limit - len(found)
            rows = self._read(query, (below, below - _ROWS, *values, *more, _ROWS if claimable else room))
            summaries = (RunSummary(**fields) for fields in self._fields(rows))
            found += islice((one for one in summaries if not claimable or one.status == wanted.status), room)
            below -= _ROWS
        return found

    def ids(self, owner: str | None, prefix: str, limit: int) -> Sequence[str]:
        """As `RunStore.ids`."""
        of_owner, values = _of_owner(owner)
        query = (
            f"SELECT run_id FROM runs WHERE {of_owner} AND substr(run_id, 1, ?) = ?"  # noqa: S608 - constants
            " ORDER BY run_id LIMIT ?"
        )
        return [row["run_id"] for row in self._read(query, (*values, len(prefix), prefix, limit))]

    def get(self, run_id: str) -> RunRecord:
        """As `RunStore.get`."""
        rows = self._read(f"SELECT {RECORD} FROM runs WHERE run_id = ?", (run_id,))  # noqa: S608 - constants
        if not rows:
            raise UnknownRun(run_id)
        return RunRecord(**self._fields(rows)[0])

    def keyed(self, owner: str, idempotency_key: str) -> RunRecord | None:
        """As `RunStore.keyed`."""
        query = f"SELECT {RECORD} FROM runs WHERE owner = ? AND idempotency_key = ?"  # noqa: S608 - constants
        rows = self._read(query, (owner, idempotency_key))
        return RunRecord(**self._fields(rows)[0]) if rows else None

    def claim(self, run_id: str) -> AbstractContextManager[None]:
        """As `RunStore.claim`."""
        self._folder.make()
        return self._folder.locked(run_id, _CLAIM_S)

    def prune(self, kept: int, begun_before: datetime | None = None) -> None:
        """As `RunStore.prune`."""
        rows = self._read(
            "SELECT run_id FROM runs WHERE begun < ?"
            " OR number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET ?) ORDER BY number",
            ("" if begun_before is None else iso(begun_before), kept),
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

    def connections(self) -> Mapping[str, int]:
        """As `RunStore.connections`."""
        return {}

    def close(self) -> None:
        """As `RunStore.close`."""
        with self._opening:
            if self._saver is not None:
                self._saver.conn.close()
                self._saver = None

    def _numbers(self, before: str | None) -> tuple[int, int]:
        """The number that all runs of a list are below, and the oldest run's; (0, 0): there is no run.

        Raises:
            UnknownRun: No run has the id `before`.
        """
        if before is None:
            rows = self._read("SELECT max(number) + 1 AS below FROM runs", ())
        elif not (rows := self._read("SELECT number AS below FROM runs WHERE run_id = ?", (before,))):
            raise UnknownRun(before)
        oldest = self._read("SELECT min(number) AS number FROM runs", ())
        return (rows[0]["below"] or 0, oldest[0]["number"] or 0) if rows and oldest else (0, 0)

    def _delete(self, run_id: str) -> None:
        # The row last: where the process is killed in between, the row is left, and is deleted the next time.
        self.checkpointer.delete_thread(run_id)
        self._write("DELETE FROM runs WHERE run_id = ?", (run_id,))

    def _read(self, query: str, values: Sequence[Any]) -> Sequence[sqlite3.Row]:
        if self._saver is None and not self._folder.database.exists():
            return ()
        with self.checkpointer.cursor(transaction=False) as cursor:
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, storable_values(values)).fetchall()

    def _write(self, statement: str, values: Sequence[Any]) -> int:
        """Returns how many rows it changed."""
        with self.checkpointer.cursor() as cursor:
            return cursor.execute(statement, storable_values(values)).rowcount

    def _fields(self, rows: Sequence[sqlite3.Row]) -> Sequence[dict[str, Any]]:
        """The fields of summaries or records."""
        found = [fields_of(dict(row)) for row in rows]
        broken_off = self._broken_off([row for row in rows if row["status"] == "running"])
        for fields in found:
            if fields["run_id"] in broken_off:
                fields["status"] = "broken off"
        return found

    def _broken_off(self, running: Sequence[sqlite3.Row]) -> set[str]:
        """The ids of those rows that stand as running and that nobody works on."""
        free = {row["run_id"]: row["attempts"] for row in running if not self._folder.is_locked(row["run_id"])}
        if not free:
            return set()
        # A run may have ended between the look at its row and the look at its lock: its row says so now.
        places = ", ".join("?" * len(free))
        still = self._read(
            f"SELECT run_id, attempts FROM runs WHERE status = 'running' AND run_id IN ({places})",  # noqa: S608 - "?"s
            tuple(free),
        )
        return {row["run_id"] for row in still if row["attempts"] == free[row["run_id"]]}


def _of_owner(owner: str | None) -> tuple[str, tuple[str, ...]]:
    """The condition for the runs of an owner, and its values; None: of everybody."""
    return ("TRUE", ()) if owner is None else ("owner = ?", (owner,))
