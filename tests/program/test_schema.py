"""The fields of a request: what they take, what they refuse, and how they are described."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from program.field_errors import field_errors
from program.lifter.constraints import Constraints
from program.month.routine import Plan, Routine
from program.schema import Goal, Level, LifterRequest, RoutineRequest
from tests.program.drawn import CLASSIC, plans

BODY: dict[str, Any] = {
    "experience": 3,
    "gender": "male",
    "purpose": 2,
    "rm_weight": {"bench_press": 80, "squat": {"weight_kg": 90, "reps": 5}, "dead_lift": 105, "over_head_press": 45},
}
OPTIONAL = [name for name, field in RoutineRequest.model_fields.items() if not field.is_required()]
WHOLE = {"experience": (1, 5), "purpose": (1, 6), "minutes": (20, 180), "seed": (0, 2**32 - 1), "days_per_week": (2, 4)}
"""Fields that take a whole number, with the least and the most."""


def request(**fields: Any) -> RoutineRequest:
    return RoutineRequest.model_validate_json(json.dumps(BODY | fields))


def refused(**fields: Any) -> str:
    """The message for the one field that is refused."""
    with pytest.raises(ValidationError) as caught:
        request(**fields)
    [error] = field_errors(caught.value.errors())
    assert error["loc"][0] in fields
    return error["msg"]


@given(st.lists(st.sampled_from(OPTIONAL), unique=True))
def test_null_is_as_left_out(names: list[str]) -> None:
    assert request(**dict.fromkeys(names)) == request()


def test_plates_and_bar_are_null_for_the_usual_ones() -> None:
    assert request(smallest_plate_kg=None, bar_kg=None).model_dump(include={"smallest_plate_kg", "bar_kg"}) == {
        "smallest_plate_kg": 1.25,
        "bar_kg": 20.0,
    }


@given(st.sampled_from(sorted(WHOLE)).flatmap(lambda name: st.tuples(st.just(name), st.integers(*WHOLE[name]))))
def test_a_whole_number_may_be_written_with_a_point(field: tuple[str, int]) -> None:
    name, number = field
    read = getattr(request(**{name: float(number)}), name)
    assert (read, read == getattr(request(**{name: number}), name)) == (number, True)
    assert isinstance(read, int)


@given(
    st.sampled_from(sorted(WHOLE)), st.booleans() | st.integers().map(str) | st.floats().filter(lambda x: x % 1 != 0)
)
def test_whole_numbers_are_no_booleans_texts_or_fractions(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        RoutineRequest.model_validate(BODY | {name: value})


def test_repetitions_may_be_written_with_a_point_too() -> None:
    records = BODY["rm_weight"] | {"squat": {"weight_kg": 90, "reps": 5.0}}
    assert request(rm_weight=records) == request()
    for reps in (True, "5", 5.5):
        with pytest.raises(ValidationError):
            request(rm_weight=records | {"squat": {"weight_kg": 90, "reps": reps}})


@given(st.dates())
def test_a_start_date_is_an_iso_date(day: date) -> None:
    assert request(start_date=day.isoformat()).start_date == day


@pytest.mark.parametrize(
    "value",
    [
        0,
        "0",
        86400,
        1.5,
        True,
        "86400",
        "20261201",
        "2026-12-01T00:00:00",
        "2026-W49-2",
        "1.12.2026",
        "",
        "２０２６-12-01",
    ],
)
def test_a_start_date_is_nothing_else(value: Any) -> None:
    assert refused(start_date=value) == "expected a date as text in the form YYYY-MM-DD, such as '2026-12-01'"


def test_a_day_that_no_calendar_has_is_named() -> None:
    assert "'2026-02-30'" in refused(start_date="2026-02-30")


@pytest.mark.parametrize(("minutes", "taken"), [(19, False), (20, True), (180, True), (181, False)])
def test_minutes_are_from_20_to_180(minutes: int, taken: bool) -> None:
    if taken:
        assert request(minutes=minutes).session_minutes == minutes
    else:
        refused(minutes=minutes)


def fields_of(schema: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every property in a JSON schema, with its name."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(schema, dict):
        found += list(schema.get("properties", {}).items())
        schema = list(schema.values())
    if isinstance(schema, list):
        found += [field for part in schema for field in fields_of(part)]
    return found


@pytest.mark.parametrize(
    ("model", "mode"),
    [
        (LifterRequest, "validation"),
        (RoutineRequest, "validation"),
        (Constraints, "validation"),
        (Routine, "serialization"),
        (Plan, "serialization"),
    ],
)
def test_every_field_has_a_description(model: type[BaseModel], mode: Any) -> None:
    fields = fields_of(model.model_json_schema(mode=mode))
    assert fields
    assert [name for name, schema in fields if not schema.get("description")] == []


def test_the_descriptions_say_what_the_numbers_mean() -> None:
    properties = RoutineRequest.model_json_schema()["properties"]
    for name, members in (("experience", Level), ("purpose", Goal)):
        field = properties[name]
        assert (field["type"], field["minimum"], field["maximum"]) == ("integer", 1, len(members))
        assert all(f"{member:d} " in field["description"] for member in members)


@given(
    st.sampled_from([*OPTIONAL, *WHOLE]),
    st.none()
    | st.booleans()
    | st.integers(-5, 400)
    | st.floats(-5, 400).map(lambda x: round(x, 1))
    | st.text(max_size=5),
)
def test_what_the_published_schema_refuses_is_refused(name: str, value: Any) -> None:
    body = BODY | {name: value}
    if not Draft202012Validator(RoutineRequest.model_json_schema()).is_valid(body):
        with pytest.raises(ValidationError):
            RoutineRequest.model_validate(body)
    elif name != "start_date":  # its format is a hint to the reader of the schema
        RoutineRequest.model_validate(body)


@given(plans())
def test_a_plan_answers_its_rates_and_the_text_that_follows_from_them(plan: Any) -> None:
    answered = Plan(**plan.model_dump())
    written = answered.model_dump(mode="json")
    assert list(written)[-2:] == ["program", "weekly_weight_increase_plan"]
    assert Plan.model_validate(written) == answered
    assert ("+" in written["weekly_weight_increase_plan"]) == (plan.scheme == "5/3/1")


def test_a_changed_plan_has_another_text() -> None:
    plan = Plan(**CLASSIC.model_dump())
    assert "+" in plan.weekly_weight_increase_plan
    assert "+" not in plan.model_copy(update={"scheme": "5s PRO"}).weekly_weight_increase_plan
