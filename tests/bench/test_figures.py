"""Percentiles, ratios, and what counts as a met target."""

import pytest

from bench.figures import FEWEST_FOR_P95, Row, Target, percentile


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([1, 2], 50) == 1.5
    assert percentile(list(range(101)), 95) == 95
    assert percentile([0, 10], 95) == pytest.approx(9.5)
    assert percentile([7], 95) == 7


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_few_repetitions_have_a_median_alone() -> None:
    assert Row.of("a", "s", [1.0] * (FEWEST_FOR_P95 - 1)).p95 is None
    assert Row.of("a", "s", [1.0] * FEWEST_FOR_P95).p95 == 1


def test_the_ratio_is_of_the_medians() -> None:
    assert Row.of("a", "s", [8, 100, 9], ours=[1, 2, 30]).ratio == 4.5


@pytest.mark.parametrize(("p50", "ours"), [(1.0, None), (None, 1.0), (None, None)])
def test_what_was_not_measured_has_no_ratio(p50: float | None, ours: float | None) -> None:
    row = Row("a", "s", p50, ours=ours)
    assert row.ratio is None
    assert row.met(Target("ratio", "≥", 8)) is None


def test_no_times_of_ours_are_no_ratio() -> None:
    assert Row.of("a", "s", [1.0], ours=[]).ratio is None


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target("p50", "≤", 0.8), True),
        (Target("p50", "≤", 0.7999), False),
        (Target("p50", "≥", 0.8), True),
        (Target("p50", "≥", 0.8001), False),
        (Target("p95", "≤", 1.2), None),
        (Target("ratio", "≥", 8), True),
        (Target("ratio", "≥", 8.1), False),
    ],
)
def test_a_target_is_met_up_to_its_limit(target: Target, met: bool | None) -> None:
    assert Row("a", "s", 0.8, ours=0.1).met(target) is met
