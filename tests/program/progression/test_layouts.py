"""Which months follow each other, for whom, and the training maxes that are expected."""

from itertools import product
from typing import Any

import pytest

from program.block import LAYOUTS, Layout
from program.errors import RequestError
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.progression.layouts import LENGTHS, LayoutNote, forecast, layout_notes, months_of
from program.progression.options import Options
from program.schema import Goal, Level, LifterRequest, RoutineRequest

RECORDS = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}


def lifter(level: int = 3, goal: int = 1, **fields: Any) -> RoutineRequest:
    body = {"experience": level, "gender": "male", "purpose": goal, "rm_weight": RECORDS}
    return RoutineRequest.model_validate(body | fields)


def written(weeks: int, layout: Layout | None, request: LifterRequest) -> str:
    """The layout as a coach writes it: `L3 D A3 T`; a month that stands alone is `O`."""
    letters = {"original": "O", "leader": "L", "anchor": "A"}
    ends = {"deload": " D", "tm_test": " T", "none": ""}
    return " ".join(f"{letters[one.role]}3{ends[one.week4]}" for one in months_of(weeks, layout, request))


@pytest.mark.parametrize(
    ("weeks", "layout", "expected"),
    [
        (4, "original", "O3 D"),
        (4, "leader_anchor", "O3 D"),
        (8, "original", "O3 D O3 D"),
        (8, "leader_anchor", "L3 D A3 T"),
        (11, "original", "O3 O3 D O3 D"),
        (11, "leader_anchor", "L3 L3 D A3 T"),
        (12, "original", "O3 D O3 D O3 D"),
        (12, "leader_anchor", "L3 D L3 D A3 T"),
        (12, None, "L3 D L3 D A3 T"),
        (4, None, "O3 D"),
    ],
)
def test_the_layouts(weeks: int, layout: Layout | None, expected: str) -> None:
    assert written(weeks, layout, lifter()) == expected


@pytest.mark.parametrize(("weeks", "layout"), list(product(LENGTHS, (*LAYOUTS, None))))
def test_every_layout_for_every_lifter(weeks: int, layout: Layout | None) -> None:
    for level, goal in product(Level, Goal):
        request = lifter(level, goal)
        months = months_of(weeks, layout, request)
        lengths, roles = [one.weeks for one in months], [one.role for one in months]
        assert sum(lengths) == weeks
        assert [one.month for one in months] == list(range(1, len(months) + 1))
        assert [one.first_week for one in months] == [1 + sum(lengths[:before]) for before in range(len(months))]
        assert all(one.week4 != "none" for one in months) or weeks == 11
        alone = level <= 2 or goal in (Goal.LOSE_WEIGHT, Goal.HEALTH) or weeks == 4 or layout == "original"
        assert roles == (["original"] * len(months) if alone else ["leader"] * (len(months) - 1) + ["anchor"])
        assert [one.week4 == "tm_test" for one in months] == [role == "anchor" for role in roles]
        assert len(layout_notes(weeks, layout, request)) == int(layout == "leader_anchor" and alone)


@pytest.mark.parametrize(
    ("request_", "weeks", "note"),
    [
        (lifter(1), 12, "beginner"),
        (lifter(2, goal=6), 8, "beginner"),
        (lifter(3, goal=3), 12, "losing_weight"),
        (lifter(5, goal=6), 11, "health"),
        (lifter(), 4, "one_month"),
        (lifter(age=65), 12, "careful"),
        (obeyed(lifter(), Constraints(cautions=("heart",))), 12, "careful"),
    ],
)
def test_a_replaced_layout_says_why(request_: LifterRequest, weeks: int, note: LayoutNote) -> None:
    assert layout_notes(weeks, "leader_anchor", request_) == (note,)
    assert layout_notes(weeks, None, request_) == ()
    assert layout_notes(weeks, "original", request_) == ()


@pytest.mark.parametrize("weeks", [0, 5, 7, 16])
def test_other_lengths_are_refused(weeks: int) -> None:
    with pytest.raises(RequestError, match=f"{weeks} weeks; give 4, 8, 11, 12"):
        months_of(weeks, "original", lifter())
    with pytest.raises(RequestError, match="weeks"):
        layout_notes(weeks, "original", lifter())


def test_a_forecast_adds_a_step_for_every_month_before() -> None:
    assert [forecast(72, "bench_press", month) for month in (1, 2, 3)] == [72, 74.5, 77]
    half = Options.model_validate({"step_kg": {"squat": 2.5}})
    assert [forecast(94.55, "squat", month, half) for month in (1, 2, 3)] == [94.55, 97.05, 99.55]
    with pytest.raises(RequestError, match="squat"):
        forecast(100, "squat", 2, Options.model_validate({"step_kg": {"squat": 6}}))
