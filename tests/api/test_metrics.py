"""What `/metrics` says of what was done, and that it says so at any time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.http.app import create_app
from models.language_model import Call, Cancelled, Completion
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.metric_table import METRICS
from service.service import Service
from service.settings import Settings
from tests.api.conftest import MakeClient, coach_script
from tests.scripted import MS, ScriptedModel


def samples(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """All samples of `/metrics`, by name and labels."""
    answered = client.get("/metrics")
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(answered.text)
        for one in family.samples
    }


def value(client: TestClient, name: str, **labels: str) -> float | None:
    """One sample; None: there is none."""
    return samples(client).get((name, frozenset(labels.items())))


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_month_is_counted_with_its_route_nodes_answers_and_passes(
    make_client: MakeClient, example: dict[str, Any], accept: str
) -> None:
    client = make_client(example)
    assert client.post("/routine", json=example, headers={"accept": accept}).status_code == 200
    assert value(client, "burnfit_months_total", outcome="done", route="/routine") == 1
    assert value(client, "burnfit_month_seconds_count", route="/routine") == 1
    assert value(client, "burnfit_answers_total", agent="task1", source="model") == 1
    assert value(client, "burnfit_answers_total", agent="conditioning", source="code") in (None, 1)
    assert value(client, "burnfit_node_seconds_count", node="task2") == 1
    assert value(client, "burnfit_node_seconds_count", node="compose") == 1
    assert value(client, "burnfit_model_passes_total", agent="task2") == 4
    assert value(client, "burnfit_model_tokens_total", agent="task2", kind="forced") == 2
    assert value(client, "burnfit_model_seconds_total", agent="task2") == MS / 1000
    assert value(client, "burnfit_requests_total", route="/routine", method="POST", status="200") == 1
    assert value(client, "burnfit_request_seconds_count", route="/routine", method="POST") == 1


def test_each_month_of_a_programme_counts_for_its_route(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["no"] * 20, "task2": ["no"] * 20}, attempts=1)
    assert client.post("/programme", json={"request": example, "weeks": 8}).status_code == 200
    assert value(client, "burnfit_months_total", outcome="done", route="/programme") == 2


def test_a_retry_and_the_coach_are_told_from_a_first_answer(make_client: MakeClient, example: dict[str, Any]) -> None:
    [plan] = coach_script(RoutineRequest.model_validate(example))["task1"]
    client = make_client(script={"task1": ["no", plan], "task2": ["no"] * 3})
    assert client.post("/routine", json=example).status_code == 200
    assert value(client, "burnfit_answers_total", agent="task1", source="retry") == 1
    assert value(client, "burnfit_answers_total", agent="task1", source="model") is None
    assert value(client, "burnfit_answers_total", agent="task2", source="coach") == 1
    assert value(client, "burnfit_rejected_attempts_total", agent="task1") == 1
    assert value(client, "burnfit_rejected_attempts_total", agent="task2") == 3


@pytest.mark.parametrize(
    ("said", "settings", "outcome"),
    [
        (["no"], {"attempts": 1, "fallback": False}, "rejected"),
        ([ZeroDivisionError()], {}, "failed"),
        ([UnavailableError("the disk is gone")], {}, "failed"),
        ([Cancelled("the caller left")], {}, "cancelled"),
    ],
)
def test_a_month_that_is_not_made_is_counted_by_why(
    make_client: MakeClient, example: dict[str, Any], said: list[Any], settings: dict[str, Any], outcome: str
) -> None:
    client = make_client(script={"task1": said}, **settings)
    assert client.post("/routine", json=example).status_code >= 500
    assert value(client, "burnfit_months_total", outcome=outcome, route="/routine") == 1
    assert value(client, "burnfit_months_total", outcome="done", route="/routine") is None


def test_a_resumed_run_is_counted_and_one_that_waits_for_it_is_seen(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    texts: Any = {**script, "task2": [UnavailableError("the disk is gone"), *script["task2"]]}
    client = make_client(script=texts)
    client.post("/routine", json=example)
    service: Service = client.app.state.worker_pool.ready()  # type: ignore[attr-defined]  # the app is a FastAPI
    assert value(client, "burnfit_resumed_runs_total", outcome="done") == 0
    service.runs.resume(service.runs.find("latest"))
    assert value(client, "burnfit_resumed_runs_total", outcome="done") == 1
    assert value(client, "burnfit_months_total", outcome="done", route="background") == 1
    assert value(client, "burnfit_unfinished_runs", state="broken off") == 0


def test_refusals_are_counted_by_reason_from_zero_on(make_client: MakeClient) -> None:
    client = make_client()
    assert value(client, "burnfit_refusals_total", reason="overload") == 0
    client.post("/routine", content=b" " * 70_000)
    client.get("/runs", headers={"host": "evil.example"})
    client.app.state.metrics.refused("overload")  # type: ignore[attr-defined]  # the app is a FastAPI
    for reason in ("too_large", "unknown_host", "overload"):
        assert value(client, "burnfit_refusals_total", reason=reason) == 1, reason


def test_what_a_caller_writes_becomes_no_label(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    client.post("/routine", json=example)
    run_id = client.get("/runs").json()[0]["run_id"]
    for path in (f"/runs/{run_id}", "/runs?text=mark-knee", "/mark-knee", "/static/mark-knee.js", "/graph/nodes/mark"):
        client.get(path)
    client.request("MARK", "/livez")
    client.get("/livez", headers={"x-request-id": "mark", "user-agent": "mark"})
    found = samples(client)
    routes = {dict(labels)["route"] for name, labels in found if name == "burnfit_requests_total"}
    assert {"/runs/{run_id}", "/runs", "/static", "/graph/nodes/{node}", "/routine", "/livez", "other"} >= routes
    assert {"/runs/{run_id}", "/static", "/graph/nodes/{node}", "other"} <= routes
    for word in ("mark", "MARK", run_id):
        assert word not in client.get("/metrics").text


class Waiting(ScriptedModel):
    """Answers nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked, self.let_go = threading.Semaphore(0), threading.Event()

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        self.asked.release()
        assert self.let_go.wait(30)
        raise Cancelled("let go")


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    model = Waiting()
    yield model
    model.let_go.set()


