"""The numbers in a text, each with its unit, so that a text can be compared with the facts behind it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from program.reading.normalised import stream_safe
from program.reading.numbers import minutes_named

Unit = Literal["kg", "%", "minutes", "days", "week", "sets", ""]
"""What is counted; `sets` are sets or repetitions, `week` is a week of the month; empty: the text does not say."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit."""

    value: float
    unit: Unit = ""

    def states(self, fact: "Quantity") -> bool:
        """Whether this is the number of `fact`, in its unit or in none."""
        return self.value == fact.value and self.unit in ("", fact.unit)

    def __str__(self) -> str:
        if self.unit == "week":
            return f"week {self.value:g}"
        space = "" if self.unit in ("", "%") else " "
        return f"{self.value:g}{space}{self.unit}"


_UNITS: Final[dict[Unit, str]] = {
    "kg": r"kg|kilo|킬로",
    "%": r"%|percent|per\s?cent|퍼센트|프로(?!그램)",
    "minutes": r"min|분",
    "days": r"days?\b|sessions?\b|times?\b|x\s+a\s+week|일|회|번",
    "week": r"weeks?\b|주",
    "sets": r"sets?\b|reps?\b|세트|개",
}
_COUNTED: Final = "|".join(f"(?P<u{number}>{unit})" for number, unit in enumerate(_UNITS.values()))
_ENGLISH: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "twice": 2,
}  # fmt: skip
_KOREAN: Final = {
    "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5,
}  # fmt: skip
_NUMBER: Final = re.compile(
    rf"(?:(?P<week>week\s*+|wk\s*+)?(?P<digits>\d++(?:\.\d++)?)|\b(?P<english>{'|'.join(_ENGLISH)})\b"
    rf"|(?<![가-힣])(?P<korean>{'|'.join(_KOREAN)})(?=\s?(?:번|회|세트|날|일|주|시간|개|가지|종목)|(?<=[틀흘새])))"
    rf"(?:[\s-]?(?:{_COUNTED}))?",
    re.IGNORECASE,
)


def quantities_in(text: str) -> Iterator[Quantity]:
    """Every number that `text` states: digits of any script, counting words from two on, minutes in words."""
    plain = unicodedata.normalize("NFKC", stream_safe(text))
    for found in _NUMBER.finditer(plain):
        unit: Unit = next((unit for number, unit in enumerate(_UNITS) if found[f"u{number}"]), "")
        yield Quantity(_value(found), "week" if found["week"] and not unit else unit)
    for letter in plain:
        if letter.isnumeric() and not letter.isdecimal():
            yield Quantity(unicodedata.numeric(letter))
    for _, _, minutes in minutes_named(plain):
        yield Quantity(minutes, "minutes")


def _value(found: re.Match[str]) -> float:
    if found["digits"]:
        return float(found["digits"])
    return _ENGLISH[found["english"].lower()] if found["english"] else _KOREAN[found["korean"]]
