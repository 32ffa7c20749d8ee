"""What goes wrong on the service's side, and callers who leave."""

import asyncio
import json
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from sse_starlette.sse import SendTimeoutError

from api.http import events as events_module
from api.http.app import create_app
from api.http.worker_pool import WorkerPool
from models.language_model import Call, Completion
from program.errors import RequestError, UnavailableError
from program.schema import LifterRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.api.test_bad_input import problem
from tests.api.test_runs import events
from tests.scripted import ScriptedModel


class Waiting(ScriptedModel):
    """A model that answers only when it is cancelled, and then with the error that the real one raises."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked = threading.Event()
        self.stopped = threading.Event()

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        assert cancel is not None
        self.asked.set()
        assert cancel.wait(30), "nobody cancelled"
        self.stopped.set()
        raise UnavailableError("cancelled")

    async def wait_until_stopped(self) -> None:
        """Return when somebody has cancelled it."""
        assert await asyncio.to_thread(self.stopped.wait, 30)


class Broken(Waiting):
    """A model with a bug."""

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        raise ZeroDivisionError("secret of the house")


def test_without_the_fallback_every_attempt_is_told(make_client: MakeClient, example: dict[str, Any]) -> None:
    texts = ["not json", "{}", '{"training_max_rate": 90}']
    client = make_client(script={"task1": texts}, fallback=False)
    reported = problem(client.post("/routine", json=example), 502)
    assert [attempt["text"] for attempt in reported["attempts"]] == texts
    assert all(attempt["errors"] for attempt in reported["attempts"])
    assert reported["agent"] == "task1"


def test_with_the_fallback_the_coach_answers(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["no"] * 3, "task2": ["no"] * 3})
    month = client.post("/routine", json=example)
    assert month.status_code == 200
    assert {one["source"] for one in month.json()["provenance"].values()} == {"coach"}


def test_an_unforeseen_error_is_logged_and_not_shown(example: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(), load=lambda settings: Service(Broken(), settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.worker_pool.wait()
        answered = client.post("/routine", json=example)
    assert "secret" not in str(problem(answered, 500))
    assert "secret of the house" in caplog.text


def test_an_unforeseen_error_ends_a_stream_with_a_problem(
    make_client: MakeClient, example: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client(model=Broken())
    reported = events(client.post("/routine", json=example, headers={"Accept": "text/event-stream"}).text)
    assert [name for name, _ in reported] == ["started", "problem"]
    assert reported[-1][1]["status"] == 500
    assert "secret" not in str(reported)
    assert "secret of the house" in caplog.text


def test_alive_at_once_ready_when_loaded(example: dict[str, Any]) -> None:
    loaded = threading.Event()

    def load(settings: Settings) -> Service:
        assert loaded.wait(30)
        return Service(ScriptedModel({}), settings)

    app = create_app(Settings(), load=load)
    with TestClient(app) as client:
        assert client.get("/livez").json() == {"status": "ok"}
        problem(client.get("/readyz"), 503)
        waiting = client.post("/routine", json=example)
        assert "loaded" in problem(waiting, 503)["detail"]
        assert int(waiting.headers["retry-after"]) > 0
        loaded.set()
        app.state.worker_pool.wait()
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ok", "computes": "scripted"})


@pytest.mark.parametrize(
    ("failure", "shown"),
    [(UnavailableError("adapter task1 is damaged"), True), (ZeroDivisionError("secret of the house"), False)],
)
def test_a_service_that_cannot_be_loaded(failure: Exception, shown: bool, caplog: pytest.LogCaptureFixture) -> None:
    def load(_: Settings) -> Service:
        raise failure

    app = create_app(Settings(), load=load)
    with TestClient(app) as client, caplog.at_level(logging.ERROR):
        app.state.worker_pool.wait()
        reported = problem(client.get("/readyz"), 503)
        assert client.get("/livez").status_code == 200
    assert (str(failure) in reported["detail"]) == shown
    assert str(failure) in caplog.text


def test_the_model_stops_when_the_time_is_up(example: dict[str, Any]) -> None:
    model = Waiting()
    app = create_app(Settings(timeout_s=1), load=lambda settings: Service(model, settings))
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        assert "within 1 s" in problem(client.post("/routine", json=example), 503)["detail"]
        assert model.stopped.wait(30)


def test_the_model_stops_when_the_time_of_a_node_run_is_up(example: dict[str, Any]) -> None:
    model = Waiting()
    app = create_app(Settings(timeout_s=1), load=lambda settings: Service(model, settings))
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        assert "within 1 s" in problem(client.post("/graph/nodes/task1", json={"state": example}), 503)["detail"]
        assert model.stopped.wait(30)


def test_a_slow_reader_gets_the_problem_after_the_time_limit(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = Waiting()
    app: Any = make_client(model=model, timeout_s=1).app
    name, last = asyncio.run(read_slowly(app, example, model.wait_until_stopped))[-1]
    assert (name, last["status"]) == ("problem", 503)
    assert "No answer within 1 s" in last["detail"]


def test_a_slow_reader_gets_the_month_that_was_made_in_time(make_client: MakeClient, example: dict[str, Any]) -> None:
    app: Any = make_client(example, timeout_s=30).app
    assert [name for name, _ in asyncio.run(read_slowly(app, example, partial(asyncio.sleep, 0)))][-1] == "done"


async def read_slowly(app: Any, body: dict[str, Any], pause: Callable[[], Awaitable[object]]) -> list[tuple[str, Any]]:
    """The events of a month's stream, each of which the reader takes after a pause."""
    sent: list[bytes] = []

    async def receive() -> dict[str, Any]:
        if not sent:
            sent.append(b"")
            return {"type": "http.request", "body": json.dumps(body).encode()}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await pause()
            sent.append(message["body"])

    headers = {"host": "localhost", "content-type": "application/json", "accept": "text/event-stream"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/routine",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    return events(b"".join(sent).decode())


def test_a_stream_that_nobody_reads_ends(
    make_client: MakeClient, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "SLOWEST_READ_S", 0.1)
    app: Any = make_client(example, timeout_s=0.2).app
    with pytest.raises(SendTimeoutError):
        asyncio.run(read_slowly(app, example, partial(asyncio.sleep, 60)))


@pytest.mark.parametrize("path", ["/month", f"/inside/runs/{'0' * 32}/replay", "/export", "/routine"])
def test_a_caller_who_leaves_while_the_body_is_read_is_no_fault(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    app: Any = make_client().app
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    query = b"format=csv"
    scope = {"type": "http", "method": "POST", "path": path, "query_string": query, "headers": headers}
    asyncio.run(app(scope, receive, send))
    assert statuses == [499]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_the_model_stops_when_the_caller_leaves(example: dict[str, Any]) -> None:
    model = Waiting()

    async def leaves() -> dict[str, Any]:
        await asyncio.to_thread(model.asked.wait, 30)
        return {"type": "http.disconnect"}

    async def scenario() -> Any:
        pool = WorkerPool(lambda: Service(model, Settings()), threads=1, timeout_s=30)
        await asyncio.to_thread(pool.wait)
        request = Request({"type": "http", "path": "/gen/routine/rate", "headers": []}, leaves)
        body = LifterRequest.model_validate(example)
        return await pool.answer(request, lambda service, cancelled: service.weight_plan(body, cancelled))

    assert asyncio.run(scenario()) is None
    assert model.stopped.wait(30)


def test_requests_beyond_the_threads_wait_for_their_turn() -> None:
    at_once: list[int] = []
    busy = threading.Semaphore(2)

    def work(_: Service, cancelled: threading.Event) -> str:
        assert busy.acquire(blocking=False), "more at once than there are threads"
        at_once.append(1)
        cancelled.wait(0.02)
        busy.release()
        return "done"

    async def stays() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def scenario() -> list[str | None]:
        pool = WorkerPool(lambda: Service(ScriptedModel({}), Settings()), threads=2, timeout_s=30)
        await asyncio.to_thread(pool.wait)
        requests = [Request({"type": "http", "path": "/", "headers": []}, stays) for _ in range(10)]
        return list(await asyncio.gather(*(pool.answer(request, work) for request in requests)))

    assert asyncio.run(scenario()) == ["done"] * 10
    assert len(at_once) == 10


def test_errors_are_told_apart(example: dict[str, Any]) -> None:
    def load(settings: Settings) -> Service:
        service = Service(ScriptedModel({}), settings)

        def refuse(*_: Any) -> Any:
            raise RequestError("that cannot be done: do this")

        service.routine = refuse  # type: ignore[assignment,method-assign]  # the graph's own refusals are its tests' business
        return service

    app = create_app(Settings(), load=load)
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        reported = problem(client.post("/routine", json=example), 422)
    assert reported["errors"] == [{"loc": [], "msg": "that cannot be done: do this"}]
