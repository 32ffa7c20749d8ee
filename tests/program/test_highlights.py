"""The highlights of a month: facts of the month itself."""

from typing import Any

import pytest
from hypothesis import given

from program import coach
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.adjustments import turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import Month
from program.reading.quantities import Quantity, quantities_in
from program.schema import RoutineRequest
from program.wording.highlights import Highlights, highlights
from tests.graph.toys import REQUEST
from tests.program.drawn import briefs, month_of


def facts_of(brief: Brief) -> tuple[Highlights, Month]:
    """The facts of the coach's month, and the month."""
    plan = coach.weight_plan(brief)
    week = coach.week_choice(brief, plan)
    composed = month_of(brief, turned_plan(brief, plan), turned_week(brief, prescribed(brief, week)))
    return highlights(brief, plan, week), composed


def example(wishes: Constraints | None = None, **changes: Any) -> Highlights:
    body = REQUEST.model_dump(mode="json") | changes
    return facts_of(obeyed(RoutineRequest.model_validate(body), wishes or Constraints()))[0]


@given(briefs())
def test_the_heaviest_set_is_the_heaviest_of_week_3(brief: Brief) -> None:
    facts, month = facts_of(brief)
    lifted = {
        (main.lift, round(one.weight_kg, 2))
        for day in month.weeks[2].days
        for main in day.main
        for one in main.sets
        if one.weight_kg is not None
    }
    if facts.top is None:
        assert lifted == set()
    else:
        assert facts.top in lifted
        assert facts.top[1] == max(kg for _, kg in lifted)


def test_a_sore_lower_back_takes_weight_off_the_deadlift() -> None:
    plain, spared = example(), example(Constraints(avoid=("lower_back",)))
    assert spared.joints == ("lower_back",)
    assert plain.top is not None
    assert spared.top is not None
    assert plain.top[0] == "dead_lift"
    assert spared.top[1] < plain.top[1]


def test_lighter_is_told_as_it_was_turned() -> None:
    assert example().rate - example(Constraints(intensity="lighter")).rate == 5


def test_without_a_barbell_there_is_no_weight_to_tell() -> None:
    facts = example(equipment=["dumbbell"])
    assert (facts.top, facts.first, facts.lifts) == (None, None, frozenset())
    assert {quantity.unit for quantity in facts.quantities} == {"days", "%", "week"}


def test_the_narrower_minutes_are_told_and_none_where_none_are_named() -> None:
    assert example().minutes is None
    assert example(minutes=90).minutes == 90
    assert example(Constraints(minutes=45), minutes=90).minutes == 45


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3주차에는 82.5kg", [Quantity(3, "week"), Quantity(82.5, "kg")]),
        ("in week 3: 82.5 kg", [Quantity(3, "week"), Quantity(82.5, "kg")]),
        ("90 % of it, 4 days", [Quantity(90, "%"), Quantity(4, "days")]),
        ("주 ４일", [Quantity(4, "days")]),
        ("three sets of ten reps", [Quantity(3, "sets"), Quantity(10)]),
        ("사흘 동안 두 번", [Quantity(3), Quantity(2, "days")]),
        ("자세는 한 번 더 보고, 가벼운 봉으로", []),
        ("one more rep, then rest", []),
    ],
)
def test_the_numbers_of_a_text_are_found_with_what_they_count(text: str, expected: list[Quantity]) -> None:
    found = [(one.value, one.unit) for one in quantities_in(text)]
    for one in expected:
        assert any(value == one.value and (not one.unit or unit == one.unit) for value, unit in found), found
    assert {value for value, _ in found} == {one.value for one in expected}
