from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.errors import RequestError
from program.month.plates import Plates, built, pairs_of, plates_down_to, plates_per_side
from program.units import KG_PER_LB, exact, in_kg

USUAL = plates_down_to(1.25)


@pytest.mark.parametrize(
    ("weight", "bar", "plates", "side"),
    [
        (20, 20, USUAL, ()),
        (72.5, 20, USUAL, (25, 1.25)),
        (100, 20, USUAL, (25, 15)),
        (92.5, 20, USUAL, (25, 10, 1.25)),
        (180, 20, USUAL, (25, 25, 25, 5)),
        (72.5, 20, Plates((20, 10, 5, 2.5, 1.25)), (20, 5, 1.25)),
        (26, 20, Plates((2.5, 1)), (1, 1, 1)),
        (60, 20, Plates((15, 10)), (10, 10)),
        (59.3, 7.3, Plates((25, 0.5)), (25, 0.5, 0.5)),
        (47.5, 15, plates_down_to(0.5), (15, 1.25)),
    ],
)
def test_the_fewest_plates_are_taken_heaviest_first(
    weight: float, bar: float, plates: Plates, side: tuple[float, ...]
) -> None:
    assert plates_per_side(weight, bar, plates) == side


@pytest.mark.parametrize(
    ("weight", "bar", "plates"),
    [
        (19, 20, USUAL),
        (21, 20, USUAL),
        (61.25, 20, USUAL),
        (22.5, 20, Plates((2.5,))),
        (1e9, 20, USUAL),
        (20.001, 20, USUAL),
    ],
)
def test_a_weight_that_cannot_be_built_is_refused(weight: float, bar: float, plates: Plates) -> None:
    with pytest.raises(RequestError, match="cannot be built"):
        plates_per_side(weight, bar, plates)


def test_the_plates_go_down_to_the_smallest_that_there_is() -> None:
    assert list(USUAL.kinds) == [25, 20, 15, 10, 5, 2.5, 1.25]
    assert list(plates_down_to(2.5).kinds) == [25, 20, 15, 10, 5, 2.5]
    assert list(plates_down_to(0.5).kinds)[-4:] == [2.5, 1.25, 1, 0.5]
    assert plates_down_to(0.25).kinds[-1] == 0.25


@given(
    st.integers(1, 60_000).map(lambda hundredths: hundredths / 100),
    st.integers(1, 500).map(lambda tenths: tenths / 10),
    st.sampled_from([0.25, 0.5, 1.0, 1.25, 2.0, 2.5, 5.0]),
)
def test_every_weight_of_a_month_can_be_built_exactly(kg: float, bar: float, smallest: float) -> None:
    weight = built(exact(kg), bar, plates_down_to(smallest))
    side = plates_per_side(weight, bar, plates_down_to(smallest))
    assert Fraction(str(bar)) + 2 * sum(Fraction(str(plate)) for plate in side) == Fraction(str(weight))
    assert list(side) == sorted(side, reverse=True)
    assert min(side, default=smallest) >= smallest


OWN = pairs_of((20, 10, 5, 2.5, 2.5, 1.25))


@pytest.mark.parametrize(
    ("kg", "plates", "weight", "side"),
    [
        (60, OWN, 60, (20,)),
        (70, OWN, 70, (20, 5)),
        (102.5, OWN, 102.5, (20, 10, 5, 2.5, 2.5, 1.25)),
        (140, OWN, 102.5, (20, 10, 5, 2.5, 2.5, 1.25)),
        (75, pairs_of((20, 10)), 60, (20,)),
        (70, pairs_of((20, 15, 10, 5)), 70, (20, 5)),
        (75, pairs_of((20, 10), nearest=True), 80, (20, 10)),
    ],
)
def test_own_plates_build_what_their_pairs_add_up_to(
    kg: float, plates: Plates, weight: float, side: tuple[float, ...]
) -> None:
    assert built(exact(kg), 20, plates) == weight
    assert plates_per_side(weight, 20, plates) == side


@pytest.mark.parametrize(
    ("kg", "down", "nearest"), [(76.1, 75, 75), (76.25, 75, 75), (76.3, 75, 77.5), (12, 20, 20), (20.9, 20, 20)]
)
def test_the_nearest_weight_is_taken_where_it_is_asked_for(kg: float, down: float, nearest: float) -> None:
    assert built(exact(kg), 20, plates_down_to(1.25)) == down
    assert built(exact(kg), 20, plates_down_to(1.25, nearest=True)) == nearest


def test_the_nearest_weight_is_not_above_the_most_that_a_set_may_weigh() -> None:
    assert built(exact(76.3), 20, plates_down_to(1.25, nearest=True), exact(77)) == 75


@given(st.integers(100, 1200), st.sampled_from([0.25, 0.5, 1.0, 1.25, 2.5, 5.0, 10.0]))
def test_pound_plates_build_whole_steps_of_a_pound(pounds: int, smallest: float) -> None:
    plates = plates_down_to(smallest, "lb")
    weight = Fraction(str(built(exact(in_kg(pounds, "lb")), in_kg(45, "lb"), plates))) / Fraction(KG_PER_LB)
    step = 2 * Fraction(smallest)
    assert (weight - 45) % step == 0
    assert weight <= pounds < weight + step
    assert (
        45 + 2 * sum(map(Fraction, plates_per_side(float(weight * Fraction(KG_PER_LB)), in_kg(45, "lb"), plates)))
        == weight
    )
