"""Looking inside over HTTP: the graph, one node alone, recorded runs, the events of a month."""

import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from langgraph.types import Command

from agents import AGENTS, CORE
from agents.agent import Agent, Inputs
from agents.registry import agents as agents_named
from api.cli import main as cli
from graph.build import RunGraph, build_graph
from graph.drawing import as_json
from graph.run_store import RunBusy, RunSummary
from graph.single_node import run_node
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext, initial_state, thread
from models.language_model import Call, Cancelled, Completion
from program.errors import RequestError, UnavailableError
from program.month.routine import Provenance, Routine
from program.schema import RoutineRequest
from service.runs import month_of
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, MakeClient, coach_script
from tests.graph.toys import Toy
from tests.scripted import ScriptedModel

_, TASK1, TASK2 = CORE


KILLED, ODD = "0" * 31 + "1", "0" * 31 + "2"


def break_off(run_id: str, request: RoutineRequest, agents: Sequence[Agent[Any]] = CORE) -> RunGraph:
    """A run that was recorded up to task2 by a process that has ended; gives the graph that recorded it."""
    store = SqliteRunStore(Settings().runs)
    graph = build_graph(agents, checkpointer=store.checkpointer)
    store.create(run_id, request.model_dump(mode="json"))
    context = RunContext(model=ScriptedModel({"task1": coach_script(request)["task1"]}), run_id=run_id)
    graph.invoke(initial_state(request), thread(run_id), context=context, interrupt_before=["task2"])
    return graph


