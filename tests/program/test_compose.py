from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from program.errors import RequestError
from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.month.compose import Month, compose
from program.month.routine import TrainingDay
from program.month.splits import SPLITS
from program.month.supplemental import SUPPLEMENTAL
from program.schema import LIFTS, Lift, RmWeight, RoutineRequest, WeekTemplate, WeightPlan
from tests.program.drawn import CLASSIC, briefs, decisions, month_of, plans, weeks

Decisions = tuple[Brief, WeightPlan, WeekTemplate]

RM_WEIGHT = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
REQUEST = {"experience": 3, "gender": "male", "purpose": 2, "rm_weight": RM_WEIGHT, "days_per_week": 4, "minutes": 90}
DAY = ["db_bench 5x10", "lat_pulldown 4x12", "leg_press 3x15", "db_curl 1x20"]
WEEK = WeekTemplate.model_validate({"split": "press-first", "supplemental": "BBB 5x10@50", "days": [DAY] * 4})


def brief(**fields: object) -> Brief:
    return obeyed(RoutineRequest.model_validate(REQUEST | fields))


def month(**fields: object) -> Month:
    return month_of(brief(**fields), CLASSIC, WEEK)


def reps(day: TrainingDay) -> dict[str, tuple[int, int]]:
    return {accessory.id: (accessory.sets, accessory.reps) for accessory in day.accessories}


def test_a_session_reads_as_a_coach_would_write_it() -> None:
    bench = month().weeks[0].days[2]
    assert bench.day == 3
    (main,) = bench.main
    assert main.lift == "bench_press"
    assert [(one.kind, one.rate, one.reps, one.amrap, one.weight_kg) for one in main.sets] == [
        ("warmup", 40, 5, False, 27.5),
        ("warmup", 50, 5, False, 35.0),
        ("warmup", 60, 3, False, 42.5),
        ("work", 65, 5, False, 45.0),
        ("work", 75, 5, False, 52.5),
        ("work", 85, 5, True, 60.0),
    ]
    (supplemental,) = bench.supplemental
    assert (supplemental.lift, supplemental.template) == ("bench_press", "BBB")
    assert [(one.kind, one.rate, one.reps, one.weight_kg) for one in supplemental.sets] == [
        ("supplemental", 50, 10, 35.0)
    ] * 5
    assert [(one.id, one.category, one.sets, one.reps) for one in bench.accessories] == [
        ("db_bench", "push", 5, 10),
        ("lat_pulldown", "pull", 4, 12),
        ("leg_press", "legs_core", 3, 15),
        ("db_curl", "pull", 1, 20),
    ]
    assert bench.accessories[0].name == "덤벨 벤치 프레스"


def test_the_training_max_is_of_the_one_rep_max_known_or_estimated() -> None:
    assert month().training_max == {
        "bench_press": 72.0,
        "squat": 90.0,
        "dead_lift": 94.5,
        "over_head_press": 40.5,
    }
    estimated = month(rm_weight=RM_WEIGHT | {"squat": {"weight_kg": 90.0, "reps": 5}})
    assert estimated.training_max["squat"] == 94.49  # (90 + 90 * 5 * 0.0333) * 0.9


def test_the_deload_week_has_no_supplemental_work_no_plus_sets_and_half_the_assistance() -> None:
    *_, third, deload = month().weeks
    assert deload.deload
    for day in deload.days:
        assert day.supplemental == ()
        assert not any(one.amrap for lift in day.main for one in lift.sets)
        assert reps(day) == {"db_bench": (2, 10), "lat_pulldown": (2, 12), "leg_press": (1, 15), "db_curl": (1, 20)}
        assert day.minutes < third.days[day.day - 1].minutes


@pytest.mark.parametrize("template", ["FSL 3x5", "FSL 5x5", "BBS 10x5"])
def test_first_set_last_follows_the_weeks_first_work_set(template: str) -> None:
    composed = month_of(brief(minutes=180), CLASSIC, WEEK.model_copy(update={"supplemental": template}))
    for week, rate in zip(composed.weeks[:3], (65, 70, 75), strict=True):
        for day in week.days:
            first = next(one for one in day.main[0].sets if one.kind == "work")
            assert {(one.rate, one.weight_kg) for one in day.supplemental[0].sets} == {(rate, first.weight_kg)}
            assert len(day.supplemental[0].sets) == SUPPLEMENTAL[template].sets


def test_no_supplemental_template_leaves_none() -> None:
    composed = month_of(brief(), CLASSIC, WEEK.model_copy(update={"supplemental": "none"}))
    assert all(day.supplemental == () for week in composed.weeks for day in week.days)


def test_sessions_are_dated_from_the_start_date() -> None:
    dated = month(start_date="2026-12-01")
    assert [day.date for day in dated.weeks[1].days] == [date(2026, 12, 8 + offset) for offset in (0, 1, 3, 4)]
    assert all(day.date is None for week in month().weeks for day in week.days)


def test_a_month_past_the_calendars_end_is_the_callers_error() -> None:
    with pytest.raises(RequestError, match="start_date"):
        month(start_date="9999-12-31")


