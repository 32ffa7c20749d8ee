"""The key store in Postgres."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from psycopg import Connection, Cursor, Error
from psycopg.errors import UndefinedTable, UniqueViolation
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from program.errors import UnavailableError
from service.keys.api_key import ApiKey, Rate
from service.keys.key_store import COLUMNS, NameTaken, Taken, UnknownKey, key_of, lookup_of, matching, row_of
from service.keys.key_tables import KEY_TABLES

_WAIT_S: Final = 2.0
"""Longest wait for a connection, in seconds: a request waits for its key that long at most."""

_CREATING: Final = 0x6275726E6B6579
"""Number of the advisory lock that whoever creates the tables holds."""

_INSERT: Final = (
    f"INSERT INTO api_keys ({COLUMNS})"  # noqa: S608 - constants
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_LIST: Final = f"SELECT {COLUMNS} FROM api_keys ORDER BY made, id"  # noqa: S608 - constants
_FIND: Final = f"SELECT {COLUMNS} FROM api_keys WHERE lookup = %s"  # noqa: S608 - constants
_REVOKE: Final = (
    "UPDATE api_keys SET revoked = %s"  # noqa: S608 - constants
    f" WHERE revoked IS NULL AND (id = %s OR name = %s) RETURNING {COLUMNS}"
)

_NOW: Final = "extract(epoch FROM clock_timestamp())::float8"
"""Seconds since 1970 by the server's clock, at this moment and not at the start of the transaction."""

_TAKE: Final = f"""
INSERT INTO key_buckets AS bucket (key_id, tokens, at, allowed)
VALUES (%(key_id)s, %(size)s::float8 - 1, {_NOW}, true)
ON CONFLICT (key_id) DO UPDATE SET (tokens, at, allowed) = (
    SELECT CASE WHEN refilled >= 1 THEN refilled - 1 ELSE refilled END, now, refilled >= 1
    FROM (
        SELECT now,
            least(%(size)s::float8, bucket.tokens + greatest(0, now - bucket.at) * %(per_s)s::float8) AS refilled
        FROM (SELECT {_NOW} AS now) AS clock
    ) AS state
)
RETURNING tokens, allowed
"""  # noqa: S608 - constants
"""The clock is read once the row is locked, so that of two that take at once each sees the time of the other."""


def create_tables(connection: Connection[Any]) -> None:
    """Create the tables of the keys, where they are not there; several processes may do so at once."""
    with connection.transaction():
        # CREATE … IF NOT EXISTS fails where another process creates the same at that moment.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_CREATING,))
        for statement in KEY_TABLES:
            connection.execute(statement)


class PostgresKeyStore:
    """Keys in a database that has the tables of `create_tables`.

    Args:
        pool: Returns the connections to the database; they are first made when a key is first asked for.
        close: Closes them; None: they are closed elsewhere.
    """

    def __init__(self, pool: Callable[[], ConnectionPool[Any]], close: Callable[[], None] | None = None) -> None:
        self._pool = pool
        self._close = close

    def has_keys(self) -> bool:
        """As `KeyStore.has_keys`."""
        return bool(self._run("SELECT 1 FROM api_keys LIMIT 1"))

    def add(self, key: ApiKey, digest: str) -> None:
        """As `KeyStore.add`."""
        with self._cursor() as cursor:
            try:
                cursor.execute(_INSERT, row_of(key, digest))
            except UniqueViolation as error:
                raise NameTaken(key.name) from error

    def list(self) -> Sequence[ApiKey]:
        """As `KeyStore.list`."""
        return [key_of(row) for row in self._run(_LIST)]

    def revoke(self, id_or_name: str, now: datetime) -> ApiKey:
        """As `KeyStore.revoke`."""
        if "\0" in id_or_name:  # no text in Postgres has one
            raise UnknownKey(id_or_name)
        rows = self._run(_REVOKE, (now.isoformat(), id_or_name, id_or_name))
        if not rows:
            raise UnknownKey(id_or_name)
        return key_of(rows[0])

    def find(self, digest: str) -> ApiKey | None:
        """As `KeyStore.find`."""
        return matching(self._run(_FIND, (lookup_of(digest),)), digest)

    def take(self, key_id: str, rate: Rate) -> Taken:
        """As `KeyStore.take`."""
        values = {"key_id": key_id, "size": float(rate.count), "per_s": rate.per_s}
        with self._cursor() as cursor:
            [(tokens, allowed)] = cursor.execute(_TAKE, values).fetchall()
        return Taken(allowed, tokens, rate)

    def close(self) -> None:
        """As `KeyStore.close`."""
        if self._close is not None:
            self._close()

    def _run(self, statement: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        with self._cursor() as cursor:
            return cursor.execute(statement, values).fetchall()

    @contextmanager
    def _cursor(self) -> Iterator[Cursor[tuple[Any, ...]]]:
        """A cursor of a connection; what it did is committed at the end.

        Raises:
            UnavailableError: The database cannot be used.
        """
        try:
            with (
                self._pool().connection(timeout=_WAIT_S) as connection,
                connection.cursor(row_factory=tuple_row) as cursor,
            ):
                yield cursor
        except UndefinedTable as error:
            raise UnavailableError(
                "the database has no tables for keys: bring it up to date with `burnfit migrate`"
            ) from error
        except Error as error:
            raise UnavailableError(
                f"the keys in Postgres cannot be used: {error}; make sure that the database runs and can be reached"
            ) from error
