"""By how much a training max goes up and back."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from program.records import HEAVIEST_KG, LIFTS, UPPER_LIFTS, Lift
from program.units import WeightUnit, exact, in_kg, two_decimals

FULL_STEP_KG: Final[Mapping[Lift, float]] = MappingProxyType(
    {lift: 2.5 if lift in UPPER_LIFTS else 5.0 for lift in LIFTS}
)
"""What a completed cycle adds to a training max at most (Wendler, *5/3/1* 2nd ed. p. 23-24; *Forever* p. 20-21)."""

_FULL_STEP_LB: Final[Mapping[Lift, float]] = MappingProxyType(
    {lift: 5.0 if lift in UPPER_LIFTS else 10.0 for lift in LIFTS}
)


def full_step(lift: Lift, unit: WeightUnit) -> float:
    """A lift's step in kg: with plates in pounds 5 or 10 lb, which the books print; else `FULL_STEP_KG`."""
    return in_kg(_FULL_STEP_LB[lift], "lb") if unit == "lb" else FULL_STEP_KG[lift]


STEPS_BACK: Final = 3
"""Steps of a reset (jimwendler.com, *The Training Max: What You Need to Know*: five forward, three back)."""

MOST_BACK: Final = 10
"""Percent of a training max that a reset of three steps takes at most. Our choice: three steps of a light press would
be a fifth of it, and the book's own reset takes 10 percent (*5/3/1* 2nd ed. p. 31)."""

LEAST_KEPT: Final = 70
"""Percent of a training max that every proposal keeps. Our choice, for light lifts: it is what one repetition in a test
leaves at the lowest rate of a plan."""


def kept(kg: Decimal, unit: WeightUnit) -> Decimal:
    """A training max as it is kept: with two decimals in `unit`, an exact half to the even digit.

    It is never below 0.01, and never above the heaviest record that a lifter can give.
    """
    return min(max(two_decimals(kg, unit), exact(in_kg(Decimal("0.01"), unit))), exact(HEAVIEST_KG))


def steps_back(max_kg: float | Decimal, step_kg: float | Decimal) -> Decimal:
    """Three steps below a training max, at most `MOST_BACK` percent; not rounded.

    Args:
        max_kg: The training max in kg.
        step_kg: The step in kg.
    """
    kg = exact(max_kg)
    return max(kg - STEPS_BACK * exact(step_kg), kg * (100 - MOST_BACK) / 100)
