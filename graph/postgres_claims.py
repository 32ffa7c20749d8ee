"""Claims on runs in Postgres: advisory locks, which the database lets go when the process that holds them ends."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow

from graph.postgres_database import PostgresDatabase
from graph.run_store import RunBusy
from program.errors import UnavailableError

_PAUSE_S: Final = 1.0
"""After a failed try to connect, in seconds: meanwhile callers are refused at once, and do not queue up."""

_KEYS = """SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
"""The numbers of all advisory locks of the database."""


class PostgresClaims:
    """The claims of one process, on a connection of their own.

    A connection that breaks loses its claims. The next one takes them again, as far as nobody else has taken them.

    Args:
        database: Where the runs are.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._application = f"burnfit claims {secrets.token_hex(4)}"
        self._mutex = threading.Lock()
        self._connection: Connection[DictRow] | None = None
        self._not_before = 0.0
        self._held: dict[str, bool] = {}
        """The runs that this process works on, and whether it still has the lock of each."""

    @contextmanager
    def holding(self, run_id: str) -> Iterator[None]:
        """As `RunStore.claim`."""
        self._take(run_id)
        try:
            yield
        finally:
            self._let_go(run_id)

    def confirm(self, run_id: str) -> None:
        """See that a claim of this process still holds; of a run that it does not claim, nothing.

        Raises:
            UnavailableError: The claim was lost, and somebody else has it.
        """
        with self._mutex:
            if run_id in self._held:
                self._ask("SELECT TRUE AS got", ())
                if not self._held[run_id]:
                    raise UnavailableError(
                        f"another process has taken over run {run_id} while this one had no connection to "
                        f"{self._database.name}: look the run up when that one has ended"
                    )

    def claimed_keys(self) -> set[int]:
        """The keys of all runs that any process claims."""
        with self._database.connection() as connection:
            return {row["key"] for row in connection.execute(_KEYS)}

    def close(self) -> None:
        """Close the connection, and so let go of every claim."""
        with self._mutex:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _take(self, run_id: str) -> None:
        with self._mutex:
            # The database would give the same connection the same lock once more.
            if run_id in self._held or not self._try(run_id):
                raise RunBusy(run_id)
            self._held[run_id] = True

    def _let_go(self, run_id: str) -> None:
        with self._mutex:
            held, connection = self._held.pop(run_id), self._connection
            if held and connection is not None and not connection.closed:
                try:
                    connection.execute("SELECT pg_advisory_unlock(%s)", (key_of(run_id),))
                except psycopg.Error:
                    connection.close()  # the database lets go of the lock with it

    def _try(self, run_id: str) -> bool:
        return self._ask("SELECT pg_try_advisory_lock(%s) AS got", (key_of(run_id),))

    def _ask(self, question: str, values: tuple[Any, ...]) -> bool:
        """The answer of the database; where the connection is found broken, of a new one."""
        with self._database.explained():
            if self._connection is not None:
                try:
                    return _got(self._connection, question, values)
                except psycopg.OperationalError:
                    self._connection.close()
                    self._connection = None
            self._connection = self._connect()
            return _got(self._connection, question, values)

    def _connect(self) -> Connection[DictRow]:
        """A new connection that has taken the claims again."""
        if time.monotonic() < self._not_before:
            raise UnavailableError(
                f"the database {self._database.name} could not be reached a moment ago: the next call tries again"
            )
        try:
            connection = self._database.connect(self._application)
        except UnavailableError:
            self._not_before = time.monotonic() + _PAUSE_S
            raise
        # How soon the database notices that this machine has gone, and frees its runs.
        for name, value in (("idle", 10), ("interval", 5), ("count", 3)):
            connection.execute(f"SET tcp_keepalives_{name} = {value}")
        # The database may not have noticed yet that the connection before is broken.
        connection.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
            " WHERE application_name = %s AND pid <> pg_backend_pid()",
            (self._application,),
        )
        for run_id, held in self._held.items():
            lock = "SELECT pg_try_advisory_lock(%s) AS got"
            self._held[run_id] = held and _got(connection, lock, (key_of(run_id),))
        return connection


def key_of(run_id: str) -> int:
    """The number of the lock of a run: 64 bits, signed."""
    digest = blake2b(run_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _got(connection: Connection[DictRow], question: str, values: tuple[Any, ...]) -> bool:
    row = connection.execute(question, values).fetchone()
    return bool(row and row["got"])
