"""What the months so far say of each lift: training max, and the best estimate of the 1RM where sets are logged."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.progression.carry import Carry
from program.progression.estimate import best_kg
from program.progression.log import LoggedSet
from program.records import LIFTS, Closed, Lift
from program.units import WeightUnit, in_unit

MOST_MONTHS: Final = 120
"""Months of a history; older ones are left out."""

_Kg = Annotated[float, Field(gt=0, le=1000)]


class ShownPoint(NamedTuple):
    """One month, in the unit in which it is shown."""

    month: int
    """The month's number since the lifter began."""
    training_max: Mapping[Lift, float]
    """Each lift's training max."""
    e1rm: Mapping[Lift, float]
    """The highest 1RM that a logged set of each lift stands for, to one decimal."""


class Point(Closed):
    """One month."""

    month: Annotated[int, Field(ge=1, le=1200)]
    """The month's number since the lifter began."""
    training_max: dict[Lift, _Kg]
    """Each lift's training max in kg."""
    e1rm: dict[Lift, _Kg] = Field(default_factory=dict)
    """The highest 1RM in kg that a logged set of each lift stands for."""

    def shown_in(self, unit: WeightUnit) -> ShownPoint:
        """The month with its weights in a unit."""
        return ShownPoint(
            self.month,
            {lift: in_unit(kg, unit) for lift, kg in self.training_max.items()},
            {lift: round(in_unit(kg, unit), 1) for lift, kg in self.e1rm.items()},
        )


_POINTS: Final = TypeAdapter(Annotated[tuple[Point, ...], Field(max_length=MOST_MONTHS)])


def read_history(text: str) -> tuple[Point, ...]:
    """The months before, from the JSON that `written_history` made of them; empty text: none.

    Raises:
        RequestError: It is no history.
    """
    try:
        return _POINTS.validate_json(text) if text else ()
    except ValidationError as error:
        raise RequestError(f"history: {one_line(field_errors(error.errors()))}") from error


def written_history(points: Iterable[Point]) -> str:
    """The history as JSON."""
    return _POINTS.dump_json(tuple(points)).decode()


def trained(before: Iterable[Point], carry: Carry, log: Iterable[LoggedSet]) -> tuple[Point, ...]:
    """The history with the month that was trained.

    Args:
        before: The months before it.
        carry: Of the month that was trained.
        log: What was lifted in it.
    """
    sets = tuple(log)
    estimates = {lift: best_kg(lift, sets) for lift in LIFTS}
    point = Point(
        month=carry.whose.block.month,
        training_max={one.lift: one.training_max_kg for one in carry.lifts},
        e1rm={lift: kg for lift, kg in estimates.items() if kg is not None},
    )
    return (*(one for one in before if one.month < point.month), point)[-MOST_MONTHS:]
