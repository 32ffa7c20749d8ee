"""Looking inside over HTTP: the graph, one node alone, recorded runs, a month told while it is made."""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from agents import AGENTS, CORE
from agents.agent import Inputs
from api.cli import main as cli
from graph.build import build_graph
from graph.run_store import RunInWork
from graph.single_node import run_node
from graph.state import RunContext, initial_state, thread
from models.language_model import Call, Completion
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, MakeClient, coach_script
from tests.scripted import ScriptedModel

_, TASK1, TASK2 = CORE


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
    ("node", "body", "told"),
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
def test_a_node_that_cannot_be_run_is_told(make_client: MakeClient, node: str, body: dict[str, Any], told: str) -> None:
    answer = make_client().post(f"/graph/nodes/{node}", json=body)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


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
    script = coach_script(request)
    app: Any = make_client(script=script).app
    context = RunContext(model=ScriptedModel(script), run_id="killed")
    graph = app.state.worker_pool.ready().graph
    graph.invoke(initial_state(request), thread("killed"), context=context, interrupt_before=["task2"])
    client = make_client(script={"task2": script["task2"]}, resume=True)
    while (run := client.get("/runs/killed").json())["routine"] is None:
        assert run["next"]
    assert [step["node"] for step in run["steps"]][-3:] == ["task2", "validate", "compose"]


def test_a_run_that_cannot_be_taken_up_does_not_hold_up_the_others(
    make_client: MakeClient, example: dict[str, Any]
) -> None:
    request = RoutineRequest.model_validate(example)
    script = coach_script(request)
    app: Any = make_client(script={name: texts * 2 for name, texts in script.items()}).app
    graph = app.state.worker_pool.ready().graph
    for run_id in ("killed", "odd"):
        context = RunContext(model=ScriptedModel({"task1": script["task1"]}), run_id=run_id)
        graph.invoke(initial_state(request), thread(run_id), context=context, interrupt_before=["task2"])
    older = Command(goto="task2", update={"request": {**example, "of_an_older_version": 1}})
    graph.update_state(thread("odd"), older, as_node="validate")
    client = make_client(script={"task2": script["task2"]}, resume=True)
    while client.get("/runs/killed").json()["routine"] is None:
        time.sleep(0.01)
    assert client.get("/runs/odd").json()["routine"] is None


def test_a_run_that_is_still_made_is_not_taken_up() -> None:
    request = RoutineRequest.model_validate(EXAMPLES["3"])

    class Watched(ScriptedModel):
        def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
            [going_on] = service.runs(9)
            with pytest.raises(RunInWork, match="is being worked on by another process"):
                service.resume(going_on.run_id)
            return super().complete(call, cancel)

    service = Service(Watched(coach_script(request)), Settings())
    month = service.routine(request)
    assert service.resume(month.run_id) == month


def test_a_run_that_is_not_there(make_client: MakeClient) -> None:
    answer = make_client().get("/runs/nobody")
    assert answer.status_code == 404
    assert "there is no run 'nobody'" in answer.json()["detail"]


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
    told = events(answer.text)
    assert [(name, data.get("node")) for name, data in told] == [
        ("started", "task1"),
        ("accepted", "task1"),
        ("started", "task2"),
        ("rejected", "task2"),
        ("started", "task2"),
        ("accepted", "task2"),
        ("started", "compose"),
        ("done", None),
    ]
    assert any("'split' is a required property" in error for error in told[3][1]["errors"])
    assert Routine.model_validate(told[-1][1]["routine"]).provenance["task2"].attempts == 2


def test_a_stream_that_fails_ends_with_the_problem(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(script={"task1": ["", "", ""]}, fallback=False)
    told = events(client.post("/routine", json=example, headers={"Accept": "text/event-stream"}).text)
    assert [name for name, _ in told][-1] == "problem"
    assert (told[-1][1]["status"], told[-1][1]["agent"]) == (502, "task1")


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
    monkeypatch.setattr(Service, "lazily", classmethod(lambda _, settings: Service(model, settings)))
    monkeypatch.setattr(sys, "argv", ["burnfit", "node", node, str(tmp_path / "state.json")])
    with pytest.raises(SystemExit):
        cli.main()
    in_the_shell = json.loads(capsys.readouterr().out)
    assert over_http["errors"]
    assert over_http == in_the_service == in_python.model_dump(mode="json") == in_the_shell
