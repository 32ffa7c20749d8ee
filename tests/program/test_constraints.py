from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import KINDS
from program.lifter.brief import Brief
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.lifter.obeying import obeyed
from program.schema import EQUIPMENT, JOINTS, RoutineRequest
from tests.program.drawn import requests

RM_WEIGHT = {"bench_press": 75, "squat": 100, "dead_lift": 120, "over_head_press": 50}


def form(**fields: Any) -> RoutineRequest:
    body = {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RM_WEIGHT}
    return RoutineRequest.model_validate(body | fields)


def asked(of: RoutineRequest | None = None, **fields: Any) -> Brief:
    return obeyed(of or form(), Constraints.model_validate(fields))


def test_by_default_nothing_is_asked_for() -> None:
    assert Constraints() == Constraints.model_validate({}) == NO_CONSTRAINTS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("volume", "much"),
        ("intensity", "heavy"),
        ("focus", ["biceps"]),
        ("avoid", ["back"]),
        ("equipment", []),
        ("equipment", ["treadmill"]),
        ("exclude", ["kettlebell_swing"]),
        ("minutes", 0),
        ("minutes", 301),
        ("minutes", "45"),
        ("days_per_week", 0),
        ("days_per_week", 8),
        ("declined", "politics"),
        ("mood", "good"),
    ],
)
def test_what_no_sentence_can_ask_for_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        Constraints.model_validate({field: value})


def test_an_unknown_exercise_is_told_by_its_name() -> None:
    with pytest.raises(ValidationError, match="'kettlebell_swing' is no exercise"):
        Constraints.model_validate({"exclude": ["any_lunge", "kettlebell_swing"]})


def test_lists_come_in_one_order_and_hold_everything_once() -> None:
    constraints = Constraints.model_validate(
        {
            "focus": ["core", "squat", "upper", "core"],
            "avoid": ["ankle", "knee", "ankle"],
            "equipment": ["bodyweight", "barbell", "bodyweight"],
            "exclude": ["db_curl", "dead_lift", "bench_press", "db_curl"],
        }
    )
    assert constraints.focus == ("upper", "squat", "core")
    assert constraints.avoid == ("knee", "ankle")
    assert constraints.equipment == ("barbell", "bodyweight")
    assert constraints.exclude == ("bench_press", "dead_lift", "db_curl")


def test_an_excluded_kind_stands_for_all_its_exercises_and_main_lifts() -> None:
    excluded = Constraints.model_validate({"exclude": ["any_split_squat", "any_squat", "any_leg_press"]}).exclude
    assert set(excluded) == {*KINDS["any_split_squat"], *KINDS["any_squat"], "leg_press"}
    assert excluded[0] == "squat"


def test_constraints_read_back_what_they_write() -> None:
    constraints = Constraints.model_validate({"exclude": ["any_squat"], "avoid": ["knee"], "minutes": 40})
    assert Constraints.model_validate_json(constraints.model_dump_json()) == constraints


@pytest.mark.parametrize(
    ("of_form", "said", "obeyed_days"),
    [
        (None, 3, 3),
        (None, 1, 2),
        (None, 7, 4),
        (3, 2, 2),
        (3, 4, 3),
        (2, 6, 2),
        (4, 4, 4),
        (3, None, 3),
        (None, None, 4),
    ],
)
def test_the_fewer_days_hold_between_two_and_four(of_form: int | None, said: int | None, obeyed_days: int) -> None:
    assert asked(form(days_per_week=of_form), days_per_week=said).days == obeyed_days


def test_a_sentence_may_ask_a_beginner_for_a_day_more_than_is_usual_where_the_form_is_silent() -> None:
    beginner = form(experience=1)
    assert (asked(beginner).days, asked(beginner, days_per_week=4).days) == (3, 4)


@pytest.mark.parametrize(
    ("of_form", "said", "obeyed_minutes"),
    [
        (None, 45, 45),
        (None, 120, 120),
        (None, 5, 20),
        (None, 300, 300),
        (60, 45, 45),
        (60, 90, 60),
        (60, 5, 20),
        (60, None, 60),
        (None, None, 90),
    ],
)
def test_the_fewer_minutes_hold_from_twenty_on(of_form: int | None, said: int | None, obeyed_minutes: int) -> None:
    assert asked(form(minutes=of_form), minutes=said).session_minutes == obeyed_minutes


@pytest.mark.parametrize(
    ("of_form", "said", "available"),
    [
        (None, ["dumbbell"], {"dumbbell"}),
        (["barbell", "dumbbell"], ["dumbbell", "machine"], {"dumbbell"}),
        (["barbell"], ["bodyweight", "dumbbell"], {"bodyweight", "dumbbell"}),
        (["cable"], None, {"cable"}),
        (None, None, set(EQUIPMENT)),
    ],
)
def test_equipment_is_what_both_name_or_else_the_sentence_s(
    of_form: list[str] | None, said: list[str] | None, available: set[str]
) -> None:
    assert asked(form(equipment=of_form), equipment=said).available == available


def test_only_exercises_that_spare_the_joints_and_are_not_excluded_stay_possible() -> None:
    possible = asked(avoid=["knee"], exclude=["any_curl"], equipment=["dumbbell"]).possible
    assert possible
    expected = {
        one.id
        for one in CATALOGUE.values()
        if one.equipment == {"dumbbell"} and "knee" not in one.joints and one.level <= 3 and "bench" not in one.tags
    }
    assert {one.id for one in possible} == expected - set(KINDS["any_curl"])


@pytest.mark.parametrize("joint", JOINTS)
def test_every_joint_makes_a_main_lift_lighter(joint: str) -> None:
    assert asked(avoid=[joint]).sore_lifts
    assert not asked().sore_lifts


def test_a_lift_in_focus_takes_the_place_of_the_one_that_lags() -> None:
    lagging = form(rm_weight=RM_WEIGHT | {"over_head_press": 35})
    assert asked(lagging).weak_lift == "over_head_press"
    assert asked(lagging, focus=["squat"]).weak_lift == "squat"
    assert asked(lagging, focus=["arms"]).weak_lift == "over_head_press"


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_without_constraints_the_request_stays_as_it_is(request: RoutineRequest) -> None:
    brief = obeyed(request)
    asked = {name: value for name, value in brief.model_dump().items() if name in RoutineRequest.model_fields}
    assert asked == request.model_dump() | {"cautions": ()}


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    requests(),
    st.none() | st.integers(1, 7),
    st.none() | st.integers(1, 300),
    st.none() | st.lists(st.sampled_from(EQUIPMENT), min_size=1, unique=True),
)
def test_a_sentence_never_widens_what_the_form_says(
    request: RoutineRequest, days: int | None, minutes: int | None, equipment: list[str] | None
) -> None:
    brief = asked(request, days_per_week=days, minutes=minutes, equipment=equipment)
    assert brief.days <= request.days
    assert request.minutes is None or brief.session_minutes <= request.minutes
    assert brief.available <= request.available or brief.available == set(equipment or ())
    assert (brief.rm_weight, brief.experience, brief.purpose) == (
        request.rm_weight,
        request.experience,
        request.purpose,
    )
