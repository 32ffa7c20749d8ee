"""Programmes of several months, and the month that follows from a log, with the coach's answers."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

import pytest
from pydantic import ValidationError

from program.block import LAYOUTS, BlockWeeks, Layout
from program.errors import RequestError
from program.month.routine import Routine
from program.progression.carry import Carry
from program.progression.layouts import LENGTHS, forecast, layout_notes, months_of
from program.progression.log import LoggedSet, TopSet
from program.schema import LIFTS, WEEKDAYS, Goal, Level, Lift, RoutineRequest
from service.programme import NextMonth, NextRequest, Programme, ProgrammeRequest, next_month, programme
from tests.coached import Coached, lifter, log_of, maxes_of

SERVICE = Coached()


def months(request: RoutineRequest, weeks: int = 12, layout: Layout | None = None) -> Programme:
    return programme(SERVICE, ProgrammeRequest.model_validate({"request": request, "weeks": weeks, "layout": layout}))


def carry_of(routine: Routine) -> Carry:
    """The month's carry as a caller gives it back: through JSON."""
    assert routine.carry is not None
    return Carry.model_validate_json(routine.carry.model_dump_json())


def after(routine: Routine, log: Sequence[LoggedSet] = (), **fields: Any) -> NextMonth:
    carry = carry_of(routine)
    return next_month(SERVICE, carry, NextRequest.model_validate({"carry": carry, "log": log, **fields}))


def told(made: NextMonth, lift: Lift) -> tuple[float, float, str]:
    """From, to and rule of the proposal for a lift."""
    [one] = [one for one in made.proposals if one.lift == lift]
    return one.from_kg, one.to_kg, one.rule


def first_days(routines: Sequence[Routine]) -> list[date]:
    return [day for one in routines if (day := one.weeks[0].days[0].date)]


# Programmes


def check(request: RoutineRequest, weeks: BlockWeeks, layout: Layout | None) -> None:
    """The programme has the months of its layout, and each stands on the forecast."""
    made = months(request, weeks, layout)
    plans = months_of(weeks, layout, request)
    assert [(one.role, one.week4) for one in made.months] == [(one.role, one.week4) for one in plans]
    assert [len(one.routine.weeks) for one in made.months] == [one.weeks for one in plans]
    assert [one.routine.weeks[-1].test for one in made.months] == [one.week4 == "tm_test" for one in plans]
    assert made.layout == ("leader_anchor" if plans[-1].role == "anchor" else "original")
    assert len(made.notes) == len(layout_notes(weeks, layout, request))
    start = made.months[0].routine.training_max
    for number, month in enumerate(made.months, start=1):
        assert month.routine.training_max == {lift: forecast(start[lift], lift, number) for lift in LIFTS}


@pytest.mark.parametrize("level", Level)
def test_a_programme_of_eleven_weeks_for_every_level_and_goal(level: Level) -> None:
    for goal in Goal:
        check(lifter(experience=level, purpose=goal), 11, None)


@pytest.mark.parametrize(("weeks", "layout"), list(product(LENGTHS, (*LAYOUTS, None))))
def test_every_length_and_layout(weeks: BlockWeeks, layout: Layout | None) -> None:
    for level, goal in ((1, 1), (3, 1), (3, 3), (4, 2), (5, 6)):
        check(lifter(experience=level, purpose=goal), weeks, layout)


@pytest.mark.parametrize("weeks", LENGTHS)
@pytest.mark.parametrize("fields", [{}, {"experience": 2, "purpose": 2}, {"gender": "여성", "purpose": 4}])
def test_the_next_months_with_the_training_maxes_of_the_forecast_are_those_of_the_programme(
    weeks: BlockWeeks, fields: dict[str, Any]
) -> None:
    made = months(lifter(start_date="2026-01-05", **fields), weeks)
    for before, expected in zip(made.months, made.months[1:], strict=False):
        forecasted = {lift: forecast(kg, lift, 2) for lift, kg in maxes_of(carry_of(before.routine)).items()}
        assert after(before.routine, training_max=forecasted).routine == expected.routine


def test_a_programme_says_why_it_has_no_leaders_in_the_lifters_language() -> None:
    [english] = months(lifter(experience=1), layout="leader_anchor").notes
    [korean] = months(lifter(experience=1, gender="남성"), layout="leader_anchor").notes
    assert "first year" in english
    assert re.search("[가-힣]", korean)
    assert months(lifter(experience=1)).notes == ()


