"""What only the run store in SQLite promises: its file, who may read it, errors, and runs of the version before."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver

from agents import CORE
from graph.build import build_graph, run
from graph.recorder import Recorder
from graph.run_history import read_run
from graph.sqlite_run_store import FILE, SqliteRunStore
from graph.state import PLAIN, RunContext, initial_state, thread
from models.language_model import Cancelled
from program.errors import UnavailableError
from tests.graph.test_kill import script
from tests.graph.test_run_store import ROOT, ids, make
from tests.graph.toys import REQUEST
from tests.scripted import ScriptedModel


@contextmanager
def opened(folder: Path) -> Iterator[SqliteRunStore]:
    store = SqliteRunStore(folder)
    try:
        yield store
    finally:
        store.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_what_is_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "runs"
    before = os.umask(0)
    try:
        with opened(folder) as store, store.claim("b"):
            make(store, "a")
            assert mode(folder) == 0o700
            files = {file.name: mode(file) for file in folder.iterdir()}
    finally:
        os.umask(before)
    assert files.keys() >= {FILE, f"{FILE}-wal", f"{FILE}-shm", "b.lock"}
    assert set(files.values()) == {0o600}


def test_a_folder_of_the_version_before_is_closed_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with opened(tmp_path) as store:
        make(store, "a")
    (tmp_path / FILE).chmod(0o644)
    tmp_path.chmod(0o755)
    with opened(tmp_path) as store:
        make(store, "b")
    assert (mode(tmp_path), mode(tmp_path / FILE)) == (0o700, 0o600)


def test_the_mode_of_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    tmp_path.chmod(0o755)
    with opened(tmp_path) as store:
        make(store, "a")
    assert (mode(tmp_path), mode(tmp_path / FILE)) == (0o755, 0o600)


def test_reading_creates_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "runs") as store:
        assert ids(store) == []
        store.prune(1)
    assert list(tmp_path.iterdir()) == []


def test_no_lock_file_is_left(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        make(store, "a")
        with store.claim("a"):
            store.list(None, 1)
        store.prune(0)
        assert list(tmp_path.glob("*.lock")) == []


def test_the_words_of_a_deleted_run_are_in_no_file(tmp_path: Path) -> None:
    def held(word: bytes) -> bool:
        return any(word in file.read_bytes() for file in tmp_path.iterdir())

    with opened(tmp_path) as store:
        make(store, "a", "my knee hurts")
        make(store, "b", "my shoulder hurts")
        assert held(b"my knee hurts")
        store.delete("a")
        assert (held(b"my knee hurts"), held(b"my shoulder hurts")) == (False, True)


def test_the_file_does_not_grow_once_as_many_runs_are_there_as_stay(tmp_path: Path) -> None:
    sizes = []
    with opened(tmp_path) as store:
        for number in range(400):
            make(store, f"{number:03}", "squat more " * 20)
            store.prune(5)
            sizes.append((tmp_path / FILE).stat().st_size)
        assert ids(store) == [f"{number:03}" for number in (399, 398, 397, 396, 395)]
    assert sizes[39] == sizes[399] > 0


def test_a_damaged_file_is_not_answered_with_make_room(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database" * 100)
    message = r"runs cannot be recorded in .*not a database; move this file away, and a new one is made"
    with pytest.raises(UnavailableError, match=message):
        make(SqliteRunStore(tmp_path), "a")
    with pytest.raises(UnavailableError, match=message):
        SqliteRunStore(tmp_path).list(None, 1)


def test_a_file_that_is_damaged_while_it_is_used_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(20):
            make(store, f"{number:02}", "squat more " * 50)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with opened(tmp_path) as store, pytest.raises(UnavailableError, match=r"malformed; move this file away"):
        store.list(None, 10)


@pytest.mark.parametrize("place", ["taken", "file"])
def test_a_place_that_is_no_folder_or_no_file_is_an_error_with_a_hint(tmp_path: Path, place: str) -> None:
    (tmp_path / "taken" / FILE).mkdir(parents=True)
    (tmp_path / "file").touch()
    expected = {
        "taken": "unable to open database file; give this user the right",
        "file": "set BURNFIT_RUNS or BURNFIT_STORE to another",
    }
    with pytest.raises(UnavailableError, match=rf"runs cannot be recorded in .*{expected[place]}"):
        _ = SqliteRunStore(tmp_path / place).checkpointer
    if place == "file":
        with (
            pytest.raises(UnavailableError, match="runs cannot be recorded in"),
            SqliteRunStore(tmp_path / place).claim("a"),
        ):
            pass


FULL = """
import resource, signal, sys
from pathlib import Path
from program.errors import UnavailableError
from tests.graph.test_run_store import make
from graph.sqlite_run_store import SqliteRunStore
store = SqliteRunStore(Path(sys.argv[1]))
make(store, "a")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = max(file.stat().st_size for file in Path(sys.argv[1]).iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    make(store, "b", "x" * 2_000_000)
except UnavailableError as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_is_an_error_of_the_project_in_the_middle_of_a_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"runs cannot be recorded in {tmp_path}: "), done.stdout + done.stderr


