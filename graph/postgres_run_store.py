"""The run store in a Postgres database, which several processes and machines may use at once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import Cursor
from psycopg.rows import DictRow

from graph.checkpoint_order import go_on_after
from graph.postgres_claims import PostgresClaims, key_of
from graph.postgres_database import PostgresDatabase
from graph.postgres_run_search import POSTGRES, searched
from graph.run_rows import RECORD, SUMMARY, fields_of, iso, now, request_text, storable_values
from graph.run_search import condition
from graph.run_store import EVERY_RUN, Ended, KeyTaken, RunBusy, RunFilter, RunRecord, RunSummary, UnknownRun
from graph.state import PLAIN
from program.month.routine import Provenance

_ROWS = 1000
"""Rows that a list by claims reads in one go."""


class Saver(PostgresSaver):
    """LangGraph's saver over the pool of a database, with errors that say what to do."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(database.pool, serde=PLAIN)
        self._database = database

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As LangGraph's; what is written after it sorts behind it."""
        found = super().get_tuple(config)
        if found is not None:
            go_on_after(found.checkpoint["id"])
        return found

    @contextmanager
    def _cursor(self, *, pipeline: bool = False) -> Iterator[Cursor[DictRow]]:
        """A cursor; every method of the saver uses one."""
        with self._database.explained(), super()._cursor(pipeline=pipeline) as cursor:
            yield cursor


