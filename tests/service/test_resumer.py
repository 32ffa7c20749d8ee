"""Taking up runs that were broken off, again and again, until the app ends."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agents import CORE
from bench.coach_model import CoachModel
from graph.run_store import Status
from graph.sqlite_run_store import SqliteRunStore
from models.language_model import Call, Completion
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.once import MOST_ATTEMPTS
from service.resumer import Resumer
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES
from tests.api.test_runs import KILLED, ODD, break_off
from tests.graph.toys import Toy

REQUEST = RoutineRequest.model_validate(EXAMPLES["3"])


@pytest.fixture
def store() -> Iterator[SqliteRunStore]:
    store = SqliteRunStore(Settings().runs)
    yield store
    store.close()


def service(model: CoachModel | None = None) -> Service:
    return Service(model or CoachModel(), Settings(attempts=1))


def standing(store: SqliteRunStore, run_id: str = KILLED) -> tuple[Status, int]:
    row = store.get(run_id)
    return row.status, row.attempts


def wait_for(store: SqliteRunStore, run_id: str, status: Status) -> None:
    until = time.monotonic() + 20
    while store.get(run_id).status != status:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_it_looks_again_until_it_is_stopped(store: SqliteRunStore) -> None:
    resumer = Resumer(pause_s=0.02)
    resumer.start(service().runs)
    for run_id in (KILLED, ODD):
        break_off(run_id, REQUEST)
        wait_for(store, run_id, "done")
        assert standing(store, run_id) == ("done", 2)
    resumer.stop()
    assert resumer.wait(10)


def test_one_that_has_never_begun_has_ended() -> None:
    assert Resumer().wait(0)


def test_a_run_that_was_broken_off_at_each_attempt_has_failed(
    store: SqliteRunStore, caplog: pytest.LogCaptureFixture
) -> None:
    break_off(KILLED, REQUEST)
    for _ in range(MOST_ATTEMPTS - 1):
        store.restart(KILLED)
    with caplog.at_level(logging.ERROR):
        Resumer().look(service().runs)
    assert standing(store) == ("failed", MOST_ATTEMPTS)
    assert store.get(KILLED).failed == ("task2",)
    assert f"run {KILLED} was broken off at its attempt {MOST_ATTEMPTS}, before task2" in caplog.text


def test_a_run_that_ends_its_process_ends_no_more_than_it_may(store: SqliteRunStore) -> None:
    class Ending(CoachModel):
        def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
            raise KeyboardInterrupt  # what no error handler sees, as if the process were killed

    break_off(KILLED, REQUEST)
    ended = 0
    for _ in range(10):
        try:
            Resumer().look(service(Ending()).runs)
        except KeyboardInterrupt:
            ended += 1
    assert ended == MOST_ATTEMPTS - 1
    assert standing(store) == ("failed", MOST_ATTEMPTS)


def test_a_run_that_cannot_be_taken_up_here_is_logged_once(
    store: SqliteRunStore, caplog: pytest.LogCaptureFixture
) -> None:
    break_off(KILLED, REQUEST, [*CORE, Toy("extra", "task1", "task2")])
    resumer, runs = Resumer(), service().runs
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            resumer.look(runs)
    assert caplog.text.count("had the agent extra, which does not run now") == 1
    assert standing(store) == ("broken off", 1)


def test_a_run_that_somebody_else_works_on_or_that_failed_is_left_alone(store: SqliteRunStore) -> None:
    for run_id in (KILLED, ODD):
        break_off(run_id, REQUEST)
    store.finish(ODD, "failed", ["task2"])
    with store.claim(KILLED):
        Resumer().look(service().runs)
        assert (standing(store), standing(store, ODD)) == (("running", 1), ("failed", 1))


def test_a_store_that_cannot_be_used_now_is_looked_at_again(
    store: SqliteRunStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_off(KILLED, REQUEST)
    resumer, runs = Resumer(), service().runs

    def gone(*_: Any, **__: Any) -> Any:
        raise UnavailableError("the disk is gone")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(SqliteRunStore, "list", gone)
        resumer.look(runs)
        patch.undo()
        patch.setattr(SqliteRunStore, "restart", gone)
        resumer.look(runs)
    assert "cannot be looked for: the disk is gone" in caplog.text
    assert "cannot be resumed" in caplog.text
    resumer.look(runs)
    assert standing(store) == ("done", 2)
