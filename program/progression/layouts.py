"""Layouts: which months follow each other in 4, 8, 11 or 12 weeks, and how training maxes are expected to go on."""

from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from program.block import Layout, WeekFour
from program.errors import RequestError
from program.lifter.brief import Brief
from program.lifter.constraints import CAREFUL_AGE
from program.month.waves import weeks_of
from program.progression.options import USUAL, Options
from program.schema import Closed, Goal, Level, Lift, LifterRequest, Role, RoutineRequest
from program.units import exact

LayoutNote = Literal["one_month", "beginner", "losing_weight", "health", "careful"]
"""Why leaders and an anchor were asked for and original months are given: one month has no room for both; the lifter is
in the first year; eats less than they use; trains for health; or needs a careful month."""

LENGTHS: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType(
    {4: (4,), 8: (4, 4), 11: (3, 4, 4), 12: (4, 4, 4)},
)
"""Weeks of a programme -> the weeks of its months. In 11 weeks the first month leaves out its fourth week: the first
rest comes after two cycles, in the seventh week (*5/3/1 Forever* p. 17-23; t-nation.com, threads 232076, 229773)."""

CYCLE_WEEKS: Final = 3
"""Weeks of a cycle: a month without its fourth week."""

_ORIGINAL_GOALS: Final[Mapping[Goal, LayoutNote]] = MappingProxyType(
    {Goal.LOSE_WEIGHT: "losing_weight", Goal.HEALTH: "health"}
)


class MonthPlan(Closed):
    """One month of a programme."""

    month: Annotated[int, Field(ge=1)]
    """The month's number, from 1."""
    first_week: Annotated[int, Field(ge=1)]
    """The programme's week in which it starts, from 1."""
    role: Role
    """Its part: a month that stands alone, a leader or an anchor."""
    week4: WeekFour
    """What its fourth week is for; `none`: the month ends after three weeks."""

    @property
    def weeks(self) -> int:
        """How many of its four weeks are trained: 4, or 3 without the fourth."""
        return len(weeks_of(self.week4))


def months_of(weeks: int, layout: Layout | None, request: LifterRequest) -> tuple[MonthPlan, ...]:
    """The months of a programme, in order.

    A leader ends with a deload, an anchor with a test (*5/3/1 Forever* p. 21: always between leader and anchor, and
    after any cycle that one likes). Eight weeks of leader and anchor are our choice; they are none of the book's three
    models.

    Args:
        weeks: The length: 4, 8, 11 or 12.
        layout: The layout that is asked for; original months take its place where `layout_notes` says why. None: leader
            and anchor where they suit.
        request: Whose programme it is.

    Raises:
        RequestError: No programme has so many weeks.
    """
    lengths = _lengths(weeks)
    leads = layout != "original" and _unsuited(weeks, request) is None
    last = len(lengths)
    starts = accumulate(lengths[:-1], initial=1)
    return tuple(
        MonthPlan(
            month=number,
            first_week=start,
            role=("anchor" if number == last else "leader") if leads else "original",
            week4="none" if length == CYCLE_WEEKS else "tm_test" if leads and number == last else "deload",
        )
        for number, (start, length) in enumerate(zip(starts, lengths, strict=True), start=1)
    )


def layout_notes(weeks: int, layout: Layout | None, request: LifterRequest) -> tuple[LayoutNote, ...]:
    """Why the layout asked for is replaced; empty: it is not.

    Args:
        weeks: The length: 4, 8, 11 or 12.
        layout: The layout that is asked for; None: none.
        request: Whose programme it is.

    Raises:
        RequestError: No programme has so many weeks.
    """
    _lengths(weeks)
    reason = _unsuited(weeks, request) if layout == "leader_anchor" else None
    return (reason,) if reason else ()


def forecast(training_max_kg: float, lift: Lift, month: int, options: Options = USUAL) -> float:
    """The training max that month `month` of a programme is expected to stand on, in kg, two decimals.

    Every completed cycle adds a step (*5/3/1 Forever* p. 17-18); a log replaces the forecast. After careful months
    there is no step: give options with a step of 0.

    Args:
        training_max_kg: The training max of month 1 in kg.
        lift: The lift.
        month: The month's number, from 1.
        options: The lifter's steps.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    return float(round(exact(training_max_kg) + (month - 1) * exact(options.step_of(lift)), 2))


def _lengths(weeks: int) -> tuple[int, ...]:
    if weeks not in LENGTHS:
        raise RequestError(f"weeks: no programme has {weeks} weeks; give {', '.join(map(str, LENGTHS))}")
    return LENGTHS[weeks]


def _unsuited(weeks: int, request: LifterRequest) -> LayoutNote | None:
    """Why leaders and an anchor do not suit; None: they do."""
    if _careful(request):
        return "careful"
    if request.experience <= Level.FIRST_YEAR:
        return "beginner"
    if request.purpose in _ORIGINAL_GOALS:
        return _ORIGINAL_GOALS[request.purpose]
    return "one_month" if len(LENGTHS[weeks]) == 1 else None


def _careful(request: LifterRequest) -> bool:
    """Whether the months are careful ones, which have neither plus sets nor tests."""
    if isinstance(request, Brief):
        return request.careful
    return isinstance(request, RoutineRequest) and request.age is not None and request.age >= CAREFUL_AGE