class PostgresRunStore:
    """Runs in a Postgres database, which `burnfit migrate` has made ready.

    Args:
        database: Where they are; `close` closes it.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self.database = database
        self._claims = PostgresClaims(database)

    @property
    def checkpointer(self) -> Saver:
        """As `RunStore.checkpointer`; a new one each time, since one saver works for one thread at a time."""
        return Saver(self.database)

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
            "INSERT INTO runs (run_id, owner, status, begun, updated, request, texts, idempotency_key, body_hash)"
            " VALUES (%s, %s, 'running', %s, %s, %s, %s, %s, %s) ON CONFLICT (owner, idempotency_key) DO NOTHING",
            (run_id, owner, begun, begun, request_text(request), searched(request), idempotency_key, body_hash),
        )
        if not added:
            raise KeyTaken

    def restart(self, run_id: str) -> None:
        """As `RunStore.restart`."""
        changed = self._write(
            "UPDATE runs SET status = 'running', failed = '[]', provenance = '{}', ended = NULL,"
            " attempts = attempts + 1, updated = %s WHERE run_id = %s",
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
        """As `RunStore.finish`.

        Raises:
            UnknownRun: No run has this id.
            UnavailableError: Somebody else has taken the run over while the database was away.
        """
        self._claims.confirm(run_id)
        ended = now()
        answered = json.dumps({agent: one.model_dump() for agent, one in provenance.items()})
        changed = self._write(
            "UPDATE runs SET status = %s, failed = %s, provenance = %s, ended = %s, updated = %s WHERE run_id = %s",
            (status, json.dumps(failed), answered, ended, ended, run_id),
        )
        if not changed:
            raise UnknownRun(run_id)

    def list(
        self, owner: str | None, limit: int, before: str | None = None, wanted: RunFilter = EVERY_RUN
    ) -> Sequence[RunSummary]:
        """As `RunStore.list`."""
        of_owner, values = _of_owner(owner)
        fitting, more = condition(wanted, POSTGRES)
        query = (
            f"SELECT number, {SUMMARY} FROM runs"  # noqa: S608 - constants
            f" WHERE (%s::bigint IS NULL OR number < %s) AND {of_owner} AND {fitting} ORDER BY number DESC LIMIT %s"
        )
        claimable = wanted.status in ("running", "broken off")  # the claim of each says which
        below = None if before is None else self._number(before)
        found: list[RunSummary] = []
        while len(found) < limit:
            room = limit - len(found)
            page = _ROWS if claimable else room
            rows = self._read(query, (below, below, *values, *more, page))
            summaries = (RunSummary(**fields) for fields in self._fields(rows))
            found += islice((one for one in summaries if not claimable or one.status == wanted.status), room)
            if len(rows) < page:
                break
            below = rows[-1]["number"]
        return found

    def ids(self, owner: str | None, prefix: str, limit: int) -> Sequence[str]:
        """As `RunStore.ids`."""
        of_owner, values = _of_owner(owner)
        query = f"SELECT run_id FROM runs WHERE {of_owner} AND starts_with(run_id, %s) ORDER BY run_id LIMIT %s"  # noqa: S608 - constants
        return [row["run_id"] for row in self._read(query, (*values, prefix, limit))]

    def get(self, run_id: str) -> RunRecord:
        """As `RunStore.get`."""
        rows = self._read(f"SELECT number, {RECORD} FROM runs WHERE run_id = %s", (run_id,))  # noqa: S608 - constants
        if not rows:
            raise UnknownRun(run_id)
        return RunRecord(**self._fields(rows)[0])

    def keyed(self, owner: str, idempotency_key: str) -> RunRecord | None:
        """As `RunStore.keyed`."""
        query = f"SELECT number, {RECORD} FROM runs WHERE owner = %s AND idempotency_key = %s"  # noqa: S608 - constants
        rows = self._read(query, (owner, idempotency_key))
        return RunRecord(**self._fields(rows)[0]) if rows else None

    def claim(self, run_id: str) -> AbstractContextManager[None]:
        """As `RunStore.claim`."""
        return self._claims.holding(run_id)

    def prune(self, kept: int, begun_before: datetime | None = None) -> None:
        """As `RunStore.prune`."""
        rows = self._read(
            "SELECT run_id FROM runs WHERE begun < %s"
            " OR number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET %s) ORDER BY number",
            ("" if begun_before is None else iso(begun_before), kept),
        )
        for row in rows:
            with suppress(RunBusy), self.claim(row["run_id"]):
                self._delete(row["run_id"])

    def delete(self, run_id: str) -> None:
        """As `RunStore.delete`; the database overwrites what the run held when it is vacuumed."""
        self.get(run_id)
        with self.claim(run_id):
            self._delete(run_id)

    def connections(self) -> Mapping[str, int]:
        """As `RunStore.connections`."""
        stats = self.database.pool.get_stats()
        idle, size = stats.get("pool_available", 0), stats.get("pool_size", 0)
        return {"idle": idle, "used": size - idle, "waiting": stats.get("requests_waiting", 0)}

    def close(self) -> None:
        """As `RunStore.close`."""
        self._claims.close()
        self.database.close()

    def _number(self, run_id: str) -> int:
        """The place of a run in the order of all.

        Raises:
            UnknownRun: No run has this id.
        """
        rows = self._read("SELECT number FROM runs WHERE run_id = %s", (run_id,))
        if not rows:
            raise UnknownRun(run_id)
        return int(rows[0]["number"])

    def _delete(self, run_id: str) -> None:
        # The row last: where the process is killed in between, the row is left, and is deleted the next time.
        self.checkpointer.delete_thread(run_id)
        self._write("DELETE FROM runs WHERE run_id = %s", (run_id,))

    def _read(self, query: str, values: Sequence[Any]) -> Sequence[DictRow]:
        with self.database.connection() as connection:
            return connection.execute(query, storable_values(values)).fetchall()

    def _write(self, statement: str, values: Sequence[Any]) -> int:
        """Returns how many rows it changed."""
        with self.database.connection() as connection:
            return connection.execute(statement, storable_values(values)).rowcount

    def _fields(self, rows: Sequence[DictRow]) -> Sequence[dict[str, Any]]:
        """The fields of summaries or records."""
        found = [fields_of(row) for row in rows]
        broken_off = self._broken_off([row for row in rows if row["status"] == "running"])
        for fields in found:
            if fields.pop("number") in broken_off:
                fields["status"] = "broken off"
        return found

    def _broken_off(self, running: Sequence[DictRow]) -> set[int]:
        """The numbers of those rows that stand as running and that nobody works on."""
        if not running:
            return set()
        claimed = self._claims.claimed_keys()
        free = {row["number"]: row["attempts"] for row in running if key_of(row["run_id"]) not in claimed}
        if not free:
            return set()
        # A run may have ended between the look at its row and the look at the claims: its row says so now.
        still = self._read(
            "SELECT number, attempts FROM runs WHERE status = 'running' AND number = ANY(%s)", (list(free),)
        )
        return {row["number"] for row in still if row["attempts"] == free[row["number"]]}


def _of_owner(owner: str | None) -> tuple[str, tuple[str, ...]]:
    """The condition for the runs of an owner, and its values; None: of everybody."""
    return ("TRUE", ()) if owner is None else ("owner = %s", (owner,))
