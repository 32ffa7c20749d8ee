"""How many sets a week any muscle gets in the coach's months, as docs/coaching.md says."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data import generate
from program.coach import weight_plan
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.assistance import prescribed
from program.schema import RoutineRequest, WeekChoice, WeekTemplate, WeightPlan
from tests.coach_reading import MOST_SETS, weekly_sets
from tests.program.drawn import CLASSIC, month_of

COACHING = Path(__file__).parents[2] / "docs" / "coaching.md"

HIGHEST = {1: 323, 2: 2868, 3: 390, 4: 3636, 5: 5891}
"""Level -> the row of the part train whose month has the most sets of a muscle among all rows of the dataset."""


def most_sets(row: Mapping[str, Any]) -> tuple[int, float]:
    """The level of a row of task2's dataset, and the most sets that a muscle has in any week of its month."""
    request = RoutineRequest.model_validate_json(json.dumps(row["request"]))
    plan = WeightPlan.model_validate(row["answers"]["task1"])
    brief = obeyed(request, Constraints.model_validate(row["answers"].get("intake", {})))
    month = month_of(brief, plan, prescribed(brief, WeekChoice.model_validate(row["answer"])))
    return request.experience, max(max(weekly_sets(week).values()) for week in month.weeks)


def test_the_coachs_months_keep_the_bounds_as_documented() -> None:
    train = generate.read("task2", "train")
    highest = dict.fromkeys(MOST_SETS, 0.0)
    for row in (*(train[number] for number in HIGHEST.values()), *generate.read("task2", "val")):
        level, sets = most_sets(row)
        highest[level] = max(highest[level], sets)
    assert all(highest[level] <= bound for level, bound in MOST_SETS.items()), highest
    documented = COACHING.read_text(encoding="utf-8")
    assert f"| highest | {' | '.join(f'{one:g}' for one in highest.values())} |" in documented
    assert f"| bound | {' | '.join(map(str, MOST_SETS.values()))} |" in documented


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
    # The second lift of a day has FSL 3x5: squat and deadlift 8 sets, bench and press 6.
    assert weekly_sets(first) == {
        "chest": 6 + 8,
        "quads": 8,
        "hamstrings": 8 + 6,
        "front_delt": 6 + (6 + 8) / 2,
        "triceps": (6 + 6 + 8) / 2,
        "side_delt": 6 / 2,
        "glutes": (8 + 8) / 2,
        "lower_back": (8 + 8) / 2,
        "upper_back": 8 / 2,
    }
    assert weekly_sets(deload)["chest"] == 3 + 4
    assert weekly_sets(deload)["front_delt"] == 3 + (3 + 4) / 2


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
    day = ["db_bench 5x10", "cable_row 5x10", "lat_pulldown 3x10", "crunch 3x20"]
    week = WeekTemplate.model_validate({"split": "squat-bench", "supplemental": "FSL 5x5", "days": [day] * 3})
    month = month_of(obeyed(request), weight_plan(request), week)
    first = month.weeks[0]
    assert weekly_sets(first)["chest"] <= 25  # more than 25 asked for
    presses = [one.sets for trained in first.days for one in trained.accessories if one.id == "db_bench"]
    assert len(presses) == 3
    assert max(presses) < 5
    assert max(presses) - min(presses) <= 1
    assert [one.sets for trained in first.days for one in trained.accessories if one.id == "cable_row"] == [5, 5, 5]
