"""How single fields of a caller's JSON are read: whole numbers, plates, dates, and null for what is left out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import IntEnum
from math import isclose
from typing import Annotated, Any, Final, TypeGuard

from pydantic import AfterValidator, BeforeValidator, Field, GetPydanticSchema, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUseDefault, core_schema

from program.units import WeightUnit

SMALLEST_PLATES: Final[Mapping[WeightUnit, tuple[float, ...]]] = {
    "kg": (0.25, 0.5, 1.0, 1.25, 2.0, 2.5, 5.0),
    "lb": (0.25, 0.5, 1.0, 1.25, 2.5, 5.0, 10.0),
}
"""What the smallest plate of a gym can weigh."""

MOST_PAIRS: Final = 20
"""Pairs of plates that a request can list: more than a bar carries."""

_LIGHTEST_PLATE: Final = 0.25
_HEAVIEST_PLATE: Final = 100.0

_ISO_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE_NUMBER: Final = BeforeValidator(_whole_number)
"""Reads 3.0 as 3, since both are an integer in JSON Schema; everything else is left to the field's own type."""


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value of JSON is a number; true and false are none."""
    return isinstance(value, float | int) and not isinstance(value, bool)


def member_of(enum: type[IntEnum]) -> tuple[GetPydanticSchema, BeforeValidator]:
    """Reads a whole number as a member of `enum`, whose values have no gaps; the JSON schema is that of an integer."""
    integer = core_schema.int_schema(ge=int(min(enum)), le=int(max(enum)), strict=True)
    return (
        GetPydanticSchema(lambda _, __: core_schema.no_info_after_validator_function(enum, integer)),
        WHOLE_NUMBER,
    )


def null_is_default(json_type: Any) -> BeforeValidator:
    """Reads null as if the field were left out.

    Args:
        json_type: The field's type with None, for its JSON schema.
    """
    return BeforeValidator(_default_for_null, json_schema_input_type=json_type)


def _default_for_null(value: object) -> object:
    if value is None:
        raise PydanticUseDefault
    return value


def smallest_plate(unit: WeightUnit) -> tuple[FieldInfo, AfterValidator, BeforeValidator, WithJsonSchema]:
    """Reads one of `SMALLEST_PLATES`; null is the default."""
    known = SMALLEST_PLATES[unit]

    def checked(plate: float) -> float:
        if plate not in known:
            raise ValueError(f"expected one of {', '.join(f'{one:g}' for one in known)}, got {plate:g}")
        return plate

    return (
        Field(strict=True),
        AfterValidator(checked),
        null_is_default(float | None),
        WithJsonSchema({"anyOf": [{"type": "number", "enum": list(known)}, {"type": "null"}]}),
    )


_STORED_IN_BINARY: Final = 1e-9
"""57 times 0.01 is 0.5700000000000001 in binary: such a difference is none."""


def _whole_hundredths(plate: float) -> float:
    rounded = round(plate, 2)
    if not isclose(rounded, plate, rel_tol=0, abs_tol=_STORED_IN_BINARY):
        raise ValueError(f"expected two decimals at most, got {plate:g}")
    return rounded


OwnPlates = Annotated[
    tuple[
        Annotated[
            float,
            Field(ge=_LIGHTEST_PLATE, le=_HEAVIEST_PLATE, strict=True, json_schema_extra={"multipleOf": 0.01}),
            AfterValidator(_whole_hundredths),
        ],
        ...,
    ],
    Field(min_length=1, max_length=MOST_PAIRS),
]
"""Pairs of plates that a lifter owns, each number one pair."""


def _iso_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"expected a day that the calendar has, got {value!r}: {error}") from None
    raise ValueError("expected a date as text in the form YYYY-MM-DD, such as '2026-12-01'")


ISO_DATE: Final = BeforeValidator(_iso_date)
"""Takes a date as text in the form YYYY-MM-DD and nothing else: no numbers, no times."""
