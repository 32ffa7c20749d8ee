"""A month's place in a block of months, and what is counted from month to month."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from program.fields import WHOLE_NUMBER
from program.records import LIFTS, Closed, Kilograms, Lift, Pounds

Layout = Literal["original", "leader_anchor"]
"""`original`: months that stand alone, one after the other (Wendler, *5/3/1* 2nd ed.). `leader_anchor`: one or two
leaders, then an anchor (*5/3/1 Forever* p. 17-18)."""
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

WeekFour = Literal["deload", "tm_test", "none"]
"""What a month's fourth week is for: rest, or the test of the training max; `none`: the month has three weeks."""

WEEKS: Final = (1, 2, 3, 4)
"""The weeks of a month."""

BlockWeeks = Literal[4, 8, 11, 12]
"""The weeks of a programme."""

MOST_MONTHS: Final = 1200
"""Months that are counted: a hundred years of them."""

_Count = Annotated[int, Field(ge=0, le=MOST_MONTHS, strict=True), WHOLE_NUMBER]


class Counters(Closed):
    """The counts of one lift. They go into the next month's judgement, and come back new with its proposal."""

    misses: Annotated[int, Field(ge=0, le=1, strict=True), WHOLE_NUMBER] = 0
    """Measured cycles in a row under the minimum: 0 or 1; the second is a stall, which starts the count anew."""
    cycles_up: _Count = 0
    """Cycles that raised the training max since the last test or reset."""
    cycles_done: _Count = 0
    """Cycles that were trained and judged, in all."""


NEW: Final = Counters()
"""The counts of a lift that begins."""


class LiftCounters(Closed):
    """The counts of each lift."""

    bench_press: Counters = NEW
    """Of the bench press."""
    squat: Counters = NEW
    """Of the back squat."""
    dead_lift: Counters = NEW
    """Of the deadlift."""
    over_head_press: Counters = NEW
    """Of the overhead press."""

    def of(self, lift: Lift) -> Counters:
        """The counts of a lift."""
        found: Counters = getattr(self, lift)
        return found


class LiftKilograms(Closed):
    """A weight in kg for each lift. Left out or null: none."""

    bench_press: Kilograms | None = None
    """For the bench press, in kg."""
    squat: Kilograms | None = None
    """For the back squat, in kg."""
    dead_lift: Kilograms | None = None
    """For the deadlift, in kg."""
    over_head_press: Kilograms | None = None
    """For the overhead press, in kg."""

    @property
    def by_lift(self) -> dict[Lift, float]:
        """The lifts that have a weight -> the weight in kg."""
        given: dict[Lift, float | None] = {lift: getattr(self, lift) for lift in LIFTS}
        return {lift: kg for lift, kg in given.items() if kg is not None}


class LiftWeights(Closed):
    """A weight for each lift, in the unit of what it stands in. Left out or null: none."""

    bench_press: Pounds | None = None
    """For the bench press."""
    squat: Pounds | None = None
    """For the back squat."""
    dead_lift: Pounds | None = None
    """For the deadlift."""
    over_head_press: Pounds | None = None
    """For the overhead press."""

    @property
    def by_lift(self) -> dict[Lift, float]:
        """The lifts that have a weight -> the weight."""
        given: dict[Lift, float | None] = {lift: getattr(self, lift) for lift in LIFTS}
        return {lift: weight for lift, weight in given.items() if weight is not None}


class Block(Closed):
    """A month's place among the months before and after it; the `carry` of each answer has the next one's."""

    month: Annotated[int, Field(ge=1, le=MOST_MONTHS, strict=True), WHOLE_NUMBER] = 1
    """The month's number since the lifter began, from 1."""
    weeks: Annotated[BlockWeeks, WHOLE_NUMBER] | None = None
    """The weeks of the programme that the month belongs to. Null: it belongs to none."""
    layout: Layout | None = None
    """How the programme is laid out. Null: as suits the lifter."""
    first: Annotated[int, Field(ge=1, le=MOST_MONTHS, strict=True), WHOLE_NUMBER] = 1
    """The number of the programme's first month."""
    counters: LiftCounters = LiftCounters()
    """What is counted of each lift."""
    rate: Annotated[int, Field(ge=70, le=90, strict=True), WHOLE_NUMBER] | None = None
    """The training maxes that the request gives, in percent of the 1RM: the rate they began with. Null: the rate of
    the month's plan."""
    best_kg: LiftKilograms = LiftKilograms()
    """The highest 1RM in kg that a logged set of each lift stands for; plus sets then say how many repetitions beat
    it."""

    @model_validator(mode="after")
    def _began_before(self) -> Self:
        if self.first > self.month:
            raise ValueError(f"first: a programme of month {self.month} began in it or before, got {self.first}")
        return self


FIRST_MONTH: Final = Block()
"""The place of a month that has none before it."""
