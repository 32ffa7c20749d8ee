"""How single fields of a caller's JSON are read: whole numbers, plates, dates, and null for what is left out."""

import re
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticUseDefault, core_schema

PLATES_KG: Final = (0.5, 1.0, 1.25, 2.5)
"""The smallest plates that gyms have, in kg."""

_ISO_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE_NUMBER: Final = BeforeValidator(_whole_number)
"""Reads 3.0 as 3, since both are an integer in JSON Schema; everything else is left to the field's own type."""


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


def _known_plate(kg: float) -> float:
    if kg not in PLATES_KG:
        raise ValueError(f"expected one of {', '.join(f'{plate:g}' for plate in PLATES_KG)}, got {kg:g}")
    return kg


SMALLEST_PLATE: Final = (
    Field(strict=True),
    AfterValidator(_known_plate),
    null_is_default(float | None),
    WithJsonSchema({"anyOf": [{"type": "number", "enum": list(PLATES_KG)}, {"type": "null"}]}),
)
"""One of `PLATES_KG`; null is the default."""


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
