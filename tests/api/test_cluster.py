"""The service as replicas on Ray Serve: it does what one process does."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import cluster
from api.cli.main import app as command_line
from api.cluster import Replicas, app, on_this_machine
from api.http.app import create_app
from bench.coach_model import CoachModel
from bench.essentials import CHECKS, QUEUE_S, client_of
from program.errors import RequestError, UnavailableError
from service.service import Service
from service.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("replica") / "runs"
    return Settings(runs=place, require_keys=True, queue_s=QUEUE_S)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx2.Client]:
    """A caller of one replica, whose model says what the coach would."""
    pytest.importorskip("ray.serve", reason="the extra burnfit[ray] is not installed")
    from bench.replica_servers import replicated

    with replicated(settings, settings.runs, 1, real=False) as [port], client_of(settings, port) as calling:
        yield calling


@pytest.mark.ray
@pytest.mark.parametrize("check", CHECKS)
def test_a_replica_does_what_a_process_does(client: httpx2.Client, settings: Settings, check: str) -> None:
    CHECKS[check](client, settings)


@pytest.mark.ray
def test_what_ray_decides_on_the_address_of_needs_a_key() -> None:
    pytest.importorskip("ray.serve", reason="the extra burnfit[ray] is not installed")
    with pytest.raises(RequestError, match=r"Ray Serve decides on which address .* make one with `burnfit keys new"):
        app(Replicas())


def test_without_the_extra_replicas_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(RequestError, match=r"pip install 'burnfit\[ray\]'"):
        on_this_machine(1)


def test_replicas_share_the_processors_and_are_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: object())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {*range(5)}, raising=False)
    assert on_this_machine(2) == Replicas(least=2, cpus=2)
    with pytest.raises(RequestError, match="6 replicas need a processor each, and there are 5: ask for at most 5"):
        on_this_machine(6)


def test_there_are_never_fewer_replicas_than_always_run() -> None:
    with pytest.raises(ValueError, match="most=1 is less than least=2"):
        Replicas(least=2, most=1)


def test_a_folder_of_each_machine_is_no_store_of_a_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "_machines", lambda: 2)
    with pytest.raises(RequestError, match=r"the cluster has 2 machines, .* Set BURNFIT_STORE to a Postgres database"):
        cluster._refuse_torn_store(Settings(runs=tmp_path))
    cluster._refuse_torn_store(Settings(store="postgresql://somewhere/burnfit"))


def test_the_command_serves_replicas_on_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Settings, int]] = []
    monkeypatch.setattr(cluster, "serve_replicas", lambda settings, number: served.append((settings, number)))
    result = CliRunner().invoke(command_line, ["serve", "--replicas", "2", "--port", "0"])
    assert result.exit_code == 0, result.exception
    [(settings, number)] = served
    assert (settings.host, number) == ("127.0.0.1", 2)
    assert settings.port > 0, "a free port has been chosen"


def test_replicas_that_others_reach_need_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "serve_replicas", lambda *_: pytest.fail("it has served"))
    result = CliRunner().invoke(command_line, ["serve", "--replicas", "2", "--host", "0.0.0.0"])  # noqa: S104
    assert isinstance(result.exception, RequestError)
    assert "0.0.0.0 can be reached from other machines, and there is no key" in str(result.exception)


def test_a_replica_begins_to_serve_when_its_model_is_loaded() -> None:
    def load(settings: Settings) -> Service:
        time.sleep(0.1)
        return Service(CoachModel(), settings)

    with TestClient(cluster._ready_first(create_app(Settings(), load=load))) as replica:
        assert replica.get("/readyz").status_code == 200


def test_a_replica_whose_model_is_not_there_does_not_begin() -> None:
    def load(_: Settings) -> Service:
        raise UnavailableError("the base is missing")

    with (
        pytest.raises(UnavailableError, match="the base is missing"),
        TestClient(cluster._ready_first(create_app(Settings(), load=load))),
    ):
        pytest.fail("it has begun")
