"""Wishes of form and sentence: each is visible in the month, or told as not done."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.agent import Inputs
from agents.month import compose_month
from program import coach
from program.errors import RequestError
from program.exercises.catalogue import find
from program.lifter.constraints import NOT_DONE, Constraints
from program.lifter.obeying import obeyed
from program.month.routine import Routine
from program.schema import WEEKDAYS, RoutineRequest, Template

RECORDS = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}


def routine(said: Mapping[str, Any] | None = None, **fields: Any) -> Routine:
    """The coach's month of a request whose sentence asks for `said`."""
    body: dict[str, Any] = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS} | fields
    request = RoutineRequest.model_validate(body | ({"request": "…"} if said is not None else {}))
    answers: dict[str, Any] = {}
    if said is not None:
        answers["intake"] = Constraints.model_validate(said)
    plan = coach.weight_plan(request, request.role)
    brief = obeyed(request, answers.get("intake", Constraints()))
    answers |= {"task1": plan, "task2": coach.week_choice(brief, plan, request.seed)}
    return compose_month(Inputs(request, answers), "0" * 32, {})


def has(month: Routine, words: str) -> bool:
    return any(words in note for note in month.notes)


def exercises(month: Routine) -> set[str]:
    return {one.id for week in month.weeks for day in week.days for one in day.accessories}


def work_rests(month: Routine) -> set[int]:
    lifts = [lift for week in month.weeks[:3] for day in week.days for lift in day.main]
    return {one.rest_s for lift in lifts for one in lift.sets if one.kind == "work"}


def supplemental(month: Routine) -> set[str]:
    return {extra.template for week in month.weeks for day in week.days for extra in day.supplemental}


def test_a_training_max_that_is_asked_for_is_taken() -> None:
    month = routine({"training_max_rate": 85})
    assert month.plan.training_max_rate == 85
    assert month.training_max["squat"] == 0.85 * RECORDS["squat"]
    assert has(month, "The TM is 85 % of your 1RM, as you asked.")


@pytest.mark.parametrize(
    ("fields", "asked", "rate"),
    [({}, 95, 90), ({"experience": 1}, 85, 80), ({"purpose": 2}, 90, 85), ({}, 60, 70)],
    ids=["too high", "first months", "5s PRO", "too low"],
)
def test_a_training_max_beyond_what_is_safe_is_told(fields: dict[str, Any], asked: int, rate: int) -> None:
    month = routine({"training_max_rate": asked}, **fields)
    assert month.plan.training_max_rate == rate
    assert has(month, f"A TM of {asked} % of your 1RM is outside the safe range, so it is {rate} %.")


def test_without_plus_sets_all_sets_are_fives_and_the_training_max_suits_them() -> None:
    month = routine({"plus_sets": False})
    assert (month.plan.scheme, month.plan.training_max_rate) == ("5s PRO", 85)
    lifts = [lift for week in month.weeks for day in week.days for lift in day.main]
    assert not any(one.amrap for lift in lifts for one in lift.sets)
    assert has(month, "No '+' sets, as you asked")


@pytest.mark.parametrize("by", ["form", "sentence"])
@pytest.mark.parametrize(("wish", "found"), [("FSL", {"FSL"}), ("none", set()), ("BBB", {"BBB"})])
def test_supplemental_work_is_what_is_wished(by: str, wish: str, found: set[str]) -> None:
    month = routine(None, supplemental=wish) if by == "form" else routine({"supplemental": wish})
    assert supplemental(month) == found
    assert has(month, "Supplemental work as you asked")


def test_supplemental_work_that_the_goal_forbids_is_told() -> None:
    month = routine({"supplemental": "BBB"}, purpose=3)
    assert "BBB" not in supplemental(month)
    assert has(month, "Supplemental work BBB is not possible")


def test_rests_are_as_long_as_wished() -> None:
    month = routine(None, rest_s=300, minutes=180)
    assert work_rests(month) == {300}
    assert has(month, "You rest 300 seconds between work sets.")
    assert month.weeks[0].days[0].minutes > routine(minutes=180).weeks[0].days[0].minutes


