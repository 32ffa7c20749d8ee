"""The events of a run again, from its record."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.http import events as events_module
from graph.sqlite_run_store import SqliteRunStore
from program.schema import RoutineRequest
from service.settings import Settings
from tests.api.conftest import MakeClient, coach_script
from tests.api.test_failures import Broken
from tests.api.test_once import Failing, Held
from tests.api.test_runs import KILLED, break_off, events

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "LOOK_S", 0.02)


@pytest.fixture
def store() -> Iterator[SqliteRunStore]:
    store = SqliteRunStore(Settings().runs)
    yield store
    store.close()


def blocks(text: str) -> list[dict[str, str]]:
    """The events of a stream with all their fields."""
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\r\n\r\n")]


@pytest.mark.parametrize("sentence", ["", "무릎이 아파요"])
def test_the_events_again_are_those_that_were_sent_while_the_month_was_made(
    make_client: MakeClient, example: dict[str, Any], sentence: str
) -> None:
    body = {**example, "request": sentence} if sentence else example
    script = coach_script(RoutineRequest.model_validate(body))
    script["task2"].insert(0, "{}")
    client = make_client(script=script)
    sent = client.post("/routine", json=body, headers=STREAM)
    found = blocks(sent.text)
    assert [block["id"] for block in found] == [str(number) for number in range(1, len(found) + 1)]
    run_id = events(sent.text)[0][1]["run_id"]
    again = client.get(f"/runs/{run_id}/events")
    assert again.headers["content-type"].startswith("text/event-stream")
    assert again.text == sent.text


def test_after_the_last_event_that_was_read_come_the_later_ones(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    client = make_client(example)
    run_id = client.post("/routine", json=example).json()["run_id"]
    whole = blocks(client.get(f"/runs/{run_id}/events").text)
    for number in range(len(whole)):
        later = client.get(f"/runs/{run_id}/events", headers={"Last-Event-ID": str(number)})
        assert blocks(later.text) == whole[number:]
    read = client.get(f"/runs/{run_id}/events", headers={"Last-Event-ID": str(len(whole))})
    assert (read.status_code, read.content) == (204, b"")


def test_a_run_that_is_being_worked_on_is_followed_to_its_end(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = Held()
    client, elsewhere = make_client(model=model, attempts=1), make_client()
    with ThreadPoolExecutor() as threads:
        sent = threads.submit(client.post, "/routine", json=example, headers=STREAM)
        assert model.asked.wait(30)
        [run] = elsewhere.get("/runs").json()
        following = threads.submit(elsewhere.get, f"/runs/{run['run_id']}/events")
        time.sleep(0.1)
        assert not following.done()
        model.free.set()
        assert following.result().text == sent.result().text


def test_many_who_follow_do_not_keep_a_month_from_being_made(make_client: MakeClient, example: dict[str, Any]) -> None:
    model = Held()
    client, elsewhere = make_client(model=model, attempts=1), make_client(example, threads=1)
    with ThreadPoolExecutor(8) as threads:
        sent = threads.submit(client.post, "/routine", json=example)
        assert model.asked.wait(30)
        [run] = elsewhere.get("/runs").json()
        following = [threads.submit(elsewhere.get, f"/runs/{run['run_id']}/events") for _ in range(4)]
        time.sleep(0.1)
        assert elsewhere.post("/routine", json=example).status_code == 200
        assert not any(one.done() for one in following)
        model.free.set()
        assert {events(one.result().text)[-1][0] for one in following} == {"done"}
        assert sent.result().status_code == 200


def test_of_a_run_that_failed_the_last_event_is_its_problem(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["", "", ""]}, fallback=False)
    sent = blocks(client.post("/routine", json=example, headers=STREAM).text)
    [run] = client.get("/runs").json()
    again = client.get(f"/runs/{run['run_id']}/events")
    assert blocks(again.text)[:-1] == sent[:-1]
    name, reported = events(again.text)[-1]
    assert (name, reported["status"]) == ("problem", 502)
    assert "no answer of task1 was accepted in 3 attempts" in reported["detail"]
    assert [list(block) for block in (blocks(again.text)[-1], sent[-1])] == [["event", "data"]] * 2


def test_a_fault_of_the_service_is_not_shown(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(model=Broken())
    client.post("/routine", json=example)
    [run] = client.get("/runs").json()
    name, reported = events(client.get(f"/runs/{run['run_id']}/events").text)[-1]
    assert (name, reported["status"]) == ("problem", 503)
    assert "secret" not in str(reported)
    assert "failed at task1" in reported["detail"]


def test_a_run_that_nobody_works_on_says_what_to_do(make_client: MakeClient, example: dict[str, Any]) -> None:
    break_off(KILLED, RoutineRequest.model_validate(example))
    sent = events(make_client().get(f"/runs/{KILLED}/events").text)
    assert [name for name, _ in sent] == ["started", "accepted", "started", "problem"]
    assert sent[-1][1]["status"] == 503
    assert "send its request again under its Idempotency-Key, or set BURNFIT_RESUME" in sent[-1][1]["detail"]


def test_a_run_that_a_server_takes_up_is_followed(make_client: MakeClient, example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    break_off(KILLED, request)
    client = make_client(script={"task2": coach_script(request)["task2"]}, resume=True)
    assert events(client.get(f"/runs/{KILLED}/events").text)[-1][0] == "done"


def test_a_run_that_has_no_end_ends_its_stream_with_the_time_limit(
    make_client: MakeClient, example: dict[str, Any], store: SqliteRunStore
) -> None:
    client = make_client(timeout_s=1)
    with store.claim(KILLED):
        store.create(KILLED, example)
        [(name, reported)] = events(client.get(f"/runs/{KILLED}/events").text)
    assert (name, reported["status"]) == ("problem", 503)
    assert "No end of the run within 1 s" in reported["detail"]


def test_who_comes_back_after_a_failure_reads_on_in_the_same_numbers(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    client = make_client(model=Failing(2), attempts=1)
    headers = {**STREAM, "Idempotency-Key": "one"}
    before = blocks(client.post("/routine", json=example, headers=headers).text)
    after = blocks(client.post("/routine", json=example, headers=headers).text)
    assert before[-1]["event"] == "problem"
    assert after[: len(before) - 1] == before[:-1]
    assert [block["id"] for block in after] == [str(number) for number in range(1, len(after) + 1)]
    assert after[-1]["event"] == "done"


def test_a_run_that_is_not_there_and_an_id_that_is_none(make_client: MakeClient) -> None:
    client = make_client()
    assert client.get(f"/runs/{KILLED}/events").status_code == 404
    assert client.get("/runs/nobody/events").status_code == 422
    for number in ("-1", "x", "1.5"):
        answer = client.get(f"/runs/{KILLED}/events", headers={"Last-Event-ID": number})
        assert answer.status_code == 422
        assert "last-event-id" in answer.json()["detail"].lower()
