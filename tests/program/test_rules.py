from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.month.rules import plan_errors, week_errors
from program.month.waves import work_sets
from program.schema import RoutineRequest, WeekTemplate, WeightPlan
from tests.program.drawn import plans

CANONICAL = {
    "training_max_rate": 90,
    "init_weight_rate": 65,
    "increase_rate_week": 5,
    "increase_rate_set": 10,
    "deloading_rate": 40,
    "scheme": "5/3/1",
}
DAY = ["db_bench 3x10", "lat_pulldown 4x10", "face_pull 3x10", "leg_press 3x10", "dead_bug 3x10"]
WEEK = {"split": "squat-bench", "supplemental": "FSL 5x5", "days": [DAY, DAY]}


def brief(**fields: Any) -> Brief:
    rm_weight = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
    body = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": rm_weight, "days_per_week": 2}
    return obeyed(RoutineRequest.model_validate(body | fields))


def of_plan(**fields: Any) -> list[str]:
    return plan_errors(WeightPlan.model_validate(CANONICAL | fields))


PLAN = WeightPlan.model_validate(CANONICAL)


def of_week(asked: Brief | None = None, plan: WeightPlan = PLAN, **fields: Any) -> list[str]:
    return week_errors(asked or brief(), plan, WeekTemplate.model_validate(WEEK | fields))


def test_canonical_531_keeps_the_rules() -> None:
    assert of_plan() == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"increase_rate_week": 6},
            (
                "init_weight_rate: the top set, init_weight_rate + 2 * increase_rate_week + 2 * increase_rate_set, "
                "is 97; expected at most 95"
            ),
        ),
        (
            {"deloading_rate": 56},
            "deloading_rate: 56 is too heavy for a week 1 from 65; expected at most 55, 10 points lighter set for set",
        ),
        ({"training_max_rate": 79}, "training_max_rate: 79 is outside the range, expected 80 to 90"),
    ],
)
def test_a_broken_plan_is_told_what_is_wrong_and_what_is_expected(fields: dict[str, int], message: str) -> None:
    assert of_plan(**fields) == [message]


@pytest.mark.parametrize("fields", [{"deloading_rate": 55}, {"training_max_rate": 80}, {"init_weight_rate": 50}])
def test_the_bounds_themselves_are_allowed(fields: dict[str, int]) -> None:
    assert of_plan(**fields) == []


def test_every_broken_rule_is_reported() -> None:
    assert len(of_plan(training_max_rate=70, increase_rate_set=15, deloading_rate=60)) == 3


def test_fives_are_never_above_85_percent_of_the_1rm() -> None:
    assert of_plan(scheme="5s PRO") == [
        (
            "training_max_rate: sets of five or more reach 85.5 % of the 1RM with 5s PRO; expected at most 85 %, such "
            "as a training max of 85 % with 5s PRO"
        )
    ]
    assert of_plan(scheme="5s PRO", training_max_rate=85) == []


@given(plans())
def test_a_plan_without_errors_stays_under_95_and_deloads(plan: WeightPlan) -> None:
    sound = (
        80 <= plan.training_max_rate <= 90
        and all(work.rate <= 95 for week in (1, 2, 3, 4) for work in work_sets(plan, week))
        and all(
            work.rate * plan.training_max_rate <= 8500
            for week in (1, 2, 3, 4)
            for work in work_sets(plan, week)
            if work.reps >= 5
        )
        and all(
            deload.rate <= first.rate - 10 for deload, first in zip(work_sets(plan, 4), work_sets(plan, 1), strict=True)
        )
    )
    assert (plan_errors(plan) == []) == sound


