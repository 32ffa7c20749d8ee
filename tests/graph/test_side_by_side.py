"""Agents beside each other, agents of plain code, agents that are passed over, and agents that fail."""

import json
import threading
from typing import Any

import pytest

from agents.agent import Agent, Inputs
from graph.build import build_graph
from graph.failures import AgentFailed
from graph.state import RunContext, RunState, initial_state
from models.completion import Completion
from program.errors import UnavailableError
from tests.graph.toys import REQUEST, Doubler, Number, Toy, even
from tests.scripted import ScriptedModel


def end_of(agents: list[Agent[Any]], model: Any) -> RunState:
    graph = build_graph(agents, until=agents[-1].name)
    state: Any = graph.invoke(initial_state(REQUEST), context=RunContext(model=model, run_id="r"))
    return state  # type: ignore[no-any-return]  # LangGraph does not say what a state is


class Meeting:
    """A model that answers only once two callers are there."""

    def __init__(self) -> None:
        self._both = threading.Barrier(2, timeout=10)

    def complete(self, adapter: str | None, *_: Any, **__: Any) -> Completion:
        if adapter != "last":
            self._both.wait()
        return Completion(text=even(2), prompt_tokens=1, forced_tokens=1, chosen_tokens=1, passes=1, ms=1)


def test_agents_that_wait_for_nobody_answer_at_the_same_time() -> None:
    state = end_of([Toy("one"), Toy("two"), Toy("last", "one", "two")], Meeting())
    assert set(state["answers"]) == {"one", "two", "last"}


def test_one_that_is_rejected_does_not_hold_up_the_others_answer() -> None:
    model = ScriptedModel({"one": ["{}", even(4)], "two": [even(6)], "last": [even(2)]})
    state = end_of([Toy("one"), Toy("two"), Toy("last", "one", "two")], model)
    assert [len(state["attempts"][name]) for name in ("one", "two", "last")] == [2, 1, 1]
    assert '{"value":4}' in model.of("last")[0].prompt


def test_an_agent_sees_only_the_answers_that_it_asks_for() -> None:
    model = ScriptedModel({"one": [even(4)], "two": [even(2)]})
    seen: list[set[str]] = []

    class Curious(Toy):
        def question(self, inputs: Inputs) -> list[str]:
            seen.append(set(inputs.answers))
            return []

    end_of([Toy("one"), Curious("two"), Doubler("double", "two")], model)
    assert seen == [set()]


def test_a_code_agent_answers_without_the_model() -> None:
    state = end_of([Toy("one"), Doubler("double", "one")], ScriptedModel({"one": [even(4)]}))
    assert state["answers"]["double"] == {"value": 8}
    assert state["sources"]["double"] == "code"
    assert state["attempts"]["double"][0]["passes"] == 0


def test_a_code_agents_answer_is_judged_too() -> None:
    with pytest.raises(AgentFailed, match=r"agent double failed: its answer was rejected: value: 16 is over 9"):
        end_of([Toy("one"), Doubler("double", "one")], ScriptedModel({"one": [even(8)]}))


def test_a_code_agent_that_returns_what_its_answer_type_forbids_is_named_with_the_field() -> None:
    class Sloppy(Doubler):
        def answer(self, inputs: Inputs) -> Number:
            return Number.model_construct(value="many")  # type: ignore[arg-type]  # that is the point

    with pytest.raises(
        AgentFailed, match="agent double failed: its answer was rejected: value: Input should be a valid integer"
    ):
        end_of([Toy("one"), Sloppy("double", "one")], ScriptedModel({"one": [even(4)]}))


@pytest.mark.parametrize("method", ["question", "schema", "check", "runs", "draft"])
def test_an_agent_that_raises_is_named(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Toy):
        pass

    def fail(*_: Any) -> None:
        raise KeyError("reps")

    monkeypatch.setattr(Broken, method, fail)
    with pytest.raises(AgentFailed, match="agent one failed: it raised KeyError: 'reps'") as failure:
        end_of([Broken("one")], ScriptedModel({"one": [even(4)]}))
    assert isinstance(failure.value, UnavailableError)


def test_who_needs_an_agent_that_was_passed_over_is_passed_over() -> None:
    class Idle(Toy):
        def runs(self, inputs: Inputs) -> bool:
            return False

    state = end_of([Idle("one"), Toy("two", "one"), Toy("last", "two")], ScriptedModel({}))
    assert state["answers"] == {}


def test_the_state_stays_plain_json_with_agents_side_by_side() -> None:
    state = end_of([Toy("one"), Toy("two"), Toy("last", "one", "two")], Meeting())
    assert json.loads(json.dumps(state, allow_nan=False)) == state
