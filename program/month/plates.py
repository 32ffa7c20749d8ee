"""Plates: which weights they build, and which of them go on each side of a bar."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import gcd
from typing import Final

from program.errors import RequestError
from program.records import HEAVIEST_KG
from program.units import WeightUnit, exact, in_kg, in_unit

USUAL_PLATES: Final[Mapping[WeightUnit, tuple[float, ...]]] = {
    "kg": (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25, 1.0, 0.5, 0.25),
    "lb": (45.0, 35.0, 25.0, 10.0, 5.0, 2.5, 1.25, 1.0, 0.5, 0.25),
}
"""The plates that gyms have, heaviest first. Those below a request's smallest plate are not there."""

_PARTS: Final = 100
"""Plates are counted in hundredths of their unit."""

_HEAVIEST_SIDE: Final[Mapping[WeightUnit, int]] = {
    unit: int(exact(in_unit(HEAVIEST_KG, unit)) * _PARTS * 7 / 10) for unit in USUAL_PLATES
}
"""Half of 1.4 times the heaviest record: a best set of twelve repetitions stands for so much (Epley)."""


@dataclass(frozen=True, slots=True)
class Plates:
    """The plates that there are, and how a weight is rounded to what they build."""

    kinds: tuple[float, ...]
    """What they weigh, heaviest first, to two decimals of their unit."""
    pairs: tuple[int, ...] | None = None
    """How many pairs there are of each kind. None: any number, and weights go up in steps of the smallest one."""
    unit: WeightUnit = "kg"
    """What they are marked with."""
    nearest: bool = False
    """Whether a weight is rounded to the nearest that can be built; else down."""


def plates_down_to(smallest: float, unit: WeightUnit = "kg", *, nearest: bool = False) -> Plates:
    """The usual plates, any number of each, of which the smallest weighs this in their unit."""
    usual = (weight for weight in USUAL_PLATES[unit] if weight >= smallest)
    return Plates(tuple(dict.fromkeys((*usual, smallest))), unit=unit, nearest=nearest)


def pairs_of(listed: Iterable[float], unit: WeightUnit = "kg", *, nearest: bool = False) -> Plates:
    """The plates of a list in which each number is one pair, in their unit."""
    counted = Counter(listed)
    kinds = tuple(sorted(counted, reverse=True))
    return Plates(kinds, tuple(counted[kind] for kind in kinds), unit, nearest)


def built(kg: Decimal, bar_kg: float, plates: Plates, most_kg: Decimal | None = None) -> float:
    """The weight in kg that can be built for `kg`, bar included: the heaviest not above it, or the nearest.

    Never under the bar: where `kg` is lighter than the bar, the answer is the bar.

    Args:
        kg: The weight wanted.
        bar_kg: The empty bar.
        plates: What there is to load, and how it is rounded.
        most_kg: The nearest weight may not be above this; None: any.
    """
    sides = _sides(plates)
    wanted = _on_a_side(kg, bar_kg, plates.unit)
    place = max(bisect_right(sides, wanted) - 1, 0)
    if plates.nearest and place + 1 < len(sides) and sides[place + 1] - wanted < wanted - sides[place]:
        above = _in_all(sides[place + 1], bar_kg, plates.unit)
        if most_kg is None or exact(above) <= most_kg:
            return above
    return _in_all(sides[place], bar_kg, plates.unit)


def next_built(kg: float, bar_kg: float, plates: Plates, steps: int) -> float | None:
    """The weight in kg that is so many steps above one that can be built, or below it; None: there is none."""
    sides = _sides(plates)
    place = bisect_right(sides, _on_a_side(kg, bar_kg, plates.unit)) - 1 + steps
    return _in_all(sides[place], bar_kg, plates.unit) if 0 <= place < len(sides) else None


