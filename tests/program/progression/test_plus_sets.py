"""Repetitions that beat the best so far, and weights for joker sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.month.estimate import e1rm
from program.month.plates import plates_down_to
from program.month.plus_sets import joker_weights, reps_to_beat
from program.progression.estimate import best_kg
from program.progression.log import LoggedSet
from program.schema import Level, Role
from program.units import exact
from tests.program.progression.drawn import KG


def bench(kg: float, reps: int) -> LoggedSet:
    return LoggedSet(lift="bench_press", week=1, weight_kg=kg, reps=reps)


@pytest.mark.parametrize(
    ("earlier", "kg", "expected"),
    [
        ([(67.5, 4)], 67.5, 5),
        ([(67.5, 4)], 70, 3),  # 76.49 is beaten by 76.99, not by 74.66
        ([(67.5, 4)], 80, 1),
        ([(67.5, 4), (75, 5)], 70, 8),
        ([(67.5, 8)], 60, None),
        ([(60, 20)], 60, None),
        ([(67.5, 0)], 67.5, None),
        ([], 67.5, None),
    ],
)
def test_reps_to_beat(earlier: list[tuple[float, int]], kg: float, expected: int | None) -> None:
    best = best_kg("bench_press", [bench(*one) for one in earlier])
    assert (best and reps_to_beat(kg, best)) == expected


def test_other_lifts_are_no_records() -> None:
    assert best_kg("squat", [bench(67.5, 4)]) is None


@given(KG, st.lists(st.tuples(KG, st.integers(0, 30)), max_size=5))
def test_they_beat_the_best_and_one_fewer_does_not(kg: float, earlier: list[tuple[float, int]]) -> None:
    best = best_kg("bench_press", [bench(*one) for one in earlier])
    if best is None:
        assert not any(reps for _, reps in earlier)
        return
    reps = reps_to_beat(kg, best)
    if reps is None:
        assert e1rm(kg, 8) <= exact(best)
    else:
        assert 1 <= reps <= 8
        assert e1rm(kg, reps) > exact(best) >= e1rm(kg, reps - 1)


def test_an_estimate_trusts_eight_repetitions() -> None:
    assert [float(e1rm(100, reps)) for reps in (0, 1, 2, 8, 9, 30)] == [0, 100, 106.66, 126.64, 126.64, 126.64]


@pytest.mark.parametrize(
    ("kg", "plate", "expected"),
    [
        (100, 1.25, (105, 110)),
        (67.5, 1.25, (70, 72.5)),
        (40, 1.25, (42.5,)),  # 42 comes down to the plus set itself, 44 to 42.5
        (20, 2.5, ()),
        (67.5, 0.5, (70, 74)),
    ],
)
def test_joker_weights_can_be_built(kg: float, plate: float, expected: tuple[float, ...]) -> None:
    assert joker_weights(kg, 20, plates_down_to(plate), role="anchor", level=Level.OVER_THREE_YEARS) == expected


@pytest.mark.parametrize(
    ("role", "level", "some"),
    [
        ("anchor", Level.ONE_TO_THREE_YEARS, True),
        ("anchor", Level.FIRST_YEAR, False),
        ("anchor", Level.FIRST_MONTHS, False),
        ("leader", Level.COMPETITOR, False),
        ("original", Level.COMPETITOR, False),
    ],
)
def test_joker_sets_are_for_anchors_after_the_first_year(role: Role, level: Level, some: bool) -> None:
    assert bool(joker_weights(100, 20, plates_down_to(1.25), role=role, level=level)) == some


@given(KG, st.sampled_from([0.5, 1.0, 1.25, 2.5]), st.sampled_from([7.3, 15.0, 20.0]))
def test_a_joker_is_above_the_plus_set_and_at_most_ten_percent(kg: float, plate: float, bar: float) -> None:
    weights = joker_weights(kg, bar, plates_down_to(plate), role="anchor", level=Level.COMPETITOR)
    assert len(weights) <= 2
    assert list(weights) == sorted(set(weights))
    assert all(kg < one <= max(kg * 1.1 + 1e-9, bar) for one in weights)