def test_metrics_answer_while_every_thread_is_busy_and_show_the_queue(
    make_client: MakeClient, example: dict[str, Any], waiting: Waiting
) -> None:
    client = make_client(model=waiting, threads=1)
    with ThreadPoolExecutor(2) as callers:
        for _ in range(2):
            callers.submit(client.post, "/routine", json=example)
        assert waiting.asked.acquire(timeout=30)
        # The second caller is on its way.
        assert any(value(client, "burnfit_queue_requests", state="waiting") == 1 for _ in range(1000))
        assert value(client, "burnfit_queue_requests", state="working") == 1
        assert value(client, "burnfit_requests_in_progress") == 3
        waiting.let_go.set()
    assert value(client, "burnfit_queue_requests", state="waiting") == 0
    assert value(client, "burnfit_queue_requests", state="working") == 0


def test_ready_is_seen_from_outside() -> None:
    loaded = threading.Event()

    def load(settings: Settings) -> Service:
        assert loaded.wait(30)
        return Service(ScriptedModel({}), settings)

    app = create_app(Settings(), load=load)
    with TestClient(app) as client:
        assert value(client, "burnfit_ready") == 0
        loaded.set()
        app.state.worker_pool.wait()
        assert value(client, "burnfit_ready") == 1


def test_a_gauge_that_cannot_be_read_now_is_left_out(make_client: MakeClient) -> None:
    def gone() -> dict[tuple[str, ...], float]:
        raise UnavailableError("the database is away")

    client = make_client()
    gauges = client.app.state.metrics.gauges  # type: ignore[attr-defined]  # the app is a FastAPI
    gauges.join("burnfit_store_connections", gone)
    assert value(client, "burnfit_store_connections", state="idle") is None
    gauges.join("burnfit_store_connections", lambda: {("idle",): 3})
    assert value(client, "burnfit_store_connections", state="idle") == 3


def test_two_apps_count_for_themselves(make_client: MakeClient, example: dict[str, Any]) -> None:
    first, second = make_client(example), make_client(example)
    first.post("/routine", json=example)
    assert value(first, "burnfit_months_total", outcome="done", route="/routine") == 1
    assert value(second, "burnfit_months_total", outcome="done", route="/routine") is None


def test_every_metric_that_is_described_is_there(make_client: MakeClient) -> None:
    text = make_client().get("/metrics").text
    described = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}
    assert described == {one.name for one in METRICS}
