"""The key store in one SQLite file."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from program.errors import UnavailableError
from service.keys.api_key import ApiKey, Rate
from service.keys.key_store import COLUMNS, NameTaken, Taken, UnknownKey, key_of, lookup_of, matching, row_of
from service.keys.key_tables import KEY_TABLES

FILE: Final = "keys.sqlite"

_WAIT_S: Final = 5
"""Longest wait for another process that writes to the file, in seconds."""

_NOW: Final = "(julianday('now') - 2440587.5) * 86400.0"
"""Seconds since 1970 by SQLite's clock, to the millisecond; read once in a statement, under its lock."""

_REFILLED: Final = "min(:size, tokens + max(0.0, excluded.at - at) * :per_s)"

_TAKE: Final = (
    "INSERT INTO key_buckets (key_id, tokens, at, allowed)"  # noqa: S608 - constants
    f" VALUES (:key_id, :size - 1.0, {_NOW}, 1)"
    f" ON CONFLICT (key_id) DO UPDATE SET tokens = {_REFILLED} - ({_REFILLED} >= 1), at = excluded.at,"
    f" allowed = ({_REFILLED} >= 1) RETURNING tokens, allowed"
)
"""Every expression of the update sees the row as it was before."""


class SqliteKeyStore:
    """Keys in one file; it is not created before a key is added.

    Args:
        folder: Where the file is. A new folder and the file are for their owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def has_keys(self) -> bool:
        """As `KeyStore.has_keys`."""
        return bool(self._read("SELECT 1 FROM api_keys LIMIT 1"))

    def add(self, key: ApiKey, digest: str) -> None:
        """As `KeyStore.add`."""
        with self._explained():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
        row = row_of(key, digest)
        with self._connected() as connection:
            try:
                self._write_to_disk(
                    connection,
                    f"INSERT INTO api_keys ({COLUMNS}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - constants
                    row,
                )
            except sqlite3.IntegrityError as error:
                raise NameTaken(key.name) from error

    def list(self) -> Sequence[ApiKey]:
        """As `KeyStore.list`."""
        rows = self._read(f"SELECT {COLUMNS} FROM api_keys ORDER BY made, id")  # noqa: S608 - constants
        return [key_of(row) for row in rows]

    def revoke(self, id_or_name: str, now: datetime) -> ApiKey:
        """As `KeyStore.revoke`."""
        if not self._file.exists():
            raise UnknownKey(id_or_name)
        with self._connected() as connection:
            rows = self._write_to_disk(
                connection,
                "UPDATE api_keys SET revoked = ?"  # noqa: S608 - constants
                f" WHERE revoked IS NULL AND (id = ? OR name = ?) RETURNING {COLUMNS}",
                (now.isoformat(), id_or_name, id_or_name),
            )
        if not rows:
            raise UnknownKey(id_or_name)
        return key_of(rows[0])

    def find(self, digest: str) -> ApiKey | None:
        """As `KeyStore.find`."""
        query = f"SELECT {COLUMNS} FROM api_keys WHERE lookup = ?"  # noqa: S608 - constants
        return matching(self._read(query, (lookup_of(digest),)), digest)

    def take(self, key_id: str, rate: Rate) -> Taken:
        """As `KeyStore.take`."""
        values = {"key_id": key_id, "size": float(rate.count), "per_s": rate.per_s}
        with self._connected() as connection:
            [(tokens, allowed)] = connection.execute(_TAKE, values).fetchall()
        return Taken(bool(allowed), tokens, rate)

    def close(self) -> None:
        """As `KeyStore.close`."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _read(self, query: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        if not self._file.exists():
            return []
        with self._connected() as connection:
            return connection.execute(query, values).fetchall()

    @staticmethod
    def _write_to_disk(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run a statement whose effect outlives a power cut; a token need not be worth the wait for the disk."""
        connection.execute("PRAGMA synchronous=FULL")
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.execute("PRAGMA synchronous=NORMAL")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """The one connection of this process, for the caller alone; each statement is a transaction."""
        with self._lock, self._explained():
            if self._opened is None:
                self._opened = self._open()
            yield self._opened

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            if self._file.stat().st_mode & 0o077:
                self._file.chmod(0o600)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            for statement in KEY_TABLES:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise errors of the database and of the file system as UnavailableError with a hint."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            name: str = getattr(error, "sqlite_errorname", "")
            hint = "make sure that there is room on the disk, and that this user may read and write there"
            if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                hint = "the file is damaged: put a backup in its place, or move it away and make new keys"
            raise UnavailableError(f"the keys in {self._file} cannot be used: {error}; {hint}") from error
