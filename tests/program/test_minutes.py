"""How long sessions take, against times that a coach measured by hand, and what a longer rest depends on."""

import math
from typing import Any

import pytest

from program.exercises.catalogue import find
from program.month.lines import assistance_rest
from program.month.minutes import general_warmup, rest_after
from program.month.routine import Accessory, MainLift, SupplementalLift, WorkSet
from program.month.session import Session
from program.schema import Goal, Level, Lift

Sets = list[tuple[int, int, float]]
"""Of each set the rate in percent, the repetitions and the weight in kg."""

WARMUPS = [(40, 5), (50, 5), (60, 3)]


def sets(kind: Any, lift: Lift, asked: Sets, plus: bool = False) -> tuple[WorkSet, ...]:
    top_rate, _, top_kg = max(asked)
    return tuple(
        WorkSet(
            kind=kind,
            rate=rate,
            reps=reps,
            amrap=plus and index == len(asked),
            weight_kg=kg,
            rest_s=rest_after(kind, lift, top_kg, top_rate, reps),
        )
        for index, (rate, reps, kg) in enumerate(asked, start=1)
    )


def main(lift: Lift, warmups: list[float], work: Sets) -> MainLift:
    leading = [(rate, reps, kg) for (rate, reps), kg in zip(WARMUPS, warmups, strict=False)]
    return MainLift(lift=lift, sets=sets("warmup", lift, leading) + sets("work", lift, work, plus=True))


def supplemental(lift: Lift, number: int, reps: int, kg: float) -> SupplementalLift:
    template: Any = "BBB" if reps == 10 else "BBS"
    return SupplementalLift(lift=lift, template=template, sets=sets("supplemental", lift, [(50, reps, kg)] * number))


def accessory(name: str, number: int, reps: int, *, per_side: bool = False, goal: Goal = Goal.MUSCLE) -> Accessory:
    exercise = find(name)
    return Accessory(
        id=name,
        name=exercise.name,
        name_en=exercise.name_en,
        category=exercise.category,
        per_side=per_side,
        unit="reps",
        reserve=3,
        effort="",
        cue="",
        alternative=None,
        sets=number,
        reps=reps,
        rest_s=assistance_rest(exercise, reps, goal),
        superset=None,
        placed="after",
    )


BEGINNER = Session(
    main=(
        main("squat", [20, 20], [(55, 5, 20), (60, 5, 20), (65, 5, 20)]),
        main("bench_press", [20, 20], [(55, 5, 20), (60, 5, 20), (65, 5, 20)]),
    ),
    supplemental=(supplemental("squat", 3, 10, 20), supplemental("bench_press", 3, 10, 20)),
    accessories=(
        accessory("db_shoulder_press", 3, 20),
        accessory("db_row", 3, 20, per_side=True),
        accessory("db_twist", 3, 20, per_side=True),
        accessory("db_triceps_extension", 3, 12),
    ),
)
"""A woman in her first months, three days, for muscle; records 22.5, 30, 40, 15 kg."""

FOUR_DAYS = Session(
    main=(main("over_head_press", [20, 20, 22.5], [(65, 5, 25), (75, 5, 30), (85, 5, 32.5)]),),
    supplemental=(supplemental("over_head_press", 5, 10, 20),),
    accessories=(
        accessory("db_bench", 5, 10),
        accessory("db_row", 5, 10, per_side=True),
        accessory("db_lunge", 5, 10, per_side=True),
        accessory("db_triceps_extension", 3, 12),
    ),
)
"""Day 1 of examples/3.json: a man of one to three years, for muscle."""

THREE_DAYS = Session(
    main=(
        main("squat", [35, 45, 52.5], [(65, 5, 57.5), (75, 5, 67.5), (85, 5, 75)]),
        main("bench_press", [27.5, 35, 42.5], [(65, 5, 45), (75, 5, 52.5), (85, 5, 60)]),
    ),
    supplemental=(supplemental("squat", 5, 10, 45), supplemental("bench_press", 5, 10, 35)),
    accessories=(
        accessory("db_shoulder_press", 5, 10),
        accessory("db_row", 5, 10, per_side=True),
        accessory("db_twist", 4, 15, per_side=True),
        accessory("db_triceps_extension", 3, 12),
    ),
)
"""The same man on three days: two lifts, each with five sets of ten."""

STRONG = Session(
    main=(main("squat", [90, 112.5, 135], [(65, 5, 145), (75, 5, 167.5), (85, 5, 190)]),),
    supplemental=(supplemental("squat", 10, 5, 145),),
    accessories=(
        accessory("db_incline_fly", 3, 10, goal=Goal.STRENGTH),
        accessory("db_row", 4, 8, per_side=True, goal=Goal.STRENGTH),
        accessory("crunch", 3, 10, goal=Goal.STRENGTH),
    ),
)
"""A man of more than three years with a squat of 250 kg, four days, for strength."""

