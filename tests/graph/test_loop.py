import json
import logging
import threading
from typing import Any

import pytest

from graph.build import build_graph
from graph.failures import AnswerRejected
from graph.state import RunContext, RunState, initial_state
from models.language_model import Call, Unreachable
from program.errors import ModelError, UnavailableError
from program.schema import RoutineRequest
from tests.graph.toys import REQUEST, Toy, even
from tests.scripted import MS, ScriptedModel

BAD = '{"value": 3}'
ONE = [Toy("one")]


def end_of(agents: list[Toy], model: ScriptedModel, request: RoutineRequest = REQUEST, **context: Any) -> RunState:
    """The state in which a run of toys ends."""
    graph = build_graph(agents, until=agents[-1].name)
    state: Any = graph.invoke(initial_state(request), context=RunContext(model=model, run_id="r", **context))
    assert isinstance(state, dict)
    return state  # type: ignore[return-value]  # a TypedDict is a dict


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"value": 2', "not JSON"),
        ("", "not JSON"),
        ("2", "answer: expected object, got int"),
        ('{"value": "2"}', "value: expected integer, got str"),
        ('{"number": 2}', "'value' is a required property"),
        ('{"value": 2, "more": 1}', "'more' was unexpected"),
        ('{"value": 12}', "value: 12 is greater than the maximum of 9"),
        (BAD, "value: 3 is odd, expected an even number"),
    ],
)
def test_a_rejected_answer_goes_back_with_its_errors_and_is_corrected(text: str, error: str) -> None:
    model = ScriptedModel({"one": [text, even(4)]})
    state = end_of(ONE, model)
    first, retry = model.calls
    assert "오류" not in first.prompt
    assert error in retry.prompt
    assert state["answers"] == {"one": {"value": 4}}
    assert state["sources"] == {"one": "model"}
    assert [attempt["text"] for attempt in state["attempts"]["one"]] == [text, even(4)]
    assert error in state["attempts"]["one"][0]["errors"][0]
    assert state["attempts"]["one"][1]["errors"] == []


def test_an_answer_that_the_model_could_not_complete_is_a_failed_attempt() -> None:
    model = ScriptedModel({"one": [ModelError("left the grammar"), even(4)]})
    state = end_of(ONE, model)
    assert "- left the grammar" in model.calls[1].prompt
    assert state["answers"] == {"one": {"value": 4}}
    assert [attempt["errors"] for attempt in state["attempts"]["one"]] == [["left the grammar"], []]


def test_a_model_that_cannot_be_reached_is_asked_once_more() -> None:
    model = ScriptedModel({"one": [Unreachable("no route"), even(4)]})
    state = end_of(ONE, model)
    assert state["answers"] == {"one": {"value": 4}}
    assert [attempt["errors"] for attempt in state["attempts"]["one"]] == [[]]
    assert model.calls[0] == model.calls[1]


def test_the_coach_answers_for_a_model_that_stays_unreachable() -> None:
    model = ScriptedModel({"one": [Unreachable("no route"), Unreachable("no route")]})
    state = end_of(ONE, model)
    assert state["sources"] == {"one": "coach"}
    assert [attempt["errors"] for attempt in state["attempts"]["one"]] == [["no route"]]


def test_without_the_fallback_a_model_that_stays_unreachable_is_told_as_such() -> None:
    model = ScriptedModel({"one": [Unreachable("no route"), Unreachable("no route")]})
    with pytest.raises(Unreachable, match="no route"):
        end_of(ONE, model, fallback=False)


def test_what_is_not_the_models_fault_ends_the_run() -> None:
    model = ScriptedModel({"one": [UnavailableError("no adapter")]})
    with pytest.raises(UnavailableError, match="no adapter"):
        end_of(ONE, model)


def test_a_retry_is_told_the_errors_of_the_last_answer_only() -> None:
    model = ScriptedModel({"one": ["nonsense", BAD, even(4)]})
    end_of(ONE, model)
    assert "not JSON" not in model.calls[2].prompt
    assert "3 is odd" in model.calls[2].prompt


def test_an_attempt_keeps_what_it_cost() -> None:
    model = ScriptedModel({"one": [even(4)]})
    (attempt,) = end_of(ONE, model)["attempts"]["one"]
    costs = {key: value for key, value in attempt.items() if key not in ("text", "errors")}
    prompt_tokens = len(model.calls[0].prompt)
    assert costs == {"prompt_tokens": prompt_tokens, "forced_tokens": 2, "chosen_tokens": 3, "passes": 4, "ms": MS}


def test_after_the_last_attempt_the_coach_answers() -> None:
    model = ScriptedModel({"one": [BAD, BAD, BAD], "two": [even(2)]})
    state = end_of([Toy("one"), Toy("two", "one")], model)
    assert state["answers"] == {"one": {"value": 8}, "two": {"value": 2}}
    assert state["sources"] == {"one": "coach", "two": "model"}
    assert len(state["attempts"]["one"]) == 3
    assert '{"value":8}' in model.of("two")[0].prompt


@pytest.mark.parametrize("most", [1, 2, 5])
def test_as_many_attempts_as_the_context_allows(most: int) -> None:
    model = ScriptedModel({"one": [BAD] * most})
    assert end_of(ONE, model, max_attempts=most)["sources"] == {"one": "coach"}
    assert len(model.calls) == most


def test_each_agent_has_attempts_of_its_own() -> None:
    model = ScriptedModel({"one": [BAD, BAD, even(2)], "two": [BAD, BAD, even(4)]})
    state = end_of([Toy("one"), Toy("two", "one")], model)
    assert state["sources"] == {"one": "model", "two": "model"}
    assert {agent: len(attempts) for agent, attempts in state["attempts"].items()} == {"one": 3, "two": 3}


