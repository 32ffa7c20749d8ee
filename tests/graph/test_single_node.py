"""Looking inside: recorded runs, one node alone, runs again and runs taken up again."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents import CORE
from agents.agent import Inputs
from graph.build import RunGraph, build_graph, run
from graph.parse_state import parse_state
from graph.recorder import Recorder
from graph.replay import resume
from graph.run_history import read_history
from graph.single_node import NodeOptions, run_node
from graph.sqlite_run_store import SqliteRunStore
from graph.state import RunContext, initial_state, thread
from models.language_model import Call, Cancelled, Completion
from program.errors import RequestError, UnavailableError
from tests.graph.recorded import replay
from tests.graph.toys import REQUEST, Doubler, Toy, even
from tests.scripted import ScriptedModel

_, TASK1, TASK2 = CORE
PLAN = TASK1.fallback(Inputs(REQUEST))
INPUTS = Inputs(REQUEST, {"task1": PLAN})
GOOD = {"task1": TASK1.completion(INPUTS, PLAN), "task2": TASK2.completion(INPUTS, TASK2.fallback(INPUTS))}
STATE = {"request": REQUEST.model_dump(mode="json"), "answers": {"task1": PLAN.model_dump()}}


PENDING: dict[str, Any] = dict.fromkeys(("prompt_tokens", "forced_tokens", "chosen_tokens", "passes", "ms"), 0)
PENDING |= {"text": "{}", "prompt": "", "schema": None, "failure": None}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunGraph]:
    store = SqliteRunStore(tmp_path)
    yield build_graph(CORE, checkpointer=store.checkpointer)
    store.close()


def recorded_threads(graph: RunGraph) -> set[str]:
    """The ids of all that the graph's checkpointer holds."""
    saver: Any = graph.checkpointer
    return {one.config["configurable"]["thread_id"] for one in saver.list(None)}


def context(run_id: str = "run", **script: Any) -> RunContext:
    texts = {name: script.get(name, [good]) for name, good in GOOD.items()}
    return RunContext(model=ScriptedModel(texts), run_id=run_id, max_attempts=2)


def test_an_agents_node_alone_tells_everything_about_its_answer(graph: RunGraph) -> None:
    done = run_node(graph, "task2", STATE, context())
    pending = done.update["pending"]["task2"]
    assert pending["text"] == GOOD["task2"]
    assert pending["prompt"] == TASK2.prompt(INPUTS)
    assert pending["schema"] == TASK2.schema(INPUTS)
    assert (pending["forced_tokens"], pending["chosen_tokens"], pending["passes"], pending["ms"]) == (2, 3, 4, 7)
    assert done.next == ("validate",)
    assert done.errors == ()


def test_an_agents_wrong_answer_is_told_with_its_errors(graph: RunGraph) -> None:
    done = run_node(graph, "task1", REQUEST.model_dump(mode="json"), context(task1=['{"scheme": 1}']))
    assert any("'deloading_rate' is a required property" in error for error in done.errors)


def test_a_retry_can_be_tried_with_errors_of_ones_own(graph: RunGraph) -> None:
    attempt = {"text": "", "errors": ["too heavy"], "prompt_tokens": 0, "forced_tokens": 0}
    attempt |= {"chosen_tokens": 0, "passes": 0, "ms": 0}
    done = run_node(graph, "task2", {**STATE, "attempts": {"task2": [attempt]}}, context())
    assert "- too heavy\n" in done.update["pending"]["task2"]["prompt"]


def test_validate_alone_says_where_the_graph_would_go(graph: RunGraph) -> None:
    answered = run_node(graph, "task2", STATE, context())
    judged = run_node(graph, "validate", {**STATE, **answered.update}, context())
    assert judged.next == ("compose",)
    assert judged.update["answers"]["task2"]["split"] == "press-first"
    answered.update["pending"]["task2"]["text"] = "{}"
    assert run_node(graph, "validate", {**STATE, **answered.update}, context()).next == ("task2",)


