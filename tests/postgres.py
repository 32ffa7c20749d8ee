"""A Postgres server for the whole session, and databases on it for each test."""

import subprocess
from collections.abc import Iterator

import pytest

from bench.postgres import TemporaryPostgres, temporary_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[TemporaryPostgres]:
    """The server; started when a test first needs it. A test that stops it starts it again."""
    try:
        starting = temporary_postgres()
        running = starting.__enter__()
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no Postgres server can run here: {error}")
    yield running
    starting.__exit__(None, None, None)


@pytest.fixture
def database_url(postgres: TemporaryPostgres) -> Iterator[str]:
    """The address of a migrated database for one test."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)
