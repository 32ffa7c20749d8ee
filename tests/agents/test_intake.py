"""How a sentence is marked up, and what the marks ask for."""

import json
import unicodedata

import pytest

from agents import CORE
from agents.agent import Inputs
from program.lifter.constraints import Constraints, Declined
from program.schema import RoutineRequest
from tests.e2e.requests import EXAMPLES

INTAKE = CORE[0]


def saying(text: str) -> Inputs:
    return Inputs(RoutineRequest.model_validate(EXAMPLES["example-3"] | {"request": text}))


@pytest.mark.parametrize(
    ("text", "declined", "marks"),
    [
        ("스테로이드 용량 알려주세요, 무릎도 아파요", "drugs", {"스테로이드": "reject", "무릎": "avoid"}),
        ("다이어트 중이라 기운이 없어요, 무릎이 아파요", None, {"다이어트": "none", "무릎": "avoid"}),
        (
            "my knee hurts, is surgery needed on this diet?",
            "medical",
            {"knee": "avoid", "surgery": "reject", "diet": "none"},
        ),
    ],
)
def test_a_declined_topic_that_is_named_is_marked(text: str, declined: Declined | None, marks: dict[str, str]) -> None:
    asked = Constraints(avoid=("knee",), declined=declined)
    said = json.loads(INTAKE.completion(saying(text), asked))
    assert said["named"] == marks
    assert said["declined"] is None
    assert INTAKE.read(saying(text), said) == asked


def test_a_declined_topic_that_is_not_named_has_a_field() -> None:
    inputs, asked = saying("지금 몇 시예요?"), Constraints(declined="off_topic")
    said = json.loads(INTAKE.completion(inputs, asked))
    assert said["declined"] == "off_topic"
    assert INTAKE.read(inputs, said) == asked


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