def test_without_the_fallback_the_run_fails_with_every_attempt() -> None:
    model = ScriptedModel({"one": ["nonsense", BAD]})
    with pytest.raises(AnswerRejected) as caught:
        end_of(ONE, model, max_attempts=2, fallback=False)
    assert isinstance(caught.value, ModelError)
    assert caught.value.agent == "one"
    assert [attempt["text"] for attempt in caught.value.attempts] == ["nonsense", BAD]
    for part in ("one", "attempt 1: 'nonsense': not JSON", "attempt 2: " + repr(BAD), "3 is odd"):
        assert part in str(caught.value)


def test_constrained_decoding_is_given_the_schema_and_free_decoding_none() -> None:
    constrained, free = ScriptedModel({"one": [even(2)]}), ScriptedModel({"one": [even(2)]})
    end_of(ONE, constrained)
    end_of(ONE, free, decoding="free")
    schema = constrained.calls[0].schema
    assert schema is not None
    assert schema["required"] == ["value"]
    assert free.calls[0].schema is None


def calls_of(seed: int | None = None, agents: tuple[str, ...] = ("one",), **context: Any) -> list[Call]:
    """The calls of a run in which every agent is accepted at its third attempt."""
    model = ScriptedModel({agent: [BAD, BAD, even(2)] for agent in agents})
    end_of(
        [Toy(agent, *agents[:index]) for index, agent in enumerate(agents)],
        model,
        REQUEST.model_copy(update={"seed": seed}),
        **context,
    )
    return model.calls


def test_without_a_seed_the_first_answer_is_greedy_and_a_retry_sampled() -> None:
    first, *retries = (call.sampling for call in calls_of(temperature=0.5))
    assert first.temperature == 0
    assert [retry.temperature for retry in retries] == [0.5, 0.5]


def test_a_seed_draws_the_first_answer_where_there_are_several_right_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [call.sampling.temperature for call in calls_of(seed=0, temperature=0.5)] == [0, 0.5, 0.5]
    monkeypatch.setattr(Toy, "one_right", False)
    assert [call.sampling.temperature for call in calls_of(seed=0, temperature=0.5)] == [0.5, 0.5, 0.5]


def test_an_agents_bias_is_for_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Toy, "logit_bias", {"4": 1.5})
    assert [call.sampling.logit_bias for call in calls_of()] == [{"4": 1.5}] * 3


def test_a_first_temperature_is_for_every_answer() -> None:
    hot = calls_of(first_temperature=1.8, temperature=0.5)
    assert [call.sampling.temperature for call in hot] == [1.8, 1.8, 1.8]


def test_no_two_samplings_of_a_run_or_of_two_seeds_share_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Toy, "one_right", False)
    seeds = [call.sampling.seed for request_seed in (0, 7) for call in calls_of(request_seed, ("one", "two"))]
    assert len(seeds) == 12
    assert len(set(seeds)) == len(seeds)


def test_the_state_is_plain_json() -> None:
    state = end_of(ONE, ScriptedModel({"one": [BAD, even(2)]}))
    assert json.loads(json.dumps(state, allow_nan=False)) == state
    assert RoutineRequest.model_validate(state["request"]) == REQUEST


def test_the_initial_state_belongs_to_one_run() -> None:
    graph = build_graph(ONE, until="one")
    ends: list[dict[str, Any]] = [
        graph.invoke(initial_state(REQUEST), context=RunContext(model=ScriptedModel({"one": texts}), run_id=str(run)))
        for run, texts in enumerate(([BAD, BAD, even(2)], [BAD, even(4)]))
    ]
    assert [len(end["attempts"]["one"]) for end in ends] == [3, 2]
    assert ends[1]["answers"] == {"one": {"value": 4}}


def test_runs_at_once_keep_apart() -> None:
    graph = build_graph([Toy("one"), Toy("two", "one")], until="two")
    ends: dict[int, dict[str, Any]] = {}

    def one(number: int) -> None:
        texts = [BAD] * (number % 3) + [even(number % 5 * 2)]
        model = ScriptedModel({"one": texts, "two": [even(2)]})
        ends[number] = graph.invoke(initial_state(REQUEST), context=RunContext(model=model, run_id=str(number)))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(16):
        assert ends[number]["answers"] == {"one": {"value": number % 5 * 2}, "two": {"value": 2}}
        assert len(ends[number]["attempts"]["one"]) == number % 3 + 1


def test_a_cancelled_run_ends_and_the_coach_does_not_answer() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(UnavailableError, match="cancelled"):
        end_of(ONE, ScriptedModel({"one": [even(2)]}), cancelled=cancelled)


def test_the_log_tells_the_rejected_answer_its_errors_and_the_corrected_one(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="burnfit.graph")
    end_of(ONE, ScriptedModel({"one": ["no\nJSON", even(4)]}), log_sentences=True)
    rejected, accepted = caplog.records
    assert rejected.levelno == logging.WARNING
    assert "run r: one attempt 1 rejected: 'no\\nJSON': not JSON" in rejected.getMessage()
    assert f"run r: one attempt 2 accepted: {even(4)!r}" in accepted.getMessage()


def test_the_log_tells_when_the_coach_answers(caplog: pytest.LogCaptureFixture) -> None:
    end_of(ONE, ScriptedModel({"one": [BAD]}), max_attempts=1)
    assert "run r: one: the coach answers after 1 attempts" in caplog.records[-1].getMessage()


@pytest.mark.parametrize("wrong", [{"max_attempts": 0}, {"temperature": 0.0}, {"first_temperature": -1.0}])
def test_a_context_that_cannot_retry_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        RunContext(model=ScriptedModel({}), run_id="r", **wrong)
