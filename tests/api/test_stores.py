"""Runs deleted over HTTP and from the command line, and a database that goes away and comes back."""

import sys
import time
from typing import Any

import pytest

from api.cli import main as cli
from bench.postgres import TemporaryPostgres
from graph import postgres_database
from graph.migrations import VERSION
from graph.sqlite_run_store import SqliteRunStore
from service.settings import Settings
from tests.api.conftest import MakeClient

BUSY = "0" * 31 + "1"


def burnfit(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    """The exit status of a command."""
    monkeypatch.setattr(sys, "argv", ["burnfit", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code


def test_a_run_is_deleted_over_http(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example, example)
    first, second = (client.post("/routine", json=example).json()["run_id"] for _ in range(2))
    deleted = client.delete(f"/runs/{first}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert [one["run_id"] for one in client.get("/runs").json()] == [second]
    for again in (client.delete(f"/runs/{first}"), client.get(f"/runs/{first}")):
        assert again.status_code == 404
    assert client.delete("/runs/nobody").status_code == 422


def test_a_run_that_is_worked_on_is_not_deleted_and_the_caller_is_told_when_to_ask_again(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client, store = make_client(), SqliteRunStore(Settings().runs)
    store.create(BUSY, {})
    with store.claim(BUSY):
        refused = client.delete(f"/runs/{BUSY}")
        assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        assert int(refused.headers["retry-after"]) > 0
        assert burnfit(monkeypatch, "runs", "--delete", BUSY) == 2
        assert f"run {BUSY} is being worked on" in capsys.readouterr().err
    assert client.delete(f"/runs/{BUSY}").status_code == 204
    store.close()


def test_a_run_is_deleted_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SqliteRunStore(Settings().runs)
    for run_id in ("a" * 32, "b" * 32):
        store.create(run_id, {})
    assert burnfit(monkeypatch, "runs", "--delete", "aa") == 0
    assert capsys.readouterr().out == f"deleted {'a' * 32}\n"
    assert list(store.ids(None, "", 9)) == ["b" * 32]
    assert burnfit(monkeypatch, "runs", "--delete", "aa") == 2
    store.close()


def test_a_store_is_migrated_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres: TemporaryPostgres
) -> None:
    url = postgres.new_database(migrated=False)
    monkeypatch.setenv("BURNFIT_STORE", url)
    assert burnfit(monkeypatch, "runs") == 2
    assert "run `burnfit migrate`" in capsys.readouterr().err
    for done in (f"{VERSION} steps were taken", "it was up to date"):
        assert burnfit(monkeypatch, "migrate") == 0
        assert done in capsys.readouterr().out
    assert burnfit(monkeypatch, "runs") == 0
    postgres.drop(url)


def test_a_database_that_goes_away_is_a_503_until_it_is_back(
    make_client: MakeClient,
    example: dict[str, Any],
    postgres: TemporaryPostgres,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres_database, "WAIT_S", 0.5)
    client = make_client(example, example, store=database_url)
    before = client.post("/routine", json=example).json()["run_id"]
    postgres.stop()
    try:
        for refused in (client.post("/routine", json=example), client.get("/runs"), client.get(f"/runs/{before}")):
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            assert int(refused.headers["retry-after"]) > 0
            assert "the database postgresql://postgres@/" in refused.json()["detail"]
    finally:
        postgres.start()
    end = time.monotonic() + 10
    while client.get(f"/runs/{before}").status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert client.get(f"/runs/{before}").json()["status"] == "done"
    while (made := client.post("/routine", json=example)).status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert [one["run_id"] for one in client.get("/runs").json()] == [made.json()["run_id"], before]
    app: Any = client.app
    app.state.worker_pool.ready()._recorder.store.close()
