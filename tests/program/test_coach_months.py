"""Five hundred months of the coach policy, drawn over the whole input space and read as a coach would."""

import itertools
import random
from collections import Counter
from typing import Any, NamedTuple

import pytest

from data.requests import draw_requests
from program import coach
from program.exercises.catalogue import find
from program.lifter.obeying import obeyed
from program.month.assistance import prescribed
from program.month.compose import Month
from program.month.routine import Accessory, TrainingWeek
from program.schema import RoutineRequest, WeekTemplate, WeightPlan
from tests.coach_reading import CATEGORY, exercises, hard_presses, read
from tests.program.drawn import month_of

NUMBER = 500


class Coached(NamedTuple):
    """A request and what the coach policy makes of it."""

    request: RoutineRequest
    plan: WeightPlan
    template: WeekTemplate
    month: Month


def coached(request: RoutineRequest, seed: int | None) -> Coached:
    brief, plan = obeyed(request), coach.weight_plan(request, request.role)
    template = prescribed(brief, coach.week_choice(brief, plan, seed))
    return Coached(request, plan, template, month_of(brief, plan, template))


@pytest.fixture(scope="module")
def months() -> list[Coached]:
    draw = random.Random(2026)
    drawn = []
    for request in itertools.islice(draw_requests(seed=2026), NUMBER):
        body = request.model_dump(mode="json") | {
            "minutes": draw.choice((None, *range(30, 181, 5))),
            "bar_kg": draw.choice((7.5, 10, 15, 20, 25)),
        }
        drawn.append(coached(RoutineRequest.model_validate(body), seed=draw.randrange(2**32)))
    return drawn


def test_the_requests_cover_the_input_space(months: list[Coached]) -> None:
    requests = [one.request for one in months]
    assert {one.experience for one in requests} == {1, 2, 3, 4, 5}
    assert {one.purpose for one in requests} == {1, 2, 3, 4, 5, 6}
    assert {one.gender for one in requests} == {"남성", "여성", "male", "female"}
    assert {one.days for one in requests} == {2, 3, 4}
    assert {one.smallest_plate_kg for one in requests} == {0.5, 1, 1.25, 2.5}
    assert len({one.available for one in requests}) >= 100


def test_a_coach_finds_nothing_wrong_with_any_of_them(months: list[Coached]) -> None:
    wrong = [(said, one.request.model_dump_json()) for one in months if (said := read(one.request, one.month.weeks))]
    assert wrong == []


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("days", 0, "day"), 2, "week 1: days [2, 2, 3, 4], 4 asked for"),
        (("days", 0, "main", 0, "lift"), "squat", "week 1: no over_head_press"),
        (("days", 0, "minutes"), 91, "week 1 day 1: 91 minutes of 90"),
        (("days", 0, "minutes"), 5, "week 1 day 1: 5 minutes leave no rest"),
        (("days", 0, "accessories", 0, "id"), "push_press", "week 1 day 1: push_press is for level 3"),
        (("days", 0, "accessories", 0, "id"), "cable_fly", "week 1 day 1: cable_fly needs cable"),
        (("days", 0, "accessories", 0), {"id": "db_bench", "sets": 40}, "week 1: 54 sets of chest"),
        (("days", 0, "accessories", 0), {"id": "db_bench", "sets": 40}, "week 1: 38 sets of front_delt"),
        (("days", 2, "accessories", 1, "id"), "seated_press", "week 1 day 3: seated_press 2 times"),
        (("days", 1, "main", 0, "lift"), "bench_press", "week 1 day 2: bench or press, and the day before too"),
        (("days", 1, "accessories", 0), {"id": "db_bench", "sets": 40}, "week 1 day 2: 51 sets of pressing"),
        (("days", 0, "main", 0, "sets", 2, "rate"), 49, "deload day 1: over_head_press set 1 is 40 %"),
        (("days", 0, "main", 0, "sets", 4, "weight_kg"), 1, "deload day 1: over_head_press set 3 is 60 %"),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_a_coach_would_see_what_is_wrong(place: tuple[str | int, ...], value: Any, said: str) -> None:
    assert any(one.startswith(said) for one in read_after(["barbell", "dumbbell", "machine"], place, value))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("accessories", 0, "id"), "smith_shoulder_press", "week 1 day 1: smith_shoulder_press 2 times"),
        (("main", 0, "variation"), None, "week 1 day 1: over_head_press cannot be done"),
        (("main", 0, "variation", "id"), "cable_shoulder_press", "week 1 day 1: cable_shoulder_press needs cable"),
        (("main", 0, "sets", 2, "rate"), 49, "deload day 1: over_head_press set 1 is 40 %"),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_a_coach_would_see_what_is_wrong_without_a_barbell(place: tuple[str | int, ...], value: Any, said: str) -> None:
    assert any(one.startswith(said) for one in read_after(["dumbbell", "machine"], ("days", 0, *place), value))


