from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.month.plates import built, plates_down_to
from program.month.weights import Barbell, training_max
from program.units import exact

PLATES = st.sampled_from([0.5, 1.0, 1.25, 2.5])
TENTHS = st.integers(1, 500).map(lambda tenths: tenths / 10)
HUNDREDTHS = st.integers(1, 60_000).map(lambda hundredths: hundredths / 100)


@pytest.mark.parametrize(
    ("one_rep_max", "rate", "expected"),
    [(80, 90, 72.0), (105, 90, 94.5), (45, 90, 40.5), (72.55, 85, 61.67), (0.01, 80, 0.01), (600, 90, 540.0)],
)
def test_the_training_max_is_a_share_of_the_one_rep_max(one_rep_max: float, rate: int, expected: float) -> None:
    assert training_max(one_rep_max, rate) == expected


@pytest.mark.parametrize(
    ("kg", "bar", "plate", "expected"),
    [
        (76.5, 20, 1.25, 75.0),
        (77.5, 20, 1.25, 77.5),
        (77.4999, 20, 1.25, 75.0),
        (12.0, 20, 1.25, 20.0),
        (20.0, 20, 2.5, 20.0),
        (24.99, 20, 2.5, 20.0),
        (25.0, 20, 2.5, 25.0),
        (60.0, 15, 2.5, 60.0),
        (60.0, 7.3, 0.5, 59.3),
    ],
)
def test_a_weight_is_rounded_down_to_what_can_be_built(kg: float, bar: float, plate: float, expected: float) -> None:
    assert built(exact(kg), bar, plates_down_to(plate)) == expected


@given(HUNDREDTHS, TENTHS, PLATES)
def test_the_heaviest_load_not_above_the_weight_is_taken(kg: float, bar: float, plate: float) -> None:
    wanted, empty, step = (Fraction(str(number)) for number in (kg, bar, 2 * plate))
    found = Fraction(str(built(exact(kg), bar, plates_down_to(plate))))
    assert (found - empty) % step == 0
    assert found >= empty
    if wanted >= empty:
        assert found <= wanted < found + step
    else:
        assert found == empty


@given(TENTHS, PLATES, st.integers(0, 110))
def test_a_weight_that_can_be_built_stays_as_it_is(bar: float, plate: float, pairs: int) -> None:
    weight = Decimal(str(bar)) + 2 * pairs * Decimal(str(plate))
    assert built(weight, bar, plates_down_to(plate)) == float(weight)


@given(st.integers(1, 95), st.integers(0, 100), PLATES)
def test_a_rate_that_comes_out_on_a_step_loses_no_plate(rate: int, pairs: int, plate: float) -> None:
    on_step = 20 * 100 + pairs * int(200 * plate)  # hundredths of a kg
    if on_step * 100 % rate == 0:
        assert (
            Barbell(on_step * 100 // rate / 100, 10_000, 20.0, plates_down_to(plate)).weight(rate, 5) == on_step / 100
        )


def test_binary_fractions_lose_no_plate() -> None:
    assert 32.3 - 7.3 < 25  # what floats make of it
    assert built(exact(32.3), 7.3, plates_down_to(0.5)) == 32.3


@given(HUNDREDTHS, st.integers(1, 100), st.integers(1, 100), TENTHS, PLATES)
def test_a_higher_rate_is_never_lighter(max_kg: float, one: int, other: int, bar: float, plate: float) -> None:
    low, high = (Barbell(max_kg, 10_000, bar, plates_down_to(plate)).weight(rate, 5) for rate in sorted((one, other)))
    if low is not None:
        assert high is not None
        assert low <= high


@given(HUNDREDTHS, st.integers(30, 95), st.sampled_from([1, 3, 5, 10]), TENTHS, PLATES)
def test_a_set_keeps_to_the_one_rep_max_and_to_its_rate_or_has_no_weight(
    max_kg: float, rate: int, reps: int, bar: float, plate: float
) -> None:
    one_rep_max = max_kg / 0.9
    most = Fraction(str(one_rep_max)) * (Fraction(85, 100) if reps >= 5 else 1)
    most = min(most, Fraction(str(max_kg)) * (rate + 10) / 100)
    kg = Barbell(max_kg, one_rep_max, bar, plates_down_to(plate)).weight(rate, reps)
    assert (kg is None) == (Fraction(str(bar)) > most)
    assert kg is None or Fraction(str(kg)) <= most
