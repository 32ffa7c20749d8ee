from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program.exercises.catalogue import find
from program.exercises.kinds import KINDS
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.lifter.variations import BEST_FIRST
from program.month.compose import Month
from program.month.routine import MainLift, SupplementalLift
from program.month.stand_in_sets import stand_in_supplemental
from program.month.supplemental import SUPPLEMENTAL
from program.schema import EQUIPMENT, JOINTS, LIFTS, Lift, RoutineRequest, WeekTemplate
from tests.program.drawn import CLASSIC, month_of

RM_WEIGHT = {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45}
REQUEST = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RM_WEIGHT, "days_per_week": 4}


def asked(form: dict[str, Any] | None = None, **fields: Any) -> Brief:
    return obeyed(RoutineRequest.model_validate(REQUEST | (form or {})), Constraints.model_validate(fields))


def instead(form: dict[str, Any] | None = None, **fields: Any) -> dict[Lift, str | None]:
    return {lift: one.id if one else None for lift, one in asked(form, **fields).variations.items()}


def month(brief: Brief) -> Month:
    week = {"split": "press-first", "supplemental": "FSL 5x5", "days": [["db_row 3x10"]] * 4}
    return month_of(brief, CLASSIC, WeekTemplate.model_validate(week))


def test_supplemental_sets_of_a_one_sided_stand_in_are_three_at_most() -> None:
    for name, most in (("db_split_squat", 3), ("goblet_squat", 5)):
        assert stand_in_supplemental(find(name), SUPPLEMENTAL["BBB 5x10@50"]) == (most, 10)


def test_with_a_barbell_and_nothing_excluded_the_lifts_are_done_themselves() -> None:
    assert instead() == {}
    assert instead({"equipment": ["barbell"]}) == {}
    assert instead(avoid=["knee"], exclude=["leg_press"]) == {}


@pytest.mark.parametrize(
    ("equipment", "expected"),
    [
        (["dumbbell"], ("db_floor_press", "db_lunge", "db_deadlift", "db_shoulder_press")),
        (["bodyweight"], ("push_up", "split_squat", "single_hip_thrust", "wide_push_up")),
        (["cable"], ("cable_press", "cable_squat", "cable_pull_through", "cable_shoulder_press")),
        (["machine"], ("smith_bench", "smith_squat", "smith_hip_thrust", "smith_shoulder_press")),
        (
            ["dumbbell", "machine", "cable", "bodyweight"],
            ("smith_bench", "smith_squat", "db_deadlift", "smith_shoulder_press"),
        ),
    ],
)
def test_without_a_barbell_the_most_similar_exercise_is_done(equipment: list[str], expected: tuple[str, ...]) -> None:
    assert instead({"equipment": equipment}) == dict(zip(LIFTS, expected, strict=True))


def test_an_excluded_lift_alone_is_replaced() -> None:
    assert instead(exclude=["squat"]) == {"squat": "smith_squat"}
    assert instead({"equipment": ["barbell", "dumbbell"]}, exclude=["dead_lift"]) == {"dead_lift": "romanian_deadlift"}


def test_an_excluded_kind_is_replaced_by_something_outside_it() -> None:
    found = instead(exclude=["any_squat", "any_bench_press"])
    assert found == {"bench_press": "chest_press", "squat": "leg_press"}
    assert not set(found.values()) & {*KINDS["any_squat"], *KINDS["any_bench_press"]}


def test_what_stands_in_spares_the_sore_joints() -> None:
    assert instead({"equipment": ["dumbbell"]}, avoid=["knee"])["squat"] == "db_glute_bridge"
    assert instead({"equipment": ["machine"]}, avoid=["shoulder"])["bench_press"] == "neutral_chest_press"
    assert instead(exclude=["squat"], avoid=["lower_back"]) == {"squat": "leg_press"}


def test_what_stands_in_is_not_beyond_the_lifter_s_level() -> None:
    form = {"equipment": ["bodyweight"], "experience": 1}
    assert instead(form)["over_head_press"] == "wide_push_up"


def test_where_nothing_is_left_the_lift_is_left_out_of_the_month() -> None:
    brief = asked({"equipment": ["dumbbell"]}, avoid=["hip"], exclude=["any_glute_bridge"])
    assert brief.variations["squat"] is None
    for week in month(brief).weeks:
        trained = [main.lift for day in week.days for main in day.main]
        assert "squat" not in trained
        assert "squat" not in {one.lift for day in week.days for one in day.supplemental}
        assert len(week.days) == 4