@pytest.mark.parametrize(
    ("weeks", "starts"), [(8, (0, 28)), (11, (0, 21, 49)), (12, (0, 28, 56))], ids=["8", "11", "12"]
)
def test_the_months_follow_each_other_day_after_day(weeks: BlockWeeks, starts: tuple[int, ...]) -> None:
    monday = date(2026, 1, 5)
    made = months(lifter(start_date=monday.isoformat(), weekdays=["mon", "tue", "thu", "fri"]), weeks)
    routines = [one.routine for one in made.months]
    assert first_days(routines) == [monday + timedelta(days=days) for days in starts]
    assert after(routines[-1]).routine.weeks[0].days[0].date == monday + timedelta(weeks=weeks)
    for one in (day for routine in routines for week in routine.weeks for day in week.days):
        assert one.date is not None
        assert one.weekday == WEEKDAYS[one.date.weekday()]
        assert one.weekday in ("mon", "tue", "thu", "fri")


def test_a_start_between_training_days_moves_no_weekday() -> None:
    made = months(lifter(start_date="2026-01-07", weekdays=["mon", "wed", "fri", "sat"]))
    for routine in (one.routine for one in made.months):
        assert [day.weekday for day in routine.weeks[0].days] == ["wed", "fri", "sat", "mon"]
    assert len({day.date for one in made.months for week in one.routine.weeks for day in week.days}) == 12 * 4


def test_a_programme_may_end_with_the_calendar() -> None:
    made = months(lifter(start_date="9999-12-04"), 4)
    assert made.months[0].routine.weeks[-1].days[-1].date == date(9999, 12, 29)
    with pytest.raises(RequestError, match="start_date: the next month would start past the calendar's last day"):
        months(lifter(start_date="9999-12-04"), 8)


@pytest.mark.parametrize("fields", [{"age": 70}, {"request": "임신 중이에요"}])
def test_careful_lifters_do_not_rise(fields: dict[str, Any]) -> None:
    made = months(lifter(**fields), layout="leader_anchor")
    assert made.layout == "original"
    assert len(made.notes) == 1
    assert len({tuple(one.routine.training_max.items()) for one in made.months}) == 1
    last = made.months[-1].routine
    assert not any(week.test for week in last.weeks)
    found = after(last, log_of(carry_of(last), lambda _: 12))
    assert {one.rule for one in found.proposals} == {"month_careful"}
    assert found.routine.training_max == last.training_max


@pytest.mark.parametrize("weeks", [0, 3, 16, "12", None])
def test_other_lengths_are_refused(weeks: Any) -> None:
    with pytest.raises(ValidationError, match="weeks"):
        months(lifter(), weeks)


# From month to month


def chain(first: Routine, reps: int = 5, **fields: Any) -> Iterator[NextMonth]:
    """The months after the first, each trained with `reps` in every top set."""
    routine = first
    while True:
        made = after(routine, log_of(carry_of(routine), lambda _: reps), **fields)
        yield made
        routine = made.routine


def test_a_year_of_leaders_and_anchors_by_next_alone() -> None:
    first = months(lifter()).months[0].routine
    year = [first, *(one.routine for one in islice(chain(first), 11))]
    requests = [carry_of(one).whose for one in year]
    assert [(one.role, one.week4) for one in requests] == [
        ("leader", "deload"),
        ("leader", "deload"),
        ("anchor", "tm_test"),
    ] * 4
    assert [one.block.month for one in requests] == list(range(1, 13))
    assert [one.block.first for one in requests] == [1] * 3 + [4] * 3 + [7] * 3 + [10] * 3
    assert [one.training_max["squat"] for one in year] == [102.0 + 5 * month for month in range(12)]
    assert [one.block.counters.squat.cycles_up for one in requests] == [0, 1, 2] * 4
    assert [one.block.counters.squat.cycles_done for one in requests] == list(range(12))


def test_original_months_go_back_after_five_cycles_up() -> None:
    first = months(lifter(), layout="original").months[0].routine
    chained = list(islice(chain(first, reps=6), 6))
    rules = [told(one, "bench_press")[2] for one in chained]
    assert rules == ["plus_set_met"] * 5 + ["five_cycles_up"]
    start, end, _ = told(chained[-1], "bench_press")
    assert start - end == 7.5
    assert chained[-1].proposals[0].advice == "test"


