"""On which days of the week the sessions fall."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import coach
from program.errors import RequestError
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.lifter.weekdays import USUAL_OFFSETS, in_order_from, offsets_between, session_date, spread
from program.month.assistance import prescribed
from program.month.routine import TrainingWeek
from program.schema import WEEKDAYS, RoutineRequest
from tests.program.drawn import month_of

RECORDS = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}
MONDAY = date(2026, 11, 30)


def brief(constraints: Constraints | None = None, **fields: Any) -> Brief:
    body: dict[str, Any] = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS} | fields
    return obeyed(RoutineRequest.model_validate(body), constraints or Constraints())


def weeks(asked: Brief) -> tuple[TrainingWeek, ...]:
    plan = coach.weight_plan(asked)
    return month_of(asked, plan, prescribed(asked, coach.week_choice(asked, plan))).weeks


def test_four_days_from_a_monday_are_monday_tuesday_thursday_friday() -> None:
    dates = [day.date for week in weeks(brief(days_per_week=4, start_date="2026-11-30")) for day in week.days]
    assert [one.weekday() for one in dates[:4] if one] == [0, 1, 3, 4]
    assert dates[-1] == date(2026, 12, 25)


@given(st.dates(max_value=date(9999, 11, 30)), st.sampled_from([2, 3, 4]))
def test_dates_start_at_the_first_day_rise_and_repeat_weekly(start: date, days: int) -> None:
    dates = [session_date(start, week, offset) for week in (1, 2, 3, 4) for offset in USUAL_OFFSETS[days]]
    assert dates[0] == start
    assert all(one < other for one, other in pairwise(dates))
    assert all(later - dates[index] == timedelta(weeks=1) for index, later in enumerate(dates[days:]))
    assert dates[-1] - start < timedelta(weeks=4)


@pytest.mark.parametrize("days", USUAL_OFFSETS)
def test_the_week_starts_with_a_session(days: int) -> None:
    assert USUAL_OFFSETS[days][0] == 0
    assert len(USUAL_OFFSETS[days]) == days


def test_a_month_past_the_calendars_end_is_the_callers_error() -> None:
    with pytest.raises(RequestError, match=r"start_date.*9999-12-20"):
        session_date(date(9999, 12, 20), 3, 0)


@pytest.mark.parametrize(
    ("start", "named", "first", "offsets"),
    [
        ("2026-12-05", ["sat", "sun"], date(2026, 12, 5), (0, 1)),
        ("2026-12-06", ["sat", "sun"], date(2026, 12, 6), (0, 6)),
        ("2026-11-30", ["mon", "wed", "fri", "sat"], MONDAY, (0, 2, 4, 5)),
        ("2026-12-01", ["mon", "wed", "fri"], date(2026, 12, 2), (0, 2, 5)),
    ],
)
def test_sessions_fall_on_the_named_weekdays(
    start: str, named: list[str], first: date, offsets: tuple[int, ...]
) -> None:
    said = Constraints.model_validate({"weekdays": named})
    for asked in (brief(weekdays=named, start_date=start), brief(said, start_date=start)):
        assert asked.days == len(named)
        found = [day for week in weeks(asked) for day in week.days]
        assert [day.date for day in found] == [
            first + timedelta(weeks=week, days=offset) for week in range(4) for offset in offsets
        ]
        assert {day.weekday for day in found} == set(named)


def test_without_a_date_the_sessions_have_their_weekdays_from_monday_on() -> None:
    first, *_ = weeks(brief(weekdays=["sun", "tue", "thu"]))
    assert [(day.weekday, day.date) for day in first.days] == [("tue", None), ("thu", None), ("sun", None)]
    assert first.offsets == (0, 2, 5)


def test_of_many_weekdays_those_are_taken_that_leave_days_between() -> None:
    assert spread(WEEKDAYS, 3) == ("mon", "wed", "fri")
    assert spread(("mon", "tue", "wed", "thu", "fri"), 4) == ("mon", "tue", "thu", "fri")
    assert spread(("sat", "sun", "mon", "thu"), 2) == ("mon", "thu")


@given(st.lists(st.sampled_from(WEEKDAYS), min_size=2, unique=True), st.integers(2, 4), st.dates())
def test_chosen_weekdays_are_among_the_possible_ones_and_in_order(possible: list[Any], days: int, start: date) -> None:
    days = min(days, len(possible))
    chosen = in_order_from(spread(possible, days), start)
    assert set(chosen) <= set(possible)
    offsets = offsets_between(chosen)
    assert len(offsets) == days
    assert offsets[0] == 0
    assert list(offsets) == sorted(set(offsets))
    runs = [max_run(other) for other in combinations(sorted(map(WEEKDAYS.index, possible)), days)]
    assert max_run(tuple(map(WEEKDAYS.index, chosen))) == min(runs)


def max_run(days: tuple[int, ...]) -> int:
    """Most sessions on neighbouring days."""
    there = "".join("x" if day in days else " " for day in range(7)) * 2
    return min(max(map(len, there.split(" "))), len(days))


def test_form_and_sentence_together_name_the_weekdays_of_both() -> None:
    said = Constraints.model_validate({"weekdays": ["mon", "wed", "fri", "sat"]})
    asked = brief(said, weekdays=["wed", "fri", "sun"], days_per_week=4)
    assert asked.training_weekdays == ("wed", "fri")
    assert asked.days == 2


def test_a_single_weekday_is_no_week() -> None:
    said = Constraints.model_validate({"weekdays": ["sat"], "days_per_week": 1})
    asked = brief(said)
    assert (asked.training_weekdays, asked.days) == ((), 2)
