"""What the menus of the week allow: any choice from them, the coach's and a drawn one, is what a coach would sign."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest

from data.requests import draw_requests
from program import coach
from program.coach.choices import Place
from program.exercises.catalogue import Exercise, find
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from program.month.assistance import prescribed, schemes, supplementals
from program.month.splits import SPLITS
from program.month.worth import FAMILIES, straight_arm
from program.schema import EQUIPMENT, Prescription, RoutineRequest, WeekChoice, WeekTemplate

RECORDS = {"bench_press": 80, "squat": 110, "dead_lift": 130, "over_head_press": 50}
BRIEFS = [obeyed(request) for request in itertools.islice(draw_requests(seed=41), 240)]
PULLS = ("horizontal_pull", "vertical_pull")
SMALL_EQUIPMENT = {"kettlebell", "band"}
UPPER_AND_LEGS = {
    "horizontal_push", "vertical_push", "horizontal_pull", "vertical_pull", "squat", "lunge", "hinge", "core", "carry",
}  # fmt: skip
AS_GOOD = {"chin_up", "pull_up", "dips"}
"""Body-weight work that is as hard as what dumbbells load."""


def brief(wishes: Constraints | None = None, **fields: Any) -> Brief:
    body = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS, **fields}
    return obeyed(RoutineRequest.model_validate(body), wishes or Constraints())


def places(asked: Brief) -> Iterator[Place]:
    """Every slot of every split that suits."""
    for split in coach.splits(asked):
        for day in coach.choices(asked, split):
            yield from day


def menus(asked: Brief) -> set[Exercise]:
    return {one for place in places(asked) for one in place.exercises}


def any_week(asked: Brief, number: int) -> WeekTemplate:
    """A week that the schema allows, drawn without regard for what is best."""
    draw = random.Random(number)
    split = draw.choice(coach.splits(asked))
    plan = coach.weight_plan(asked, asked.role)
    written = [f"{sets}x{reps}" for sets, reps in schemes(asked)]
    choice = WeekChoice(
        split=split,
        supplemental=draw.choice(supplementals(asked, plan.scheme)),
        compound=draw.choice(written),
        isolation=draw.choice(written),
        arms="3x10",
        days=tuple(tuple(draw.choice(place.exercises).id for place in day) for day in coach.choices(asked, split)),
    )
    return prescribed(asked, choice)


def weeks(asked: Brief, number: int) -> list[WeekTemplate]:
    """The coach's favourite, a drawn week, and any week."""
    plan = coach.weight_plan(asked, asked.role)
    made = [prescribed(asked, coach.week_choice(asked, plan, seed)) for seed in (None, number)]
    return [*made, any_week(asked, number)]


@pytest.mark.parametrize("gear", [["dumbbell", "bodyweight"], ["dumbbell", "bodyweight", "bench", "band"]])
def test_with_dumbbells_at_home_pushes_rows_legs_and_trunk_are_trained_with_them(gear: list[str]) -> None:
    for level, purpose, days, sex in itertools.product((1, 2, 4), (1, 2, 5), (2, 3, 4), ("male", "female")):
        asked = brief(experience=level, purpose=purpose, days_per_week=days, gender=sex, equipment=gear)
        for one in menus(asked):
            if one.pattern in UPPER_AND_LEGS:
                assert "dumbbell" in one.equipment or one.id in AS_GOOD, one.id


def test_a_pull_slot_of_a_gym_is_a_row_a_pulldown_or_a_chin_up() -> None:
    for level, purpose, days, sex in itertools.product(range(1, 6), (1, 2, 5), (2, 3, 4), ("male", "female")):
        asked = brief(experience=level, purpose=purpose, days_per_week=days, gender=sex)
        pulls = [place for place in places(asked) if place.slot == "pull"]
        assert pulls
        for one in (one for place in pulls for one in place.exercises):
            assert one.pattern in PULLS
            assert not straight_arm(one), one.id
            assert one.equipment.isdisjoint(SMALL_EQUIPMENT), one.id


def test_a_pullover_is_the_pull_only_where_no_row_can_be_done() -> None:
    for asked in BRIEFS:
        rows = [one for one in asked.for_assistance if one.pattern in PULLS and not straight_arm(one)]
        for place in places(asked):
            if place.slot == "pull" and rows:
                assert not any(map(straight_arm, place.exercises)), [one.id for one in place.exercises]


