from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.errors import RequestError
from program.histories.history import Counts, DoneSet, History
from program.histories.log import MatchedSet, PlannedTop, Unmatched, to_log
from program.schema import Lift

START = date(2026, 5, 4)
PLAN = tuple(
    PlannedTop(lift="squat", week=week, day=1, weight_kg=kg, reps=reps)
    for week, kg, reps in ((1, 85, 5), (2, 90, 3), (3, 95, 1), (4, 60, 5))
)


def done(days: int, kg: float, reps: int = 5, *, lift: Lift = "squat", warmup: bool = False, line: int = 2) -> DoneSet:
    day = START + timedelta(days=days)
    return DoneSet(lift=lift, date=day, weight_kg=kg, reps=reps, warmup=warmup, rpe=None, line=line)


def own(week: int, day: int, kg: float, reps: int = 5, *, line: int = 2) -> DoneSet:
    return done(0, kg, reps, line=line).model_copy(update={"date": None, "week": week, "day": day})


def history(*sets: DoneSet) -> History:
    counts = Counts(rows=len(sets), read=len(sets), other=0, not_sets=0, not_done=0, unread=0)
    return History(format="hevy", sets=sets, unread=(), notes=(), counts=counts, other_exercises=())


def weeks(matched: tuple[MatchedSet, ...]) -> dict[int, tuple[float, int]]:
    return {one.week: (one.weight_kg, one.reps) for one in matched}


def reasons(unmatched: tuple[Unmatched, ...]) -> list[tuple[int | None, str]]:
    return [(one.week, one.reason) for one in unmatched]


def test_sessions_follow_the_plan_in_their_order() -> None:
    matched, unmatched = to_log(history(done(14, 95, 3), done(0, 85, 8), done(7, 90, 6), done(21, 60)), PLAN)
    assert weeks(matched) == {1: (85, 8), 2: (90, 6), 3: (95, 3), 4: (60, 5)}
    assert unmatched == ()


def test_the_day_s_heaviest_set_at_or_above_the_plan_counts() -> None:
    sets = (done(0, 65), done(0, 85, 8, line=3), done(0, 92.5, 2, line=4), done(0, 65, 10), done(0, 200, warmup=True))
    matched, _ = to_log(history(*sets), PLAN[:1])
    assert matched == (MatchedSet(lift="squat", week=1, day=1, weight_kg=92.5, reps=2, line=4),)


def test_of_equal_weights_most_repetitions_count() -> None:
    matched, _ = to_log(history(done(0, 85, 5, line=2), done(0, 85, 8, line=3), done(0, 85, 8, line=4)), PLAN[:1])
    assert [(one.reps, one.line) for one in matched] == [(8, 3)]


def test_a_failed_set_counts_only_if_no_other_is_heavy_enough() -> None:
    assert weeks(to_log(history(done(0, 85, 8), done(0, 95, 0)), PLAN[:1])[0]) == {1: (85, 8)}
    assert weeks(to_log(history(done(0, 80, 8), done(0, 85, 0)), PLAN[:1])[0]) == {1: (85, 0)}


def test_a_missed_week_does_not_move_the_weeks_behind_it() -> None:
    matched, unmatched = to_log(history(done(0, 85), done(14, 95), done(21, 60)), PLAN)
    assert weeks(matched) == {1: (85, 5), 3: (95, 5), 4: (60, 5)}
    assert reasons(unmatched) == [(2, "not_trained")]


def test_a_week_that_was_too_light_is_told_with_its_set() -> None:
    matched, unmatched = to_log(history(done(0, 85), done(7, 80, line=7), done(14, 95), done(21, 60)), PLAN)
    assert weeks(matched) == {1: (85, 5), 3: (95, 5), 4: (60, 5)}
    assert [(one.week, one.reason, one.line) for one in unmatched] == [(2, "below_plan", 7), (None, "beside_plan", 7)]
    assert "heavy" in unmatched[0].sentence


