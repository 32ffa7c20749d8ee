"""Which lifts are done on which bar, whatever the models answer; tests/program/test_kilograms.py has every set."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from program import coach
from program.lifter.balance import PROPORTION
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import turned_plan
from program.month.compose import Month
from program.month.loads import Loads, loads_of, training_maxes_of
from program.month.rules import plan_errors
from program.schema import LIFTS, Lift, RoutineRequest, WeekTemplate, WeightPlan
from tests.program.drawn import CLASSIC, month_of

RECORDS = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
LIGHT = {"bench_press": 22.5, "squat": 30, "dead_lift": 40, "over_head_press": 15}


def asked(records: Mapping[str, float], wishes: Constraints | None = None, **fields: Any) -> Brief:
    body = {"experience": 3, "gender": "female", "purpose": 2, "rm_weight": records, "days_per_week": 4} | fields
    return obeyed(RoutineRequest.model_validate(body), wishes or Constraints())


def loads(brief: Brief, plan: WeightPlan = CLASSIC) -> Loads:
    plan = turned_plan(brief, plan)
    return loads_of(brief, plan, training_maxes_of(brief, plan.training_max_rate))


def month(brief: Brief, supplemental: str = "BBB 5x10@50") -> Month:
    week = {"split": "press-first", "supplemental": supplemental, "days": [["db_row 3x10"]] * 4}
    return month_of(brief, turned_plan(brief, CLASSIC), WeekTemplate.model_validate(week))


def bars(records: Mapping[str, float], **fields: Any) -> dict[Lift, float]:
    return {lift: one.barbell.bar_kg for lift, one in loads(asked(records, **fields)).on_bar.items()}


def deload_rates(records: Mapping[str, float], lift: Lift) -> list[int]:
    return [one.work.rate for one in loads(asked(records)).on_bar[lift].weeks[3]]


def test_an_ordinary_lifter_does_all_lifts_with_the_usual_bar_as_planned() -> None:
    assert set(loads(asked(RECORDS)).on_bar) == set(LIFTS)
    assert all(deload_rates(RECORDS, lift) == [40, 50, 60] for lift in LIFTS)


def test_a_lift_that_is_not_named_has_the_usual_bar() -> None:
    assert bars(RECORDS, bar_kg={"over_head_press": 10}) == dict.fromkeys(LIFTS, 20) | {"over_head_press": 10}


def test_of_a_list_of_bars_each_lift_takes_the_heaviest_that_is_right_and_the_20_kg_one_first() -> None:
    light = RECORDS | {"bench_press": 31, "over_head_press": 23}  # 20 kg is 72 % of 27.9 kg
    assert bars(light, bar_kg=[10, 25, 20, 15]) == {
        "squat": 20,
        "dead_lift": 20,
        "bench_press": 15,
        "over_head_press": 10,
    }


def test_a_bar_is_too_heavy_above_75_percent_of_the_usual_training_max_and_above_70_where_weeks_begin_lower() -> None:
    for press, goal, too_heavy in ((32, 2, False), (32, 3, False), (31, 2, True), (32, 6, True), (34, 6, False)):
        brief = asked(RECORDS | {"over_head_press": press}, purpose=goal)  # 20 kg is 74, 76 and 69 % of 85 % of it
        assert ("over_head_press" in brief.too_heavy) == too_heavy, (press, goal)


@pytest.mark.parametrize(
    ("level", "goal", "lift", "record"),
    [
        (1, 4, "dead_lift", 35),
        (2, 3, "bench_press", 32.5),
        (3, 3, "over_head_press", 32.5),
        (1, 3, "bench_press", 37.5),
    ],
)
def test_a_lift_whose_top_sets_reach_the_bar_stays_and_the_deload_does_the_bar_alone_for_three(
    level: int, goal: int, lift: Lift, record: float
) -> None:
    balanced: dict[str, float] = {one: record / PROPORTION[lift] * share for one, share in PROPORTION.items()}
    brief = asked(balanced, experience=level, purpose=goal)
    weeks = loads(brief, coach.weight_plan(brief)).on_bar[lift].weeks
    assert weeks[0][0].kg == 20
    assert weeks[0][0].kg - weeks[0][0].work.rate * record * 0.9 / 100 < 2.5
    assert [(one.kg, one.work.reps) for one in weeks[3]] in ([(20, 3)] * 3, [(20, 5)] * 3)
    assert max(one.kg for one in weeks[0]) > 20


def test_a_lighter_bar_comes_before_a_deload_with_the_bar_alone() -> None:
    light = RECORDS | {"over_head_press": 31.5}
    one, two = (loads(asked(light, bar_kg=bar)).on_bar["over_head_press"] for bar in (20, [20, 15]))
    assert (one.barbell.bar_kg, [each.work.reps for each in one.weeks[3]]) == (20, [3, 3, 3])
    assert (two.barbell.bar_kg, [each.work.reps for each in two.weeks[3]]) == (15, [5, 5, 5])


def test_deload_sets_that_the_bar_is_too_heavy_for_have_the_rate_of_a_later_one_and_other_lifts_stay() -> None:
    light = RECORDS | {"over_head_press": 40}  # 20 kg is 56 % of 36 kg
    assert deload_rates(light, "over_head_press") == [50, 50, 60]
    assert deload_rates(RECORDS | {"over_head_press": 36}, "over_head_press") == [60, 60, 60]
    assert deload_rates(light, "squat") == [40, 50, 60]


def test_bbb_falls_to_fsl_where_the_bar_is_too_heavy_for_half_the_training_max() -> None:
    day = month(asked(RECORDS | {"over_head_press": 37})).weeks[0].days[0]
    assert (day.main[0].variation, day.supplemental[0].template) == (None, "FSL")
    assert {(one.weight_kg, one.reps) for one in day.supplemental[0].sets} == {(20.0, 5)}
    assert month(asked(RECORDS)).weeks[0].days[0].supplemental[0].template == "BBB"


def test_where_no_bar_is_light_enough_another_exercise_stands_in_as_without_a_barbell() -> None:
    found = loads(asked(LIGHT, experience=1))
    assert {lift: one and one.id for lift, one in found.instead.items()} == {
        "bench_press": "db_bench",
        "squat": "goblet_squat",
        "over_head_press": "db_shoulder_press",
    }
    assert found.too_heavy == {"bench_press": 10, "squat": 15, "over_head_press": 7}


def test_the_bar_that_a_note_names_does_for_the_lift() -> None:
    for lift, needed in loads(asked(LIGHT, experience=1)).too_heavy.items():
        assert lift in bars(LIGHT, experience=1, bar_kg={lift: needed})


def test_what_stands_in_for_a_plan_that_starts_low_is_no_assistance_of_the_week() -> None:
    low = CLASSIC.model_copy(update={"init_weight_rate": 45, "deloading_rate": 35})
    brief = asked(RECORDS | {"over_head_press": 34})
    assert brief.variations == {}
    maxes = training_maxes_of(brief, low.training_max_rate)
    taken = ("db_shoulder_press",)
    exercise = loads_of(brief, low, maxes, taken).instead["over_head_press"]
    assert exercise is not None
    assert exercise.id == "machine_shoulder_press"


KG = st.integers(20, 600).map(lambda halves: halves / 2)
PLANS = st.builds(
    WeightPlan,
    training_max_rate=st.integers(80, 90),
    init_weight_rate=st.integers(40, 85),
    increase_rate_week=st.integers(0, 15),
    increase_rate_set=st.integers(0, 15),
    deloading_rate=st.integers(30, 60),
    scheme=st.sampled_from(["5/3/1", "5s PRO"]),
).filter(lambda plan: not plan_errors(plan))
BRIEFS = st.builds(
    lambda records, level, goal, plate, bar, wishes: asked(
        records, wishes, experience=level, purpose=goal, smallest_plate_kg=plate, bar_kg=bar
    ),
    st.fixed_dictionaries(dict.fromkeys(LIFTS, KG)),
    st.integers(1, 5),
    st.integers(1, 6),
    st.sampled_from([0.5, 1, 1.25, 2.5]),
    st.sampled_from([20, 15, 7.5, [20, 15, 10], {"over_head_press": 10}]),
    st.builds(Constraints, intensity=st.sampled_from(["lighter", "as_planned", "heavier"])),
)


def weeks_of(found: Loads) -> Iterator[tuple[Lift, list[list[tuple[int, int, Decimal]]]]]:
    """Of each lift on the bar the (rate, repetitions, kg) of every work set, by week."""
    for lift, one in found.on_bar.items():
        yield lift, [[(work.rate, work.reps, Decimal(str(kg))) for work, kg in week] for week in one.weeks]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BRIEFS, PLANS | st.none())
def test_for_every_plan_sets_are_safe_weeks_rise_and_the_deload_is_lighter(
    brief: Brief, plan: WeightPlan | None
) -> None:
    found = loads(brief, plan or coach.weight_plan(brief))
    for lift, weeks in weeks_of(found):
        best = Decimal(str(brief.rm_weight.one_rep_max(lift)))
        for rate, reps, kg in (one for week in weeks for one in week):
            assert kg <= best * (85 if reps >= 5 else 100) / 100
            assert kg <= Decimal(str(found.training_max[lift])) * (rate + 10) / 100
        more = [(max(w[2] for w in week), sum(w[2] for w in week), sum(w[1] for w in week)) for week in weeks[:3]]
        for before, after in pairwise(more):
            assert any(new > old for old, new in zip(before, after, strict=True))
        load = [sum(reps * kg for _, reps, kg in week) for week in weeks]
        assert max(one[2] for one in weeks[3]) < max(one[2] for one in weeks[0])
        assert load[3] < load[0]


@pytest.mark.parametrize(("plate", "step"), [(5, 10), (2.5, 5), (1.25, 2.5)])
def test_the_last_set_of_fives_rises_every_week_in_weight_or_in_repetitions(plate: float, step: float) -> None:
    pro = CLASSIC.model_copy(update={"training_max_rate": 85, "scheme": "5s PRO"})
    longer = 0
    for kg in range(60, 130, 5):
        for one in loads(asked(dict.fromkeys(LIFTS, kg), smallest_plate_kg=plate), pro).on_bar.values():
            tops = [week[-1] for week in one.weeks[:3]]
            for before, after in pairwise(tops):
                assert after.kg % step == 0
                assert (after.kg, after.work.reps) > (before.kg, before.work.reps)
                longer += after.kg == before.kg
    assert longer or plate < 5


@pytest.mark.parametrize("plate", [1.25, 2.5])
def test_a_light_lifter_s_warm_ups_are_lighter_than_the_work_sets_and_near_their_rates(plate: float) -> None:
    for week in month(asked(LIGHT, experience=1, smallest_plate_kg=plate)).weeks:
        for main in (main for day in week.days for main in day.main if main.variation is None):
            first = next(one for one in main.sets if one.kind == "work")
            for one in main.sets:
                assert one.weight_kg is not None
                assert one.kind == "work" or one.weight_kg < (first.weight_kg or 0)
                assert one.weight_kg <= 32 * 1.2 * (one.rate + 10) / 100