def test_without_a_log_nothing_rises() -> None:
    first = months(lifter()).months[0].routine
    found = after(first)
    assert {one.rule for one in found.proposals} == {"nothing_logged"}
    assert found.routine.training_max == first.training_max
    assert carry_of(found.routine).whose.block.month == 2


def test_a_month_outside_of_a_programme_goes_on_as_it_is() -> None:
    first = SERVICE.routine(lifter(role="anchor", week4="tm_test"))
    second = carry_of(after(first, log_of(carry_of(first))).routine).whose
    assert (second.role, second.week4, second.block.weeks, second.block.month) == ("anchor", "tm_test", None, 2)


@pytest.mark.parametrize(
    ("gender", "words"),
    [
        ("male", "Squat: TM 102 → 107 kg. You did all the reps (week 3, 95 kg × 5)."),
        ("여성", "스쿼트 TM 102kg → 107kg."),
    ],
)
def test_a_proposal_is_told_in_the_lifters_language(gender: str, words: str) -> None:
    first = months(lifter(gender=gender)).months[0].routine
    found = after(first, log_of(carry_of(first)))
    [text] = [one.text for one in found.proposals if one.lift == "squat"]
    assert text.startswith(words)


def test_a_sentence_that_is_new_decides_the_language() -> None:
    first = months(lifter()).months[0].routine
    found = after(first, request={"request": "이번 달은 어깨를 더 하고 싶어요"})
    assert all("유지" in one.text for one in found.proposals)
    assert "트레이닝 맥스" in "\n".join(found.routine.notes)


def test_training_max_overrules_the_proposals() -> None:
    first = months(lifter()).months[0].routine
    found = after(first, log_of(carry_of(first)), training_max={"squat": 104.0, "bench_press": 70})
    assert told(found, "squat") == (102.0, 107.0, "top_set_met")
    assert found.routine.training_max == {
        "bench_press": 70.0,
        "squat": 104.0,
        "dead_lift": 127.4,
        "over_head_press": 53.5,
    }


def test_options_decide_how_training_maxes_go_on() -> None:
    first = months(lifter()).months[0].routine
    log = log_of(carry_of(first))
    assert told(after(first, log, step_kg={"squat": 2.5, "bench_press": 0}), "squat")[1] == 104.5
    assert told(after(first, log, step_kg={"squat": 2.5, "bench_press": 0}), "bench_press")[1] == 76.5
    away = after(first, log, weeks_away=3)
    assert {(one.rule, one.advice) for one in away.proposals} == {("weeks_away", "start_back")}
    with pytest.raises(RequestError, match=r"step_kg\.squat: 6 kg is more than a cycle may add"):
        after(first, log, step_kg={"squat": 6})


def _misses(top: TopSet) -> int:
    return 2 if top.week == 3 else top.reps


@pytest.mark.parametrize(("stall", "to"), [("three_steps", 91.8), ("ten_percent", 91.8), ("e1rm", 94.49)])
def test_a_miss_is_remembered_and_the_second_is_a_stall(stall: str, to: float) -> None:
    first = months(lifter()).months[0].routine
    second = after(first, log_of(carry_of(first), _misses))
    assert told(second, "squat") == (102.0, 102.0, "first_miss")
    assert carry_of(second.routine).whose.block.counters.squat.misses == 1
    third = after(second.routine, log_of(carry_of(second.routine), _misses), stall=stall)
    assert told(third, "squat") == (102.0, to, "stall")
    assert carry_of(third.routine).whose.block.counters.squat.misses == 0


def test_the_best_set_is_carried_and_gives_the_repetitions_to_beat() -> None:
    first = SERVICE.routine(lifter())
    log = [
        LoggedSet(lift="squat", week=1, weight_kg=90, reps=8),
        LoggedSet(lift="squat", week=3, weight_kg=102.5, reps=3),
    ]
    second = after(first, log).routine
    assert carry_of(second).whose.block.best_kg.by_lift == {"squat": 113.98}
    [plus] = [
        one
        for day in second.weeks[2].days
        for main in day.main
        if main.lift == "squat"
        for one in main.sets
        if one.amrap
    ]
    assert (plus.weight_kg, plus.reps_to_beat) == (105.0, 3)
    worse = [
        LoggedSet(lift="squat", week=3, weight_kg=100, reps=1),
        LoggedSet(lift="squat", week=2, weight_kg=80, reps=0),
    ]
    assert carry_of(after(second, worse).routine).whose.block.best_kg.by_lift == {"squat": 113.98}


