from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.errors import RequestError
from program.month.splits import SPLITS, WEEKDAYS, session_date
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
    if days != 4:
        assert all(sum(lift in UPPER_LIFTS for lift in lifts) == 1 for lifts in split)


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


def test_four_days_from_a_monday_are_monday_tuesday_thursday_friday() -> None:
    monday = date(2026, 11, 30)
    assert [session_date(monday, 1, day, 4).weekday() for day in (1, 2, 3, 4)] == [0, 1, 3, 4]
    assert session_date(monday, 4, 4, 4) == date(2026, 12, 25)


@given(st.dates(max_value=date(9999, 11, 30)), st.sampled_from([2, 3, 4]))
def test_dates_start_at_the_first_day_rise_and_repeat_weekly(start: date, days: int) -> None:
    dates = [session_date(start, week, day, days) for week in (1, 2, 3, 4) for day in range(1, days + 1)]
    assert dates[0] == start
    assert all(one < other for one, other in pairwise(dates))
    assert all(later - dates[index] == timedelta(weeks=1) for index, later in enumerate(dates[days:]))
    assert dates[-1] - start < timedelta(weeks=4)


@pytest.mark.parametrize("days", WEEKDAYS)
def test_the_week_starts_with_a_session(days: int) -> None:
    assert WEEKDAYS[days][0] == 0
    assert len(WEEKDAYS[days]) == days


def test_a_month_past_the_calendars_end_is_the_callers_error() -> None:
    with pytest.raises(RequestError, match=r"start_date.*9999-12-20"):
        session_date(date(9999, 12, 20), 3, 1, 4)
