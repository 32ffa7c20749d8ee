"""Which plates go on each side of a bar."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import gcd
from typing import Final

from program.errors import RequestError
from program.month.weights import exact
from program.records import HEAVIEST_KG

USUAL_PLATES_KG: Final = (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25, 1.0, 0.5)
"""The plates that gyms have, in kg, heaviest first. The last two are there only if they are not below the smallest."""

_UNITS: Final = 100
"""Plates are counted in hundredths of a kg."""


def plates_down_to(smallest_plate_kg: float) -> tuple[float, ...]:
    """The plates in kg that there are where the smallest one is this, heaviest first."""
    usual = (kg for kg in USUAL_PLATES_KG if kg >= smallest_plate_kg)
    return tuple(dict.fromkeys((*usual, smallest_plate_kg)))


def plates_per_side(weight_kg: float, bar_kg: float, plates_kg: Iterable[float]) -> tuple[float, ...]:
    """The plates on each side of the bar, heaviest first: as few as possible, of these the heaviest.

    Args:
        weight_kg: The weight in kg, bar included.
        bar_kg: The empty bar in kg.
        plates_kg: The plates in kg that there are, any number of each; to two decimals.

    Raises:
        RequestError: The weight cannot be built exactly, or a plate is none.
    """
    plates = tuple(sorted({_hundredths(kg) for kg in plates_kg}, reverse=True))
    side = (exact(weight_kg) - exact(bar_kg)) / 2 * _UNITS
    chosen = None
    if 0 <= side <= exact(HEAVIEST_KG) * _UNITS and side == side.to_integral_value():
        chosen = _fewest(int(side), plates)
    if chosen is None:
        named = ", ".join(f"{plate / _UNITS:g}" for plate in plates)
        raise RequestError(
            f"{weight_kg:g} kg cannot be built with a bar of {bar_kg:g} kg and two plates of each kind of {named} kg; "
            "give the bar and the plates that the weight was computed for"
        )
    return tuple(plate / _UNITS for plate in chosen)


def _hundredths(kg: float) -> int:
    hundredths = exact(kg) * _UNITS
    if not 0 < hundredths <= exact(HEAVIEST_KG) * _UNITS or hundredths != hundredths.to_integral_value():
        raise RequestError(
            f"{kg:g} kg is no plate: expected more than 0, at most {HEAVIEST_KG:g}, and two decimals at most"
        )
    return int(hundredths)


def _fewest(side: int, plates: Sequence[int]) -> tuple[int, ...] | None:
    """The plates of one side, heaviest first; None: it cannot be built. All in hundredths of a kg."""
    unit = gcd(*plates)
    if side == 0:
        return ()
    if unit == 0 or side % unit:
        return None
    first = _first_plates(side // unit, tuple(plate // unit for plate in plates))
    chosen: list[int] = []
    left = side // unit
    while left:
        plate = first[left]
        if plate is None:
            return None
        chosen.append(plate * unit)
        left -= plate
    return tuple(sorted(chosen, reverse=True))


@lru_cache(maxsize=256)
def _first_plates(side: int, plates: tuple[int, ...]) -> tuple[int | None, ...]:
    """For every load up to `side` the heaviest plate with which it takes the fewest plates; None: it is not possible.

    Taking the heaviest plate that fits, again and again, does not do: 3 kg of plates of 2.5 and 1 kg are three of 1 kg.
    """
    fewest: list[int | None] = [0]
    first: list[int | None] = [None]
    for load in range(1, side + 1):
        ways = ((fewest[load - plate], -plate) for plate in plates if plate <= load)
        counted = [(plates_before, minus) for plates_before, minus in ways if plates_before is not None]
        best = min(counted, default=None)
        fewest.append(None if best is None else best[0] + 1)
        first.append(None if best is None else -best[1])
    return tuple(first)
