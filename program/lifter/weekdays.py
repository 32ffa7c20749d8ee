"""On which days of the week the sessions fall, and their dates."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from program.errors import RequestError
from program.schema import WEEKDAYS, Weekday

USUAL_OFFSETS: Final[Mapping[int, tuple[int, ...]]] = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}
"""Training days a week -> each session's offset in days from the week's first one, where no weekdays are named.

Four sessions are two pairs with a day between the pairs (Wendler, *5/3/1* 2nd ed.: Monday, Tuesday, Thursday, Friday).
"""

DAYS_OF_WEEK: Final = 7


def spread(possible: Sequence[Weekday], days: int) -> tuple[Weekday, ...]:
    """The best `days` of the weekdays on which a lifter can train: fewest sessions in a row, then earliest in the week.

    Args:
        possible: At least `days` different weekdays.
        days: Training days a week.
    """
    numbers = sorted(WEEKDAYS.index(one) for one in possible)
    best = min(combinations(numbers, days), key=lambda chosen: (_longest_run(chosen), chosen))
    return tuple(WEEKDAYS[number] for number in best)


def _longest_run(weekdays: Sequence[int]) -> int:
    """The most sessions on days in a row; Sunday comes before Monday."""
    there = set(weekdays)
    runs = [0]
    for first in there:
        run = 0
        while run < DAYS_OF_WEEK and (first + run) % DAYS_OF_WEEK in there:
            run += 1
        runs.append(run)
    return max(runs)


def in_order_from(weekdays: Sequence[Weekday], start: date | None) -> tuple[Weekday, ...]:
    """Weekdays in the order in which they come from a date on; without a date from Monday on."""
    first = start.weekday() if start else 0
    return tuple(sorted(weekdays, key=lambda one: (WEEKDAYS.index(one) - first) % DAYS_OF_WEEK))


def offsets_between(weekdays: Sequence[Weekday]) -> tuple[int, ...]:
    """Days from the first of some weekdays to each of them, in their order."""
    first = WEEKDAYS.index(weekdays[0])
    return tuple((WEEKDAYS.index(one) - first) % DAYS_OF_WEEK for one in weekdays)


def first_session(weekdays: Sequence[Weekday], start: date) -> date:
    """The date of the month's first session: the first of the weekdays from `start` on; without weekdays `start`.

    Raises:
        RequestError: It is past the calendar's last day.
    """
    ahead = (WEEKDAYS.index(weekdays[0]) - start.weekday()) % DAYS_OF_WEEK if weekdays else 0
    return session_date(start, 1, ahead)


def session_date(first: date, week: int, offset: int) -> date:
    """The date of a session.

    Args:
        first: The month's first session.
        week: The week, from 1.
        offset: Days from the week's first session.

    Raises:
        RequestError: The month would run past the calendar's last day.
    """
    try:
        return first + timedelta(weeks=week - 1, days=offset)
    except OverflowError as error:
        raise RequestError(f"start_date: a month from {first} runs past {date.max}; give an earlier day") from error
