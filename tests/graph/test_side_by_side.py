"""Agents beside each other, agents of plain code, agents that are passed over, and agents that fail."""

import json
import re
import threading
from typing import Any, Literal

import pytest

from agents.agent import Agent, Inputs
from graph.build import build_graph
from graph.failures import AgentFailed
from graph.state import RunContext, RunState, initial_state
from models.language_model import Call, Completion, Cost
from program.errors import RequestError, UnavailableError
from tests.graph.toys import REQUEST, Doubler, Number, Toy, even
from tests.scripted import ScriptedModel


def end_of(agents: list[Agent[Any]], model: Any, decoding: Literal["constrained", "free"] = "constrained") -> RunState:
    graph = build_graph(agents, until=agents[-1].name)
    context = RunContext(model=model, run_id="r", decoding=decoding)
    state: Any = graph.invoke(initial_state(REQUEST), context=context)
    return state  # type: ignore[no-any-return]  # LangGraph does not say what a state is


class Meeting(ScriptedModel):
    """A model that answers only once two callers are there."""

    def __init__(self) -> None:
        super().__init__({})
        self._both = threading.Barrier(2, timeout=10)

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        if call.adapter != "last":
            self._both.wait()
        return Completion(even(2), Cost(1, 1, 1, 1, 1))


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


def test_an_agent_whose_adapter_raises_is_named() -> None:
    class Broken(Toy):
        @property
        def adapter(self) -> str:
            raise KeyError("folder")

    with pytest.raises(AgentFailed, match="agent one failed: it raised KeyError: 'folder'"):
        end_of([Broken("one")], ScriptedModel({}))


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (None, "its fallback gave None, expected a Number"),
        ({"value": 2}, "its fallback gave {'value': 2}, expected a Number"),
        (Number.model_construct(value="many"), "its fallback gave no Number: value: Input should be a valid integer"),  # type: ignore[arg-type]  # that is the point
    ],
)
def test_an_agent_whose_fallback_is_no_answer_is_named(returned: Any, message: str) -> None:
    class Sloppy(Toy):
        def fallback(self, inputs: Inputs) -> Number:
            return returned  # type: ignore[no-any-return]  # that is the point

    broken = build_graph([Sloppy("one"), Toy("two", "one")], until="two")
    context = RunContext(model=ScriptedModel({"one": [""]}), run_id="r", max_attempts=1, drafting=False)
    with pytest.raises(AgentFailed, match=f"agent one failed: {re.escape(message)}"):
        broken.invoke(initial_state(REQUEST), context=context)


def test_a_fallback_that_breaks_its_agents_rules_counts_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(Toy):
        def fallback(self, inputs: Inputs) -> Number:
            return Number(value=7)

    state = end_of([Odd("one")], ScriptedModel({"one": [""] * 3}))
    assert state["answers"]["one"] == {"value": 7}
    assert "the coach's answer breaks rules, too: 1 of them" in caplog.records[-1].getMessage()


class Refusing(ScriptedModel):
    """Refuses every schema and bias, and prompts of more characters than `longest`."""

    longest = 10_000

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        if call.schema is not None or call.sampling.logit_bias:
            raise RequestError("no answer can be decoded")
        if len(call.prompt) > self.longest:
            raise RequestError("the prompt is too long")
        return super().complete(call, cancel)


@pytest.mark.parametrize("decoding", ["constrained", "free"])
def test_a_schema_or_a_bias_that_the_model_refuses_is_the_agents_fault(
    decoding: Literal["constrained", "free"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Toy, "logit_bias", {"a word that is no token": 1.0})
    with pytest.raises(AgentFailed, match="agent one failed: its schema or logit_bias cannot be used: no answer can"):
        end_of([Toy("one")], Refusing({"one": [""]}), decoding)


def test_a_prompt_that_the_model_refuses_is_the_callers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refusing, "longest", 0)
    with pytest.raises(RequestError, match="the prompt is too long"):
        end_of([Toy("one")], Refusing({"one": [""]}))


@pytest.mark.parametrize("method", ["runs", "question", "check"])
def test_the_log_of_an_agent_that_failed_leads_to_the_run(
    method: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Toy):
        pass

    def fail(*_: Any) -> None:
        raise KeyError("reps")

    monkeypatch.setattr(Broken, method, fail)
    with pytest.raises(AgentFailed):
        end_of([Broken("one")], ScriptedModel({"one": [even(4)]}))
    [failed] = [record for record in caplog.records if record.message == "agent one failed"]
    assert (vars(failed)["run_id"], vars(failed)["agent"]) == ("r", "one")


def test_who_needs_an_agent_that_was_passed_over_is_passed_over() -> None:
    class Idle(Toy):
        def runs(self, inputs: Inputs) -> bool:
            return False

    state = end_of([Idle("one"), Toy("two", "one"), Toy("last", "two")], ScriptedModel({}))
    assert state["answers"] == {}


def test_the_state_stays_plain_json_with_agents_side_by_side() -> None:
    state = end_of([Toy("one"), Toy("two"), Toy("last", "one", "two")], Meeting())
    assert json.loads(json.dumps(state, allow_nan=False)) == state
