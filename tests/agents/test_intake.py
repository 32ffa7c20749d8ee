"""How a message's wishes are written, and what they ask for."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import CORE
from agents.agent import Inputs
from agents.intake import MOST_WISHES
from agents.validation import judge
from program.lifter.constraints import Constraints
from program.schema import RoutineRequest, Swaps
from tests.e2e.requests import EXAMPLES

INTAKE = CORE[0]


def saying(text: str) -> Inputs:
    return Inputs(RoutineRequest.model_validate(EXAMPLES["example-3"] | {"request": text}))


def reading(text: str, *wishes: list[Any]) -> Constraints | tuple[str, ...]:
    """What an answer with these wishes asks for, or its errors."""
    verdict = judge(INTAKE, saying(text), json.dumps({"wishes": list(wishes)}, ensure_ascii=False))
    assert verdict.answer is None or isinstance(verdict.answer, Constraints)
    return verdict.errors or verdict.answer or ()


@pytest.mark.parametrize(
    ("text", "wishes", "asked"),
    [
        ("Weekends only, cap it at 75 please", [["Weekends only,", "weekdays", "sat,sun"], ["75", "minutes", 75]],
         Constraints(weekdays=("sat", "sun"), minutes=75)),
        ("four days … make it three", [["four days", "days", 4], ["make it three", "days", 3]],
         Constraints(days_per_week=3)),
        ("컨벤셔널 말고 스모로요", [["컨벤셔널 말고 스모로요", "swap", "dead_lift", "sumo_deadlift"]],
         Constraints(swap=Swaps(dead_lift="sumo_deadlift"))),
        ("7시 반부터 9시까지만 돼요", [["7시 반부터 9시까지만", "minutes", 90]], Constraints(minutes=90)),
        ("안녕하세요!", [], Constraints()),
    ],
)  # fmt: skip
def test_wishes_are_read_together(text: str, wishes: list[list[Any]], asked: Constraints) -> None:
    assert reading(text, *wishes) == asked


@pytest.mark.parametrize(
    ("text", "wish", "error"),
    [
        ("무릎이 아파요", ["어깨가", "avoid", "shoulder"], "'어깨가'"),
        ("무릎이 아파요", ["무릎이", "avoid", "shoulder"], "names knee, not shoulder"),
        ("45분만 할게요", ["45분만", "minutes", 90], "cannot mean 90"),
        ("월수금만 돼요", ["월수금만", "weekdays", "fri,mon"], "no value of it"),
        ("무릎이 아파요", ["무릎이", "avoid", "kneecap"], "'kneecap'"),
        ("무릎이 아파요", ["무릎이", "knees", "knee"], "'knees'"),
    ],
)
def test_a_wish_that_its_words_cannot_mean_is_sent_back(text: str, wish: list[Any], error: str) -> None:
    errors = reading(text, wish)
    assert isinstance(errors, tuple)
    assert error in " ".join(errors)


def test_every_topic_is_open_for_every_message() -> None:
    schema = INTAKE.schema(saying("hi"))
    topics = [wish["prefixItems"][1]["enum"][0] for wish in schema["properties"]["wishes"]["items"]["anyOf"]]
    assert {"avoid", "weekdays", "not_done", "caution", "minutes"} <= set(topics)


def test_a_number_in_the_message_can_be_a_value() -> None:
    assert reading("43 minutes tops", ["43 minutes", "minutes", 43]) == Constraints(minutes=43)
    assert "is not one of" in " ".join(map(str, reading("forty minutes tops", ["forty minutes", "minutes", 43]) or ()))


@given(st.text(max_size=200))
def test_any_message_can_ask_for_nothing_and_has_a_draft(text: str) -> None:
    inputs = saying(text)
    assert INTAKE.draft(inputs).startswith('{"wishes":[')
    assert judge(INTAKE, inputs, '{"wishes":[]}').errors == ()


@pytest.mark.parametrize(
    "asked",
    [
        Constraints(avoid=("knee",), minutes=40, exclude=("any_lunge",)),
        Constraints(weekdays=("mon", "wed"), swap=Swaps(squat="front_squat"), plus_sets=False, deload="earlier"),
        Constraints(equipment=("dumbbell", "band"), lacking=("rack",), training_max_rate=85, rest_s=180, unit="lb"),
        Constraints(cautions=("heart",), declined="medical", not_done=("records",), conditioning="easy", plates_kg=0.5),
        Constraints(volume="less", intensity="lighter", focus=("chest",), supplemental="FSL", include=("pull_up",)),
    ],
)
def test_an_answer_is_written_and_read_again(asked: Constraints) -> None:
    inputs = saying("무릎이 좀 그래요, 40 분 안에 85 % 로, 쉬는 건 3 분")
    assert judge(INTAKE, inputs, INTAKE.completion(inputs, asked)).answer == asked


def test_more_wishes_than_a_message_has_are_cut_off() -> None:
    inputs = saying("everything hurts")
    asked = Constraints(focus=("upper", "lower", "chest", "back", "shoulders", "arms", "legs", "glutes", "core"),
                        not_done=("records", "programme", "order", "method", "goal"))  # fmt: skip
    assert len(json.loads(INTAKE.completion(inputs, asked))["wishes"]) == MOST_WISHES


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            unicodedata.normalize("NFD", "허리가 아파요. 런지는 빼고 45분 안에 끝내 주세요."),
            "허리가 아파요. 런지는 빼고 45분 안에 끝내 주세요.",
        ),
        ("My golfer’s elbow hurts, no pull‑ups.", "My golfer's elbow hurts, no pull-ups."),
        ("４５분만 할게요", "45분만 할게요"),
    ],
)
def test_another_spelling_of_the_same_sentence_is_asked_as_the_plain_one(text: str, plain: str) -> None:
    assert text != plain
    assert INTAKE.prompt(saying(text)) == INTAKE.prompt(saying(plain))
    assert INTAKE.schema(saying(text)) == INTAKE.schema(saying(plain))
