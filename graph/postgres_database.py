"""A Postgres database: its connections, its version, its errors with hints."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row

from graph.migrations import MIGRATIONS, VERSION
from graph.postgres_pool import STATEMENT_S, Pool
from program.errors import RequestError, UnavailableError

WAIT_S: Final = 5.0
"""Longest wait for a connection, in seconds; a database that is away for less is waited for."""

_NETWORK: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""Seconds, and milliseconds for the last: how soon it is noticed that the other end has gone. What the address of the
database says comes first."""

_MIGRATING: Final = 0x6275726E666974
"""Number of the advisory lock that whoever migrates holds."""

_MIGRATING_S: Final = 120.0
"""Longest wait for another process that migrates, in seconds."""

_EXPECTED = "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with signs such as @ in the password as %40"

_AWAY = (
    "see that the database runs, and that BURNFIT_STORE has its host, its name, the user and the password; "
    "the next call tries again"
)
_HINTS = {
    "28": "see that BURNFIT_STORE has the right user and password",
    "3D": "make this database, or name another one in BURNFIT_STORE",
    "42501": "give this user the right to read and write its tables, and for `burnfit migrate` to make them",
    "42P01": "run `burnfit migrate`",
    "42703": "run `burnfit migrate`",
    "53100": "make room on the disk of the database",
    "53300": "let the database take more connections, or run fewer processes",
    "25006": "name the primary in BURNFIT_STORE: a standby cannot be written",
    "57014": f"a statement may take {STATEMENT_S} s: ask again when the database is less busy",
    "XX": "restore the database from a backup",
    "08": _AWAY,
    "57P": _AWAY,
}
"""What to do, by the start of the error's SQLSTATE."""
_OTHERWISE = "see the log of the database, or set BURNFIT_STORE to another one"


