"""The pool of connections to a Postgres database: connections that broke are replaced, and nobody waits long."""

import time
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

STATEMENT_S: Final = 30
"""Longest time for a statement, in seconds."""

_MOST: Final = 16
"""Connections of one process, besides the one for claims. A run writes from two threads at once at most."""

_SHORT_S: Final = 0.2
"""Longest wait for a connection while the database is known to be away, in seconds."""

_PAUSE_S: Final = 1.0
"""How long after a wait in vain the database counts as away, in seconds."""


class Pool(ConnectionPool[Connection[DictRow]]):
    """Connections with `autocommit`, each of which is looked at before it is given out.

    After one wait in vain further calls hardly wait for a moment: one request makes several.

    Args:
        conninfo: Where the database is.
        wait_s: Longest wait for a connection, in seconds.
    """

    def __init__(self, conninfo: str, wait_s: float) -> None:
        self._away_until = 0.0
        super().__init__(
            conninfo,
            kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
            min_size=1,
            max_size=_MOST,
            open=True,
            configure=_configure,
            name="burnfit",
            timeout=wait_s,
            # Pauses between tries double up to this: a database that is back is noticed within seconds.
            reconnect_timeout=wait_s,
        )

    def getconn(self, timeout: float | None = None) -> Connection[DictRow]:
        """A connection out of the pool.

        Args:
            timeout: Longest wait, in seconds; None: as long as the pool waits.

        Raises:
            PoolTimeout: There was none in this time.
        """
        away = timeout is None and time.monotonic() < self._away_until
        end = time.monotonic() + (min(_SHORT_S, self.timeout) if away else timeout or self.timeout)
        try:
            while True:
                connection = super().getconn(end - time.monotonic())
                # Not with the pool's own `check`: that pauses for a second after a connection that is found broken.
                try:
                    self.check_connection(connection)
                except psycopg.Error:
                    self.putconn(connection)  # closed and replaced
                else:
                    return connection
        except PoolTimeout:
            self._away_until = time.monotonic() + _PAUSE_S
            raise


def _configure(connection: Connection[DictRow]) -> None:
    connection.execute(f"SET statement_timeout = '{STATEMENT_S}s'")
