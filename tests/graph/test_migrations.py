"""Migrations of both databases: several processes at once, a further step, a step that fails."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.migrations import migrated_at_once
from bench.postgres import TemporaryPostgres
from graph import migrations, postgres_database, sqlite_run_file
from graph.migrations import Migration
from graph.postgres_database import PostgresDatabase
from graph.postgres_run_store import PostgresRunStore
from graph.sqlite_run_store import FILE, SqliteRunStore
from program.errors import UnavailableError
from tests.graph.test_run_store import ids, make

TOYS = "CREATE TABLE toys (name TEXT)"


def with_a_step(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """A version of the program with one more migration."""
    further = Migration("toys", sqlite=statements, postgres=statements)
    for module in (postgres_database, sqlite_run_file):
        monkeypatch.setattr(module, "MIGRATIONS", (*migrations.MIGRATIONS, further))
        monkeypatch.setattr(module, "VERSION", migrations.VERSION + 1)


def test_four_processes_migrate_a_fresh_postgres_at_once(postgres: TemporaryPostgres) -> None:
    printed = migrated_at_once(postgres, 4)
    assert sum("steps were taken" in line for line in printed) == 1
    assert sum("it was up to date" in line for line in printed) == 3
    assert all(line.startswith("postgresql://postgres@/") for line in printed)


def test_many_threads_migrate_a_fresh_postgres_at_once(postgres: TemporaryPostgres) -> None:
    url = postgres.new_database(migrated=False)
    with ThreadPoolExecutor(6) as threads:
        steps = list(threads.map(lambda _: PostgresDatabase(url).migrate(), range(6)))
    assert sorted(steps) == [0] * 5 + [migrations.VERSION]
    postgres.drop(url)


def test_a_further_step_reaches_postgres_with_its_runs(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = PostgresRunStore(PostgresDatabase(database_url))
    make(before, "a")
    with_a_step(monkeypatch, TOYS, "INSERT INTO toys VALUES ('ball')")
    after = PostgresRunStore(PostgresDatabase(database_url))
    with pytest.raises(UnavailableError, match="run `burnfit migrate`"):
        after.list(None, 9)
    assert after.database.migrate() == 1
    assert ids(after) == ["a"]
    with after.database.connection() as connection:
        assert connection.execute("SELECT name FROM toys").fetchall() == [{"name": "ball"}]
    make(before, "b")  # a process of the version before goes on
    assert ids(after) == ["b", "a"]
    before.close()
    after.close()


def test_of_a_step_that_fails_nothing_stays_in_postgres(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_step(monkeypatch, TOYS, "nonsense")
    with pytest.raises(UnavailableError, match="syntax error"):
        PostgresDatabase(database_url).migrate()
    with_a_step(monkeypatch, TOYS)
    assert PostgresDatabase(database_url).migrate() == 1


def test_a_further_step_reaches_a_file_with_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = SqliteRunStore(tmp_path)
    make(before, "a")
    with_a_step(monkeypatch, TOYS, "INSERT INTO toys VALUES ('ball')")
    after = SqliteRunStore(tmp_path)
    assert ids(after) == ["a"]
    make(before, "b")
    again = SqliteRunStore(tmp_path)
    assert ids(again) == ["b", "a"]
    with again.checkpointer.cursor() as cursor:
        assert cursor.execute("SELECT name FROM toys").fetchall() == [("ball",)]
    monkeypatch.undo()
    older = SqliteRunStore(tmp_path)
    assert ids(older) == ["b", "a"]
    for store in (before, after, again, older):
        store.close()


def test_of_a_step_that_fails_nothing_stays_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteRunStore(tmp_path)
    make(store, "a")
    store.close()
    with_a_step(monkeypatch, TOYS, "nonsense")
    with pytest.raises(UnavailableError, match="syntax error"):
        ids(store)
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT name FROM sqlite_master WHERE name = 'toys'").fetchall() == []
    database.close()
    with_a_step(monkeypatch, TOYS)
    assert ids(store) == ["a"]
    store.close()
