"""What an agent is told about an answer that cannot be used."""

import json
from typing import Any

import pytest

from agents import CORE
from agents.agent import Inputs, ModelAgent
from agents.validation import judge
from program import coach
from program.schema import RoutineRequest

REQUEST = RoutineRequest.model_validate(
    {
        "experience": 3,
        "gender": "남성",
        "purpose": 2,
        "rm_weight": {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45},
        "days_per_week": 2,
        "equipment": ["dumbbell", "cable"],
    }
)
INPUTS = Inputs(REQUEST, {"task1": coach.weight_plan(REQUEST)})
_, TASK1, TASK2 = CORE


def answer(agent: ModelAgent[Any]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(agent.completion(INPUTS, agent.fallback(INPUTS)))
    return value


def errors(agent: ModelAgent[Any], value: object) -> str:
    verdict = judge(agent, INPUTS, value if isinstance(value, str) else json.dumps(value))
    assert (verdict.answer is None) == bool(verdict.errors)
    return "\n".join(verdict.errors)


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_the_coachs_answer_is_accepted(agent: ModelAgent[Any]) -> None:
    verdict = judge(agent, INPUTS, agent.completion(INPUTS, agent.fallback(INPUTS)))
    assert verdict.errors == ()
    assert verdict.answer == agent.fallback(INPUTS)


@pytest.mark.parametrize("text", ["", "네!", '{"a": 1', "[" * 100_000, "1" * 5000, "NaN!"])
def test_what_is_no_json_is_told_so(text: str) -> None:
    assert errors(TASK1, text).startswith("not JSON")


@pytest.mark.parametrize("value", [[], 3, None, "plan", {}, {"days": 3}, {"days": [[1]]}, {"days": {"1": [1]}}])
def test_json_of_the_wrong_shape_is_told_where(value: object) -> None:
    for agent in CORE:
        assert errors(agent, json.dumps(value))


def test_an_unknown_field_is_named() -> None:
    assert "'reason'" in errors(TASK1, {**answer(TASK1), "reason": "heavy"})


def test_a_plan_over_95_percent_is_told_its_top_set() -> None:
    assert "is 110; expected at most 95" in errors(TASK1, {**answer(TASK1), "init_weight_rate": 80})


def test_a_rate_that_the_schema_does_not_know_is_told_the_known_ones() -> None:
    assert errors(TASK1, {**answer(TASK1), "deloading_rate": 38}) == "deloading_rate: 38 is not one of 35, 40"


def test_an_unknown_exercise_is_told_its_place_and_its_neighbours() -> None:
    week = answer(TASK2)
    week["days"]["2/2"][0] = "db_bensh"
    assert "days.2.0: " in errors(TASK2, week)
    assert "db_bench" in errors(TASK2, week)


def test_an_exercise_without_its_equipment_is_told_so() -> None:
    week = answer(TASK2)
    week["days"]["1/2"][0] = "push_up"
    assert "push_up needs bodyweight" in errors(TASK2, week)


def test_a_day_without_pull_is_told_so() -> None:
    week = answer(TASK2)
    del week["days"]["1/2"][1]
    assert "days.1: nothing for pull, expected an exercise of one of horizontal_pull, vertical_pull" in errors(
        TASK2, week
    )


def test_days_are_told_by_their_places_not_by_their_order() -> None:
    week = answer(TASK2)
    swapped = {**week, "days": dict(reversed(week["days"].items()))}
    assert judge(TASK2, INPUTS, json.dumps(swapped)).answer == TASK2.fallback(INPUTS)
    week["days"]["1/3"] = week["days"].pop("1/2")
    assert "'1/3' was unexpected" in errors(TASK2, week)


def test_sets_and_reps_that_do_not_suit_the_goal_are_told_those_that_do() -> None:
    assert errors(TASK2, {**answer(TASK2), "compound": "6x10"}) == "compound: '6x10' is not one of 4x10, 3x12, 3x15"


def test_of_several_splits_a_week_is_told_what_is_wrong_with_its_own() -> None:
    assert len(TASK2.schema(INPUTS)["anyOf"]) > 1
    week = answer(TASK2)
    week["days"]["1/2"][0] = "cable_curl"
    assert (
        errors(TASK2, week)
        == "days.1: nothing for push, expected an exercise of one of fly, horizontal_push, vertical_push"
    )
    misfits = errors(TASK2, {**answer(TASK2), "split": "squat-press", "compound": "6x10"})
    assert "compound: '6x10' is not one of 4x10, 3x12, 3x15" in misfits
    assert "split" not in misfits


def test_what_is_no_sets_and_reps_is_told_so() -> None:
    assert "compound: " in errors(TASK2, {**answer(TASK2), "compound": "many"})


@pytest.mark.parametrize("scheme", ["3x33", "0x8", "4x0", "12x8", "4 x 8", "many"])
def test_sets_and_reps_that_no_exercise_can_have_are_told(scheme: str) -> None:
    assert f"compound: '{scheme}' is not one of" in errors(TASK2, {**answer(TASK2), "compound": scheme})
