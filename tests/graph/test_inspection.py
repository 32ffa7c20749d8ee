"""Looking inside: recorded runs, one node alone, runs again and runs taken up again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents import CORE
from agents.agent import Inputs
from graph.build import RunGraph, build_graph, run
from graph.inspection import read_state, replay, resume, run_node
from graph.records import UnknownRun, find, newest, open_records
from graph.state import RunContext, initial_state
from models.completion import Cancelled
from program.errors import RequestError, UnavailableError
from tests.graph.toys import REQUEST
from tests.scripted import ScriptedModel

_, TASK1, TASK2 = CORE
PLAN = TASK1.fallback(Inputs(REQUEST))
INPUTS = Inputs(REQUEST, {"task1": PLAN})
GOOD = {"task1": TASK1.completion(INPUTS, PLAN), "task2": TASK2.completion(INPUTS, TASK2.fallback(INPUTS))}
STATE = {"request": REQUEST.model_dump(mode="json"), "answers": {"task1": PLAN.model_dump()}}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunGraph]:
    saver = open_records(tmp_path, kept=10)
    yield build_graph(CORE, checkpointer=saver)
    saver.conn.close()


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
    ("node", "state", "told"),
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
    ],
)
def test_what_a_node_needs_and_does_not_get_is_named(
    graph: RunGraph, node: str, state: dict[str, Any], told: str
) -> None:
    with pytest.raises(RequestError, match=told):
        run_node(graph, node, state, context())


def test_a_node_run_leaves_no_run_behind(graph: RunGraph) -> None:
    run_node(graph, "task2", STATE, context())
    assert newest(graph, 5) == []


def test_a_run_is_recorded_node_by_node(graph: RunGraph) -> None:
    month = run(graph, REQUEST, context("first", task1=["{}", GOOD["task1"]]))
    recorded = find(graph, "first")
    nodes = [step.node for step in recorded.steps]
    assert nodes == ["task1", "validate", "task1", "validate", "task2", "validate", "compose"]
    assert recorded.routine == month.model_dump(mode="json")
    assert recorded.next == ()
    assert "is a required property" in str(recorded.steps[1].update)
    run(graph, REQUEST, context("second"))
    assert [one.run_id for one in newest(graph, 5)] == ["second", "first"]
    assert len(newest(graph, 1)) == 1


def test_runs_outlive_the_process_and_the_oldest_are_let_go(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        saver = open_records(tmp_path, kept=2)
        run(build_graph(CORE, checkpointer=saver), REQUEST, context(name))
        saver.conn.close()
    saver = open_records(tmp_path, kept=2)
    assert [one.run_id for one in newest(build_graph(CORE, checkpointer=saver), 5)] == ["c", "b"]
    saver.conn.close()


def test_a_run_again_from_a_node_with_another_request(graph: RunGraph) -> None:
    run(graph, REQUEST, context("first"))
    three = REQUEST.model_copy(update={"days_per_week": 3})
    inputs = Inputs(three, {"task1": PLAN})
    week = TASK2.completion(inputs, TASK2.fallback(inputs))
    again = context("second", task1=[], task2=[week])
    old, new = replay(graph, "first", "task2", {"days_per_week": 3}, again)
    assert old is not None
    assert [len(month["weeks"][0]["days"]) for month in (old, new)] == [4, 3]
    assert find(graph, "second").request["days_per_week"] == 3
    assert find(graph, "first").routine == old


@pytest.mark.parametrize(
    ("node", "changes", "told"),
    [
        ("intake", {}, "run first never came to 'intake': it came to task1, validate, task2, compose"),
        ("task2", {"days_per_week": 9}, "the changed request cannot be used: days_per_week"),
        ("task2", {"days": 3}, "the changed request cannot be used: days: "),
    ],
)
def test_a_run_again_that_cannot_be_is_refused(graph: RunGraph, node: str, changes: dict[str, Any], told: str) -> None:
    run(graph, REQUEST, context("first"))
    with pytest.raises(RequestError, match=told):
        replay(graph, "first", node, changes, context("second"))


def test_a_run_that_was_broken_off_goes_on_where_it_was(graph: RunGraph) -> None:
    broken = context("run", task2=[Cancelled("gone")])
    with pytest.raises(UnavailableError):
        run(graph, REQUEST, broken)
    left = find(graph, "run")
    assert left.next == ("task2",)
    assert left.routine is None
    assert "gone" in (left.steps[-1].error or "")
    month = resume(graph, "run", context("run", task1=[]))
    assert month == run(graph, REQUEST, context("other")).model_dump(mode="json") | {"run_id": "run"}
    assert resume(graph, "run", context("run", task1=[], task2=[])) == month


def test_a_run_that_is_not_there_is_said_to_be_so(graph: RunGraph) -> None:
    for ask in (
        lambda: find(graph, "nobody"),
        lambda: resume(graph, "nobody", context()),
        lambda: replay(graph, "nobody", "task1", {}, context()),
    ):
        with pytest.raises(UnknownRun, match="there is no run 'nobody'"):
            ask()


def test_a_folder_that_cannot_be_recorded_in_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_text("no database" * 100)
    with pytest.raises(UnavailableError, match=r"runs cannot be recorded in .*not a database"):
        open_records(tmp_path, kept=2)
    (tmp_path / "taken" / "runs.sqlite").mkdir(parents=True)
    with pytest.raises(UnavailableError, match=r"runs cannot be recorded in .*unable to open database file"):
        open_records(tmp_path / "taken", kept=2)
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match="runs cannot be recorded in"):
        open_records(tmp_path / "file", kept=2)


def test_a_state_read_back_begins_like_a_run() -> None:
    assert read_state(REQUEST.model_dump(mode="json")) == initial_state(REQUEST)
