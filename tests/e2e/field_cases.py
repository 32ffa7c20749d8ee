"""Sentences that are easily misread, by kind, each with what is right: the cases of `field_cases.jsonl`.

A line of the file is a `Case`. Its `right` names the fields of `Constraints` that the sentence decides, each with the
value as JSON, or with what the value must keep to:

- `{"any_of": [40, 60]}`: one of these values,
- `{"contains": ["dead_lift"]}`, of a list: these and maybe more; `{"contains": []}` takes any list,
- `{"lacks": ["squat"]}`, of a list: none of these; it may stand beside `contains`.

A kind of exercises, such as `any_lunge`, stands for all of them in `exclude`, as in `Constraints`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import Field, field_validator

from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.schema import Closed, Language, RoutineRequest

Kind = Literal[
    "rests", "weekdays", "every_other_day", "minutes", "instead", "small_equipment", "no_rack", "plates", "no_pushing",
    "cannot", "cautions", "deload", "templates", "training_max", "spellings", "lift_frequency", "records", "not_done",
    "other_pain", "held_up",
]  # fmt: skip
"""What is easily misread: rests taken for the length of a session, `minutes` beside other numbers, `instead` of a lift
another one, `small_equipment` such as bands, lifts that `cannot` be done because of a joint, `other_pain` that is
somebody else's or over. `held_up` is what was always read well and has to stay so."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

LONGEST: Final = 500
"""Characters of a request's sentence, at most."""

FIELDS: Final[Mapping[str, Any]] = NO_CONSTRAINTS.model_dump(mode="json")
"""Each field of `Constraints` with its default, as JSON."""

RECORDS: Final = {"bench_press": 82.5, "squat": 110, "dead_lift": 130, "over_head_press": 52.5}
"""The records of the lifter who says it all, in kg."""

_LIMITS: Final = frozenset({"any_of", "contains", "lacks"})


class Case(Closed):
    """A sentence and what is right for it."""

    kind: Kind
    """What is easily misread in it."""
    text: str = Field(min_length=1, max_length=LONGEST)
    """The lifter's words, spelled as they are sent."""
    right: dict[str, Any]
    """Each field of `Constraints` that the sentence decides, with its right value or what that must keep to."""
    else_unchanged: bool = False
    """Whether every field that `right` does not name must have its default."""
    given: bool = False
    """Whether the sentence was once misread, or read well; the others of its kind are variants of such sentences."""

    @field_validator("right")
    @classmethod
    def _of_constraints(cls, value: dict[str, Any]) -> dict[str, Any]:
        for field, right in value.items():
            if field not in FIELDS:
                raise ValueError(f"{field!r} is no field of Constraints, expected one of {', '.join(FIELDS)}")
            if not _limits(right):
                as_written(field, right)
            elif "any_of" in right:
                if set(right) != {"any_of"} or len(right["any_of"]) < 2:
                    raise ValueError(f"{field}: expected any_of alone, with two values or more")
                for one in right["any_of"]:
                    as_written(field, one)
            elif not isinstance(FIELDS[field], list) and field != "equipment":
                raise ValueError(f"{field} is no list, expected a value or any_of")
            else:
                for names in right.values():
                    _members(field, names)
        return value

    @property
    def language(self) -> Language:
        """The language of the sentence."""
        return self.request.language

    @property
    def request(self) -> RoutineRequest:
        """The sentence as somebody sends it with a usual request; who is pregnant or has given birth is a woman."""
        body = {"experience": 3, "gender": "male", "purpose": 2, "rm_weight": RECORDS, "request": self.text}
        request = RoutineRequest.model_validate(body)
        woman = any(one in json.dumps(self.right.get("cautions")) for one in ("pregnancy", "after_birth"))
        genders = ("남성", "여성") if request.language == "ko" else ("male", "female")
        return request.model_copy(update={"gender": genders[woman]})


def read_cases() -> tuple[Case, ...]:
    """All cases, in the order of the file.

    Raises:
        ValidationError: A line is no case, or its `right` has a value that `Constraints` cannot have.
    """
    lines = Path(__file__).with_suffix(".jsonl").read_text(encoding="utf-8").split("\n")
    return tuple(Case.model_validate_json(line) for line in lines if line)


def wrong(case: Case, constraints: Constraints) -> list[str]:
    """What differs from what is right for a case, each field with what was read and what was expected.

    Args:
        case: The sentence and what is right for it.
        constraints: What the sentence was read into.
    """
    said = constraints.model_dump(mode="json")
    return [fault for field in FIELDS for fault in _wrong_field(case, field, said[field])]


def as_written(field: str, value: Any) -> Any:
    """A value of a field as `Constraints` writes it as JSON: in order, and kinds of exercises as their members.

    Raises:
        ValidationError: The field cannot have the value.
    """
    return Constraints.model_validate({field: value}).model_dump(mode="json")[field]


def _limits(right: Any) -> bool:
    """Whether it is what a value must keep to, and no value."""
    return isinstance(right, dict) and bool(right) and set(right) <= _LIMITS


def _members(field: str, names: list[Any]) -> set[Any]:
    return set(as_written(field, names)) if names else set()


def _wrong_field(case: Case, field: str, said: Any) -> Iterator[str]:
    if field not in case.right:
        if case.else_unchanged and said != FIELDS[field]:
            yield f"{field}: {said}, expected nothing, {FIELDS[field]}"
        return
    right = case.right[field]
    if not _limits(right):
        if said != (expected := as_written(field, right)):
            yield f"{field}: {said}, expected {expected}"
    elif "any_of" in right:
        if said not in [as_written(field, one) for one in right["any_of"]]:
            yield f"{field}: {said}, expected one of {right['any_of']}"
    else:
        there = set(said or ())
        if missing := _members(field, right.get("contains", [])) - there:
            yield f"{field}: {said}, expected also {sorted(missing)}"
        if unwanted := _members(field, right.get("lacks", [])) & there:
            yield f"{field}: {said}, expected none of {sorted(unwanted)}"