def test_what_has_changed_holds_from_then_on() -> None:
    first = months(lifter(start_date="2026-01-05", weekdays=["mon", "tue", "thu", "fri"])).months[0].routine
    second = after(first, request={"weekdays": ["tue", "thu", "sat"], "days_per_week": 3, "minutes": 45}).routine
    third = after(second).routine
    for routine in (second, third):
        assert [day.weekday for day in routine.weeks[0].days] == ["tue", "thu", "sat"]
        assert all(day.minutes <= 45 for week in routine.weeks for day in week.days)
    assert first_days([second, third]) == [date(2026, 2, 3), date(2026, 3, 3)]


def test_a_new_start_date_takes_the_place_of_the_day_after() -> None:
    first = months(lifter(start_date="2026-01-05")).months[0].routine
    assert first_days([after(first, request={"start_date": "2026-02-16"}).routine]) == [date(2026, 2, 16)]
    assert first_days([after(first, request={"start_date": None}).routine]) == []


def test_a_lift_that_begins_to_hurt_keeps_its_training_max_until_it_is_done_again() -> None:
    first = months(lifter()).months[0].routine
    second = after(first, log_of(carry_of(first)), request={"request": "My knee hurts when I squat."}).routine
    assert any(main.variation for day in second.weeks[0].days for main in day.main if main.lift == "squat")
    third = after(second, log_of(carry_of(second)), request={"request": None})
    assert told(third, "squat") == (107.0, 107.0, "lift_replaced")
    assert third.routine.training_max["squat"] == 107.0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minutes": 5}, "request: minutes: Input should be greater than or equal to 20"),
        ({"colour": "red"}, "request: colour: Extra inputs are not permitted"),
        ({"rm_weight": {"squat": -100}}, "request: rm_weight.squat: Input should be greater than 0"),
        ({"swap": {"squat": "moon_squat"}}, "swap.squat: 'moon_squat' is no exercise"),
        ({"training_max": {"squat": 110}}, "request.training_max: it follows from the month before; give what holds"),
        ({"block": {"month": 7}}, "request.block: it follows from the month before; leave it out"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(changes: dict[str, Any], message: str) -> None:
    first = months(lifter()).months[0].routine
    with pytest.raises(RequestError, match=re.escape(message)):
        after(first, request=changes)


def test_the_whole_request_may_be_sent_again() -> None:
    second = after(months(lifter()).months[0].routine).routine
    carry = carry_of(second)
    assert (
        after(second, request={**carry.request, "minutes": 60}).routine
        == after(second, request={"minutes": 60}).routine
    )


# A carry that was changed on its way


def _set(carry: dict[str, Any], path: Sequence[str | int], value: Any) -> None:
    *steps, last = path
    place: Any = carry
    for step in steps:
        place = place[step]
    place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["version"], 2, "version"),
        (["extra"], 1, "extra"),
        (["request"], None, "request"),
        (["request", "experience"], 9, "request: experience: Input should be less than or equal to 5"),
        (["request", "rm_weight"], {}, "request: rm_weight.bench_press"),
        (["request", "training_max"], {"squat": 900}, "request: training_max.squat"),
        (["request", "block", "weeks"], 9, "request: block.weeks"),
        (
            ["request", "block", "first"],
            3,
            "request: block: first: a programme of month 1 began in it or before, got 3",
        ),
        (["request", "block", "counters"], {"squat": {"misses": 2}}, "request: block.counters.squat.misses"),
        (["lifts"], [], "lifts"),
        (["lifts", 0, "lift"], "squat", "lifts\n  Value error, expected each lift once"),
        (["lifts", 0, "lift"], "curl", "lifts.0.lift"),
        (["lifts", 1, "rate"], 95, "lifts.1.rate"),
        (["lifts", 1, "training_max_kg"], -5, "lifts.1.training_max_kg"),
        (["lifts", 2, "top_sets", 0, "week"], 5, "lifts.2.top_sets.0.week"),
        (["lifts", 2, "top_sets", 0, "week"], 2, "top_sets: expected one a week, got weeks 2, 2, 3"),
        (["lifts", 3, "held"], "lazy", "lifts.3.held"),
    ],
)
def test_a_carry_that_cannot_be_is_refused_by_the_name_of_the_field(
    path: Sequence[str | int], value: Any, named: str
) -> None:
    carry = carry_of(months(lifter()).months[0].routine).model_dump(mode="json")
    assert Carry.model_validate(carry)
    _set(carry, path, value)
    with pytest.raises(ValidationError, match=re.escape(named)):
        Carry.model_validate(carry)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "expected either `carry` or `run_id`"),
        ({"log": [{"lift": "curl", "week": 1, "weight_kg": 20, "reps": 5}]}, "log.0.lift"),
        ({"log": [{"lift": "squat", "week": 5, "weight_kg": 20, "reps": 5}]}, "log.0.week"),
        ({"log": [{"lift": "squat", "week": 1, "weight_kg": 20, "reps": -1}]}, "log.0.reps"),
        ({"log": [{"lift": "squat", "week": 1, "weight_kg": 20, "reps": 5}] * 401}, "log"),
        ({"weeks_away": -1}, "weeks_away"),
        ({"training_max": {"squat": 0}}, "training_max.squat"),
    ],
)
def test_what_cannot_be_asked_is_refused(fields: dict[str, Any], named: str) -> None:
    body: dict[str, Any] = {"run_id": "0" * 32, **fields} if fields else {}
    with pytest.raises(ValidationError, match=re.escape(named)):
        NextRequest.model_validate(body)