def read_after(equipment: list[str], place: tuple[str | int, ...], value: Any) -> list[str]:
    """What a coach says of a sound month once the value at `place` of its first week is exchanged."""
    body = {"experience": 2, "gender": "male", "purpose": 1, "days_per_week": 4, "equipment": equipment}
    records = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}
    request = RoutineRequest.model_validate({**body, "rm_weight": records})
    weeks = coached(request, seed=3).month.weeks
    assert read(request, weeks) == []
    return read(request, (changed(weeks[0], place, value), *weeks[1:]))


def changed(week: TrainingWeek, place: tuple[str | int, ...], value: Any) -> TrainingWeek:
    """The week with the value at `place` exchanged, or where it is an object, some of its fields."""
    body = week.model_dump(mode="json")
    parent: Any = body
    for step in place[:-1]:
        parent = parent[step]
    old = parent[place[-1]]
    parent[place[-1]] = {**old, **value} if isinstance(value, dict) else value
    return TrainingWeek.model_validate(body)


def test_no_plan_tops_95_percent(months: list[Coached]) -> None:
    tops = {
        max(one.rate for week in coached.month.weeks for day in week.days for lift in day.main for one in lift.sets)
        for coached in months
    }
    assert max(tops) <= 95
    assert len(tops) > 1


def test_many_different_exercises_are_used(months: list[Coached]) -> None:
    used = Counter(exercise.id for one in months for exercise in exercises(one.month.weeks))
    assert len(used) >= 60
    assert used.most_common(1)[0][1] <= NUMBER / 2, "one exercise is in more than half of all months"


def pressed_on_leg_days(months: list[Coached]) -> list[bool]:
    """Whether each leg day of four-day weeks presses; without lifters who can do no fly, or whose presses lag."""
    found = []
    for one in months:
        brief = obeyed(one.request)
        instead = {exercise.id for exercise in brief.variations.values() if exercise}
        flies = [exercise for exercise in brief.possible if exercise.pattern == "fly" and exercise.id not in instead]
        if brief.days == 4 and flies and brief.weak_lift not in ("bench_press", "over_head_press"):
            days = one.month.weeks[0].days
            found += [
                bool(hard_presses(day)) for day in days if all(CATEGORY[main.lift] != "push" for main in day.main)
            ]
    return found


def test_leg_days_between_bench_and_press_mostly_get_light_chest_work(months: list[Coached]) -> None:
    drawn = pressed_on_leg_days(months)
    assert len(drawn) > 150
    assert sum(drawn) / len(drawn) <= 0.5
    favourites = pressed_on_leg_days([coached(one.request, None) for one in months])
    assert sum(favourites) / len(favourites) <= 0.25


SUPPLEMENTAL = {
    1: ("FSL 3x5", "FSL 5x5", "FSL 5x5", "FSL 5x5", "FSL 5x5"),  # low repetitions
    2: ("BBB 3x10@50", "BBB 3x10@50", "BBB 5x10@50", "BBB 5x10@60", "BBB 5x10@60"),
    3: ("FSL 3x5", "FSL 3x5", "FSL 5x5", "FSL 5x5", "FSL 5x5"),  # no BBB when losing weight
    4: ("FSL 3x5",) * 5,
    5: ("none",) * 5,
    6: ("FSL 3x5",) * 5,
}
"""The favourite supplemental template of each goal at levels 1 to 5, with time enough."""

SCHEMES = {
    1: {"4x8", "3x10", "3x12"},
    2: {"4x10", "3x12", "3x15"},
    3: {"3x12", "3x15", "2x20"},
    4: {"4x8", "3x10", "3x12"},
    5: {"4x12", "3x15", "2x20"},
    6: {"3x10", "3x12", "3x15"},
}
"""Sets and repetitions of assistance that suit each goal."""

