"""What a month carries over to the next one: its request, and what it asked of each lift."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from program.field_errors import field_errors, one_line
from program.fields import WHOLE_NUMBER
from program.progression.log import LiftMonth
from program.schema import LIFTS, Closed, RoutineRequest

VERSION: Final = 1


class Carry(Closed):
    """All that the next month needs to know of this one: plain JSON, to be given back as it is."""

    version: Annotated[Literal[1], WHOLE_NUMBER] = VERSION
    """Of this form."""
    request: Mapping[str, Any]
    """The request that the month was made for, without what has its default."""
    lifts: tuple[LiftMonth, ...] = Field(min_length=len(LIFTS), max_length=len(LIFTS))
    """What the month asked of each lift."""

    @field_validator("lifts")
    @classmethod
    def _each_lift_once(cls, value: tuple[LiftMonth, ...]) -> tuple[LiftMonth, ...]:
        if {one.lift for one in value} != set(LIFTS):
            raise ValueError(f"expected each lift once: {', '.join(LIFTS)}")
        return value

    @model_validator(mode="after")
    def _request_can_be_used(self) -> Self:
        try:
            RoutineRequest.model_validate(self.request)
        except ValidationError as error:
            raise ValueError(f"request: {one_line(field_errors(error.errors()))}") from error
        return self

    @property
    def whose(self) -> RoutineRequest:
        """The request, read."""
        return RoutineRequest.model_validate(self.request)