def test_what_stands_in_has_no_weights_and_is_led_up_to_and_the_other_lifts_have() -> None:
    composed = month(asked(exclude=["squat"]))
    for day in (day for week in composed.weeks for day in week.days):
        trained: tuple[MainLift | SupplementalLift, ...] = (*day.main, *day.supplemental)
        for lift in trained:
            replaced = lift.lift == "squat"
            assert (lift.variation is not None) == replaced
            assert all((one.weight_kg is None) == replaced for one in lift.sets)
    squat_days = [week.days[3] for week in composed.weeks]
    assert squat_days[0].main[0].variation == squat_days[0].supplemental[0].variation
    assert [[(one.kind, one.reps) for one in day.main[0].sets] for day in squat_days] == [
        [("warmup", 8), ("warmup", 5), *[("work", 8)] * 3],
        [("warmup", 8), ("warmup", 5), *[("work", 7)] * 3],
        [("warmup", 8), ("warmup", 5), *[("work", 6)] * 3],
        [("work", 5)] * 3,
    ]
    assert not any(one.amrap for day in squat_days for one in day.main[0].sets)


def test_a_lift_that_hurts_is_replaced_by_long_light_sets() -> None:
    composed = month(asked(exclude=["squat"], avoid=["knee"]))
    work = [one.reps for one in composed.weeks[2].days[3].main[0].sets if one.kind == "work"]
    assert work == [12, 12, 12]


@pytest.mark.parametrize(
    ("equipment", "squat", "expected"),
    [
        (["dumbbell"], 80, "goblet_squat"),
        (["dumbbell"], 150, "db_lunge"),
        (["dumbbell", "bench"], 150, "db_split_squat"),
        (["machine"], 150, "smith_squat"),
    ],
)
def test_what_is_too_light_for_the_lifter_does_not_stand_in_where_a_harder_one_can(
    equipment: list[str], squat: float, expected: str
) -> None:
    records = {"bench_press": 0.75 * squat, "squat": squat, "dead_lift": 1.2 * squat, "over_head_press": squat / 2}
    assert instead({"equipment": equipment, "rm_weight": records})["squat"] == expected


def test_dumbbells_and_cables_stand_in_with_sets_of_eight_ten_and_twelve() -> None:
    weeks = month(asked({"equipment": ["dumbbell", "cable"]})).weeks
    for day in range(4):
        sets = [[one for one in week.days[day].main[0].sets if one.kind == "work"] for week in weeks]
        reps = [[(one.reps, one.amrap) for one in work] for work in sets]
        assert reps == [[(number, False)] * 3 for number in (8, 10, 12, 8)]
        assert weeks[0].days[day].supplemental[0].sets[0].reps == 8


def test_body_weight_alone_is_a_total_of_repetitions_without_supplemental_work() -> None:
    weeks = month(asked({"equipment": ["bodyweight"]})).weeks
    bench = [week.days[2].main[0] for week in weeks]
    assert [main.total_reps for main in bench] == [30, 40, 50, 20]
    for main in bench:
        assert sum(one.reps for one in main.sets) == main.total_reps
        assert all(one.reps <= 15 and one.weight_kg is None and not one.amrap for one in main.sets)
    assert all(day.supplemental == () for week in weeks for day in week.days)


@pytest.mark.parametrize(("bench", "expected"), [(22.5, "wall_push_up"), (80, "push_up"), (140, "deficit_push_up")])
def test_of_body_weight_exercises_the_variant_that_fits_stands_in(bench: float, expected: str) -> None:
    records = {"bench_press": bench, "squat": 100, "dead_lift": 120, "over_head_press": bench / 1.6}
    assert instead({"equipment": ["bodyweight"], "rm_weight": records})["bench_press"] == expected


def test_nothing_on_a_bar_stands_in_for_a_lift_for_which_the_bar_is_too_heavy() -> None:
    light = {"equipment": ["barbell", "dumbbell"], "rm_weight": RM_WEIGHT | {"dead_lift": 30}}
    assert instead(light) == {"dead_lift": "db_deadlift"}


def test_everything_that_may_stand_in_is_in_the_catalogue_and_once_for_a_lift() -> None:
    for names in BEST_FIRST.values():
        assert len(set(names)) == len(names)
        assert all(find(name) for name in names)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(EQUIPMENT), min_size=1, unique=True),
    st.lists(st.sampled_from(JOINTS), max_size=3),
    st.lists(st.sampled_from([*KINDS, *LIFTS]), max_size=4),
    st.integers(1, 5),
)
def test_what_stands_in_can_and_may_be_done_and_stands_for_one_lift(
    equipment: list[str], avoid: list[str], exclude: list[str], level: int
) -> None:
    brief = asked({"equipment": equipment, "experience": level}, avoid=avoid, exclude=exclude)
    found = brief.variations
    assert set(found) == {lift for lift in LIFTS if "barbell" not in equipment or lift in brief.constraints.exclude}
    done = [one for one in found.values() if one]
    assert len({one.id for one in done}) == len(done)
    for one in done:
        assert one.equipment <= set(equipment)
        assert one.level <= level
        assert not one.joints & set(avoid)
        assert one.id not in brief.constraints.exclude


@settings(deadline=None)
@given(st.sets(st.sampled_from(EQUIPMENT), min_size=1), st.integers(1, 5))
def test_some_exercise_stands_in_for_every_lift_on_any_equipment(equipment: set[str], level: int) -> None:
    assert None not in instead({"equipment": sorted(equipment), "experience": level}, exclude=list(LIFTS)).values()
