"""A text in another spelling is read as the plain one, in the prompt, too."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Inputs
from agents.intake import Intake
from program.reading.normalised import normalised
from tests.graph.toys import REQUEST

SPELLINGS = [
    (
        unicodedata.normalize("NFD", "허리가 아파요. 런지는 빼고 45분 안에 끝내 주세요."),
        "허리가 아파요. 런지는 빼고 45분 안에 끝내 주세요.",
    ),
    (unicodedata.normalize("NFD", "덤벨만 있어요."), "덤벨만 있어요."),
    ("I have golfer’s elbow.", "I have golfer's elbow."),
    ("No pull‑ups, please.", "No pull-ups, please."),
    ("No pull‐ups, please.", "No pull-ups, please."),
    ("주 ３일, ４５분", "주 3일, 45분"),
    ("４５　ｍｉｎｕｔｅｓ", "45 minutes"),
    ("45\N{NO-BREAK SPACE}minutes", "45 minutes"),
]


@pytest.mark.parametrize(("spelling", "plain"), SPELLINGS)
def test_a_sentence_in_another_spelling_is_read_as_the_plain_one(spelling: str, plain: str) -> None:
    intake = Intake()
    other, usual = (Inputs(REQUEST.model_copy(update={"request": text})) for text in (spelling, plain))
    assert normalised(spelling) == plain
    assert len(intake.question(usual)) == 2  # something is named
    assert intake.question(other) == intake.question(usual)
    assert intake.schema(other) == intake.schema(usual)


@given(st.text(max_size=60))
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    plain = normalised(text)
    assert normalised(plain) == plain


@given(st.text(st.characters(codec="ascii")) | st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_ascii_and_composed_hangul_stay_as_they_are(text: str) -> None:
    assert normalised(text.replace("`", "")) == text.replace("`", "")