def test_a_sound_week_keeps_the_rules() -> None:
    assert of_week() == []


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (
            [*DAY[:3], DAY[4]],
            (
                "days.2: nothing for legs, expected an exercise of one of glute, hinge, knee_extension, knee_flexion, "
                "lunge, squat"
            ),
        ),
        (
            [DAY[0], "face_pull 4x10", *DAY[3:]],
            "days.2: nothing for pull, expected an exercise of one of horizontal_pull, vertical_pull",
        ),
        ([DAY[0], DAY[1], *DAY[3:]], "days.2: nothing for rear, expected an exercise of one of rear_delt"),
        (
            DAY[1:],
            "days.2: nothing for push, expected an exercise of one of fly, horizontal_push, vertical_push",
        ),
        ([*DAY, "leg_press 1x5"], "days.2.5: leg_press is already in this day, expected every exercise once"),
        ([*DAY, "leg_curl 1x41"], "days.2: 101 repetitions of legs_core work, expected at most 100"),
        ([DAY[0], "lat_pulldown 10x11", *DAY[2:]], "days.2: 140 repetitions of pull work, expected at most 130"),
        (
            ["db_bench 10x9", *DAY[1:], "db_fly 2x5"],
            "days: 15 sets of push and 14 of pull assistance, expected at least as much pull",
        ),
    ],
)
def test_a_broken_day_is_told_where_and_what(day: list[str], message: str) -> None:
    assert of_week(days=[DAY, day]) == [message]


def test_repetitions_at_the_bounds_are_allowed() -> None:
    assert of_week(days=[DAY, [DAY[0], "lat_pulldown 10x10", *DAY[2:], "leg_curl 4x10"]]) == []


@pytest.mark.parametrize("name", ["BBB 5x10@50", "BBB 5x10@60", "BBS 10x5"])
def test_hard_supplemental_work_is_refused_beside_plus_sets(name: str) -> None:
    (error,) = of_week(supplemental=name)
    assert error.startswith(f"supplemental: {name} is too hard beside plus sets, expected one of ")
    pro = PLAN.model_copy(update={"scheme": "5s PRO", "training_max_rate": 85})
    assert of_week(plan=pro, supplemental=name) == []


def test_an_unknown_exercise_is_named_with_the_closest_ones() -> None:
    (error,) = of_week(days=[DAY, [*DAY, "leg_pres 5x10"]])
    assert error.startswith("days.2.5: no exercise has the id 'leg_pres'; did you mean leg_press")


def test_an_exercise_without_its_equipment_is_refused() -> None:
    errors = of_week(brief(equipment=["barbell", "dumbbell", "bodyweight"]), days=[DAY, ["db_bench 5x10"]])
    assert "days.1.3: leg_press needs machine, expected one that needs only barbell, bodyweight, dumbbell" in errors
    assert not any("db_bench" in error for error in errors)


def test_what_stands_in_for_a_main_lift_is_no_assistance() -> None:
    errors = of_week(brief(equipment=["dumbbell", "machine"]), days=[DAY, ["smith_bench 5x10"]])
    assert "days.2.0: smith_bench already stands in for bench_press, expected another exercise" in errors


def test_an_exercise_over_the_lifters_level_is_refused() -> None:
    day = [*DAY, "handstand_push_up 1x5"]
    (error,) = of_week(brief(experience=1), days=[DAY, day])
    assert error.startswith("days.2.5: handstand_push_up is for level ")
    assert error.endswith("expected one for level 1 or lower")
    assert of_week(brief(experience=5), days=[DAY, day]) == []


def test_a_split_of_other_days_is_refused() -> None:
    assert of_week(split="press-first") == [
        "split: 'press-first' is no split for 2 days a week, expected one of squat-bench, squat-press"
    ]


def test_an_unknown_supplemental_template_is_refused() -> None:
    (error,) = of_week(supplemental="BBB 5x10@90")
    assert error.startswith("supplemental: unknown template 'BBB 5x10@90', expected one of BBB ")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_number_of_days_is_the_requests(count: int) -> None:
    assert of_week(days=[DAY] * count) == [f"days: got {count}, expected 2"]


@given(st.text(max_size=12), st.text(max_size=12))
def test_errors_come_as_text_whatever_the_names_are(split: str, supplemental: str) -> None:
    assert all(": " in error for error in of_week(split=split, supplemental=supplemental))