CATEGORY_REPS = {"push": (25, 100), "pull": (25, 130), "legs_core": (25, 100)}
"""Repetitions of each category of assistance in a session (Wendler, *5/3/1 Forever*); pull answers for the main lifts'
pushing, too."""

FEWEST_HELD = 25
"""Repetitions that a hold or a carry counts here: three sets are enough of it, however short they are."""

LIFTERS = [
    {"experience": experience, "gender": gender, "days_per_week": days}
    for experience in (1, 2, 3, 4, 5)
    for gender in ("남성", "여성")
    for days in (2, 3, 4)
]


def six_goals(lifter: dict[str, Any], seed: int | None = 1) -> dict[int, Coached]:
    """The same lifter, with time enough, for each of the goals."""
    records = {"bench_press": 80, "squat": 100, "dead_lift": 120, "over_head_press": 50}
    return {
        purpose: coached(
            RoutineRequest.model_validate({**lifter, "purpose": purpose, "rm_weight": records, "minutes": 180}), seed
        )
        for purpose in range(1, 7)
    }


def reps_of(work: Accessory) -> float:
    """Repetitions of an exercise in a session; three seconds of a hold or a carry are one."""
    return work.sets * work.reps / (3 if work.unit == "seconds" else 1)


def assistance_reps(one: Coached) -> float:
    return sum(reps_of(work) for day in one.month.weeks[0].days for work in day.accessories)


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("lifter", LIFTERS, ids=lambda one: "-".join(map(str, one.values())))
def test_the_goal_shows_in_the_month(lifter: dict[str, Any], seed: int | None) -> None:
    goals = six_goals(lifter, seed)
    for purpose, one in goals.items():
        choice = coach.week_choice(obeyed(one.request), one.plan, seed)
        assert {choice.compound, choice.isolation} <= SCHEMES[purpose]
        assert (choice.arms is not None) == (purpose == 2)
        sets: Counter[str] = Counter()
        for day, planned in zip(one.month.weeks[0].days, one.template.days, strict=True):
            reps: Counter[str] = Counter()
            for work in planned:
                exercise = find(work.exercise)
                held = exercise.unit == "seconds"
                reps[exercise.category] += FEWEST_HELD if held else work.sets * work.reps
                sets[exercise.category] += work.sets
            assert {work.category for work in day.accessories} == set(reps) == set(CATEGORY_REPS)
            for category, (low, high) in CATEGORY_REPS.items():
                assert low <= reps[category] <= high, (purpose, day.day, reps)
        assert sets["pull"] >= sets["push"]
    jumps = {purpose for purpose, one in goals.items() if any(e.pattern == "jump" for e in exercises(one.month.weeks))}
    assert jumps == {4}
    strength, muscle, cut, performance, endurance, health = goals.values()
    assert assistance_reps(muscle) > max(map(assistance_reps, (strength, cut, performance, health)))
    assert assistance_reps(endurance) > max(map(assistance_reps, (strength, performance)))
    assert cut.plan.deloading_rate < strength.plan.deloading_rate
    assert health.plan.training_max_rate <= strength.plan.training_max_rate


@pytest.mark.parametrize("lifter", LIFTERS, ids=lambda one: "-".join(map(str, one.values())))
def test_each_goal_has_its_supplemental_work(lifter: dict[str, Any]) -> None:
    for purpose, one in six_goals(lifter, None).items():
        assert one.template.supplemental == SUPPLEMENTAL[purpose][lifter["experience"] - 1]
        # BBB is for sets of five without plus sets.
        assert purpose != 2 or one.plan.scheme == "5s PRO"


@pytest.mark.parametrize("lifter", LIFTERS, ids=lambda one: "-".join(map(str, one.values())))
def test_no_two_goals_give_the_same_month(lifter: dict[str, Any]) -> None:
    visible = {
        (
            one.plan,
            one.template.supplemental,
            tuple(sorted((work.sets, work.reps) for day in one.template.days for work in day)),
        )
        for one in six_goals(lifter).values()
    }
    assert len(visible) == 6


def test_performance_is_trained_with_jumps() -> None:
    lifter = {"experience": 3, "gender": "male", "days_per_week": 4}
    months = [six_goals(lifter, seed)[4].month for seed in range(10)]
    jumping = [any(exercise.pattern == "jump" for exercise in exercises(month.weeks)) for month in months]
    assert sum(jumping) >= 5
