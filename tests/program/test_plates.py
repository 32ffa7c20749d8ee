from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.errors import RequestError
from program.month.plates import plates_down_to, plates_per_side
from program.month.weights import round_down

USUAL = plates_down_to(1.25)


@pytest.mark.parametrize(
    ("weight", "bar", "plates", "side"),
    [
        (20, 20, USUAL, ()),
        (72.5, 20, USUAL, (25, 1.25)),
        (100, 20, USUAL, (25, 15)),
        (92.5, 20, USUAL, (25, 10, 1.25)),
        (180, 20, USUAL, (25, 25, 25, 5)),
        (72.5, 20, (20, 10, 5, 2.5, 1.25), (20, 5, 1.25)),
        (26, 20, (2.5, 1), (1, 1, 1)),
        (60, 20, (15, 10), (10, 10)),
        (59.3, 7.3, (25, 0.5), (25, 0.5, 0.5)),
        (47.5, 15, plates_down_to(0.5), (15, 1.25)),
    ],
)
def test_the_fewest_plates_are_taken_heaviest_first(
    weight: float, bar: float, plates: tuple[float, ...], side: tuple[float, ...]
) -> None:
    assert plates_per_side(weight, bar, plates) == side


@pytest.mark.parametrize(
    ("weight", "bar", "plates"),
    [
        (19, 20, USUAL),
        (21, 20, USUAL),
        (61.25, 20, USUAL),
        (22.5, 20, (2.5,)),
        (30, 20, ()),
        (1e9, 20, USUAL),
        (20.001, 20, USUAL),
    ],
)
def test_a_weight_that_cannot_be_built_is_refused(weight: float, bar: float, plates: tuple[float, ...]) -> None:
    with pytest.raises(RequestError, match="cannot be built"):
        plates_per_side(weight, bar, plates)


@pytest.mark.parametrize("plate", [0, -5, 0.001, 601, 1e-9])
def test_a_plate_that_is_none_is_refused(plate: float) -> None:
    with pytest.raises(RequestError, match="is no plate"):
        plates_per_side(60, 20, (10, plate))


def test_the_plates_go_down_to_the_smallest_that_there_is() -> None:
    assert list(USUAL) == [25, 20, 15, 10, 5, 2.5, 1.25]
    assert list(plates_down_to(2.5)) == [25, 20, 15, 10, 5, 2.5]
    assert list(plates_down_to(0.5))[-4:] == [2.5, 1.25, 1, 0.5]
    assert plates_down_to(0.25)[-1] == 0.25


@given(
    st.integers(1, 60_000).map(lambda hundredths: hundredths / 100),
    st.integers(1, 500).map(lambda tenths: tenths / 10),
    st.sampled_from([0.5, 1.0, 1.25, 2.5]),
)
def test_every_weight_of_a_month_can_be_built_exactly(kg: float, bar: float, smallest: float) -> None:
    weight = round_down(kg, bar, smallest)
    side = plates_per_side(weight, bar, plates_down_to(smallest))
    assert Fraction(str(bar)) + 2 * sum(Fraction(str(plate)) for plate in side) == Fraction(str(weight))
    assert list(side) == sorted(side, reverse=True)
    assert min(side, default=smallest) >= smallest