def test_days_of_supplemental_work_alone_are_beside_the_plan() -> None:
    days = ((0, 85), (3, 50), (7, 90), (10, 50), (14, 95), (17, 50), (21, 60))
    matched, unmatched = to_log(history(*(done(day, kg) for day, kg in days)), PLAN)
    assert weeks(matched) == {1: (85, 5), 2: (90, 5), 3: (95, 5), 4: (60, 5)}
    assert reasons(unmatched) == [(None, "beside_plan")] * 3


def test_what_is_older_than_the_month_is_left_out() -> None:
    before = tuple(done(-7 * weeks_ago, 85, 12, line=weeks_ago) for weeks_ago in range(2, 60))
    month = (done(0, 87.5), done(7, 90), done(14, 95), done(21, 60))
    for since in (START, None):
        matched, unmatched = to_log(history(*before, *month), PLAN, since)
        assert weeks(matched)[2] == (90, 5)
        assert (None, "before_month") in reasons(unmatched)
    assert weeks(to_log(history(*before, *month), PLAN, START)[0])[1] == (87.5, 5)


def test_a_weight_that_went_to_pounds_and_back_still_counts() -> None:
    assert weeks(to_log(history(done(0, 84.96)), PLAN[:1])[0]) == {1: (84.96, 5)}
    assert to_log(history(done(0, 84.9)), PLAN[:1])[0] == ()


def test_our_own_csv_says_week_and_day() -> None:
    sets = (own(3, 1, 95, 2), own(1, 1, 85, 9), own(2, 1, 87.5, 3, line=9), own(5, 1, 100))
    matched, unmatched = to_log(history(*sets), PLAN)
    assert weeks(matched) == {1: (85, 9), 3: (95, 2)}
    assert [(one.week, one.reason, one.line) for one in unmatched] == [
        (2, "below_plan", 9),
        (4, "not_trained", None),
        (5, "beside_plan", 2),
    ]


def test_a_lift_that_is_trained_twice_a_week_has_two_top_sets() -> None:
    plan = (*PLAN[:1], PLAN[0].model_copy(update={"day": 3}), PLAN[1])
    matched, _ = to_log(history(done(0, 85, 8), done(4, 85, 7), done(7, 90, 5)), plan)
    assert [(one.week, one.day, one.reps) for one in matched] == [(1, 1, 8), (1, 3, 7), (2, 1, 5)]


def test_lifts_are_matched_each_for_itself_and_those_not_planned_are_left_alone() -> None:
    bench = PLAN[0].model_copy(update={"lift": "bench_press", "weight_kg": 60})
    sets = (done(0, 85), done(1, 60, lift="bench_press"), done(2, 140, lift="dead_lift"))
    matched, unmatched = to_log(history(*sets), (PLAN[0], bench))
    assert [(one.lift, one.weight_kg) for one in matched] == [("bench_press", 60), ("squat", 85)]
    assert unmatched == ()


def test_nothing_done_matches_nothing() -> None:
    matched, unmatched = to_log(history(), PLAN)
    assert matched == ()
    assert reasons(unmatched) == [(week, "not_trained") for week in (1, 2, 3, 4)]


def test_two_top_sets_of_a_lift_in_one_session_are_refused() -> None:
    with pytest.raises(RequestError, match="squat has two top sets in week 1, day 1"):
        to_log(history(), (PLAN[0], PLAN[0]))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(40, 120), st.integers(0, 12)), max_size=20))
def test_matched_sets_are_heavy_enough_in_order_and_nothing_is_lost(sets: list[tuple[int, int, int]]) -> None:
    there = [done(day, kg, reps, line=line) for line, (day, kg, reps) in enumerate(sets, start=2)]
    matched, unmatched = to_log(history(*there), PLAN)
    by_line = {one.line: one for one in there}
    dates = [by_line[one.line].date for one in matched]
    assert all(earlier is not None and later is not None and earlier < later for earlier, later in pairwise(dates))
    assert all(one.weight_kg >= PLAN[one.week - 1].weight_kg for one in matched)
    assert sorted([one.week for one in matched] + [one.week for one in unmatched if one.week]) == [1, 2, 3, 4]
    assert len(matched) + sum(one.week is None for one in unmatched) == len({one.date for one in there})
