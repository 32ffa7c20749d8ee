"""The words around a month's sets."""

import re
from typing import Any

import pytest

from program.month.routine import WorkSet
from program.wording.month_words import (
    MONTH_WORDS,
    day_heading,
    legend,
    month_title,
    plates,
    reps,
    template_name,
    training_maxes,
    week_title,
    weight,
    weight_with_unit,
)
from program.wording.weights import number
from tests.coached import Coached, lifter


def work_set(**fields: Any) -> WorkSet:
    return WorkSet(**{"kind": "work", "rate": 85, "reps": 5, "amrap": False, "weight_kg": 60, "rest_s": 90, **fields})


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    korean, english = MONTH_WORDS["ko"], MONTH_WORDS["en"]
    assert list(korean) == list(english)
    for name, text in korean.items():
        assert len(re.findall(r"\{.*?\}", text)) == len(re.findall(r"\{.*?\}", english[name])), name
    assert not re.search("[가-힣]", "".join(english.values()))


@pytest.mark.parametrize(
    ("kg", "expected"),
    [(20.0, "20"), (77.5, "77.5"), (1.25, "1.25"), (100.0, "100"), (1e-2, "0.01")],
)
def test_a_weight_has_no_zeros_at_its_end_and_no_exponent(kg: float, expected: str) -> None:
    assert number(kg) == expected


def test_a_set_in_words() -> None:
    plain = work_set(plates_kg=(15, 5))
    assert (weight(plain), weight_with_unit(plain), reps(plain), plates(plain, "ko")) == ("60", "60 kg", "5", "15 + 5")
    assert [plates(work_set(plates_kg=()), language) for language in ("ko", "en")] == ["빈 바", "bar alone"]
    stand_in = work_set(weight_kg=None)
    assert (weight(stand_in), weight_with_unit(stand_in), plates(stand_in, "en")) == ("", "", "")
    assert reps(work_set(amrap=True)) == "5+"
    assert reps(work_set(reps=3, most_reps=5)) == "3–5"


def test_headings_and_legend_are_of_the_month() -> None:
    month = Coached().routine(lifter(week4="tm_test", weekdays=["mon", "wed", "fri"]))
    assert [week_title(week, "en") for week in month.weeks] == ["Week 1", "Week 2", "Week 3", "Week 4 (TM test)"]
    first = month.weeks[0].days[0]
    assert day_heading(first, "en") == ("Day 1", "Monday", f"{first.minutes} min")
    assert day_heading(first, "ko") == ("1일차", "월", f"약 {first.minutes}분")
    assert next(legend(month, "en")).startswith("kg (bar included) × reps. +: ")
    assert set(training_maxes(month, "ko")) == {"벤치 프레스", "스쿼트", "데드리프트", "오버헤드 프레스"}


def test_without_a_lift_on_the_bar_the_month_is_built_on_531_and_has_lighter_sets() -> None:
    free = Coached().routine(lifter(equipment=["dumbbell"]))
    assert [month_title(free, language) for language in ("ko", "en")] == [
        "5/3/1을 바탕으로 한 프로그램",
        "One month built on 5/3/1",
    ]
    extras = [extra for day in free.weeks[0].days for extra in day.supplemental]
    assert {template_name(extra, "ko") for extra in extras} == {"가벼운 세트"}
    said = " ".join(legend(free, "en"))
    assert "Lighter sets: after the work sets a few more with 60 to 70 %" in said
    for words in ("bar included", "FSL", "BBB"):
        assert words not in said
    assert month_title(Coached().routine(lifter()), "en") == "One month of 5/3/1"
