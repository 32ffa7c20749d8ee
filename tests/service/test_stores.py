"""The run store of the settings, and the deletion of old runs while a service runs."""

import gc
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.run_store import RunStore
from graph.sqlite_run_store import SqliteRunStore
from program.errors import RequestError, UnavailableError
from program.schema import RoutineRequest
from service.retention import Retention
from service.service import Service
from service.settings import Settings
from service.stores import migrate, open_store, sqlite_place
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel


@pytest.mark.parametrize(
    ("store", "folder", "file"),
    [
        ("sqlite:///var/lib/burnfit/runs", "/var/lib/burnfit/runs", "runs.sqlite"),
        ("sqlite:////var/lib/burnfit/runs", "/var/lib/burnfit/runs", "runs.sqlite"),
        ("sqlite:///var/lib/burnfit/all.db", "/var/lib/burnfit", "all.db"),
        ("sqlite:///var/my%20runs/all.sqlite3", "/var/my runs", "all.sqlite3"),
        ("sqlite:///~/runs", "~/runs", "runs.sqlite"),
    ],
)
def test_an_address_of_sqlite_is_a_folder_or_a_file(store: str, folder: str, file: str) -> None:
    settings = Settings.model_validate({"store": store})
    assert sqlite_place(settings) == (Path(folder).expanduser(), file)


def test_a_file_that_is_there_may_have_any_name(tmp_path: Path) -> None:
    (tmp_path / "months").touch()
    (tmp_path / "folder.db").mkdir()
    places = [
        sqlite_place(Settings.model_validate({"store": f"sqlite://{tmp_path}/{name}"}))
        for name in ("months", "folder.db")
    ]
    assert places == [(tmp_path, "months"), (tmp_path / "folder.db", "runs.sqlite")]


def test_runs_are_recorded_where_the_settings_say(tmp_path: Path) -> None:
    settings = Settings.model_validate({"store": f"sqlite://{tmp_path}/all.db"})
    request = RoutineRequest.model_validate(EXAMPLES["3"])
    month = Service(ScriptedModel(coach_script(request)), settings).routine(request)
    store = SqliteRunStore(tmp_path, "all.db")
    assert store.get(month.run_id).status == "done"
    store.close()


@pytest.mark.parametrize("text", ["knee\x00pain", "무릎이 아파요\u202e", "'; DROP TABLE runs; --", "%s"])
def test_a_month_in_postgres_is_the_one_that_was_answered(database_url: str, text: str) -> None:
    request = RoutineRequest.model_validate(EXAMPLES["3"] | {"request": text})
    service = Service(ScriptedModel(coach_script(request)), Settings.model_validate({"store": database_url}))
    month = service.routine(request)
    recorded = service.runs.get(month.run_id)
    assert recorded.routine == month.model_dump(mode="json")
    assert recorded.request["request"] == text
    service.runs.delete(month.run_id)
    assert list(service.runs.list(9)) == []
    close(service)


def close(service: Service) -> None:
    assert service._recorder is not None
    service._recorder.store.close()


@pytest.mark.parametrize("value", ["mysql://ann:s3cret@host/runs", "/var/lib/runs", "sqlite://runs"])
def test_an_unknown_kind_of_database_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("BURNFIT_STORE", value)
    with pytest.raises(RequestError, match=r"BURNFIT_STORE: .*expected sqlite:///PATH or postgresql://") as refused:
        Settings.read()
    assert "s3cret" not in str(refused.value)


def test_a_password_is_not_in_the_settings_as_text() -> None:
    settings = Settings.model_validate({"store": "postgresql://ann:s3cret@host/runs"})
    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_database_that_is_away_is_an_error_when_the_service_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.service.load_model", lambda _: ScriptedModel({}))
    settings = Settings.model_validate({"store": "postgresql://ann:s3cret@127.0.0.1:1/runs"})
    with pytest.raises(UnavailableError, match=r"postgresql://ann@127\.0\.0\.1:1/runs cannot be used"):
        Service.load(settings)


def test_migrating_a_file_says_where_it_is(tmp_path: Path) -> None:
    assert migrate(Settings(runs=tmp_path)).startswith(f"{tmp_path}/runs.sqlite: version ")


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def old_runs(monkeypatch: pytest.MonkeyPatch, store: RunStore, *run_ids: str) -> None:
    """Record runs of three days ago."""
    with monkeypatch.context() as past:
        before = (datetime.now(UTC) - timedelta(days=3)).isoformat()
        past.setattr("graph.sqlite_run_store.now", lambda: before)
        for run_id in run_ids:
            store.create(run_id, {})


def test_old_runs_go_without_a_new_one_and_those_that_are_worked_on_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(Settings())
    old_runs(monkeypatch, store, "a", "b")
    store.create("c", {})
    service = Service(ScriptedModel({}), Settings(runs_days=2))
    with store.claim("b"):
        service.keep_pruning(every_s=0.01)
        until(lambda: store.ids(None, "", 9) == ["b", "c"])
    until(lambda: store.ids(None, "", 9) == ["c"])
    old_runs(monkeypatch, store, "d")
    until(lambda: store.ids(None, "", 9) == ["c"])
    threads = {one for one in threading.enumerate() if one.name == "retention"}
    assert threads
    del service
    gc.collect()
    until(lambda: not any(one.is_alive() for one in threads))
    store.close()


def test_a_command_deletes_no_old_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(Settings())
    old_runs(monkeypatch, store, "a")
    service = Service.lazily(Settings(runs_days=2))
    assert [one.run_id for one in service.runs.list(9)] == ["a"]
    store.close()


def test_a_deletion_that_fails_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[Any] = []

    def prune() -> None:
        tried.append(None)
        if len(tried) == 1:
            raise ZeroDivisionError

    retention = Retention(prune, every_s=0.01)
    until(lambda: len(tried) > 2)
    retention.stop()
    number = len(tried)
    assert "old runs could not be deleted" in caplog.text
    time.sleep(0.05)
    assert len(tried) == number
