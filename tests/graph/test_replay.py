"""Recorded runs made to go on: what holds for another request, agents that are no longer chosen, broken-off waves."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents import CORE
from agents.agent import Inputs
from graph.build import RunGraph, build_graph, run
from graph.replay import resume
from graph.run_history import read_history
from graph.single_node import run_node
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext
from models.language_model import Call, Cancelled, Completion
from program.errors import RequestError, UnavailableError
from program.lifter.constraints import Constraints
from program.reading.mentions import mentions
from program.schema import RoutineRequest
from tests.graph.recorded import replay
from tests.graph.test_kill import SAID, script, wait_for_an_answer
from tests.graph.toys import REQUEST, Toy
from tests.scripted import ScriptedModel


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunGraph]:
    store = SqliteRunStore(tmp_path)
    yield build_graph(CORE, checkpointer=store.checkpointer)
    store.close()


def context(request: RoutineRequest, run_id: str = "first") -> RunContext:
    """With a model that answers as the coach would, and spares the joints that a sentence names."""
    inputs = Inputs(request)
    texts = {}
    for agent in CORE:
        if agent.runs(inputs):
            joints = [one.meanings["avoid"] for one in mentions(request.request or "") if "avoid" in one.meanings]
            spared = Constraints.model_validate({"avoid": joints})
            answer = spared if agent.reads_sentence else agent.fallback(inputs)
            text = agent.completion(inputs, answer)
            texts[agent.name] = [text]
            inputs = Inputs(request, {**inputs.answers, agent.name: agent.read(inputs, json.loads(text))})
    return RunContext(model=ScriptedModel(texts), run_id=run_id)


@pytest.mark.parametrize("said", [REQUEST, SAID.model_copy(update={"request": "어깨가 아파요"})])
@pytest.mark.parametrize("node", ["task2", "compose"])
def test_a_changed_sentence_is_read_before_the_week_is_chosen(graph: RunGraph, said: RoutineRequest, node: str) -> None:
    run(graph, said, context(said))
    change = {"request": SAID.request}
    with pytest.raises(RequestError, match=rf"from '{node}' with this request: intake .*: run again from intake"):
        replay(graph, CORE, "first", node, change, context(SAID, "second"))
    _, month = replay(graph, CORE, "first", "intake", change, context(SAID, "second"))
    assert month["weeks"] == run(build_graph(CORE), SAID, context(SAID)).model_dump(mode="json")["weeks"]
    assert month["constraints"]["avoid"] == ["knee"]


def test_a_sentence_taken_away_is_no_longer_obeyed(graph: RunGraph) -> None:
    run(graph, SAID, context(SAID))
    with pytest.raises(RequestError, match="run again from task2"):
        replay(graph, CORE, "first", "compose", {"request": None}, context(REQUEST, "second"))
    _, month = replay(graph, CORE, "first", "task2", {"request": None}, context(REQUEST, "second"))
    assert month["constraints"] is None
    assert "intake" not in month["provenance"]


@pytest.mark.parametrize(("changes", "first"), [({"days_per_week": 3}, "task2"), ({"purpose": 1}, "task1")])
def test_an_answer_to_another_question_is_not_composed(graph: RunGraph, changes: dict[str, Any], first: str) -> None:
    run(graph, REQUEST, context(REQUEST))
    with pytest.raises(RequestError, match=f"run again from {first}"):
        replay(graph, CORE, "first", "compose", changes, context(REQUEST, "second"))


def test_what_no_agent_reads_can_be_changed_before_the_month_is_composed(graph: RunGraph) -> None:
    run(graph, REQUEST, context(REQUEST))
    silent = RunContext(model=ScriptedModel({}), run_id="second")
    _, month = replay(graph, CORE, "first", "compose", {"start_date": "2027-01-04"}, silent)
    assert month["weeks"][0]["days"][0]["date"] == "2027-01-04"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"split": "no-split"}, r"answers\.task2\.split: 'no-split' is no split for 4 days a week, expected"),
        ({"days": [["no_exercise"]] * 4}, r"answers\.task2\.days\.1\.0: .*no_exercise"),
    ],
)
def test_answers_that_do_not_fit_the_request_are_not_composed(
    graph: RunGraph, wrong: dict[str, Any], expected: str
) -> None:
    run(graph, REQUEST, context(REQUEST))
    answers = dict(graph.get_state({"configurable": {"thread_id": "first"}}).values["answers"])
    answers["task2"] = answers["task2"] | wrong
    state = {"request": REQUEST.model_dump(mode="json"), "answers": answers}
    with pytest.raises(RequestError, match=expected):
        run_node(graph, "compose", state, context(REQUEST))


@pytest.mark.parametrize("failing", ["intake", "task1"])
def test_of_agents_side_by_side_the_one_that_failed_is_told(graph: RunGraph, tmp_path: Path, failing: str) -> None:
    class Failing(ScriptedModel):
        def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
            if call.adapter == failing:  # after the other one has ended
                wait_for_an_answer(tmp_path, "first")
                raise Cancelled("gone")
            return super().complete(call, cancel)

    with pytest.raises(UnavailableError):
        run(graph, SAID, RunContext(model=Failing(script(SAID)), run_id="first"))
    left = read_history(graph, "first")
    assert (left.failed, left.next) == ((failing,), (failing,))
    resume(graph, "first", RunContext(model=ScriptedModel(script(SAID)), run_id="first"))
    done = read_history(graph, "first")
    assert (done.failed, done.next) == ((), ())


def test_a_run_whose_agent_is_not_chosen_any_more_says_so(graph: RunGraph) -> None:
    extra = Toy("extra", "task1", "task2")
    texts = script(REQUEST) | {"intake": [], "extra": [Cancelled("gone")]}
    whole = build_graph([*CORE, extra], checkpointer=graph.checkpointer)
    with pytest.raises(UnavailableError):
        run(whole, REQUEST, RunContext(model=ScriptedModel(texts), run_id="first"))
    left = read_history(graph, "first")
    assert (left.absent, left.routine) == (("extra",), None)
    expected = "run first had the agent extra, which does not run now: set BURNFIT_AGENTS=intake,task1,task2,extra"
    with pytest.raises(RequestError, match=expected):
        resume(graph, "first", context(REQUEST))
    with pytest.raises(RequestError, match=expected):
        replay(graph, CORE, "first", "extra", {}, context(REQUEST, "second"))
    assert read_history(whole, "first").failed == ("extra",)
