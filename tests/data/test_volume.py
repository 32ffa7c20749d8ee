"""How many sets a week any muscle gets in the coach's months, as docs/coaching.md says."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from program.coach import weight_plan
from program.exercises.catalogue import Muscle, find
from program.lifter.brief import obeyed
from program.lifter.constraints import Constraints
from program.month.assistance import prescribed
from program.month.routine import TrainingWeek
from program.schema import Lift, RoutineRequest, WeekChoice, WeekTemplate, WeightPlan
from tests.data.conftest import Rows
from tests.program.drawn import CLASSIC, month_of

COACHING = Path(__file__).parents[2] / "docs" / "coaching.md"

PRIME_MOVER: Mapping[Lift, Muscle] = {
    "squat": "quads",
    "bench_press": "chest",
    "dead_lift": "hamstrings",
    "over_head_press": "front_delt",
}

BOUNDS = {1: 25, 2: 25, 3: 27, 4: 27, 5: 27}
"""Most weekly sets of a muscle, by level, in the coach's months."""


def weekly_sets(week: TrainingWeek) -> Counter[Muscle]:
    """Sets of each muscle as the first prime mover, warm-ups left out."""
    counted: Counter[Muscle] = Counter()
    for day in week.days:
        for main in day.main:
            counted[PRIME_MOVER[main.lift]] += sum(one.kind == "work" for one in main.sets)
        for extra in day.supplemental:
            counted[PRIME_MOVER[extra.lift]] += len(extra.sets)
        for accessory in day.accessories:
            counted[find(accessory.id).muscles[0]] += accessory.sets
    return counted


def most_sets(row: Mapping[str, Any]) -> tuple[int, int]:
    """The level of a row of task2's dataset, and the most sets that a muscle has in any week of its month."""
    request = RoutineRequest.model_validate_json(json.dumps(row["request"]))
    plan = WeightPlan.model_validate(row["answers"]["task1"])
    brief = obeyed(request, Constraints.model_validate(row["answers"].get("intake", {})))
    month = month_of(brief, plan, prescribed(brief, WeekChoice.model_validate(row["answer"])))
    return request.experience, max(max(weekly_sets(week).values()) for week in month.weeks)


def test_the_coachs_months_keep_the_bounds_as_documented(rows: Rows) -> None:
    highest = dict.fromkeys(BOUNDS, 0)
    for part in ("train", "val", "test"):
        for row in rows("task2", part):
            level, sets = most_sets(row)
            highest[level] = max(highest[level], sets)
    assert all(highest[level] <= bound for level, bound in BOUNDS.items()), highest
    documented = COACHING.read_text(encoding="utf-8")
    assert f"| highest | {' | '.join(map(str, highest.values()))} |" in documented
    assert f"| bound | {' | '.join(map(str, BOUNDS.values()))} |" in documented


def test_the_counted_sets_of_a_week() -> None:
    request = RoutineRequest.model_validate(
        {
            "experience": 3,
            "gender": "male",
            "purpose": 1,
            "days_per_week": 2,
            "minutes": 180,
            "rm_weight": {"bench_press": 80, "squat": 100, "dead_lift": 120, "over_head_press": 50},
        }
    )
    day = ["db_bench 4x10", "leg_curl 3x12"]
    week = WeekTemplate.model_validate({"split": "squat-bench", "supplemental": "FSL 5x5", "days": [day, day]})
    first, *_, deload = month_of(obeyed(request), CLASSIC, week).weeks
    assert weekly_sets(first) == {"chest": 3 + 5 + 8, "quads": 3 + 5, "hamstrings": 3 + 5 + 6, "front_delt": 3 + 5}
    assert weekly_sets(deload) == {"chest": 3 + 4, "quads": 3, "hamstrings": 3 + 2, "front_delt": 3}


def test_too_many_sets_of_a_muscle_are_taken_from_its_assistance() -> None:
    request = RoutineRequest.model_validate(
        {
            "experience": 1,
            "gender": "male",
            "purpose": 2,
            "days_per_week": 3,
            "minutes": 180,
            "rm_weight": {"bench_press": 40, "squat": 50, "dead_lift": 60, "over_head_press": 25},
        }
    )
    day = ["db_bench 5x10", "cable_row 5x10", "crunch 3x20"]
    week = WeekTemplate.model_validate({"split": "squat-bench", "supplemental": "FSL 5x5", "days": [day] * 3})
    month = month_of(obeyed(request), weight_plan(request), week)
    first = month.weeks[0]
    assert weekly_sets(first)["chest"] == 25  # 31 asked for
    assert [one.sets for trained in first.days for one in trained.accessories if one.id == "db_bench"] == [3, 3, 3]
    assert [one.sets for trained in first.days for one in trained.accessories if one.id == "cable_row"] == [5, 5, 5]
