"""A request that is sent again under its Idempotency-Key: one month, whatever happened the first time."""

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette

from agents import CORE
from bench.coach_model import CoachModel
from graph.build import build_graph
from graph.run_store import RunRecord
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext, initial_state, thread
from models.language_model import Call, Cancelled, Completion
from program.schema import RoutineRequest
from service.once import MOST_ATTEMPTS, Once
from service.settings import Settings
from tests.api.callers import WHO, believing
from tests.api.conftest import MakeClient, coach_script
from tests.api.test_bad_input import problem
from tests.api.test_runs import KILLED, events
from tests.scripted import ScriptedModel

KEY = {"Idempotency-Key": "march, squat day"}
STREAM = {**KEY, "Accept": "text/event-stream"}
REPLAYED = "idempotent-replayed"


class Failing(CoachModel):
    """The coach, who cannot be asked at the calls of these numbers, from 1."""

    def __init__(self, *failing: int) -> None:
        super().__init__()
        self._failing = failing
        self.calls: list[str | None] = []

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        self.calls.append(call.adapter)
        if len(self.calls) in self._failing:
            raise Cancelled("gone")
        return super().complete(call, cancel)


class Held(CoachModel):
    """The coach, who waits at task2 until he is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.free = threading.Event(), threading.Event()

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        if call.adapter == "task2":
            self.asked.set()
            assert self.free.wait(30)
        return super().complete(call, cancel)


@pytest.fixture
def store() -> Iterator[SqliteRunStore]:
    store = SqliteRunStore(Settings().runs)
    yield store
    store.close()


def rows(store: SqliteRunStore) -> list[RunRecord]:
    """The rows of all runs, oldest first."""
    return [store.get(summary.run_id) for summary in store.list(None, 100)][::-1]


def keyed_row(store: SqliteRunStore, body: dict[str, Any], attempts: int = 1) -> None:
    """The row of a run that was begun under `KEY` by a process that has ended, before its first node."""
    request = RoutineRequest.model_validate(body)
    sent = Once.of(KEY["Idempotency-Key"], "/routine", request)
    store.create(KILLED, request.model_dump(mode="json"), idempotency_key=sent.key, body_hash=sent.body_hash)
    for _ in range(attempts - 1):
        store.restart(KILLED)


def test_a_month_that_is_asked_for_again_is_the_same_byte_for_byte(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore
) -> None:
    client = make_client(example)  # a second month would find the script empty
    first = client.post("/routine", json=example, headers=KEY)
    again = client.post("/routine", json=dict(reversed(example.items())), headers=KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert [row.attempts for row in rows(store)] == [1]


def test_without_a_key_or_under_another_one_each_request_makes_a_month(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    client = make_client(*[example] * 4)
    for headers in ({}, {}, KEY, {"Idempotency-Key": "april"}):
        answer = client.post("/routine", json=example, headers=headers)
        assert (answer.status_code, answer.headers.get(REPLAYED)) == (200, None)
    assert len({run["run_id"] for run in client.get("/runs").json()}) == 4


def test_a_stream_and_json_share_a_key(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    first = client.post("/routine", json=example, headers=STREAM)
    again = client.post("/routine", json=example, headers=STREAM)
    assert first.text == again.text
    assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert client.post("/routine", json=example, headers=KEY).json() == events(first.text)[-1][1]["routine"]


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_another_request_under_the_same_key_is_refused(
    make_client: MakeClient, example: dict[str, Any], headers: dict[str, str]
) -> None:
    client = make_client(example)
    client.post("/routine", json=example, headers=KEY)
    for path, body in (
        ("/routine", {**example, "minutes": 61}),
        ("/programme", {"request": example, "weeks": 4}),
        ("/routine/next", {"run_id": client.get("/runs").json()[0]["run_id"]}),
    ):
        refused = problem(client.post(path, json=body, headers=headers), 422)
        assert "this Idempotency-Key belongs to another request" in refused["detail"]
    assert len(client.get("/runs").json()) == 1


def test_each_caller_has_keys_of_its_own(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example, example)
    assert isinstance(client.app, Starlette)
    believing(client.app)
    made = [
        client.post("/routine", json=example, headers={**KEY, WHO: who}).json()["run_id"]
        for who in ("ann", "bob", "ann", "bob")
    ]
    assert made[:2] == made[2:]
    assert made[0] != made[1]


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_what_is_being_made_is_to_be_asked_for_later(
    make_client: MakeClient, example: dict[str, Any], headers: dict[str, str]
) -> None:
    model = Held()
    client = make_client(model=model, attempts=1)
    with ThreadPoolExecutor() as threads:
        first = threads.submit(client.post, "/routine", json=example, headers=KEY)
        assert model.asked.wait(30)
        busy = client.post("/routine", json=example, headers=headers)
        model.free.set()
        made = first.result()
    assert "is being worked on" in problem(busy, 409)["detail"]
    assert int(busy.headers["retry-after"]) > 0
    again = client.post("/routine", json=example, headers=KEY)
    assert (again.content, again.headers[REPLAYED]) == (made.content, "true")


def test_of_two_that_begin_at_once_one_is_told_to_wait(
    make_client: MakeClient, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(example)
    client.post("/routine", json=example, headers=KEY)
    monkeypatch.setattr(SqliteRunStore, "keyed", lambda *_: None)  # as both have seen it
    busy = client.post("/routine", json=example, headers=KEY)
    assert "has just begun" in problem(busy, 409)["detail"]
    assert len(client.get("/runs").json()) == 1


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_what_was_broken_off_before_its_first_node_is_begun_under_its_key(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore, headers: dict[str, str]
) -> None:
    keyed_row(store, example)
    answer = make_client(example).post("/routine", json=example, headers=headers)
    assert (answer.status_code, answer.headers.get(REPLAYED)) == (200, None)
    month = answer.json() if headers is KEY else events(answer.text)[-1][1]["routine"]
    assert month["run_id"] == KILLED
    assert [(row.status, row.attempts) for row in rows(store)] == [("done", 2)]


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_what_was_broken_off_is_taken_up_where_it_stopped(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore, headers: dict[str, str]
) -> None:
    request = RoutineRequest.model_validate(example)
    script = coach_script(request)
    undisturbed = make_client(script=script, record=False).post(
        "/routine", json=example, headers={"Accept": headers.get("Accept", "*/*")}
    )
    keyed_row(store, example)
    context = RunContext(model=ScriptedModel({"task1": script["task1"]}), run_id=KILLED)
    graph = build_graph(CORE, checkpointer=store.checkpointer)
    graph.invoke(initial_state(request), thread(KILLED), context=context, interrupt_before=["task2"])
    answer = make_client(script={"task2": script["task2"]}).post("/routine", json=example, headers=headers)
    names = (KILLED, undisturbed.json()["run_id"] if headers is KEY else events(undisturbed.text)[0][1]["run_id"])
    assert answer.text.replace(*names) == undisturbed.text
    assert [(row.run_id, row.status, row.attempts) for row in rows(store)] == [(KILLED, "done", 2)]


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_what_failed_is_tried_again_where_it_stopped(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore, headers: dict[str, str]
) -> None:
    model = Failing(2)
    client = make_client(model=model, attempts=1)
    problem(client.post("/routine", json=example, headers=KEY), 503)
    assert client.post("/routine", json=example, headers=headers).status_code == 200
    assert model.calls == ["task1", "task2", "task2"]
    assert [(row.status, row.attempts) for row in rows(store)] == [("done", 2)]


def test_answers_that_were_rejected_are_asked_for_anew(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore
) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    client = make_client(script={**script, "task1": ["", *script["task1"]]}, fallback=False, attempts=1)
    problem(client.post("/routine", json=example, headers=KEY), 502)
    month = client.post("/routine", json=example, headers=KEY).json()
    assert month["provenance"]["task1"]["attempts"] == 1
    assert [(row.run_id, row.status, row.attempts) for row in rows(store)] == [(month["run_id"], "done", 2)]


def test_what_fails_each_time_is_given_up(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = Failing(*range(1, 100))
    client = make_client(model=model)
    for _ in range(MOST_ATTEMPTS):
        problem(client.post("/routine", json=example, headers=KEY), 503)
    given_up = problem(client.post("/routine", json=example, headers=KEY), 422)
    assert f"was tried {MOST_ATTEMPTS} times and has no month: send the request under another key" in given_up["detail"]
    assert len(model.calls) == MOST_ATTEMPTS


def test_what_ends_its_process_each_time_is_given_up(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore, caplog: pytest.LogCaptureFixture
) -> None:
    keyed_row(store, example, attempts=MOST_ATTEMPTS)
    with caplog.at_level(logging.ERROR):
        given_up = problem(make_client().post("/routine", json=example, headers=KEY), 422)
    assert f"run {KILLED} of this Idempotency-Key was tried 3 times" in given_up["detail"]
    assert rows(store)[0].status == "failed"
    assert f"run {KILLED} was broken off at its attempt 3, before its first node" in caplog.text


def test_a_programme_goes_on_at_the_month_that_is_missing(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore
) -> None:
    model, body = Failing(4), {"request": example, "weeks": 11}
    client = make_client(model=model, attempts=1)
    problem(client.post("/programme", json=body, headers=KEY), 503)
    assert [row.status for row in rows(store)] == ["done", "failed"]
    whole = client.post("/programme", json=body, headers=KEY)
    assert (whole.status_code, whole.headers.get(REPLAYED)) == (200, None)
    assert [one["routine"]["run_id"] for one in whole.json()["months"]] == [row.run_id for row in rows(store)]
    assert len(model.calls) == 7
    again = client.post("/programme", json=body, headers=KEY)
    assert (again.content, again.headers[REPLAYED]) == (whole.content, "true")
    other = problem(client.post("/programme", json={**body, "weeks": 8}, headers=KEY), 422)
    assert "belongs to another request" in other["detail"]


def test_the_next_month_is_made_once(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(model=CoachModel(), attempts=1)
    carry = client.post("/routine", json=example).json()["carry"]
    body = {"carry": carry, "log": [{"lift": "squat", "week": 3, "weight_kg": 80, "reps": 5}]}
    first = client.post("/routine/next", json=body, headers=KEY)
    again = client.post("/routine/next", json=body, headers=KEY)
    assert (again.content, again.headers[REPLAYED]) == (first.content, "true")
    assert len(client.get("/runs").json()) == 2


@pytest.mark.parametrize("key", [b"", b"x" * 256, "é".encode(), b"a\tb"])
@pytest.mark.parametrize("path", ["/routine", "/routine/next", "/programme"])
def test_what_is_no_key_is_refused(make_client: MakeClient, example: dict[str, Any], key: bytes, path: str) -> None:
    headers = [(b"Idempotency-Key", key), (b"Content-Type", b"application/json")]
    refused = problem(make_client().post(path, content=json.dumps(example), headers=headers), 422)
    assert "Idempotency-Key" in refused["detail"]


def test_a_key_may_have_all_printable_characters(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    key = {"Idempotency-Key": "".join(map(chr, range(0x21, 0x7F)))}
    assert client.post("/routine", json=example, headers=key).status_code == 200
    assert client.post("/routine", json=example, headers=key).headers[REPLAYED] == "true"


@pytest.mark.parametrize("headers", [KEY, STREAM])
def test_without_recording_a_key_is_refused(
    make_client: MakeClient, example: dict[str, Any], headers: dict[str, str]
) -> None:
    client = make_client(example, record=False)
    refused = problem(client.post("/routine", json=example, headers=headers), 422)
    assert "leave the header out, or set BURNFIT_RECORD to true" in refused["detail"]
    assert client.post("/routine", json=example).status_code == 200
