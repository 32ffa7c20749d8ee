"""The bars that a request has, and the lifts for which all of them are too heavy, whatever the plan."""

from collections.abc import Iterator, Mapping
from typing import Final

from program.lifter.constraints import Intensity
from program.records import USUAL_BAR_KG, USUAL_BAR_LB, LiftBars, LiftBarsLb
from program.schema import Goal, Level, Lift, RoutineRequest
from program.units import WeightUnit, in_kg

COMMON_BARS: Final[Mapping[WeightUnit, tuple[float, ...]]] = {
    "kg": (20.0, 15.0, 10.0, 7.0, 5.0),
    "lb": (45.0, 35.0, 25.0, 15.0, 10.0),
}
"""Bars that gyms and shops have: men's, women's, youth and technique bars."""

HEAVIEST_BAR: Final = 75
"""Percent of the training max that the lightest bar may weigh, or another exercise stands in for the lift.

A set may be 10 points heavier than its rate, and week 1 begins at 65 percent; where it begins at 60, see `LOW_START`,
the bar may weigh 5 points less. A deload that the bar is too heavy for does the bar alone for fewer repetitions.
"""

LOW_START: Final = frozenset({Goal.ENDURANCE, Goal.HEALTH})
"""Goals for which week 1 begins at 60 percent of the training max, but in the first months."""

LOW_START_POINTS: Final = 5
"""Points by which week 1 begins lower for them."""

SORE_SHARE: Final = 90
"""The training max of a lift that loads a sore joint, in percent of its own: Wendler's 10 % reset after a stall."""

LIGHTER_SHARE: Final = 95
"""A given training max in a month that is to be lighter, in percent of its own: half of that reset."""

_FIRST_MONTHS_RATE: Final = 80
_USUAL_RATE: Final = 85
INTENSITY_POINTS: Final[Mapping[Intensity, int]] = {"lighter": -5, "as_planned": 0, "heavier": 5}
"""Points that a wish adds to the training max rate: half of Wendler's 10 % reset."""


def bars(request: RoutineRequest, lift: Lift) -> tuple[float, ...]:
    """The empty bars in kg for a lift, in the order in which they are tried: the usual one, then the heaviest first."""
    unit = request.plate_unit
    given = (request.bar_lb or USUAL_BAR_LB) if unit == "lb" else request.bar_kg
    if isinstance(given, LiftBars | LiftBarsLb):
        found: float = getattr(given, lift)
        return (in_kg(found, unit),)
    usual = USUAL_BAR_LB if unit == "lb" else USUAL_BAR_KG
    listed = given if isinstance(given, tuple) else (given,)
    return tuple(in_kg(one, unit) for one in sorted(set(listed), key=lambda one: (one != usual, -one)))


def lighter_bars(request: RoutineRequest, lift: Lift) -> Iterator[float]:
    """Common bars that are lighter than all that there are for a lift, the heaviest first."""
    lightest = min(bars(request, lift))
    unit = request.plate_unit
    return (kg for bar in COMMON_BARS[unit] if (kg := in_kg(bar, unit)) < lightest)


def too_heavy(request: RoutineRequest, lift: Lift, bar_kg: float, intensity: Intensity, *, sore: bool) -> bool:
    """Whether a bar is too heavy for a lift, by the request alone: the same for every answer of the models.

    It is measured by the training max of the request, or by the one that the level usually has. A plan with a lower
    one, or lighter sets, can make a bar too heavy that is not too heavy here; `program.month.loads` sees to that.

    Args:
        request: Whose lift it is.
        lift: The lift.
        bar_kg: The empty bar in kg.
        intensity: What the sentence asks for.
        sore: Whether the lift loads a joint to be spared.
    """
    rate = (_FIRST_MONTHS_RATE if request.experience == Level.FIRST_MONTHS else _USUAL_RATE) + INTENSITY_POINTS[
        intensity
    ]
    usual = request.rm_weight.one_rep_max(lift) * rate / 100
    training_max = request.training_maxes.get(lift, usual) * (SORE_SHARE / 100 if sore else 1)
    low = request.purpose in LOW_START and request.experience > Level.FIRST_MONTHS
    return bar_kg > training_max * (HEAVIEST_BAR - (LOW_START_POINTS if low else 0)) / 100