def recorded_by_the_version_before(folder: Path) -> None:
    """A file without the table of runs: one run done, one failed, one broken off before task2."""
    folder.mkdir()
    with SqliteSaver.from_conn_string(str(folder / FILE)) as old:
        saver = SqliteSaver(old.conn, serde=PLAIN)
        graph = build_graph(CORE, checkpointer=saver)
        texts = script(REQUEST) | {"intake": []}
        run(graph, REQUEST, RunContext(model=ScriptedModel(texts), run_id="done"))
        failing: dict[str, Any] = texts | {"task2": [Cancelled("gone")]}
        with pytest.raises(UnavailableError):
            run(graph, REQUEST, RunContext(model=ScriptedModel(failing), run_id="failed"))
        stopping = RunContext(model=ScriptedModel(texts), run_id="stopped")
        graph.invoke(initial_state(REQUEST), thread("stopped"), context=stopping, interrupt_before=["task2"])


def test_runs_of_the_version_before_are_adopted_once(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    recorded_by_the_version_before(folder)
    with opened(folder) as store:
        summaries = store.list(None, 10)
        assert [(one.run_id, one.status) for one in summaries] == [
            ("stopped", "broken off"),
            ("failed", "failed"),
            ("done", "done"),
        ]
        for one in summaries:
            assert one.request == REQUEST.model_dump(mode="json")
        whole = read_run(build_graph(CORE, checkpointer=store.checkpointer), store.get("done"))
        assert whole.routine is not None
        assert (whole.begun, whole.ended) == (summaries[2].begun, summaries[2].ended)
        assert whole.begun < str(whole.ended)
        store.delete("failed")
    with opened(folder) as store:
        assert ids(store) == ["stopped", "done"]
        recorder = Recorder(store, kept=1)
        with recorder.recording(build_graph(CORE), "new", {}):
            pass
        assert ids(store) == ["new"]


def test_a_store_of_many_runs_is_not_looked_through_after_each_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as store:
        looked: list[int] = []
        monkeypatch.setattr(store, "prune", lambda kept, _: looked.append(kept))
        for kept, runs, expected in ((999, 3, 3), (2000, 7, 3)):
            recorder = Recorder(store, kept=kept)
            for number in range(runs):
                with recorder.recording(build_graph(CORE), f"{kept}-{number}", {}):
                    pass
            assert looked == [kept] * expected
            looked.clear()


def test_a_full_disk_loses_nothing_that_is_recorded_and_room_is_enough_to_go_on(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        make(store, "a")
        with store.checkpointer.cursor(transaction=False) as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(UnavailableError, match=r"runs cannot be recorded in .* is full; make room on the disk"):
            make(store, "b", "x" * 1_000_000)
        assert store.get("a").status == "done"
        assert store.get("b").status == "broken off" if "b" in ids(store) else True
        with store.checkpointer.cursor(transaction=False) as cursor:
            cursor.execute("PRAGMA max_page_count = 1000000")
        make(store, "c", "x" * 1_000_000)
        assert ids(store)[0] == "c"