def test_rests_that_do_not_fit_are_told() -> None:
    month = routine({"rest_s": 300}, minutes=40, days_per_week=2)
    assert max(work_rests(month)) < 300
    assert has(month, "You rest up to 300 seconds")
    assert all(day.minutes <= 40 for week in month.weeks for day in week.days)


@pytest.mark.parametrize(
    ("lift", "wish"),
    [
        ("squat", "front_squat"),
        ("dead_lift", "sumo_deadlift"),
        ("dead_lift", "trap_bar_deadlift"),
        ("bench_press", "db_bench"),
        ("over_head_press", "push_press"),
        ("over_head_press", "dips"),
    ],
)
@pytest.mark.parametrize("by", ["form", "sentence"])
def test_a_lift_is_exchanged_for_what_is_wished(lift: str, wish: str, by: str) -> None:
    strong = {"rm_weight": {**RECORDS, "bench_press": 110}}
    month = routine(None, swap={lift: wish}, **strong) if by == "form" else routine({"swap": {lift: wish}}, **strong)
    lifts = [one for week in month.weeks for day in week.days for one in day.main if one.lift == lift]
    assert {one.variation.id for one in lifts if one.variation} == {wish}
    assert wish not in exercises(month)


def test_an_exchange_that_cannot_be_is_told() -> None:
    month = routine({"swap": {"squat": "front_squat"}, "avoid": ["wrist"]})
    assert all(one.variation is None for day in month.weeks[0].days for one in day.main if one.lift == "squat")
    assert has(month, "Front squat instead of the squat is not possible")


def test_an_exercise_that_nobody_knows_is_the_callers_error() -> None:
    with pytest.raises(RequestError, match=r"swap\.squat: 'moon_squat' is no exercise"):
        routine(None, swap={"squat": "moon_squat"})


@pytest.mark.parametrize("wish", ["any_pull_up", "face_pull", "hammer_curl", "hip_thrust", "plank", "any_lunge"])
def test_what_must_occur_is_in_the_week(wish: str) -> None:
    month = routine({"include": [wish]})
    assert has(month, "In the month as you asked")


def test_what_cannot_occur_is_told() -> None:
    month = routine({"include": ["lat_pulldown"]}, equipment=["barbell", "bodyweight"])
    assert "lat_pulldown" not in exercises(month)
    assert has(month, "Lat pulldown: not possible with your equipment")


def test_plates_that_are_named_decide_what_is_built() -> None:
    month = routine({"plates_kg": 2.5})
    lifts = [lift for week in month.weeks for day in week.days for lift in day.main]
    assert all((one.weight_kg - 20) % 5 == 0 for lift in lifts for one in lift.sets if one.weight_kg)
    assert has(month, "2.5 kg as the smallest plate")
    assert has(routine({"plates_kg": 7}), "Plates of 7 kg cannot be planned with")


def test_a_wish_about_the_deload_is_told_and_changes_nothing() -> None:
    month = routine({"deload": "none"})
    assert month.weeks == routine({}).weeks
    assert has(month, "The deload in week 4 stays")
    assert has(routine({"deload": "earlier"}), "The deload is week 4")


def test_without_a_rack_and_a_bench_nothing_needs_them() -> None:
    month = routine({"lacking": ["rack", "bench"], "equipment": ["barbell"]})
    stands_in = {lift.lift: lift.variation for day in month.weeks[0].days for lift in day.main}
    assert stands_in["dead_lift"] is None
    assert stands_in["over_head_press"] is None
    for lift in ("squat", "bench_press"):
        exercise = stands_in[lift]
        assert exercise is not None
        assert {"rack", "bench"}.isdisjoint(find(exercise.id).tags)
    assert all({"rack", "bench"}.isdisjoint(find(name).tags) for name in exercises(month))
    assert has(month, "Without a rack")
    assert has(month, "Nothing here needs a bench.")