def test_a_week_with_too_few_days_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        month_of(brief(), CLASSIC, WEEK.model_copy(update={"days": WEEK.days[:3]}))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_month_keeps_to_the_minutes_and_to_its_template(drawn: Decisions) -> None:
    asked, plan, template = drawn
    composed = month_of(asked, plan, template)
    left_out = {lift for lift, exercise in composed.loads.instead.items() if exercise is None}
    alone = {lift for lift, one in composed.loads.instead.items() if one and one.equipment == {"bodyweight"}}
    assert [week.week for week in composed.weeks] == [1, 2, 3, 4]
    for week in composed.weeks:
        assert [day.day for day in week.days] == list(range(1, asked.days + 1))
        for day, split, prescriptions in zip(week.days, SPLITS[asked.days][template.split], template.days, strict=True):
            lifts = [lift for lift in split if lift not in left_out]
            supplemented = [lift for lift in lifts if lift not in asked.sore_lifts | alone]
            assert day.minutes <= asked.session_minutes
            assert [main.lift for main in day.main] == lifts
            assert all([one.kind for one in main.sets].count("work") == 3 for main in day.main if not main.total_reps)
            extra = [lift.lift for lift in day.supplemental]
            assert extra == [lift for lift in supplemented if lift in extra]
            prescribed = {one.exercise: (one.sets, one.reps) for one in prescriptions}
            assert reps(day).keys() <= prescribed.keys()
            assert all(
                sets <= prescribed[name][0] and reps_ == prescribed[name][1]
                for name, (sets, reps_) in reps(day).items()
            )
            assert not week.deload or not day.supplemental


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_session_of_half_an_hour_has_pull_work(data: st.DataObject) -> None:
    half_hours = data.draw(briefs(minutes=30))
    composed = month_of(half_hours, data.draw(plans()), data.draw(weeks(half_hours)))
    for day in (day for week in composed.weeks[:3] for day in week.days):
        assert any(accessory.category == "pull" for accessory in day.accessories)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_session_of_twenty_minutes_is_longer(data: st.DataObject) -> None:
    minutes = data.draw(st.integers(20, 24))
    short = data.draw(briefs(minutes=minutes))
    composed = month_of(short, data.draw(plans()), data.draw(weeks(short)))
    for day in (day for week in composed.weeks for day in week.days):
        assert day.minutes <= minutes
        for main in day.main:
            work = [one.reps for one in main.sets if one.kind == "work"]
            assert len(work) == 3 if main.total_reps is None else sum(work) >= main.total_reps


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_more_minutes_never_mean_less_work(data: st.DataObject) -> None:
    short = data.draw(briefs(minutes=30))
    long = short.model_copy(update={"minutes": 180})
    plan, template = data.draw(plans()), data.draw(weeks(short))
    for little, much in zip(month_of(short, plan, template).weeks, month_of(long, plan, template).weeks, strict=True):
        for one, other in zip(little.days, much.days, strict=True):
            assert one.minutes <= other.minutes
            assert reps(one).keys() <= reps(other).keys()


def test_a_warm_up_as_heavy_as_the_first_work_set_is_left_out() -> None:
    press = month(rm_weight=RM_WEIGHT | {"over_head_press": 47}, smallest_plate_kg=2.5).weeks[0].days[0].main[0]
    assert press.lift == "over_head_press"
    assert [(one.kind, one.rate, one.weight_kg) for one in press.sets] == [
        ("warmup", 40, 20.0),
        ("work", 65, 25.0),  # 60 % would be 25 kg, too, and 50 % the empty bar again
        ("work", 75, 30.0),
        ("work", 85, 35.0),
    ]


def test_a_warm_up_as_heavy_as_the_one_before_is_left_out() -> None:
    press = month(rm_weight=RM_WEIGHT | {"over_head_press": 45}).weeks[0].days[0].main[0]
    warmups = [(one.rate, one.reps, one.weight_kg) for one in press.sets if one.kind == "warmup"]
    assert warmups == [(40, 5, 20.0), (60, 3, 22.5)]  # 50 % would be the empty bar again


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_warm_up_is_lighter_than_the_next_set(drawn: Decisions) -> None:
    for week in month_of(*drawn).weeks:
        for main in (main for day in week.days for main in day.main if main.variation is None):
            warmups = [one.weight_kg for one in main.sets if one.kind == "warmup"]
            lightest = min(one.weight_kg or 0 for one in main.sets if one.kind == "work")
            assert all(kg is not None and kg < lightest for kg in warmups)
            assert warmups == sorted(set(warmups), key=lambda kg: kg or 0)


@settings(deadline=None)
@given(decisions(), st.fixed_dictionaries({lift: st.integers(2, 30000).map(lambda n: n / 100) for lift in LIFTS}))
def test_the_weights_follow_from_the_training_maxes_alone(drawn: Decisions, maxes: dict[Lift, float]) -> None:
    asked, plan, week = drawn
    records = dict.fromkeys(LIFTS, 599)
    other = asked.model_copy(update={"rm_weight": RmWeight.model_validate(records)})
    assume(asked.variations == other.variations)  # the bar is too heavy for some records
    composed = compose(asked, plan, week, maxes)
    on_bar = composed.loads.on_bar
    assert on_bar == compose(other, plan, week, maxes).loads.on_bar
    assert all(composed.training_max[lift] == maxes[lift] for lift in LIFTS if lift not in asked.sore_lifts)


def bar_weights(composed: Month) -> list[float | None]:
    """The weight of every work set."""
    days = (day for week in composed.weeks for day in week.days)
    return [one.weight_kg for day in days for lift in day.main for one in lift.sets if one.kind == "work"]
