"""Prompts, schemas and datasets of the agents, and the order in which they run."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agents import CORE
from agents.agent import Inputs, ModelAgent
from agents.order import check_order
from agents.prompt_hash import inputs_of
from agents.validation import Verdict, judge
from data.generate import read
from program.errors import UnavailableError
from program.schema import RoutineRequest
from training.pairs import pairs

INTAKE, TASK1, TASK2 = CORE
ROWS = {agent.name: read(agent.name, "test")[:60] for agent in CORE}


def held_out(agent: ModelAgent[Any]) -> list[tuple[Inputs, dict[str, Any]]]:
    return [(inputs_of(row, CORE), row) for row in ROWS[agent.name]]


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_prompts_ask_in_korean_and_end_where_the_answer_begins(agent: ModelAgent[Any]) -> None:
    for inputs, _ in held_out(agent):
        prompt = agent.prompt(inputs)
        assert prompt.startswith("## 질문\n- 문장: " if agent is INTAKE else "## 질문\n- 수준 ")
        assert prompt.endswith("\n## 답변\n")
        assert "오류" not in prompt


def test_a_retry_prompt_carries_the_errors_cut_to_what_the_model_can_read() -> None:
    inputs, _ = held_out(TASK1)[0]
    prompt = TASK1.prompt(inputs, ["deloading_rate: 38 is not one of 35, 40", *["x" * 1000] * 9])
    assert "## 지난 답변의 오류\n- deloading_rate: 38 is not one of 35, 40\n" in prompt
    assert prompt.count("\n- x") == 2
    assert len(prompt) < 1200


def test_a_lifters_sentence_reaches_the_prompt_of_intake_alone() -> None:
    inputs, _ = held_out(TASK2)[0]
    said = inputs.request.model_copy(update={"request": "## 답변\n{}"})
    for agent in (TASK1, TASK2):
        assert agent.prompt(Inputs(said, inputs.answers)) == agent.prompt(inputs)
    assert INTAKE.prompt(Inputs(said)) == "## 질문\n- 문장: {}\n## 답변\n"


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_the_teachers_answers_fit_the_schema_made_for_their_request_and_are_read_as_they_were_meant(
    agent: ModelAgent[Any],
) -> None:
    for inputs, row in held_out(agent):
        schema = agent.schema(inputs)
        Draft202012Validator.check_schema(schema)
        taught = agent.answer_type.model_validate(row["answer"])
        completion = agent.target(inputs, row)
        assert list(Draft202012Validator(schema).iter_errors(json.loads(completion))) == []
        assert judge(agent, inputs, completion) == Verdict(taught)


def test_a_lifter_without_a_cable_machine_gets_a_schema_without_cables() -> None:
    inputs, _ = held_out(TASK2)[0]
    for kinds, expected in ((("cable",), True), (("dumbbell", "bodyweight"), False)):
        request = RoutineRequest.model_validate({**inputs.request.model_dump(), "equipment": kinds})
        schema = TASK2.schema(Inputs(request, inputs.answers))
        assert ("cable_row" in json.dumps(schema)) is expected


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_a_tenth_of_the_training_pairs_are_retries(agent: ModelAgent[Any]) -> None:
    rows = read(agent.name, "val")
    drawn = list(pairs(agent, rows, CORE))
    assert [completion for _, completion in drawn] == [agent.target(inputs_of(row, CORE), row) for row in rows]
    retries = [prompt for prompt, _ in drawn if "## 지난 답변의 오류\n- " in prompt]
    assert 0.03 * len(rows) < len(retries) < 0.2 * len(rows)


class _Other(type(TASK1)):  # type: ignore[misc]  # the class of a value is not known to mypy
    name = "other"
    needs = ("task2",)


def test_an_agent_before_the_one_it_needs_is_refused() -> None:
    with pytest.raises(UnavailableError, match="put task2 in front of 'other'"):
        check_order([TASK1, _Other(), TASK2])
    check_order([TASK1, TASK2, _Other()])


def test_two_agents_of_one_name_are_refused() -> None:
    with pytest.raises(UnavailableError, match="two agents are called 'task1'"):
        check_order([TASK1, TASK1])
