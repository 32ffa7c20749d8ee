"""Estimates of the one-repetition maximum from a set, in exact decimal arithmetic."""

from decimal import Decimal
from typing import Final

from program.records import SURE_REPS
from program.units import exact

PER_REP: Final = Decimal("0.0333")
"""What each repetition adds (Epley, as printed in Wendler, *5/3/1* 2nd ed.)."""


def e1rm(weight_kg: float | Decimal, reps: int) -> Decimal:
    """The one-repetition maximum in kg that a set stands for, not rounded.

    One repetition is its own weight, none is 0. Repetitions above `SURE_REPS` count as `SURE_REPS`: the estimate is
    then too low, which is the safe side.

    Args:
        weight_kg: The weight of the set in kg, bar included.
        reps: Good repetitions, 0 or more.
    """
    if reps == 0:
        return Decimal(0)
    kg = exact(weight_kg)
    return kg if reps == 1 else kg * min(reps, SURE_REPS) * PER_REP + kg