@pytest.mark.parametrize(
    ("equipment", "replaced"),
    [
        (["barbell", "dumbbell", "bodyweight"], set()),
        (["barbell", "dumbbell", "bodyweight", "rack", "bench"], set()),
        (["barbell", "dumbbell", "bodyweight", "bench"], {"squat", "bench_press"}),
        (["barbell", "dumbbell", "bodyweight", "rack"], {"bench_press"}),
    ],
)
def test_a_list_that_names_only_one_of_rack_and_bench_lacks_the_other(equipment: list[str], replaced: set[str]) -> None:
    month = routine(None, equipment=equipment)
    assert {lift.lift for day in month.weeks[0].days for lift in day.main if lift.variation} == replaced


def test_a_rack_alone_is_nothing_to_train_with() -> None:
    with pytest.raises(ValidationError, match="expected something to train with"):
        routine(None, equipment=["rack", "bench"])


WISHES = st.fixed_dictionaries(
    {},
    optional={
        "weekdays": st.lists(st.sampled_from(WEEKDAYS), unique=True),
        "training_max_rate": st.integers(50, 100),
        "supplemental": st.sampled_from(get_args(Template)),
        "plus_sets": st.just(False),
        "deload": st.sampled_from(["none", "earlier"]),
        "rest_s": st.integers(15, 900),
        "plates_kg": st.sampled_from([0.25, 0.5, 1, 1.25, 2.5, 5]),
        "include": st.lists(st.sampled_from(["any_pull_up", "plank", "lat_pulldown", "nordic_curl"]), max_size=2),
        "swap": st.fixed_dictionaries(
            {}, optional={"squat": st.sampled_from(["front_squat", "leg_press"]), "dead_lift": st.just("sumo_deadlift")}
        ),
        "lacking": st.lists(st.sampled_from(["rack", "bench"]), min_size=1, unique=True),
        "not_done": st.lists(st.sampled_from(NOT_DONE), max_size=2, unique=True),
        "minutes": st.integers(20, 120),
        "days_per_week": st.integers(1, 7),
        "avoid": st.lists(st.sampled_from(["knee", "shoulder", "lower_back"]), max_size=2),
        "cautions": st.lists(st.sampled_from(["pregnancy", "heart"]), max_size=1),
        "equipment": st.just(["dumbbell", "bodyweight"]),
    },
)

NOTE_OF = {
    "training_max_rate": ("as you asked.", "outside the safe range"),
    "supplemental": ("Supplemental work",),
    "plus_sets": ("No '+' sets",),
    "deload": ("deload",),
    "rest_s": ("between work sets",),
    "plates_kg": ("smallest plate",),
    "lacking": ("needs",),
}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    WISHES,
    st.integers(1, 5),
    st.integers(1, 6),
    st.sampled_from([["barbell", "bodyweight"], ["machine", "cable", "bodyweight"], None]),
)
def test_every_wish_is_seen_or_told(said: dict[str, Any], level: int, goal: int, equipment: list[str] | None) -> None:
    month = routine(said, experience=level, purpose=goal, equipment=equipment)
    on_bar = any(one.weight_kg for day in month.weeks[0].days for lift in day.main for one in lift.sets)
    for field, texts in NOTE_OF.items():
        if said.get(field) is not None and (on_bar or field not in ("training_max_rate", "plus_sets")):
            assert any(has(month, text) for text in texts), field
    for name in said.get("include", ()):
        assert has(month, "In the month as you asked") or has(month, "not possible with your equipment"), name
    named = said.get("weekdays", ())
    if len(named) > 1:
        assert {day.weekday for day in month.weeks[0].days} <= set(named)
        assert has(month, "You train on")
    if said.get("plus_sets") is False:
        lifts = [lift for week in month.weeks for day in week.days for lift in day.main]
        assert not any(one.amrap for lift in lifts for one in lift.sets)
