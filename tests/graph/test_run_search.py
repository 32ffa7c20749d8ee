"""The search for recorded runs, as every run store does it."""

import sqlite3
import threading
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from graph import postgres_run_store, sqlite_run_file, sqlite_run_store
from graph.run_store import RunFilter, RunStore
from graph.sqlite_run_store import FILE, SqliteRunStore
from program.errors import UnavailableError
from program.month.routine import Provenance
from tests.graph import test_run_store as stores

implementation, open_store, store = stores.implementation, stores.open_store, stores.store
"""The fixtures of the tests of run stores."""

MODEL, COACH = Provenance(source="model", attempts=1, ms=9), Provenance(source="coach", attempts=3, ms=9)


@pytest.fixture
def runs(store: RunStore) -> RunStore:
    """Four runs: done by the model, done with the coach's week, failed, and broken off."""

    def made(run_id: str, **request: Any) -> None:
        store.create(run_id, request)

    made("a1", request="My SHOULDER hurts 100%", equipment=["kettlebell"])
    store.finish("a1", "done", provenance={"task1": MODEL, "task2": MODEL})
    made("a2", request="어깨가 아파요", past={"report": "The week was hard"})
    store.finish("a2", "done", provenance={"task1": MODEL, "task2": COACH})
    made("b1", request=None)
    store.finish("b1", "failed", ["validate"], {"task1": COACH})
    made("b2", request="shoulder and knee")
    return store


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["b2", "b1", "a2", "a1"]),
        ({"text": "a"}, ["b2", "a2", "a1"]),  # the start of two ids, and a letter in texts
        ({"text": " A2 "}, ["a2"]),
        ({"text": "shoulder"}, ["b2", "a1"]),
        ({"text": "hurts shoulder"}, ["a1"]),
        ({"text": "100%"}, ["a1"]),
        ({"text": "shoulder_"}, []),
        ({"text": "kettlebell"}, ["a1"]),
        ({"text": "HARD"}, ["a2"]),
        ({"text": unicodedata.normalize("NFD", "어깨가")}, ["a2"]),
        ({"text": "equipment"}, []),  # a field's name is no word of the lifter's
        ({"status": "done"}, ["a2", "a1"]),
        ({"status": "failed"}, ["b1"]),
        ({"status": "broken off"}, ["b2"]),
        ({"status": "running"}, []),
        ({"agent": "task2"}, ["a2", "a1"]),
        ({"agent": "validate"}, ["b1"]),
        ({"agent": "task2", "source": "coach"}, ["a2"]),
        ({"source": "coach"}, ["b1", "a2"]),
        ({"source": "code"}, []),
        ({"text": "아파요", "status": "failed"}, []),
    ],
)
def test_a_search_finds_the_runs_that_fit_all_of_it(
    runs: RunStore, wanted: Mapping[str, Any], found: list[str]
) -> None:
    assert [one.run_id for one in runs.list(None, 9, wanted=RunFilter(**wanted))] == found


def test_a_whole_id_finds_its_run_alone(store: RunStore) -> None:
    store.create("0" * 32, {})
    store.create("1" * 32, {"request": "as in 00000000000000000000000000000000"})
    assert [one.run_id for one in store.list(None, 9, wanted=RunFilter(text=f" {'0' * 32}"))] == ["0" * 32]


def test_a_search_has_few_words(store: RunStore) -> None:
    store.create("a", {"request": "knee"})
    assert [one.run_id for one in store.list(None, 9, wanted=RunFilter(text="knee " * 100))] == ["a"]
    with pytest.raises(ValidationError, match="a search has at most 20 words"):
        RunFilter(text=" ".join("abcdefghijklmnopqrstu"))


@pytest.mark.parametrize("rows", [2, 1000])
@pytest.mark.parametrize("wanted", [{"text": "shoulder"}, {"status": "broken off"}])
def test_what_is_found_comes_page_by_page(
    store: RunStore, wanted: Mapping[str, Any], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sqlite_run_store, postgres_run_store):
        monkeypatch.setattr(module, "_ROWS", rows)
    for number in range(9):
        store.create(f"{number}", {"request": "shoulder" if number % 3 == 0 else "knee"})
        if number % 3:
            store.finish(f"{number}", "done")
    fitting = RunFilter(**wanted)
    first = store.list(None, 2, wanted=fitting)
    assert [one.run_id for one in first] == ["6", "3"]
    assert [one.run_id for one in store.list(None, 2, first[-1].run_id, fitting)] == ["0"]


def test_a_run_that_somebody_works_on_is_running(store: RunStore) -> None:
    store.create("a", {})
    with store.claim("a"):
        assert [one.run_id for one in store.list(None, 1, wanted=RunFilter(status="running"))] == ["a"]
        assert list(store.list(None, 1, wanted=RunFilter(status="broken off"))) == []


def test_who_answered_is_noted_until_the_run_is_worked_on_again(store: RunStore) -> None:
    store.create("a", {})
    store.finish("a", "failed", ["compose"], {"task1": COACH})
    assert store.list(None, 1)[0].provenance == store.get("a").provenance == {"task1": COACH}
    store.restart("a")
    assert store.get("a").provenance == {}


def recorded_without_who_answered(folder: Path) -> None:
    """A file of the version that did not note it."""
    old = SqliteRunStore(folder)
    old.create("a", {"request": "squat more"})
    old.finish("a", "done")
    old.close()
    with sqlite3.connect(folder / FILE) as database:
        database.execute("ALTER TABLE runs DROP COLUMN provenance")
        database.execute("PRAGMA user_version = 0")
    database.close()


def test_runs_of_a_version_that_did_not_note_who_answered_are_kept(tmp_path: Path) -> None:
    with ExitStack() as closing:
        recorded_without_who_answered(tmp_path)
        opened: list[SqliteRunStore] = [SqliteRunStore(tmp_path) for _ in range(2)]
        for one in opened:
            closing.callback(one.close)
            assert [(run.run_id, run.provenance) for run in one.list(None, 9)] == [("a", {})]


def test_many_open_the_file_of_that_version_at_once(tmp_path: Path) -> None:
    recorded_without_who_answered(tmp_path)
    stores = [SqliteRunStore(tmp_path) for _ in range(4)]
    together = threading.Barrier(len(stores))

    def looked(store: SqliteRunStore) -> list[str]:
        together.wait()
        try:
            return [run.run_id for run in store.list(None, 9)]
        finally:
            store.close()

    with ThreadPoolExecutor(len(stores)) as threads:
        assert list(threads.map(looked, stores)) == [["a"]] * len(stores)


def test_a_file_that_cannot_be_brought_up_to_date_now_is_so_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded_without_who_answered(tmp_path)
    monkeypatch.setattr(sqlite_run_file, "_WRITING_S", 0.01)
    store, writing = SqliteRunStore(tmp_path), sqlite3.connect(tmp_path / FILE)
    try:
        writing.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="another process has been writing for long: try again"):
            store.list(None, 9)
        writing.rollback()
        assert [run.run_id for run in store.list(None, 9)] == ["a"]
    finally:
        writing.close()
        store.close()
