"""Numbers in the cells of a training log: weights and repetitions, with a decimal point or a decimal comma."""

import re
from decimal import Decimal
from typing import Final

from program.histories.limits import HEAVIEST_KG, MOST_REPS
from program.histories.reasons import Reason
from program.histories.texts import compared
from program.units import KG_PER_LB, WeightUnit

UNITS: Final[dict[str, WeightUnit]] = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "킬로": "kg", "킬로그램": "kg",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "파운드": "lb",
}  # fmt: skip
"""How units are written."""

_LONGEST: Final = 40
"""No number has more characters, its unit included."""

_NUMBER: Final = re.compile(r"(?P<number>[+-]?[0-9]+(?:[.,][0-9]+)?) ?(?P<word>[^\W\d_]*)\.?")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
"""With three digits behind a comma, which may stand before thousands or before decimals."""

_MINUS: Final = str.maketrans("\u2212\u2013", "--")
"""The minus sign and the dash that is written for it."""

_REPS_WORDS: Final = ("", "회", "rep", "reps")


class BadCell(ValueError):  # noqa: N818 - reads as what went wrong: `raise BadCell`
    """A cell that cannot be used."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _number(text: str) -> tuple[Decimal, str]:
    """The number of a cell, and the word behind it."""
    plain = compared(text[: _LONGEST + 1]).translate(_MINUS)
    found = _NUMBER.fullmatch(plain)
    if found is None or len(text) > _LONGEST:
        raise BadCell("not_a_number")
    if _THOUSANDS.fullmatch(found["number"]):
        raise BadCell("unclear_number")
    number = Decimal(found["number"].replace(",", "."))
    if number < 0:
        raise BadCell("negative")
    return number, found["word"]


def unit_named(text: str) -> WeightUnit:
    """The unit that a word stands for.

    Raises:
        BadCell: It is none.
    """
    unit = UNITS.get(compared(text).removesuffix("."))
    if unit is None:
        raise BadCell("unknown_unit")
    return unit


def weight_kg(text: str, unit: WeightUnit) -> float:
    """The weight of a cell in kg, to two decimals.

    Args:
        text: The cell; a unit behind the number counts more than `unit`.
        unit: What the number is in.

    Raises:
        BadCell: It is no weight that a set can have.
    """
    number, word = _number(text)
    pounds = (unit_named(word) if word else unit) == "lb"
    exact_kg = number * KG_PER_LB if pounds else number
    if exact_kg > HEAVIEST_KG:
        raise BadCell("too_heavy")
    kg = float(round(exact_kg, 2))
    if kg == 0:
        raise BadCell("no_weight")
    return kg


def repetitions(text: str) -> int:
    """The repetitions of a cell, 0 or more; also written as 5.0 or 5회.

    Raises:
        BadCell: They are none that a set can have.
    """
    number, word = _number(text)
    if word not in _REPS_WORDS:
        raise BadCell("not_a_number")
    if number != number.to_integral_value():
        raise BadCell("not_whole")
    if number > MOST_REPS:
        raise BadCell("too_many_reps")
    return int(number)


def plan_number(text: str) -> int:
    """A week, or a session of a week, from 1 on; as few as repetitions.

    Raises:
        BadCell: It is none.
    """
    number = repetitions(text)
    if number == 0:
        raise BadCell("not_a_number")
    return number


def exertion(text: str) -> float | None:
    """The RPE of a cell; None: none was noted, which some apps write as 0.

    Raises:
        BadCell: It is none from 1 to 10.
    """
    if not text:
        return None
    number, word = _number(text)
    if word or not (number == 0 or 1 <= number <= 10):
        raise BadCell("not_a_number")
    return float(number) or None