MEASURED = [(BEGINNER, 59, 86), (FOUR_DAYS, 52, 73), (THREE_DAYS, 73, 105), (STRONG, 46, 60)]
"""Each session with what a count without setting up said, and what a coach measured, in minutes."""


@pytest.mark.parametrize(("session", "_", "measured"), MEASURED)
def test_a_session_takes_what_a_coach_measured_within_a_tenth(session: Session, _: int, measured: int) -> None:
    assert math.isclose(session.minutes, measured, rel_tol=0.1)


@pytest.mark.parametrize(("session", "without", "_"), MEASURED)
def test_setting_up_sides_and_warming_up_take_a_third_of_the_time_and_more(
    session: Session, without: int, _: int
) -> None:
    assert 1.3 <= session.minutes / without <= 1.7
    assert 1.15 <= (session.minutes - session.warmup) / without <= 1.45


def test_one_sided_sets_take_twice_as_long() -> None:
    row, both = accessory("db_row", 3, 10, per_side=True), accessory("db_row", 3, 10)
    longer = Session((), (), (row,)).seconds - Session((), (), (both,)).seconds
    assert longer == 3 * (10 * 3 + 5)


def test_a_plus_set_counts_four_repetitions_more_than_its_fewest() -> None:
    work: Sets = [(85, 5, 60.0)]
    plus = MainLift(lift="squat", sets=sets("work", "squat", work, plus=True))
    plain = MainLift(lift="squat", sets=sets("work", "squat", work))
    assert Session((plus,), (), ()).seconds - Session((plain,), (), ()).seconds == 4 * 3


def test_every_repetition_of_a_deadlift_is_set_up_anew() -> None:
    squat, deadlift = (main(lift, [40], [(85, 5, 60)]) for lift in ("squat", "dead_lift"))
    assert Session((deadlift,), (), ()).seconds - Session((squat,), (), ()).seconds == 5 + 5 + 4


def test_heavier_weights_and_percentages_rest_longer() -> None:
    press = rest_after("work", "over_head_press", 34.0, 85, 5)
    assert press == 120
    assert rest_after("work", "squat", 212.5, 85, 5) == 210
    assert rest_after("work", "squat", 212.5, 95, 1) == 240
    assert rest_after("work", "squat", 90.0, 60, 5) == 90


def test_sets_of_ten_deadlifts_rest_well_over_ninety_seconds() -> None:
    assert rest_after("supplemental", "dead_lift", 60.0, 50, 10) == 135
    assert rest_after("supplemental", "bench_press", 60.0, 50, 10) == 105
    assert rest_after("supplemental", "bench_press", 60.0, 65, 5) == 75


def test_squat_sets_after_the_work_rest_a_minute_and_a_half_in_the_first_year_and_two_minutes_after_it() -> None:
    fives = {level: rest_after("supplemental", "squat", 70.0, 65, 5, level=level) for level in Level}
    assert fives == {1: 90, 2: 90, 3: 120, 4: 120, 5: 120}
    assert rest_after("supplemental", "squat", 60.0, 50, 10, level=Level.ONE_TO_THREE_YEARS) == 120
    assert rest_after("supplemental", "squat", 60.0, 50, 10, level=Level.FIRST_YEAR) == 105
    assert rest_after("supplemental", "squat", None, 65, 8, level=Level.COMPETITOR) == 105, "leg press, lighter sets"


def test_a_deload_with_the_bar_alone_rests_as_a_deload() -> None:
    assert rest_after("work", "over_head_press", 20.0, 65, 3) == 90


def test_assistance_rests_longer_where_it_is_heavier_and_shorter_for_endurance() -> None:
    row, curl, jump = (find(name) for name in ("bar_row", "db_curl", "box_jump"))
    assert assistance_rest(row, 10, Goal.MUSCLE) == 90
    assert assistance_rest(curl, 12, Goal.MUSCLE) == 60
    assert assistance_rest(curl, 20, Goal.MUSCLE) == 75
    assert assistance_rest(row, 10, Goal.ENDURANCE) == 75
    assert assistance_rest(jump, 5, Goal.LOSE_WEIGHT) == 90


def test_the_general_warm_up_is_short_where_the_session_is() -> None:
    assert [general_warmup(limit) for limit in (20, 30, 45, 60, 90, 180)] == [3, 3, 5, 7, 8, 8]