def test_a_month_has_one_level_of_pull_ups_dips_push_ups_and_rows() -> None:
    seen: set[tuple[int, int]] = set()
    gear = (["bodyweight"], ["bodyweight", "band"], ["bodyweight", "machine"], ["bodyweight", "dumbbell"])
    strong = itertools.product(gear, (30, 50, 70, 90, 120, 160), ("male", "female"), (1, 4))
    own = [
        brief(equipment=there, rm_weight=dict.fromkeys(RECORDS, kg), gender=sex, experience=level)
        for there, kg, sex, level in strong
    ]
    for asked in (*BRIEFS, *own):
        ids = {one.id for one in menus(asked)}
        for number, rungs in enumerate(FAMILIES):
            levels = [place for place, rung in enumerate(rungs) if ids.intersection(rung.exercises)]
            assert len(levels) <= 1, (levels, sorted(ids))
            seen.update((number, place) for place in levels)
    assert len(seen) > 12


def test_a_level_that_the_lifter_asks_for_is_the_months_level() -> None:
    asked = brief(Constraints(include=("assisted_pull_up",)), experience=4, rm_weight={**RECORDS, "bench_press": 130})
    assert not {"pull_up", "chin_up", "weighted_pull_up"} & {one.id for one in menus(asked)}
    assert "assisted_pull_up" in {one.id for one in menus(asked)}


def test_the_first_months_have_three_exercises_a_session_and_light_supplemental_work() -> None:
    for purpose, days, sex in itertools.product(range(1, 7), (2, 3, 4), ("male", "female")):
        asked = brief(experience=1, purpose=purpose, days_per_week=days, gender=sex)
        assert set(supplementals(asked, "5s PRO")) <= {"none", "FSL 3x5"}
        for template in weeks(asked, purpose):
            for day in template.days:
                done = [one for one in day if find(one.exercise).pattern != "jump"]
                assert 2 <= len(done) <= 3
                assert all(one.sets <= 3 or find(one.exercise).category == "pull" for one in done)
                assert all(one.sets <= 4 and one.reps <= 12 for one in done if find(one.exercise).unit == "reps")


def sets(template: WeekTemplate, category: str) -> int:
    return sum(one.sets for one in every(template) if find(one.exercise).category == category)


def every(template: WeekTemplate) -> list[Prescription]:
    return [one for day in template.days for one in day]


def pressed(asked: Brief, template: WeekTemplate) -> int:
    """Sets of bench and press: three and what the template adds, in second place three at most."""
    extra = {"none": 0, "FSL 3x5": 3, "BBB 3x10@50": 3, "BBS 10x5": 10}.get(template.supplemental, 5)
    total = 0
    for lifts in SPLITS[asked.days][template.split]:
        for place, lift in enumerate(lifts):
            if lift in ("bench_press", "over_head_press"):
                total += 3 + (min(extra, 3) if place else extra)
    return total


def test_a_week_in_a_gym_pulls_nearly_as_much_as_it_pushes_main_lifts_counted() -> None:
    for number, (level, purpose, days) in enumerate(itertools.product(range(1, 6), range(1, 7), (2, 3, 4))):
        sex = "female" if number % 2 else "male"
        asked = brief(experience=level, purpose=purpose, days_per_week=days, gender=sex)
        for template in weeks(asked, number):
            push = sets(template, "push") + pressed(asked, template)
            assert sets(template, "pull") >= 0.7 * push, (level, purpose, days, sex, template)


def test_no_split_has_the_deadlift_twice_a_week() -> None:
    for split in SPLITS[3].values():
        assert sum("dead_lift" in lifts for lifts in split) == 1


@pytest.mark.parametrize("equipment", [list(EQUIPMENT), ["barbell", "dumbbell", "bodyweight"], ["dumbbell"]])
def test_a_spared_knee_does_not_turn_the_week_into_hinges(equipment: list[str]) -> None:
    hinges = ("hinge", "glute")
    for level, days, out in itertools.product((1, 2, 3, 4), (2, 3, 4), ((), ("squat",))):
        wishes = Constraints(avoid=("knee",), exclude=out)
        asked = brief(wishes, experience=level, days_per_week=days, equipment=equipment)
        for template in weeks(asked, level):
            lifts = SPLITS[days][template.split]
            assert sum("squat" in day for day in lifts) == sum("dead_lift" in day for day in lifts) == 1
            for day, prescriptions in zip(lifts, template.days, strict=True):
                patterns = [find(one.exercise).pattern for one in prescriptions]
                assert "squat" in day or not set(hinges).intersection(patterns), (days, template)


@pytest.mark.parametrize("purpose", [3, 5])
def test_endurance_and_losing_weight_have_sets_of_15_at_most(purpose: int) -> None:
    for level, days, sex in itertools.product(range(1, 6), (2, 3, 4), ("male", "female")):
        asked = brief(experience=level, purpose=purpose, days_per_week=days, gender=sex)
        assert all(reps <= 15 and count <= 3 for count, reps in schemes(asked))
        for template in weeks(asked, days):
            assert all(one.reps <= 15 for one in every(template) if find(one.exercise).unit == "reps")
