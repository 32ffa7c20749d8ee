from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from program.exercises.catalogue import find
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import supplemental_of, turned_plan, turned_week
from program.month.assistance import MOST_REPS
from program.month.assistance import reps_of as reps_of_set
from program.month.compose import Month
from program.month.routine import WorkSet
from program.month.supplemental import SUPPLEMENTAL
from program.schema import CATEGORIES, LIFTS, Category, Lift, RoutineRequest, Scheme, WeekTemplate, WeightPlan
from tests.program.drawn import CLASSIC, month_of, plans, requests, weeks

RM_WEIGHT = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
REQUEST = {"experience": 4, "gender": "male", "purpose": 1, "rm_weight": RM_WEIGHT, "days_per_week": 4, "minutes": 180}
DAY = ["db_bench 3x10", "lat_pulldown 3x12", "leg_press 4x10", "cable_curl 2x12"]


def asked(form: dict[str, Any] | None = None, **fields: Any) -> Brief:
    return obeyed(RoutineRequest.model_validate(REQUEST | (form or {})), Constraints.model_validate(fields))


def supplemental(brief: Brief, name: str, lift: Lift, scheme: Scheme = "5s PRO", *, second: bool = False) -> str:
    return supplemental_of(brief, scheme, name, lift, second=second)


def week(*day: str) -> WeekTemplate:
    return WeekTemplate.model_validate({"split": "press-first", "supplemental": "FSL 5x5", "days": [day] * 4})


def day_of(template: WeekTemplate) -> list[str]:
    return [one.line for one in template.days[0]]


def reps_of(template: WeekTemplate, day: int) -> dict[Category, int]:
    return {
        category: sum(
            one.sets * reps_of_set(one) for one in template.days[day] if find(one.exercise).category == category
        )
        for category in CATEGORIES
    }


@pytest.mark.parametrize(
    ("intensity", "rate", "turned"),
    [
        ("lighter", 90, 85),
        ("lighter", 72, 70),
        ("lighter", 70, 70),
        ("as_planned", 85, 85),
        ("heavier", 80, 85),
        ("heavier", 88, 90),
        ("heavier", 90, 90),
    ],
)
def test_intensity_moves_the_training_max_by_five_points_within_70_and_90(
    intensity: str, rate: int, turned: int
) -> None:
    plan = CLASSIC.model_copy(update={"training_max_rate": rate})
    assert turned_plan(asked(intensity=intensity), plan).training_max_rate == turned


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.sampled_from(["lighter", "as_planned", "heavier"]))
def test_intensity_changes_nothing_else_of_the_plan(plan: WeightPlan, intensity: str) -> None:
    turned = turned_plan(asked(intensity=intensity, volume="more", avoid=["knee"]), plan)
    assert turned.model_dump(exclude={"training_max_rate"}) == plan.model_dump(exclude={"training_max_rate"})


def test_volume_gives_or_takes_one_set_of_each_exercise() -> None:
    assert day_of(turned_week(asked(volume="more"), week(*DAY))) == [
        "db_bench 4x10",
        "lat_pulldown 4x12",
        "leg_press 5x10",
        "cable_curl 3x12",
    ]
    assert day_of(turned_week(asked(volume="less"), week("db_bench 4x10", "lat_pulldown 3x15", "leg_press 3x20"))) == [
        "db_bench 3x10",
        "lat_pulldown 2x15",
        "leg_press 2x20",
    ]


def test_volume_keeps_each_category_within_its_repetitions_and_two_sets() -> None:
    kept = ("db_bench 3x8", "lat_pulldown 2x30", "leg_press 5x20")
    assert day_of(turned_week(asked(volume="less"), week(*kept))) == [
        "db_bench 2x8",
        "lat_pulldown 2x30",
        "leg_press 4x20",
    ]
    full = ("db_bench 5x20", "lat_pulldown 5x20", "cable_curl 2x10", "leg_press 3x10")
    assert day_of(turned_week(asked(volume="more"), week(*full))) == [
        "db_bench 5x20",
        "lat_pulldown 5x20",
        "cable_curl 3x10",
        "leg_press 4x10",
    ]


@st.composite
def turned(draw: st.DrawFn) -> tuple[str, WeekTemplate, WeekTemplate]:
    request, volume = draw(requests()), draw(st.sampled_from(["less", "as_planned", "more"]))
    before = draw(weeks(request))
    return volume, before, turned_week(obeyed(request, Constraints.model_validate({"volume": volume})), before)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(turned())
def test_volume_changes_sets_alone_and_leaves_no_category_worse_than_the_rules_allow(
    case: tuple[str, WeekTemplate, WeekTemplate],
) -> None:
    volume, before, after = case
    assert (after.split, after.supplemental) == (before.split, before.supplemental)
    assert [[(one.exercise, one.reps) for one in day] for day in after.days] == [
        [(one.exercise, one.reps) for one in day] for day in before.days
    ]
    step = {"less": -1, "as_planned": 0, "more": 1}[volume]
    for old, new in zip(before.days, after.days, strict=True):
        assert all(then.sets - now.sets in (0, step) for now, then in zip(old, new, strict=True))
    for day in range(len(before.days)):
        for category, reps in reps_of(after, day).items():
            was = reps_of(before, day)[category]
            assert reps <= max(was, MOST_REPS[category])
        assert all(one.sets >= min(old.sets, 2) for old, one in zip(before.days[day], after.days[day], strict=True))


