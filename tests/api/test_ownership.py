"""A recorded run is its owner's: for everybody else's key there is no such run."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.http.app import create_app
from bench.coach_model import CoachModel
from service.service import Service
from service.settings import Settings
from tests.api.callers import WHO, believing
from tests.api.conftest import EXAMPLES

UNKNOWN = "0" * 32

ANN, BOB = ({WHO: name, "X-Request-Id": "one-of-many"} for name in ("ann", "bob"))

SENT: Mapping[str, Mapping[str, Any]] = {
    "GET /runs/{run_id}/export": {"params": {"format": "csv"}},
    "GET /runs/{run_id}/state": {"params": {"before": "task2"}},
    "POST /runs/{run_id}/replay": {"json": {"from": "compose"}},
    "POST /inside/runs/{run_id}/replay": {"data": {"from": "compose", "request": "{}"}},
    "POST /inside/runs/{run_id}/nodes/{node}": {"data": {"state": "{}"}},
}
"""What a route needs beside the run's id."""

OTHERS: Mapping[str, Mapping[str, Any]] = {
    "GET /runs?before={run_id}": {},
    "GET /inside?before={run_id}": {},
    "POST /log?run_id={run_id}": {
        "content": b"Date,Exercise,Category,Weight,Weight Unit,Reps\n2026-05-15,Squat,Legs,80,kgs,5\n"
    },
    "POST /routine/next": {"json": {"run_id": "{run_id}"}},
}
"""The calls that take the id of a run elsewhere than in their path."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = Settings(runs=tmp_path_factory.mktemp("owned"), attempts=1)
    return create_app(settings, load=lambda chosen: Service(CoachModel(), chosen))


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(believing(app), raise_server_exceptions=False, follow_redirects=False) as client:
        app.state.worker_pool.wait()
        yield client


@pytest.fixture(scope="module")
def run_id(client: TestClient) -> str:
    """A run of Ann's."""
    return made_by(client, ANN)


def made_by(client: TestClient, headers: Mapping[str, str]) -> str:
    """A new run of a caller."""
    return str(client.post("/routine", json=EXAMPLES["3"], headers=headers).json()["run_id"])


def with_a_run_in_their_path() -> list[str]:
    """Every route whose path names a run, the pages among them."""
    named = [route for route in api_routes(create_app(Settings()).routes) if re.search(r"{(run_id|run)}", route.path)]
    return [f"{method} {route.path}" for route in named for method in sorted(route.methods or set())]


def api_routes(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """The routes of an app or a router, those of the routers that it includes among them."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from api_routes(included.routes)


def call(client: TestClient, route: str, run_id: str, other: str, headers: Mapping[str, str]) -> Any:
    method, path = route.split(" ")
    path = (
        path.replace("{run_id}", run_id).replace("{run}", run_id).replace("{other}", other).replace("{node}", "task2")
    )
    sent = {**SENT, **OTHERS}.get(route, {})
    if sent.get("json", {}).get("run_id"):
        sent = {"json": {"run_id": run_id}}
    return client.request(method, path, headers=headers, **sent)


def test_the_routes_that_take_a_run_are_found() -> None:
    assert {"GET /runs/{run_id}", "GET /runs/{run_id}/events", "GET /inside/runs/{run}"} <= {
        *with_a_run_in_their_path()
    }
    assert SENT.keys() <= {*with_a_run_in_their_path()}


def test_every_parameter_that_is_the_id_of_a_run_is_tried(app: Any) -> None:
    named = {
        f"{method.upper()} {path}?{parameter['name']}={{run_id}}"
        for path, methods in app.openapi()["paths"].items()
        for method, described in methods.items()
        for parameter in described.get("parameters", ())
        if parameter["in"] == "query" and "[0-9a-f]{32}" in str(parameter["schema"])
    }
    assert named
    assert named <= OTHERS.keys()


@pytest.mark.parametrize("route", [*with_a_run_in_their_path(), *OTHERS])
def test_somebody_elses_run_is_answered_like_one_that_is_not_there(client: TestClient, run_id: str, route: str) -> None:
    his = client.post("/routine", json=EXAMPLES["3"], headers=BOB).json()["run_id"]
    hers = call(client, route, run_id, his, BOB)
    unknown = call(client, route, UNKNOWN, his, BOB)
    assert hers.status_code == unknown.status_code == 404
    assert hers.text.replace(run_id, UNKNOWN) == unknown.text
    if "{other}" in route:
        assert call(client, route, his, run_id, BOB).status_code == 404


@pytest.mark.parametrize("route", [*with_a_run_in_their_path(), *OTHERS])
def test_her_own_run_and_without_keys_every_run_is_found(client: TestClient, run_id: str, route: str) -> None:
    for headers in (ANN, {}):
        own = made_by(client, ANN) if route.startswith("DELETE") else run_id
        assert call(client, route, own, run_id, headers).status_code != 404


def test_lists_and_searches_have_ones_own_runs_alone(client: TestClient, run_id: str) -> None:
    his = client.post("/routine", json=EXAMPLES["3"], headers=BOB).json()["run_id"]
    for query in ("", "?limit=1000", f"?text={run_id}", f"?text={run_id[:12]}", "?status=done", "?agent=task2"):
        assert run_id not in client.get(f"/runs{query}", headers=BOB).text
    assert his in client.get("/runs", headers=BOB).text
    assert run_id in client.get("/runs", headers=ANN).text
    for page in ("/inside", f"/inside?text={run_id[:12]}", "/inside/runs/latest"):
        assert run_id not in client.get(page, headers=BOB).text
    assert client.get("/inside/runs/latest", headers=BOB).headers["location"] != f"/inside/runs/{run_id}"
    assert client.get(f"/inside/runs/{run_id[:12]}", headers=BOB).status_code == 404


def test_whoever_makes_a_run_owns_it(client: TestClient, run_id: str) -> None:
    body = {"request": EXAMPLES["3"], "weeks": 8}
    made = [one["routine"]["run_id"] for one in client.post("/programme", json=body, headers=ANN).json()["months"]]
    made.append(client.post("/routine/next", json={"run_id": run_id}, headers=ANN).json()["routine"]["run_id"])
    made.append(client.post(f"/runs/{run_id}/replay", json={"from": "compose"}, headers=ANN).json()["run_id"])
    sent = client.post("/routine", json=EXAMPLES["3"], headers={**ANN, "Accept": "text/event-stream"}).text
    made += re.findall('"run_id":"([0-9a-f]{32})"', sent)[:1]
    assert len(set(made)) == 5
    for one in made:
        assert client.get(f"/runs/{one}", headers=ANN).status_code == 200
        assert client.get(f"/runs/{one}", headers=BOB).status_code == 404
