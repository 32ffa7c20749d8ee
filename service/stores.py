"""Where runs are recorded, as the settings say: SQLite or Postgres."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from graph.migrations import VERSION
from graph.run_store import RunStore
from graph.sqlite_run_store import FILE, SqliteRunStore
from service.settings import POSTGRES, SQLITE, Settings

_FILES: Final = (".sqlite", ".sqlite3", ".db")
"""What names of files of SQLite end with; any other place that is not there yet becomes a folder."""


def open_store(settings: Settings) -> RunStore:
    """The run store of the settings; it opens its database when it is first used.

    Raises:
        RequestError: `BURNFIT_STORE` is no address of a database.
    """
    url = "" if settings.store is None else settings.store.get_secret_value()
    if url.startswith(POSTGRES):
        # Imported here: SQLite needs none of it.
        from graph.postgres_database import PostgresDatabase
        from graph.postgres_run_store import PostgresRunStore

        return PostgresRunStore(PostgresDatabase(url))
    return SqliteRunStore(*sqlite_place(settings))


def is_shared(settings: Settings) -> bool:
    """Whether processes on several machines can use the store."""
    return settings.store is not None and settings.store.get_secret_value().startswith(POSTGRES)


def sqlite_place(settings: Settings) -> tuple[Path, str]:
    """The folder of the runs in SQLite, and the name of the file in it."""
    if settings.store is None:
        return settings.runs, FILE
    path = unquote(settings.store.get_secret_value().removeprefix(SQLITE)).lstrip("/")
    place = Path(path).expanduser() if path.startswith("~") else Path("/") / path
    is_file = place.is_file() or (place.suffix in _FILES and not place.is_dir())
    return (place.parent, place.name) if is_file else (place, FILE)


def migrate(settings: Settings) -> str:
    """Make the tables of the store, or bring them up to date.

    Returns:
        What was done, in words.

    Raises:
        UnavailableError: The database cannot be used.
    """
    store = open_store(settings)
    try:
        if isinstance(store, SqliteRunStore):
            store.checkpointer  # noqa: B018 - opens the file, which brings it up to date
            return f"{store.path}: version {VERSION}; a file is brought up to date whenever it is opened"
        from graph.postgres_run_store import PostgresRunStore

        assert isinstance(store, PostgresRunStore)
        steps = store.database.migrate()
        done = f"{steps} steps were taken" if steps else "it was up to date"
        return f"{store.database.name}: version {VERSION}; {done}"
    finally:
        store.close()
