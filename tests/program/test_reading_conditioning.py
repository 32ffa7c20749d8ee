"""What a sentence says about conditioning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.reading.conditioning import activities_declined, conditioning_wish

NONE = [
    "유산소는 빼주세요",
    "유산소 없이 근력만 하고 싶어요",
    "하체 위주로, 유산소는 안 할래요.",
    "유산소 말고 웨이트만",
    "유산소는 따로 하고 있어요",
    "유산소 할 시간이 없어요",
    "유산소 운동은 필요 없어요",
    "유산소는 됐어요",
    "no cardio",
    "No cardio please, more legs",
    "I hate cardio",
    "Please skip the cardio.",
    "I don't want any cardio",
    "without conditioning",
    "no time for cardio",
    "I do cardio on my own",
    "I already do cardio",
    "no running or cardio",
    "운동 끝나고 45분 정도 러닝머신 따로 타요!",
    "운동 끝나고 40분씩 자전거 타고 집에 가요 ㅋㅋ 유산소는 그걸로 퉁",
    "I already run, just lifting please",
    "I swim three times a week",
]
MORE = [
    "유산소도 넣어 주세요",
    "유산소를 많이 하고 싶어요",
    "유산소 추가해 주세요",
    "유산소는 빼지 말고 꼭 넣어 주세요",
    "근력 말고 유산소도 늘려 주세요",
    "please add some cardio",
    "more cardio",
    "I want a bit of conditioning too",
    "don't skip cardio",
    "no equipment but add cardio",
    "I hate lunges, more cardio please",
]
NOTHING = [
    None,
    "",
    "하체는 빼고 상체 위주로",
    "no lunges please",
    "유산소 30분 안에 끝내 주세요",
    "오래됐는데 유산소",
    "My last cardio test was fine",
    "자전거 타는 걸 좋아해요",
    "I run a small shop and have little time",
]


@pytest.mark.parametrize(
    ("sentence", "wish"),
    [*((one, "none") for one in NONE), *((one, "more") for one in MORE), *((one, "as_planned") for one in NOTHING)],
)
def test_the_wish_of_a_sentence(sentence: str | None, wish: str) -> None:
    assert conditioning_wish(sentence) == wish


@pytest.mark.parametrize(
    ("sentence", "declined"),
    [
        ("달리기는 싫어요", {"run"}),
        ("뛰는 건 못 해요, 자전거는 좋아요", {"run"}),
        ("no running please", {"run"}),
        ("I can't do jump rope", {"jump"}),
        ("수영은 빼고 자전거를 넣어 주세요", {"swim"}),
        ("자전거도 빼지 마세요", set()),
        ("유산소는 빼주세요", set()),
        ("I like running", set()),
        (None, set()),
    ],
)
def test_activities_that_are_not_wanted(sentence: str | None, declined: set[str]) -> None:
    assert activities_declined(sentence) == declined


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    assert conditioning_wish(text) in ("none", "as_planned", "more")
    activities_declined(text)