def test_the_graph_in_every_form(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    drawn = client.get("/graph").json()
    assert drawn["nodes"] == ["START", "intake", "task1", "task2", "validate", "compose", "END"]
    assert {"source": "task1", "target": "validate", "conditional": False} in drawn["edges"]
    mermaid = client.get("/graph?format=mermaid")
    assert mermaid.text.startswith("graph LR\n    START -.-> intake\n")
    assert "validate" in client.get("/graph?format=text").text
    assert client.get("/graph?format=png").content.startswith(b"\x89PNG")
    assert client.get("/graph?format=gif").status_code == 422


def test_the_graph_of_the_default_agents_has_conditioning_between_the_week_and_the_month() -> None:
    drawn = as_json(build_graph(agents_named([*(agent.name for agent in CORE), "conditioning"])))
    assert drawn["nodes"] == ["START", "intake", "task1", "task2", "conditioning", "validate", "compose", "END"]
    assert {"source": "validate", "target": "conditioning", "conditional": True} in drawn["edges"]
    assert {"source": "conditioning", "target": "validate", "conditional": False} in drawn["edges"]


def test_the_service_answers_others_while_a_picture_is_drawn(
    make_client: MakeClient, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(example)
    drawing, answered = threading.Event(), threading.Event()

    def drawn(_: RunGraph) -> bytes:
        drawing.set()
        assert answered.wait(10), "nobody was answered meanwhile"
        return b"\x89PNG"

    monkeypatch.setattr("graph.drawing.as_png", drawn)
    with ThreadPoolExecutor() as threads:
        picture = threads.submit(client.get, "/graph?format=png")
        assert drawing.wait(10)
        assert client.get("/livez").status_code == 200
        answered.set()
        assert picture.result().status_code == 200


def test_the_documentation_says_in_which_forms_the_graph_comes(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    client = make_client(example)
    document = client.get("/openapi.json").json()
    described = document["paths"]["/graph"]["get"]["responses"]["200"]["content"]
    sent = {
        client.get(f"/graph?format={form}").headers["content-type"].partition(";")[0]
        for form in ("json", "mermaid", "text", "png")
    }
    assert described.keys() == sent
    drawing = described["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    assert document["components"]["schemas"][drawing]["properties"].keys() == client.get("/graph").json().keys()


def test_the_documentation_says_what_a_state_is(make_client: MakeClient, example: dict[str, Any]) -> None:
    document = make_client().get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    schema = {"$ref": "#/components/schemas/NodeBody", "components": {"schemas": schemas}}
    check = Draft202012Validator(schema)
    request = RoutineRequest.model_validate(example)
    state = {key: value for key, value in initial_state(request).items() if key in ("request", "answers", "pending")}
    for good in (request.model_dump(mode="json"), state, dict(initial_state(request))):
        check.validate({"state": good})
    wrong: list[dict[str, Any]] = [{}, {"answers": {}}, {"request": 3}, {"experience": 9}, state | {"pending": []}]
    for bad in wrong:
        assert not check.is_valid({"state": bad}), bad


def test_a_node_alone_on_a_request(make_client: MakeClient, example: dict[str, Any]) -> None:
    done = make_client(example).post("/graph/nodes/task1", json={"state": example}).json()
    assert (done["node"], done["next"], done["errors"]) == ("task1", ["validate"], [])
    assert done["update"]["pending"]["task1"]["prompt"].endswith("## 답변\n")


def test_a_node_alone_with_options(make_client: MakeClient, example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    script = {"base": coach_script(request)["task1"]}
    options = {"adapter": "none", "decoding": "free", "temperature": 1.2, "attempt": 2, "feedback": "too heavy"}
    done = make_client(script=script).post("/graph/nodes/task1", json={"state": example, "options": options}).json()
    pending = done["update"]["pending"]["task1"]
    assert pending["schema"] is None
    assert "- too heavy\n" in pending["prompt"]


@pytest.mark.parametrize(
    ("node", "body", "expected"),
    [
        (
            "task9",
            {"state": EXAMPLES["3"]},
            "there is no node 'task9': there are intake, task1, task2, validate, compose",
        ),
        ("task1", {"state": {}}, "neither a state nor a request"),
        ("task1", {"state": {"experience": 3}}, "rm_weight: Field required"),
        ("task1", {}, "state: Field required"),
        ("task1", {"state": {}, "options": {"adapter": "mine"}}, "options.adapter"),
        ("task1", {"state": {}, "options": {"feedback": "no"}}, "options: feedback is for a second attempt"),
    ],
)
def test_a_node_that_cannot_be_run_is_refused(
    make_client: MakeClient, node: str, body: dict[str, Any], expected: str
) -> None:
    answer = make_client().post(f"/graph/nodes/{node}", json=body)
    assert answer.status_code == 422
    assert expected in answer.json()["detail"]


def test_what_a_node_lacks_is_named(make_client: MakeClient, example: dict[str, Any]) -> None:
    answer = make_client().post("/graph/nodes/task2", json={"state": example})
    assert answer.status_code == 422
    assert "node task2 needs answers.task1 in the state" in answer.json()["detail"]


def test_a_run_can_be_looked_up_by_the_months_run_id(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    month = client.post("/routine", json=example).json()
    run = client.get(f"/runs/{month['run_id']}").json()
    assert run["routine"] == month
    assert [step["node"] for step in run["steps"]] == ["task1", "validate", "task2", "validate", "compose"]
    assert [one["run_id"] for one in client.get("/runs").json()] == [month["run_id"]]


def test_a_run_that_was_broken_off_goes_on_when_the_server_starts(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    request = RoutineRequest.model_validate(example)
    break_off(KILLED, request)
    [broken_off] = make_client().get("/runs").json()
    assert (broken_off["run_id"], broken_off["status"], broken_off["ended"]) == (KILLED, "broken off", None)
    client = make_client(script={"task2": coach_script(request)["task2"]}, resume=True)
    while (run := client.get(f"/runs/{KILLED}").json())["status"] != "done":
        assert run["next"] or run["routine"]
    assert [step["node"] for step in run["steps"]][-3:] == ["task2", "validate", "compose"]
    assert run["attempts"] == 2


def test_a_run_that_cannot_be_taken_up_does_not_hold_up_the_others(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    request = RoutineRequest.model_validate(example)
    break_off(KILLED, request)
    graph = break_off(ODD, request)
    older = Command(goto="task2", update={"request": {**example, "of_an_older_version": 1}})
    graph.update_state(thread(ODD), older, as_node="validate")
    client = make_client(script={"task2": coach_script(request)["task2"]}, resume=True)
    while client.get(f"/runs/{KILLED}").json()["routine"] is None:
        time.sleep(0.01)
    assert client.get(f"/runs/{ODD}").json()["routine"] is None


def test_a_run_that_was_broken_off_before_its_first_node_begins_with_its_request(example: dict[str, Any]) -> None:
    SqliteRunStore(Settings().runs).create(KILLED, example)
    service = Service(ScriptedModel(coach_script(RoutineRequest.model_validate(example))), Settings())
    month = service.runs.resume(KILLED)
    assert month.run_id == KILLED
    assert [(run.status, run.attempts) for run in service.runs.list(9)] == [("done", 2)]


def test_a_run_whose_request_another_version_has_recorded_cannot_begin(example: dict[str, Any]) -> None:
    SqliteRunStore(Settings().runs).create(KILLED, {**example, "of_an_older_version": 1})
    service = Service(ScriptedModel({}), Settings())
    with pytest.raises(RequestError, match=f"run {KILLED} was broken off before its first node: ask for a new month"):
        service.runs.resume(KILLED)


def test_a_run_that_is_still_made_is_not_taken_up() -> None:
    request = RoutineRequest.model_validate(EXAMPLES["3"])

    class Watched(ScriptedModel):
        def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
            [going_on] = service.runs.list(9)
            assert going_on.status == "running"
            with pytest.raises(RunBusy, match="is being worked on by another process"):
                service.runs.resume(going_on.run_id)
            return super().complete(call, cancel)

    service = Service(Watched(coach_script(request)), Settings())
    month = service.routine(request)
    assert service.runs.resume(month.run_id) == month


def test_a_run_that_is_not_there(make_client: MakeClient) -> None:
    answer = make_client().get(f"/runs/{KILLED}")
    assert answer.status_code == 404
    assert f"there is no run '{KILLED}'" in answer.json()["detail"]
    assert make_client().get(f"/runs?before={KILLED}").status_code == 404


@pytest.mark.parametrize("run_id", ["nobody", "0" * 31, "0" * 33, "A" * 32, "%00" * 32, f"{'0' * 32}%0A"])
def test_what_is_no_id_of_a_run_is_refused(make_client: MakeClient, run_id: str) -> None:
    client = make_client()
    for path in (f"/runs/{run_id}", f"/runs?before={run_id}"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["msg"] == "String should match pattern '^[0-9a-f]{32}$'"


def test_runs_are_listed_page_by_page_as_summaries(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(*[example] * 5)
    made = [client.post("/routine", json=example).json()["run_id"] for _ in range(5)]
    seen: list[str] = []
    while page := client.get(f"/runs?limit=2{f'&before={seen[-1]}' if seen else ''}").json():
        assert len(page) <= 2
        for summary in page:
            assert set(summary) == {*RunSummary.model_fields}
            assert (summary["status"], summary["failed"], summary["attempts"]) == ("done", [], 1)
            assert summary["request"]["purpose"] == example["purpose"]
        seen += [summary["run_id"] for summary in page]
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=어깨", [1]),
        ("text=KNEE lunges", [0]),
        ("text=nobody", []),
        ("status=done", [2, 1, 0]),
        ("status=failed", []),
        ("agent=task2&source=coach", [2]),
        ("source=model&agent=task2", [1, 0]),
        ("text=lunges&source=coach", []),
    ],
)
def test_runs_are_found_by_words_status_and_who_answered(
    make_client: MakeClient, example: dict[str, Any], query: str, found: list[int]
) -> None:
    bodies = [example | {"request": text} for text in ("no lunges, my knee hurts", "어깨가 아파요")]
    script = coach_script(*map(RoutineRequest.model_validate, [*bodies, example]))
    script["task2"][2:] = ["{}"] * 3
    client = make_client(script=script)
    made = [client.post("/routine", json=body).json()["run_id"] for body in (*bodies, example)]
    assert [one["run_id"] for one in client.get(f"/runs?{query}").json()] == [made[index] for index in found]
    [start] = client.get(f"/runs?text={made[1][:12]}").json()
    assert start["run_id"] == made[1]
    assert {name: one["source"] for name, one in start["provenance"].items()} == dict.fromkeys(
        ("intake", "task1", "task2"), "model"
    )


@pytest.mark.parametrize(
    "query",
    [
        "status=over",
        "source=me",
        f"text={'x' * 501}",
        f"text={'+'.join(map(chr, range(0xAC00, 0xAC00 + 250)))}",
        "colour=red",
    ],
)
def test_a_search_that_means_nothing_is_refused(make_client: MakeClient, query: str) -> None:
    assert make_client().get(f"/runs?{query}").status_code == 422


@pytest.mark.parametrize(
    ("query", "found"), [("source=code", [KILLED]), ("agent=validate", [ODD]), ("agent=validate&source=code", [])]
)
def test_code_that_answered_and_nodes_that_failed_are_found(
    make_client: MakeClient, query: str, found: list[str]
) -> None:
    store = SqliteRunStore(Settings().runs)
    for run_id in (KILLED, ODD):
        store.create(run_id, {})
    store.finish(KILLED, "done", provenance={"conditioning": Provenance(source="code", attempts=1, ms=0)})
    store.finish(ODD, "failed", ["validate"])
    store.close()
    assert [one["run_id"] for one in make_client().get(f"/runs?{query}").json()] == found


def test_the_state_before_a_visit_runs_the_node_again(make_client: MakeClient, example: dict[str, Any]) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    script["task2"].insert(0, "{}")
    client = make_client(script=script)
    run_id = client.post("/routine", json=example).json()["run_id"]
    state = client.get(f"/runs/{run_id}/state?before=validate&visit=2").json()
    assert (list(state["pending"]), list(state["answers"])) == (["task2"], ["task1"])
    judged = client.post("/graph/nodes/validate", json={"state": state}).json()
    assert (judged["next"], judged["update"]["attempts"]["task2"][0]["text"]) == (["task2"], "{}")
    assert list(client.get(f"/runs/{run_id}/state?before=validate").json()["pending"]) == ["task1"]
    missing = client.get(f"/runs/{run_id}/state?before=compose&visit=2")
    assert missing.status_code == 422
    assert missing.json()["detail"] == f"run {run_id} came to 'compose' once: there is no visit 2"
    assert client.get(f"/runs/{KILLED}/state?before=compose").status_code == 404


def test_a_run_is_replayed_with_a_changed_request(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    month = client.post("/routine", json=example).json()
    change = {"from": "compose", "set": {"start_date": "2027-01-04"}}
    replayed = client.post(f"/runs/{month['run_id']}/replay", json=change).json()
    assert replayed["before"] == month
    assert replayed["routine"]["weeks"][0]["days"][0]["date"] == "2027-01-04"
    assert replayed["run_id"] == replayed["routine"]["run_id"] != month["run_id"]
    assert client.get(f"/runs/{replayed['run_id']}").json()["request"]["start_date"] == "2027-01-04"


def test_a_replay_of_no_run_or_without_an_answer_is_a_problem(make_client: MakeClient, example: dict[str, Any]) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    client = make_client(script={**script, "task2": [*script["task2"], *["{}"] * 3]}, fallback=False)
    assert client.post(f"/runs/{KILLED}/replay", json={"from": "task2"}).status_code == 404
    run_id = client.post("/routine", json=example).json()["run_id"]
    failed = client.post(f"/runs/{run_id}/replay", json={"from": "task2"})
    assert (failed.status_code, failed.json()["agent"]) == (502, "task2")
    assert [one["status"] for one in client.get("/runs").json()] == ["failed", "done"]


def test_a_month_of_another_version_is_refused(example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    service = Service(ScriptedModel(coach_script(request)), Settings())
    run = service.runs.get(service.routine(request).run_id)
    assert month_of(run).run_id == run.run_id
    old = json.loads(json.dumps(run.routine))
    del old["weeks"][0]["days"][0]["main"][0]["sets"][0]["rest_s"]
    with pytest.raises(RequestError, match=f"another version has made the month of run {run.run_id}"):
        month_of(run.model_copy(update={"routine": old}))


def test_a_replay_stops_where_its_caller_leaves(example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    script = coach_script(request)
    service = Service(ScriptedModel({**script, "task2": script["task2"] * 2}), Settings())
    run_id = service.routine(request).run_id
    left = threading.Event()
    left.set()
    with pytest.raises(Cancelled):
        service.runs.replay(run_id, "task2", {}, left)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"from": "intake"}, "never came to 'intake'"),
        ({"from": "compose", "set": {"minutes": 1}}, "the changed request cannot be used: minutes"),
        ({"from": "compose", "set": {"days_per_week": 2}}, "run again from task2"),
        ({}, "from: Field required"),
        ({"from": "compose", "change": {}}, "change"),
    ],
)
def test_a_replay_that_cannot_be_is_refused(
    make_client: MakeClient, example: dict[str, Any], body: dict[str, Any], expected: str
) -> None:
    client = make_client(example)
    run_id = client.post("/routine", json=example).json()["run_id"]
    refused = client.post(f"/runs/{run_id}/replay", json=body)
    assert refused.status_code == 422
    assert expected in refused.json()["detail"]
    assert len(client.get("/runs").json()) == 1


def test_a_run_that_failed_says_in_which_node(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["", "", ""]}, fallback=False)
    assert client.post("/routine", json=example).status_code == 502
    [summary] = client.get("/runs").json()
    assert (summary["status"], summary["failed"]) == ("failed", ["validate"])
    assert client.get(f"/runs/{summary['run_id']}").json()["failed"] == ["validate"]


def test_a_month_read_up_to_its_last_event_is_done(example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    service = Service(ScriptedModel(coach_script(request)), Settings())
    for event in service.progress(request):
        if event.event == "done":
            break
    assert service.runs.list(1)[0].status == "done"


def test_a_month_that_nobody_reads_to_its_end_is_broken_off(example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    service = Service(ScriptedModel(coach_script(request)), Settings())
    events_of_it = service.progress(request)
    next(events_of_it)
    assert service.runs.list(1)[0].status == "running"
    del events_of_it
    assert service.runs.list(1)[0].status == "broken off"


def test_only_as_many_runs_stay_as_the_settings_say(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(*[example] * 40, runs_kept=5)
    made = [client.post("/routine", json=example).json()["run_id"] for _ in range(40)]
    assert [summary["run_id"] for summary in client.get("/runs?limit=100").json()] == made[:-6:-1]


def test_a_run_older_than_the_settings_allow_is_deleted(
    make_client: MakeClient, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(*[example] * 2, runs_days=2)
    old = client.post("/routine", json=example).json()["run_id"]
    kept = make_client(example, runs_days=2)
    assert kept.post("/routine", json=example).status_code == 200
    assert old in [summary["run_id"] for summary in client.get("/runs").json()]

    class InThreeDays(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(days=3)

    monkeypatch.setattr("graph.recorder.datetime", InThreeDays)
    assert client.post("/routine", json=example).status_code == 200
    assert old not in [summary["run_id"] for summary in client.get("/runs").json()]


def test_without_room_for_the_record_the_error_says_what_to_do(
    make_client: MakeClient, example: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "runs.sqlite").write_text("no database" * 100)
    client = make_client(example, runs=tmp_path)
    for answer in (client.post("/routine", json=example), client.get("/runs")):
        assert answer.status_code == 503
        assert "not a database; move this file away" in answer.json()["detail"]


def test_a_service_that_cannot_record_says_so_when_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loaded(ScriptedModel):
        def read_all(self) -> None:
            pass

    (tmp_path / "runs.sqlite").write_text("no database" * 100)
    monkeypatch.setattr("service.service.load_model", lambda _: Loaded({}))
    with pytest.raises(UnavailableError, match="runs cannot be recorded"):
        Service.load(Settings(runs=tmp_path))


def test_a_refused_resume_leaves_the_run_as_it_is(example: dict[str, Any]) -> None:
    request = RoutineRequest.model_validate(example)
    break_off(KILLED, request, [*CORE, Toy("extra", "task1", "task2")])
    runs = Service(ScriptedModel({}), Settings()).runs
    before = runs.get(KILLED)
    with pytest.raises(RequestError, match="had the agent extra, which does not run now"):
        runs.resume(KILLED)
    assert runs.get(KILLED) == before
    assert (before.status, before.attempts) == ("broken off", 1)


def test_without_recording_months_come_and_runs_do_not(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example, example, record=False)
    assert client.post("/routine", json=example).status_code == 200
    assert "BURNFIT_RECORD is false" in client.get("/runs").json()["detail"]
    assert client.post("/graph/nodes/task1", json={"state": example}).status_code == 200


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream: name and data."""
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\r\n\r\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_a_month_is_told_node_by_node(make_client: MakeClient, example: dict[str, Any]) -> None:
    script = coach_script(RoutineRequest.model_validate(example))
    script["task2"].insert(0, "{}")
    answer = make_client(script=script).post("/routine", json=example, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    sent = events(answer.text)
    assert [(name, data.get("node")) for name, data in sent] == [
        ("started", "task1"),
        ("accepted", "task1"),
        ("started", "task2"),
        ("rejected", "task2"),
        ("started", "task2"),
        ("accepted", "task2"),
        ("started", "compose"),
        ("done", None),
    ]
    assert any("'split' is a required property" in error for error in sent[3][1]["errors"])
    assert Routine.model_validate(sent[-1][1]["routine"]).provenance["task2"].attempts == 2


def test_a_stream_that_fails_ends_with_the_problem(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["", "", ""]}, fallback=False)
    sent = events(client.post("/routine", json=example, headers={"Accept": "text/event-stream"}).text)
    assert [name for name, _ in sent][-1] == "problem"
    assert (sent[-1][1]["status"], sent[-1][1]["agent"]) == (502, "task1")


def test_a_bad_request_is_refused_before_a_stream_begins(make_client: MakeClient) -> None:
    answer = make_client().post("/routine", json={}, headers={"Accept": "text/event-stream"})
    assert answer.status_code == 422


@pytest.mark.parametrize("node", ["task2", "coach_note"])
def test_the_faces_of_a_node_run_agree(
    node: str,
    make_client: MakeClient,
    example: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    request = RoutineRequest.model_validate(example)
    plan = TASK1.fallback(Inputs(request))
    week = TASK2.fallback(Inputs(request, {"task1": plan}))
    answers = {"task1": plan, "task2": week} if node == "coach_note" else {"task1": plan}
    state = {"request": example, "answers": {name: one.model_dump() for name, one in answers.items()}}
    model = ScriptedModel({node: ["{}"] * 4})
    client = make_client(model=model)
    over_http = client.post(f"/graph/nodes/{node}", json={"state": state}).json()
    app: Any = client.app
    in_the_service = app.state.worker_pool.ready().node(node, state).model_dump(mode="json")
    in_python = run_node(build_graph(AGENTS), node, state, RunContext(model=model, run_id="by hand"))
    (tmp_path / "state.json").write_text(json.dumps(state), encoding="utf-8")
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings, *_asked: Service(model, settings)))
    monkeypatch.setattr(sys, "argv", ["burnfit", "node", node, str(tmp_path / "state.json")])
    with pytest.raises(SystemExit):
        cli.main()
    in_the_shell = json.loads(capsys.readouterr().out)
    assert over_http["errors"]
    assert over_http == in_the_service == in_python.model_dump(mode="json") == in_the_shell