@pytest.mark.parametrize("lift", LIFTS)
@pytest.mark.parametrize("name", SUPPLEMENTAL)
def test_supplemental_work_stays_as_chosen_where_nothing_is_asked_for(lift: Lift, name: str) -> None:
    assert supplemental(asked(), name, lift) == name


@pytest.mark.parametrize("name", SUPPLEMENTAL)
def test_a_second_lift_has_fsl_3x5_at_most(name: str) -> None:
    expected = "none" if name == "none" else "FSL 3x5"
    assert supplemental(asked(), name, "bench_press", second=True) == expected


def test_less_volume_is_less_supplemental_work_down_to_none() -> None:
    def load(name: str) -> int:
        return SUPPLEMENTAL[name].sets * SUPPLEMENTAL[name].reps

    brief = asked(volume="less", focus=["squat"])
    turned_down = {name: supplemental(brief, name, "squat") for name in SUPPLEMENTAL}
    assert turned_down.pop("none") == "none"
    assert all(load(after) < load(before) for before, after in turned_down.items())


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("none", "FSL 3x5"),
        ("FSL 3x5", "FSL 5x5"),
        ("FSL 5x5", "FSL 5x5"),
        ("BBB 3x10@50", "BBB 5x10@50"),
        ("BBB 5x10@60", "BBB 5x10@60"),
        ("BBS 10x5", "BBS 10x5"),
    ],
)
def test_more_volume_is_a_step_more_supplemental_work(name: str, more: str) -> None:
    assert supplemental(asked(volume="more"), name, "squat") == more


def test_no_more_supplemental_work_than_the_minutes_and_the_goal_allow() -> None:
    short = asked({"minutes": 30, "days_per_week": 2}, volume="more", focus=["squat"])
    assert supplemental(short, "none", "squat") == "none"
    plus_sets = asked(volume="more")
    assert supplemental(plus_sets, "BBB 3x10@50", "squat", "5/3/1") == "BBB 3x10@50"
    cutting = asked({"purpose": 3}, volume="more")
    assert supplemental(cutting, "BBB 3x10@50", "squat") == "BBB 3x10@50"


@pytest.mark.parametrize(
    ("focus", "lifts"),
    [
        ("upper", {"bench_press", "over_head_press"}),
        ("lower", {"squat", "dead_lift"}),
        ("chest", {"bench_press"}),
        ("shoulders", {"over_head_press"}),
        ("back", {"dead_lift"}),
        ("legs", {"squat"}),
        ("dead_lift", {"dead_lift"}),
        ("arms", set()),
    ],
)
def test_a_focus_gives_its_lifts_more_supplemental_work_and_no_other(focus: str, lifts: set[str]) -> None:
    brief = asked(focus=[focus])
    assert {lift for lift in LIFTS if supplemental(brief, "FSL 3x5", lift) == "FSL 5x5"} == lifts
    assert {supplemental(brief, "FSL 3x5", lift) for lift in LIFTS if lift not in lifts} <= {"FSL 3x5"}


def test_a_sore_lift_has_no_supplemental_work_whatever_else_is_asked_for() -> None:
    brief = asked(avoid=["knee"], volume="more", focus=["squat"])
    assert supplemental(brief, "FSL 5x5", "squat") == "none"
    assert supplemental(brief, "FSL 3x5", "bench_press") == "FSL 5x5"


def month(brief: Brief) -> Month:
    return month_of(brief, turned_plan(brief, CLASSIC), turned_week(brief, week(*DAY)))


def work_of(composed: Month, lift: Lift) -> list[tuple[WorkSet, ...]]:
    return [main.sets for one in composed.weeks for day in one.days for main in day.main if main.lift == lift]


def test_a_sore_lift_is_ten_percent_lighter_without_plus_sets_and_the_others_stay() -> None:
    usual, sore = month(asked()), month(asked(avoid=["knee"]))
    assert usual.training_max["squat"] == 90.0
    assert sore.training_max == usual.training_max | {"squat": 81.0}
    assert [one.weight_kg for one in work_of(sore, "squat")[0] if one.kind == "work"] == [52.5, 60.0, 67.5]
    assert any(one.amrap for sets in work_of(usual, "squat") for one in sets)
    assert not any(one.amrap for sets in work_of(sore, "squat") for one in sets)
    others: tuple[Lift, ...] = ("bench_press", "dead_lift", "over_head_press")
    for lift in others:
        assert work_of(sore, lift) == work_of(usual, lift)


def test_two_sore_joints_of_one_lift_make_it_lighter_once() -> None:
    assert month(asked(avoid=["knee", "hip", "ankle"])).training_max["squat"] == 81.0


def test_a_lighter_month_lowers_the_sore_lift_further() -> None:
    assert month(asked(intensity="lighter", avoid=["knee"])).training_max == {
        "bench_press": 68.0,
        "squat": 76.5,
        "dead_lift": 89.25,
        "over_head_press": 38.25,
    }