def test_compose_alone_gives_the_month(graph: RunGraph) -> None:
    month = run(graph, REQUEST, context())
    state = {**STATE, "answers": {"task1": PLAN.model_dump(), "task2": TASK2.fallback(INPUTS).model_dump()}}
    state["sources"] = {"task1": "model", "task2": "model"}
    done = run_node(graph, "compose", state, context())
    assert done.next == ()
    assert done.update["routine"]["weeks"] == month.model_dump(mode="json")["weeks"]


@pytest.mark.parametrize(
    ("node", "state", "expected"),
    [
        ("task9", STATE, "there is no node 'task9': there are intake, task1, task2, validate, compose"),
        ("task2", REQUEST.model_dump(), r"node task2 needs answers\.task1 in the state"),
        ("validate", STATE, "node validate needs pending"),
        ("compose", STATE, r"node compose needs answers\.task2 in the state"),
        ("task1", {"request": REQUEST.model_dump(), "answer": {}}, "a state has no answer: it has request, answers"),
        ("task1", {"request": REQUEST.model_dump(), "answers": 3}, "answers: Input should be a valid dict"),
        (
            "task2",
            {**STATE, "answers": {"task1": {"scheme": "5/3/1"}}},
            r"no answer of task1's: answers\.task1\.training_max_rate: Field required",
        ),
        ("task1", {"request": {"experience": 9}}, "neither a state nor a request: experience"),
        ("task1", {}, "neither a state nor a request: experience: Field required"),
        (
            "task1",
            REQUEST.model_dump() | {"rm_weight": {"squat": -1}},
            r"request: rm_weight\.bench_press: Field required; rm_weight\.squat: Input should be greater than",
        ),
        ("task1", {**STATE, "answers": {"tsk1": {}}}, "answers of the state names 'tsk1', which is no agent that runs"),
        ("task1", {**STATE, "attempts": {"tsk1": []}}, "attempts of the state names 'tsk1'"),
        ("compose", {**STATE, "sources": {"tsk1": "model"}}, "sources of the state names 'tsk1'"),
        ("validate", {**STATE, "pending": {"tsk2": PENDING}}, "pending of the state names 'tsk2'.*are intake, task1"),
        (
            "validate",
            {"request": STATE["request"], "pending": {"task2": PENDING}},
            r"node validate needs answers\.task1 in the state",
        ),
        (
            "task2",
            {**STATE, "answers": {"task1": PLAN.model_dump() | {"deloading_rate": 2**70}}},
            "answers of the state cannot be stored: Integer exceeds 64-bit range; expected numbers of 64 bits",
        ),
    ],
)
def test_what_a_node_needs_and_does_not_get_is_named(
    graph: RunGraph, node: str, state: dict[str, Any], expected: str
) -> None:
    with pytest.raises(RequestError, match=expected):
        run_node(graph, node, state, context())


def test_a_node_run_leaves_no_run_behind(graph: RunGraph) -> None:
    run_node(graph, "task2", STATE, context())
    assert recorded_threads(graph) == set()


def test_a_node_run_is_no_recorded_run_while_it_goes_on_either(graph: RunGraph) -> None:
    seen: list[Any] = []

    class Looking(ScriptedModel):
        def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
            seen.append(recorded_threads(graph))
            return super().complete(call, cancel)

    run_node(graph, "task2", STATE, RunContext(model=Looking({"task2": [GOOD["task2"]]}), run_id="r"))
    assert seen == [set()]


def test_a_node_runs_alone_in_a_graph_that_records_nothing(graph: RunGraph) -> None:
    unrecorded = run_node(build_graph(CORE), "task2", STATE, context())
    assert unrecorded == run_node(graph, "task2", STATE, context())


def test_another_agents_waiting_answer_is_not_judged_with_an_agents_own(graph: RunGraph) -> None:
    state = {"request": STATE["request"], "pending": {"task2": PENDING}}
    assert run_node(graph, "task1", state, context()).errors == ()


@pytest.mark.parametrize("fallback", [True, False])
def test_after_the_last_attempt_too_everything_is_told(graph: RunGraph, fallback: bool) -> None:
    state = NodeOptions(attempt=3).tried("task1", REQUEST.model_dump(mode="json"))
    asked = replace(context(task1=["{}"]), fallback=fallback)
    done = run_node(graph, "task1", state, asked)
    assert done.update["pending"]["task1"]["text"] == "{}"
    assert "'scheme' is a required property" in "; ".join(done.errors)


