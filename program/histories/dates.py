"""Dates in the cells of a training log, as apps and spreadsheets write them in several languages.

The time of day and its zone are read over: a date counts as it is written.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from program.histories.numbers import BadCell
from program.histories.texts import compared

_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "jan january janv janvier januar januari janner ene enero janeiro gen gennaio",
            "feb february fev fevr fevrier februar februari febrero fevereiro febbraio",
            "mar march mars marz mrz marzo marco mrt maart",
            "apr april avr avril abr abril aprile",
            "may mai mayo maio mag maggio mei",
            "jun june juin juni junio junho giu giugno",
            "jul july juil juillet juli julio julho lug luglio",
            "aug august aout ago agosto augustus",
            "sep sept september septembre septiembre setiembre set setembro settembre",
            "oct october octobre okt oktober octubre out outubro ott ottobre",
            "nov november novembre noviembre novembro",
            "dec december decembre dez dezember dic diciembre dezembro dicembre",
        ),
        start=1,
    )
    for word in words.split()
}
"""The months in English, French, German, Spanish, Italian, Portuguese and Dutch, long and short, without accents."""

_MONTHS_OF_A_YEAR: Final = 12

_LONGEST: Final = 60
"""No date has more characters, its time included."""

_YEAR: Final = "(?P<year>(?:19|20)[0-9]{2})"
_TIME: Final = (
    r"(?:[ ,t]+(?:(?:at|um|a|as|om|kl\.?|alle) )?(?:(?:오전|오후) ?)?"
    r"(?:[0-9]{1,2}(?::[0-9]{2}){1,2}(?:[.,][0-9]+)?|[0-9]{1,2} ?h ?[0-9]{2}"
    r"|[0-9]{1,2}시(?: ?[0-9]{1,2}분)?(?: ?[0-9]{1,2}초)?)"
    r"(?: ?[ap]\.? ?m\.?)?(?: ?(?:z|utc|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
"""A time of day behind a date, in lower case; or nothing."""

_YEAR_FIRST: Final = re.compile(
    _YEAR
    + r"(?:[-/.] ?|년 ?)(?P<month>[0-9]{1,2})(?:[-/.] ?|월 ?)(?P<day>[0-9]{1,2})[.일]?"
    + r"(?: ?\(?[월화수목금토일](?:요일)?\)?)?"
    + _TIME
)
_YEAR_LAST: Final = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<sign>[-/.]) ?(?P<second>[0-9]{1,2})(?P=sign) ?" + _YEAR + _TIME
)
_DAY_AND_NAME: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|o|\.)?(?: de)?[ -](?P<name>[a-z]+)\.?,?(?: de)?[ -]" + _YEAR + _TIME
)
_NAME_AND_DAY: Final = re.compile(r"(?P<name>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? " + _YEAR + _TIME)


class TwoWays(NamedTuple):
    """A date whose first two numbers are a day and a month in an order that it does not say."""

    first: int
    second: int
    year: int


def _parsed(text: str) -> date | TwoWays:
    plain = _without_accents(text[: _LONGEST + 1])
    if len(text) > _LONGEST:
        raise BadCell("unknown_date")
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(plain):
        numbers = TwoWays(int(found["first"]), int(found["second"]), int(found["year"]))
        if found["sign"] == ".":  # with full stops the day always comes first
            return _day(numbers.year, numbers.second, numbers.first)
        return numbers
    found = _DAY_AND_NAME.fullmatch(plain) or _NAME_AND_DAY.fullmatch(plain)
    if found is None or found["name"] not in _MONTHS:
        raise BadCell("unknown_date")
    return _day(int(found["year"]), _MONTHS[found["name"]], int(found["day"]))


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", compared(text))
    return unicodedata.normalize("NFC", "".join(one for one in letters if unicodedata.category(one) != "Mn"))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell("unknown_date") from None


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 03/04/2026 begin with the day, by those of the file that can only be read one way.

    Args:
        texts: The cells of the file's column of dates, in any order.

    Returns:
        None if there is no such date, or if they contradict each other.
    """
    orders: set[bool] = set()
    for text in set(texts):
        try:
            found = _parsed(text)
        except BadCell:
            continue
        if isinstance(found, TwoWays) and (found.first > _MONTHS_OF_A_YEAR) != (found.second > _MONTHS_OF_A_YEAR):
            orders.add(found.first > found.second)
    return orders.pop() if len(orders) == 1 else None


def read_date(text: str, day_first: bool | None) -> tuple[date, bool]:
    """The date of a cell, and whether its order of day and month was decided by `day_first`.

    Args:
        text: The cell.
        day_first: The order of dates that could be read two ways; None: unknown.

    Raises:
        BadCell: It is no date, or one that could be read two ways while the order is unknown.
    """
    found = _parsed(text)
    if isinstance(found, date):
        return found, False
    first, second, year = found
    if max(first, second) > _MONTHS_OF_A_YEAR or first == second:
        return _day(year, min(first, second), max(first, second)), False
    if day_first is None:
        raise BadCell("unclear_date")
    day, month = (first, second) if day_first else (second, first)
    return _day(year, month, day), True
