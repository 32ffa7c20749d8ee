from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.histories.numbers import BadCell, exertion, repetitions, weight_kg
from program.units import WeightUnit


@pytest.mark.parametrize(
    ("text", "unit", "kg"),
    [
        ("60", "kg", 60.0),
        ("62.5", "kg", 62.5),
        ("62,5", "kg", 62.5),
        ("60.000", "kg", 60.0),
        ("61.234969949999996", "kg", 61.23),
        ("225", "lb", 102.06),
        ("135.5", "lb", 61.46),
        ("135 lbs", "kg", 61.23),
        ("60kg", "lb", 60.0),
        ("60 KG.", "kg", 60.0),
        ("+60", "kg", 60.0),
        ("６０", "kg", 60.0),
        ("500", "kg", 500.0),
        ("0.01", "kg", 0.01),
    ],
)
def test_a_weight_is_read_in_kilograms(text: str, unit: WeightUnit, kg: float) -> None:
    assert weight_kg(text, unit) == kg


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_a_number"),
        ("heavy", "not_a_number"),
        ("60x", "unknown_unit"),
        ("60 stone", "unknown_unit"),
        ("1e3", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1.234,5", "not_a_number"),
        ("6 0", "not_a_number"),
        ("1,000", "unclear_number"),
        ("-60", "negative"),
        ("−60", "negative"),
        ("0", "no_weight"),
        ("0.001", "no_weight"),
        ("500.01", "too_heavy"),
        ("1200", "too_heavy"),
        ("9" * 39, "too_heavy"),
        ("9" * 41, "not_a_number"),
    ],
)
def test_a_weight_that_no_set_has_says_why(text: str, reason: str) -> None:
    with pytest.raises(BadCell) as caught:
        weight_kg(text, "kg")
    assert caught.value.reason == reason


@pytest.mark.parametrize(("text", "reps"), [("5", 5), ("5.0", 5), ("5,0", 5), ("8회", 8), ("8 reps", 8), ("0", 0)])
def test_repetitions_are_read(text: str, reps: int) -> None:
    assert repetitions(text) == reps


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("five", "not_a_number"),
        ("5 kg", "not_a_number"),
        ("5+", "not_a_number"),
        ("5.5", "not_whole"),
        ("-5", "negative"),
        ("101", "too_many_reps"),
        ("1000", "too_many_reps"),
        ("9" * 40, "too_many_reps"),
    ],
)
def test_repetitions_that_no_set_has_say_why(text: str, reason: str) -> None:
    with pytest.raises(BadCell) as caught:
        repetitions(text)
    assert caught.value.reason == reason


def test_an_rpe_of_nothing_or_zero_is_none() -> None:
    assert (exertion(""), exertion("0"), exertion("8,5"), exertion("10")) == (None, None, 8.5, 10.0)
    for text in ("11", "0.5", "hard", "-3"):
        with pytest.raises(BadCell):
            exertion(text)


@given(st.decimals("0.01", "500", places=2))
def test_kilograms_come_back_as_they_are_written(kg: Decimal) -> None:
    assert weight_kg(f"{kg:f}", "kg") == float(kg)
    assert f"{kg:f}"[-3] == "."
    assert weight_kg(f"{kg:f}".replace(".", ","), "kg") == float(kg)


@given(st.text() | st.text(st.sampled_from("0123456789.,+- kglbs")))
def test_any_text_is_a_number_or_a_bad_cell(text: str) -> None:
    for read in (lambda: weight_kg(text, "lb"), lambda: repetitions(text), lambda: exertion(text)):
        try:
            found = read()
        except BadCell:
            continue
        assert found is None or 0 <= found <= 500