def test_a_code_agents_rejected_answer_is_told_with_its_errors() -> None:
    toys = build_graph([Toy("one"), Doubler("double", "one")], until="double")
    state = {"request": STATE["request"], "answers": {"one": {"value": 8}}}
    done = run_node(toys, "double", state, context())
    assert done.update["pending"]["double"]["text"] == even(16)
    assert done.errors == ("value: 16 is over 9, expected less",)


@pytest.mark.parametrize(("own", "asked"), [(None, False), ("own", True), ("none", False)])
def test_whose_adapter_answers_follows_from_the_settings_unless_it_is_said(own: Any, asked: bool) -> None:
    bare = replace(context(), adapters=False)
    assert NodeOptions(adapter=own).context(bare).adapters is asked
    assert NodeOptions().context(context()).adapters is True


def test_a_run_is_recorded_node_by_node(graph: RunGraph) -> None:
    month = run(graph, REQUEST, context("first", task1=["{}", GOOD["task1"]]))
    recorded = read_history(graph, "first")
    nodes = [step.node for step in recorded.steps]
    assert nodes == ["task1", "validate", "task1", "validate", "task2", "validate", "compose"]
    assert recorded.routine == month.model_dump(mode="json")
    assert recorded.next == ()
    assert "is a required property" in str(recorded.steps[1].update)


def test_runs_outlive_the_process_and_the_oldest_are_deleted(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        recorder = Recorder(SqliteRunStore(tmp_path), kept=2)
        with recorder.recording(build_graph(CORE), name, REQUEST.model_dump(mode="json")) as graph:
            run(graph, REQUEST, context(name))
        recorder.store.close()
    store = SqliteRunStore(tmp_path)
    assert [one.run_id for one in store.list(None, 5)] == ["c", "b"]
    store.close()


def test_a_run_again_from_a_node_with_another_request(graph: RunGraph) -> None:
    run(graph, REQUEST, context("first"))
    three = REQUEST.model_copy(update={"days_per_week": 3})
    inputs = Inputs(three, {"task1": PLAN})
    week = TASK2.completion(inputs, TASK2.fallback(inputs))
    again = context("second", task1=[], task2=[week])
    old, new = replay(graph, CORE, "first", "task2", {"days_per_week": 3}, again)
    assert old is not None
    assert [len(month["weeks"][0]["days"]) for month in (old, new)] == [4, 3]
    assert graph.get_state(thread("second")).values["request"]["days_per_week"] == 3
    assert read_history(graph, "first").routine == old


@pytest.mark.parametrize(
    ("node", "changes", "expected"),
    [
        ("intake", {}, "run first never came to 'intake': it came to task1, validate, task2, compose"),
        ("__start__", {}, "run first never came to '__start__': it came to task1, validate"),
        ("task2", {"days_per_week": 9}, "the changed request cannot be used: days_per_week"),
        ("task2", {"days": 3}, "the changed request cannot be used: days: "),
    ],
)
def test_a_run_again_that_cannot_be_is_refused(
    graph: RunGraph, node: str, changes: dict[str, Any], expected: str
) -> None:
    run(graph, REQUEST, context("first"))
    with pytest.raises(RequestError, match=expected):
        replay(graph, CORE, "first", node, changes, context("second"))


def test_a_run_that_was_broken_off_goes_on_where_it_was(graph: RunGraph) -> None:
    broken = context("run", task2=[Cancelled("gone")])
    with pytest.raises(UnavailableError):
        run(graph, REQUEST, broken)
    left = read_history(graph, "run")
    assert left.next == ("task2",)
    assert left.routine is None
    assert "gone" in (left.steps[-1].error or "")
    month = resume(graph, "run", context("run", task1=[]))
    assert month == run(graph, REQUEST, context("other")).model_dump(mode="json") | {"run_id": "run"}
    assert resume(graph, "run", context("run", task1=[], task2=[])) == month


def test_a_state_read_back_begins_like_a_run() -> None:
    assert parse_state(REQUEST.model_dump(mode="json")) == initial_state(REQUEST)