def test_the_carry_has_the_request_as_it_was_sent() -> None:
    request = lifter(request="squats hurt", minutes=60, seed=3)
    assert carry_of(SERVICE.routine(request)).whose == request


def test_a_new_record_decides_instead_of_the_proposal() -> None:
    first = SERVICE.routine(lifter())
    made = after(first, log_of(carry_of(first)), request={"rm_weight": {"squat": 200}}).routine
    assert made.training_max["squat"] == 200 * made.plan.training_max_rate / 100
    assert made.training_max["dead_lift"] == first.training_max["dead_lift"] + 5
    assert carry_of(made).whose.rm_weight.one_rep_max("squat") == 200


def test_training_maxes_keep_the_rate_that_they_began_with() -> None:
    programme = months(lifter(experience=4, purpose=1), 8, "leader_anchor")
    leader, anchor = (carry_of(month.routine) for month in programme.months)
    assert leader.lifts[0].rate < programme.months[1].routine.plan.training_max_rate
    assert {one.rate for one in anchor.lifts} == {leader.lifts[0].rate}


# What the lifter says of the month


def test_pain_in_a_report_keeps_the_training_max_and_spares_the_joint() -> None:
    first = SERVICE.routine(lifter())
    made = after(first, log_of(carry_of(first)), report="데드할 때 허리가 아팠어요")
    assert told(made, "dead_lift") == (129.6, 129.6, "reported")
    assert told(made, "squat") == (108, 108, "reported")
    assert told(made, "bench_press") == (81, 83.5, "plus_set_met")
    assert made.routine.constraints is not None
    assert made.routine.constraints.avoid == ("lower_back",)
    assert "아프거나 조심해야" in next(one.text for one in made.proposals if one.lift == "dead_lift")


def test_the_carry_after_a_report_has_what_the_report_decided() -> None:
    first = SERVICE.routine(lifter())
    second = after(first, log_of(carry_of(first)), report="my lower back hurts when I deadlift")
    carried = carry_of(second.routine)
    assert carried.whose.past is None
    assert carried.whose.training_maxes["dead_lift"] == 129.6
    assert carried.whose.training_maxes["bench_press"] == 83.5
    counters = carried.whose.block.counters
    assert (counters.dead_lift.cycles_up, counters.bench_press.cycles_up) == (0, 1)
    third = after(second.routine, log_of(carried))
    assert told(third, "dead_lift") == (129.6, 129.6, "lift_spared")


def test_a_training_max_of_the_caller_overrules_the_report() -> None:
    first = SERVICE.routine(lifter())
    made = after(
        first, log_of(carry_of(first)), report="my lower back hurts when I deadlift", training_max={"dead_lift": 132}
    )
    assert told(made, "dead_lift") == (129.6, 134.6, "plus_set_met")
    assert carry_of(made.routine).lifts[LIFTS.index("dead_lift")].training_max_kg == 132


def test_a_report_decides_the_language() -> None:
    first = SERVICE.routine(lifter(gender="남성"))
    assert after(first, report="bench flew").proposals[0].text.startswith("Bench press: TM")
    assert after(first).proposals[0].text.startswith("벤치 프레스")


def test_the_month_before_cannot_be_changed_by_hand() -> None:
    first = SERVICE.routine(lifter())
    with pytest.raises(RequestError, match=r"request\.past: it follows from the month before"):
        after(first, request={"past": {"lifts": []}})
