"""Validation errors of a caller's input, field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

_WEIGHT_FORMS = frozenset({"constrained-float", "float", "function-after[_one_weight(), RepMax]"})
"""Steps of an error's path that name a form of a record and not a field."""
_BAR_FORMS = frozenset({"number", "by lift", "list"})
"""Steps of an error's path that name a form of `bar_kg` and not a field."""
_WRONG_FORM = frozenset({"float_type", "model_type", "model_attributes_type"})
_PYDANTIC_PREFIX = "Value error, "
"""What pydantic puts before the message of a ValueError."""
_IN_WORDS = {
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "tuple_type": "expected a list",
}
"""Own messages for types of pydantic's errors whose messages name Python types."""
_EITHER_FORM = "expected a number, or an object with weight_kg (or weight_lb) and reps"


class FieldError(TypedDict):
    """One thing that is wrong with the input."""

    loc: list[str | int]
    """The path to the field: `["rm_weight", "squat"]`; empty: the whole body."""
    msg: str
    """What is wrong with it, and what is expected."""


def field_path(loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """The path of an error of pydantic's, without the steps that only name a form of a field."""
    return tuple(step for step in loc if step not in _BAR_FORMS and step not in _WEIGHT_FORMS)


def field_errors(found: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's errors as paths and messages, each once.

    A record has two forms, and pydantic reports errors of both. Those of the form that the caller did not choose are
    left out.
    """
    placed = []
    for error in found:
        path = tuple(step for step in error["loc"] if step not in _BAR_FORMS)
        placed.append((tuple(step for step in path if step not in _WEIGHT_FORMS), len(path), error))
    errors: dict[tuple[tuple[str | int, ...], str], FieldError] = {}
    for place, length, error in placed:
        message = _IN_WORDS.get(error["type"], str(error["msg"]).removeprefix(_PYDANTIC_PREFIX))
        if len(place) < length and error["type"] in _WRONG_FORM:
            same_field = [other for at, _, other in placed if at[: len(place)] == place]
            if any(other["type"] not in _WRONG_FORM for other in same_field):
                continue
            message = _EITHER_FORM
        errors[place, message] = FieldError(loc=list(place), msg=message)
    return list(errors.values())


def one_line(errors: Sequence[FieldError]) -> str:
    """The errors in one line: `rm_weight.squat: Input should be greater than 0; …`."""
    return "; ".join(": ".join(filter(None, (".".join(map(str, error["loc"])), error["msg"]))) for error in errors)
