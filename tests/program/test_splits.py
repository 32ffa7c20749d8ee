from collections import Counter
from itertools import pairwise

import pytest

from program.month.splits import SPLITS
from program.schema import LIFTS, UPPER_LIFTS

EVERY_SPLIT = [
    pytest.param(days, split, id=f"{days}:{name}") for days in SPLITS for name, split in SPLITS[days].items()
]


@pytest.mark.parametrize(("days", "split"), EVERY_SPLIT)
def test_a_split_has_a_session_for_every_day_and_trains_every_lift(
    days: int, split: tuple[tuple[str, ...], ...]
) -> None:
    assert len(split) == days
    counts = Counter(lift for lifts in split for lift in lifts)
    assert set(counts) == set(LIFTS)
    assert max(counts.values()) <= (2 if days == 3 else 1)


@pytest.mark.parametrize(("days", "split"), EVERY_SPLIT)
def test_paired_days_have_one_upper_and_one_lower_lift(days: int, split: tuple[tuple[str, ...], ...]) -> None:
    assert all(len(lifts) == (1 if days == 4 else 2) for lifts in split)
    uppers = [sum(lift in UPPER_LIFTS for lift in lifts) for lifts in split]
    spares_squats = days == 3 and split == SPLITS[3]["press-bench"]
    assert days == 4 or uppers == ([1, 1, 2] if spares_squats else [1] * days)


@pytest.mark.parametrize("name", SPLITS[4])
def test_four_days_alternate_upper_and_lower_body(name: str) -> None:
    upper = [lifts[0] in UPPER_LIFTS for lifts in SPLITS[4][name]]
    assert all(one != other for one, other in pairwise(upper))


def test_the_names_say_what_comes_first() -> None:
    assert {name: split[0] for name, split in SPLITS[4].items()} == {
        "press-first": ("over_head_press",),
        "bench-first": ("bench_press",),
        "deadlift-first": ("dead_lift",),
        "squat-first": ("squat",),
    }
