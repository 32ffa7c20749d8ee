"""The coach's note: what it is asked, what it may say, and that its plain form always may be said."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agents import AGENTS
from agents.agent import Inputs
from agents.coach_note import LONGEST, CoachNote, CoachNoteAgent
from agents.prompt_hash import inputs_of
from agents.registry import agent_names, agents
from agents.task1 import Task1
from agents.task2 import Task2
from agents.validation import judge
from data.generate import read
from graph.build import build_graph, run
from graph.state import RunContext
from program.lifter.constraints import Constraints
from program.schema import JOINTS, RoutineRequest
from tests.api.conftest import EXAMPLES, coach_script
from tests.program.drawn import requests
from tests.scripted import ScriptedModel

AGENT = CoachNoteAgent()


def inputs_for(request: RoutineRequest, constraints: Constraints | None = None) -> Inputs:
    """What the agent sees where the coach has answered for the others."""
    answers: dict[str, Any] = {} if constraints is None else {"intake": constraints}
    answers["task1"] = Task1().fallback(Inputs(request))
    answers["task2"] = Task2().fallback(Inputs(request, answers))
    return Inputs(request, answers)


def example(constraints: Constraints | None = None, **changes: Any) -> Inputs:
    """Example 3: four days a week, a training max of 85 %, 82.5 kg in the deadlift of week 3."""
    return inputs_for(RoutineRequest.model_validate(EXAMPLES["3"] | changes), constraints)


def errors_of(inputs: Inputs, *sentences: str) -> tuple[str, ...]:
    return judge(AGENT, inputs, CoachNote(sentences=sentences).model_dump_json()).errors


WISHES = st.none() | st.builds(
    Constraints,
    avoid=st.lists(st.sampled_from(JOINTS), max_size=3).map(tuple),
    volume=st.sampled_from(["less", "as_planned", "more"]),
    intensity=st.sampled_from(["lighter", "as_planned", "heavier"]),
    minutes=st.none() | st.integers(1, 300),
    days_per_week=st.none() | st.integers(1, 7),
    declined=st.none() | st.sampled_from(["medical", "drugs", "diet", "off_topic"]),
)


@given(requests(), WISHES)
def test_the_plain_note_is_accepted_whatever_is_asked(request: RoutineRequest, wishes: Constraints | None) -> None:
    inputs = inputs_for(request, wishes)
    completion = AGENT.completion(inputs, AGENT.fallback(inputs))
    assert judge(AGENT, inputs, completion).errors == ()
    assert list(Draft202012Validator(AGENT.schema(inputs)).iter_errors(json.loads(completion))) == []
    assert AGENT.draft(inputs) == completion


@given(requests(), WISHES)
def test_the_question_is_short_and_the_answers_numbers_stand_in_it(
    request: RoutineRequest, wishes: Constraints | None
) -> None:
    inputs = inputs_for(request, wishes)
    question = "\n".join(AGENT.question(inputs))
    assert len(question) < 150
    for sentence in AGENT.fallback(inputs).sentences:
        for number in re.findall(r"\d+(?:\.\d+)?", sentence):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", question), (number, question)


@pytest.mark.parametrize("part", ["train", "val", "test"])
def test_the_notes_of_the_dataset_are_accepted(part: str) -> None:
    for row in read("coach_note", part)[:300]:
        inputs = inputs_of(row, AGENTS)
        assert errors_of(inputs, *row["answer"]["sentences"]) == ()


SAFE = "3주차의 데드리프트까지 차근차근 올라갑니다."


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("92.5kg까지 갑니다.", "the number 92.5 kg is no fact"),
        ("９２.５kg까지 갑니다.", "the number 92.5 kg is no fact"),
        ("한 주에 5회 하세요.", "the number 5 days is no fact"),
        ("5주차에 쉽니다.", "the number week 5 is no fact"),
        ("TM은 95%입니다.", "the number 95% is no fact"),
        ("TM은 90kg입니다.", "the number 90 kg is no fact"),
        ("٧분 안에 끝납니다.", "the number 7 minutes is no fact"),
        ("세 번 하세요.", "the number 3 days is no fact"),
        ("한 시간이면 끝납니다.", "the number 60 minutes is no fact"),
        ("⑦까지 세세요.", "the number 7 is no fact"),
        ("절반인 ½만 하세요.", "is no fact"),
    ],
)
def test_a_number_that_is_no_fact_is_refused_and_named(number: str, message: str) -> None:
    errors = errors_of(example(), SAFE, number)
    assert any(error.startswith("sentences.1: ") and message in error for error in errors), errors


@pytest.mark.parametrize(
    "fact",
    [
        "82.5kg을 듭니다.",
        "주 4일 합니다.",
        "TM은 85%입니다.",
        "3주차는 무겁습니다.",
        "4주차는 쉽니다.",
        "4주 동안 이어 갑니다.",
    ],
)
def test_a_number_of_the_facts_may_be_said(fact: str) -> None:
    assert errors_of(example(), SAFE, fact) == ()


def test_an_english_note_says_numbers_in_digits_or_words() -> None:
    inputs = example(gender="male", minutes=60)
    assert errors_of(inputs, "You train four days a week.", "An hour is enough, and week 4 is light.") == ()
    assert "the number 5 days is no fact" in errors_of(inputs, "You train five days a week.", "Well done.")[0]
    assert "the number week 2 is no fact" in errors_of(inputs, "The top is in week 2.", "Well done.")[0]


@pytest.mark.parametrize(
    ("gender", "sentence", "message"),
    [
        ("남성", "Take it easy this month.", "'Take' is not in the lifter's language"),
        ("남성", "이번 달은 strength 입니다.", "'strength' is not in the lifter's language"),
        ("male", "이번 달은 가볍게 갑니다.", "'이번' is not in the lifter's language"),
        ("male", "Это легко.", "'Это' is not in the lifter's language"),
    ],
)
def test_another_language_is_refused(gender: str, sentence: str, message: str) -> None:
    errors = errors_of(example(gender=gender), sentence, sentence)
    assert any(message in error for error in errors), errors


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ((SAFE,), "sentences: there are 1, expected 2 or 3"),
        ((SAFE,) * 4, "sentences: there are 4, expected 2 or 3"),
        ((SAFE, "좋습니다. 잘했습니다."), "sentences.1: 2 sentences, expected one that ends with . or !"),
        ((SAFE, "끝이 없는 문장"), "sentences.1: 0 sentences"),
        ((SAFE, ""), "sentences.1: 0 sentences"),
        ((SAFE, "길고 " * 50 + "깁니다."), f"characters, expected at most {LONGEST}"),
        ((SAFE, "줄이\n바뀝니다."), "the character '\\n' is not for a note"),
        ((SAFE, "무릎을 굽히세요."), "'무릎' is not among the facts"),
        ((SAFE, "런지를 하세요."), "'런지' is not among the facts"),
        ((SAFE, "스쿼트를 하세요."), "'스쿼트' is not among the facts"),
    ],
)
def test_what_is_no_such_note_is_refused_and_told(sentences: tuple[str, ...], message: str) -> None:
    errors = errors_of(example(), *sentences)
    assert any(message in error for error in errors), errors


def test_a_sore_joint_may_be_named_where_it_is_a_fact() -> None:
    assert errors_of(example(Constraints(avoid=("knee",))), SAFE, "무릎을 아끼세요.") == ()


def test_a_declined_medical_wish_leads_to_a_professional() -> None:
    inputs = example(Constraints(declined="medical"))
    assert errors_of(inputs, SAFE, SAFE) == (
        "sentences: a medical wish was declined, expected the advice to see a doctor",
    )
    assert errors_of(inputs, SAFE, "먼저 의사와 상의하세요.") == ()


def test_the_decoder_cannot_write_a_number_that_is_no_fact() -> None:
    validator = Draft202012Validator(AGENT.schema(example()))
    for sentence, possible in (("주 4일 갑니다.", True), ("주 5일 갑니다.", False), ("TM은 490%입니다.", False)):
        assert validator.is_valid({"sentences": [SAFE, sentence]}) is possible


def test_it_runs_only_where_it_is_named_and_its_note_stands_in_the_month() -> None:
    assert "coach_note" not in [agent.name for agent in agents()]
    assert "coach_note" in agent_names()
    request = RoutineRequest.model_validate(EXAMPLES["3"])
    note = CoachNote(sentences=(SAFE, "4주차는 가볍게 하세요."))
    model = ScriptedModel(coach_script(request) | {"coach_note": ["{}", note.model_dump_json()]})
    graph = build_graph(agents(["intake", "task1", "task2", "coach_note"]))
    month = run(graph, request, RunContext(model=model, run_id="r"))
    assert month.extras["coach_note"] == {"sentences": list(note.sentences)}
    assert month.provenance["coach_note"].attempts == 2


@pytest.mark.parametrize(("week4", "runs"), [("deload", True), ("tm_test", False), ("none", False)])
def test_a_month_without_a_deload_has_no_note(week4: str, runs: bool) -> None:
    assert AGENT.runs(example(week4=week4)) == runs
