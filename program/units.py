"""Kilograms and pounds.

All weights inside the programme are in kg. What pound plates build is a whole number of hundredths of a pound.
"""

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

WeightUnit = Literal["kg", "lb"]
"""What a lifter's records are given in, and what their plates are marked with."""

KG_PER_LB: Final = Decimal("0.45359237")
"""By definition (international yard and pound agreement, 1959)."""

_HUNDREDTH: Final = Decimal("0.01")


def exact(number: float | Decimal) -> Decimal:
    """The number as it is written, not as it is stored in binary."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def in_kg(weight: float | Decimal, unit: WeightUnit) -> float:
    """A weight of a unit in kg, exact."""
    return float(exact(weight) if unit == "kg" else exact(weight) * KG_PER_LB)


def in_unit(kg: float | Decimal, unit: WeightUnit) -> float:
    """A weight in a unit, to two decimals (an exact half goes to the even digit)."""
    return float(round(exact(kg) if unit == "kg" else exact(kg) / KG_PER_LB, 2))


def two_decimals(kg: float | Decimal, unit: WeightUnit, *, down: bool = False) -> Decimal:
    """A weight with two decimals in a unit, in kg.

    Args:
        kg: The weight.
        unit: In which it has two decimals.
        down: Whether it is rounded down; else to the nearest, an exact half to the even digit.
    """
    size = Decimal(1) if unit == "kg" else KG_PER_LB
    return (exact(kg) / size).quantize(_HUNDREDTH, ROUND_FLOOR if down else ROUND_HALF_EVEN) * size