class PostgresDatabase:
    """A Postgres database with the tables of this project; nothing connects to it before it is first used.

    Args:
        url: Its address, `postgresql://…`. The password in it is in no error and no text of this class.
        wait_s: Longest wait for a connection, in seconds; None: `WAIT_S`.

    Raises:
        RequestError: `url` is no address.
    """

    def __init__(self, url: str, wait_s: float | None = None) -> None:
        self._parameters: dict[str, Any] = _NETWORK | _parameters(url)
        self._wait_s = WAIT_S if wait_s is None else wait_s
        self._opening = threading.Lock()
        self._pool: Pool | None = None
        self.name = _name(self._parameters)
        """Its address without the password."""

    @property
    def pool(self) -> Pool:
        """Its connections, with `autocommit`; the first use looks whether the database is up to date.

        Raises:
            UnavailableError: It cannot be reached, or is of an older version.
        """
        with self._opening:
            if self._pool is None:
                with closing(self.connect("burnfit")) as connection, self.explained():
                    self._check_version(connection)
                address = make_conninfo(**self._parameters | {"application_name": "burnfit"})
                self._pool = Pool(address, self._wait_s)
            return self._pool

    @contextmanager
    def connection(self) -> Iterator[Connection[DictRow]]:
        """A connection out of the pool; it goes back when the context ends.

        Every statement is a transaction of its own; `with connection.transaction():` makes one of several.

        Raises:
            UnavailableError: The database cannot be reached, or refuses a statement inside the context.
        """
        with self.explained(), self.pool.connection() as connection:
            yield connection

    def connect(self, application: str) -> Connection[DictRow]:
        """A connection outside the pool, which the caller closes.

        Args:
            application: What the database lists it as.

        Raises:
            UnavailableError: The database cannot be reached.
        """
        parameters = self._parameters | {"application_name": application}
        with self.explained():
            return Connection[DictRow].connect(
                make_conninfo(**parameters), autocommit=True, prepare_threshold=0, row_factory=dict_row
            )

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise errors of the database as UnavailableError with a hint."""
        try:
            yield
        except psycopg.Error as error:
            raise UnavailableError(
                f"the database {self.name} cannot be used: {' '.join(str(error).split())}; {_hint(error)}"
            ) from error

    def migrate(self) -> int:
        """Make the tables, or bring them up to date; several processes may do so at once.

        Returns:
            How many steps were taken; 0: it was up to date.

        Raises:
            UnavailableError: The database cannot be used, or another process migrates it for too long.
        """
        with closing(self.connect("burnfit migrate")) as connection, self.explained():
            self._alone(connection)
            # LangGraph makes its indexes concurrently, which takes no transaction round it.
            PostgresSaver(connection).setup()
            connection.execute("CREATE TABLE IF NOT EXISTS burnfit_migrations (number INTEGER PRIMARY KEY)")
            done = _version(connection)
            for number, migration in enumerate(MIGRATIONS[done:], done + 1):
                with connection.transaction():
                    for statement in migration.postgres:
                        connection.execute(statement)
                    connection.execute("INSERT INTO burnfit_migrations (number) VALUES (%s)", (number,))
            return max(0, VERSION - done)

    def close(self) -> None:
        """Close the connections of the pool; a later use opens new ones."""
        with self._opening:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def _check_version(self, connection: Connection[DictRow]) -> None:
        made = connection.execute(
            "SELECT to_regclass('burnfit_migrations') IS NOT NULL AND to_regclass('checkpoint_migrations') IS NOT NULL"
            " AS both"
        ).fetchone()
        version = _version(connection) if made and made["both"] else 0
        savers = len(PostgresSaver.MIGRATIONS) - 1
        if version < VERSION or _savers_version(connection) < savers:
            raise UnavailableError(
                f"the database {self.name} has version {version} of the tables, and this program needs {VERSION}: "
                "run `burnfit migrate` once, with the same BURNFIT_STORE"
            )

    def _alone(self, connection: Connection[DictRow]) -> None:
        """Take the lock of whoever migrates; the connection holds it until it is closed.

        Not with a lock that waits: LangGraph's CREATE INDEX CONCURRENTLY waits for every statement that runs, so also
        for one that waits for this lock, and both would wait for ever.
        """
        end = time.monotonic() + _MIGRATING_S
        while True:
            row = connection.execute("SELECT pg_try_advisory_lock(%s) AS got", (_MIGRATING,)).fetchone()
            if row and row["got"]:
                return
            if time.monotonic() > end:
                raise UnavailableError(
                    f"another process has been migrating the database {self.name} for over {_MIGRATING_S:g} s: "
                    "see what it does, and try again"
                )
            time.sleep(0.1)


def _parameters(url: str) -> dict[str, Any]:
    try:
        found = conninfo_to_dict(url)
    except psycopg.Error:
        found = {}
    host, port, name = (str(found.get(part) or "") for part in ("host", "port", "dbname"))
    # A sign in the password that is not written as %XX makes the rest of it a part of something else.
    if not found or "@" in host + name or not re.fullmatch(r"[\d,]*", port):
        # Without the cause: its text has the address, and so the password.
        raise RequestError(f"BURNFIT_STORE is no address of a Postgres database: {_EXPECTED}") from None
    return found


def _name(parameters: dict[str, Any]) -> str:
    """The address of a database, for people: without password and options."""
    user, host, port = (str(parameters.get(name) or "") for name in ("user", "host", "port"))
    return f"postgresql://{user}{'@' * bool(user)}{host}{':' * bool(port)}{port}/{parameters.get('dbname') or ''}"


def _version(connection: Connection[DictRow]) -> int:
    row = connection.execute("SELECT coalesce(max(number), 0) AS version FROM burnfit_migrations").fetchone()
    return int(row["version"]) if row else 0


def _savers_version(connection: Connection[DictRow]) -> int:
    row = connection.execute("SELECT coalesce(max(v), -1) AS version FROM checkpoint_migrations").fetchone()
    return int(row["version"]) if row else -1


def _hint(error: psycopg.Error) -> str:
    state = error.sqlstate or ""
    found = next((hint for start, hint in _HINTS.items() if state.startswith(start)), None)
    return found or (_AWAY if not state and isinstance(error, psycopg.OperationalError) else _OTHERWISE)