def plates_per_side(weight_kg: float, bar_kg: float, plates: Plates) -> tuple[float, ...]:
    """The plates on each side of the bar in their unit, heaviest first: as few as possible, of these the heaviest.

    Args:
        weight_kg: The weight in kg, bar included.
        bar_kg: The empty bar in kg.
        plates: What there is to load.

    Raises:
        RequestError: The weight cannot be built exactly.
    """
    side = _on_a_side(weight_kg, bar_kg, plates.unit)
    chosen = None
    if 0 <= side <= _HEAVIEST_SIDE[plates.unit] and side == side.to_integral_value():
        parts = tuple(_parts(kind) for kind in plates.kinds)
        chosen = _fewest(int(side), parts) if plates.pairs is None else _of_pairs(plates).get(int(side))
    if chosen is None:
        named = ", ".join(f"{kind:g}" for kind in plates.kinds)
        raise RequestError(
            f"{weight_kg:g} kg cannot be built with a bar of {bar_kg:g} kg and plates of {named} {plates.unit}; "
            "give the bar and the plates that the weight was computed for"
        )
    return tuple(part / _PARTS for part in chosen)


def _parts(plate: float) -> int:
    return int(exact(plate) * _PARTS)


def _on_a_side(kg: float | Decimal, bar_kg: float, unit: WeightUnit) -> Decimal:
    """What is on one side of the bar, in hundredths of the unit."""
    return (exact(kg) - exact(bar_kg)) * _PARTS / 2 / exact(in_kg(1, unit))


def _in_all(side: int, bar_kg: float, unit: WeightUnit) -> float:
    """The weight in kg with so many hundredths of the unit on each side, bar included."""
    return float(exact(bar_kg) + exact(in_kg(Decimal(2 * side) / _PARTS, unit)))


@lru_cache(maxsize=64)
def _sides(plates: Plates) -> Sequence[int]:
    """All that one side of the bar can carry, ascending, in hundredths of the unit."""
    if plates.pairs is None:
        return range(0, _HEAVIEST_SIDE[plates.unit] + 1, _parts(plates.kinds[-1]))
    return sorted(_of_pairs(plates))


@lru_cache(maxsize=16)
def _of_pairs(plates: Plates) -> Mapping[int, tuple[int, ...]]:
    """What one side can carry -> its plates, heaviest first, where there are only so many pairs. All in hundredths."""
    found: dict[int, tuple[int, ...]] = {0: ()}
    for kind, pairs in zip(plates.kinds, plates.pairs or (), strict=True):
        part = _parts(kind)
        for _ in range(pairs):
            for side, chosen in list(found.items()):
                if side + part > _HEAVIEST_SIDE[plates.unit]:
                    continue
                more, known = (*chosen, part), found.get(side + part)
                if known is None or (len(more), [-one for one in more]) < (len(known), [-one for one in known]):
                    found[side + part] = more
    return found


def _fewest(side: int, plates: tuple[int, ...]) -> tuple[int, ...] | None:
    """The plates of one side, heaviest first; None: it cannot be built. All in hundredths of the unit."""
    unit = gcd(*plates)
    if side % unit:
        return None
    first = _first_plates(tuple(plate // unit for plate in plates), max(_HEAVIEST_SIDE.values()) // unit)
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
def _first_plates(plates: tuple[int, ...], most: int) -> tuple[int | None, ...]:
    """For every load up to `most` the heaviest plate with which it takes the fewest plates; None: it is not possible.

    Taking the heaviest plate that fits, again and again, does not do: 3 kg of plates of 2.5 and 1 kg are three of 1 kg.
    """
    fewest: list[int | None] = [0]
    first: list[int | None] = [None]
    for load in range(1, most + 1):
        ways = ((fewest[load - plate], -plate) for plate in plates if plate <= load)
        counted = [(plates_before, minus) for plates_before, minus in ways if plates_before is not None]
        best = min(counted, default=None)
        fewest.append(None if best is None else best[0] + 1)
        first.append(None if best is None else -best[1])
    return tuple(first)
