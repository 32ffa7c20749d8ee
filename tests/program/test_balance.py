"""Weeks in balance: push and pull, squat and hinge, from in front and from above, one leg and two."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from program import coach
from program.exercises.catalogue import find
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.assistance import prescribed
from program.month.routine import TrainingWeek
from program.month.session import Session, category_sets
from program.schema import RoutineRequest
from tests.program.drawn import month_of

RECORDS = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}


def week_one(constraints: Constraints | None = None, **fields: Any) -> TrainingWeek:
    body: dict[str, Any] = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS} | fields
    brief = obeyed(RoutineRequest.model_validate(body), constraints or Constraints())
    plan = coach.weight_plan(brief, brief.role)
    return month_of(brief, plan, prescribed(brief, coach.week_choice(brief, plan, body.get("seed")))).weeks[0]


def grid() -> Iterator[dict[str, Any]]:
    for number, (level, goal, days) in enumerate(itertools.product(range(1, 6), range(1, 7), (3, 4))):
        yield {"experience": level, "purpose": goal, "days_per_week": days, "minutes": 90, "seed": number}


def sets_of(week: TrainingWeek, *patterns: str) -> int:
    return sum(one.sets for day in week.days for one in day.accessories if find(one.id).pattern in patterns)


@pytest.mark.parametrize("fields", list(grid()), ids=lambda fields: "-".join(map(str, fields.values())))
def test_a_week_with_time_trains_all_movements_in_balance(fields: dict[str, Any]) -> None:
    week = week_one(**fields)
    main = [(lift.lift, sum(one.kind == "work" for one in lift.sets)) for day in week.days for lift in day.main]
    barbell = main + [(lift.lift, len(lift.sets)) for day in week.days for lift in day.supplemental]
    squat = sum(sets for lift, sets in barbell if lift == "squat") + sets_of(week, "squat", "lunge", "knee_extension")
    hinge = sum(sets for lift, sets in barbell if lift == "dead_lift") + sets_of(week, "hinge", "glute", "knee_flexion")
    assert 1 / 3 <= squat / hinge <= 3
    assert sets_of(week, "vertical_pull")
    assert sets_of(week, "horizontal_pull")
    assert sets_of(week, "rear_delt") >= 2
    assert any(
        find(one.id).per_side and find(one.id).pattern == "lunge" for day in week.days for one in day.accessories
    )


def pushes_and_pulls(week: TrainingWeek) -> tuple[int, int]:
    sets = category_sets(Session(day.main, day.supplemental, day.accessories) for day in week.days)
    return sets["push"], sets["pull"]


@pytest.mark.parametrize(
    "fields",
    [
        {"gender": "female", "rm_weight": {**RECORDS, "bench_press": 197.5, "over_head_press": 155}, "role": "anchor"},
        {"gender": "female", "rm_weight": {**RECORDS, "squat": 236, "dead_lift": 255, "over_head_press": 20.5}},
    ],
    ids=["an anchor", "a press that an exercise replaces"],
)
@pytest.mark.parametrize("minutes", [50, 65])
def test_minutes_that_leave_little_pull_work_take_push_work_too(fields: dict[str, Any], minutes: int) -> None:
    week = week_one(
        purpose=3, days_per_week=2, equipment=["barbell", "bodyweight"], minutes=minutes, bar_kg=15, **fields
    )
    push, pull = pushes_and_pulls(week)
    assert push <= 2 * pull
    assert all(sum(one.kind == "work" for one in lift.sets) == 3 for day in week.days for lift in day.main)
