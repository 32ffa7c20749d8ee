"""The brief, and that a copy of it shows nothing of the original."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program import coach
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.lifter.variations import stand_ins
from program.month.assistance import prescribed
from program.month.rules import week_errors
from program.schema import EQUIPMENT, LIFTS, Equipment, RoutineRequest
from tests.program.drawn import briefs, month_of

CACHED = ("weak_lift", "allowed", "possible", "too_heavy", "variations")


def values(brief: Brief) -> dict[str, Any]:
    return {name: getattr(brief, name) for name in CACHED}


@settings(deadline=None)
@given(
    briefs(),
    st.lists(st.sampled_from(EQUIPMENT), min_size=1, unique=True).map(tuple),
    st.integers(1, 5),
    st.lists(st.sampled_from(LIFTS), max_size=2).map(tuple),
)
def test_a_copy_is_like_a_brief_that_was_made_with_its_fields(
    brief: Brief, equipment: tuple[Equipment, ...], experience: int, excluded: tuple[str, ...]
) -> None:
    values(brief)  # so that the original has computed them
    changes = {"equipment": equipment, "experience": experience, "constraints": Constraints(exclude=excluded)}
    copy = brief.model_copy(update=changes)
    fields = {name: getattr(brief, name) for name in Brief.model_fields}
    assert values(copy) == values(Brief(**{**fields, **changes}))


def test_a_copy_with_another_focus_has_another_weak_lift() -> None:
    squat = 100
    request = RoutineRequest.model_validate(
        {
            "experience": 3,
            "gender": "male",
            "purpose": 1,
            "rm_weight": {"squat": squat, "bench_press": 75, "dead_lift": 120, "over_head_press": 50},
        }
    )
    brief = obeyed(request)
    assert brief.weak_lift is None
    assert brief.model_copy(update={"constraints": Constraints(focus=("squat",))}).weak_lift == "squat"


def test_what_stands_in_is_looked_for_once_a_brief(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def counted(*arguments: Any, **options: Any) -> Any:
        asked.append(arguments)
        return stand_ins(*arguments, **options)

    monkeypatch.setattr("program.lifter.brief.stand_ins", counted)
    request = RoutineRequest.model_validate(
        {
            "experience": 3,
            "gender": "male",
            "purpose": 2,
            "rm_weight": dict.fromkeys(LIFTS, 80),
            "equipment": ["dumbbell", "bodyweight"],
        }
    )
    brief = obeyed(request)
    plan = coach.weight_plan(brief)
    week = prescribed(brief, coach.week_choice(brief, plan))
    assert week_errors(brief, plan, week) == []
    month_of(brief, plan, week)
    assert len(asked) == 1
