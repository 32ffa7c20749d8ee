"""The month before: what it asked, what was lifted, and what the lifter says of it. Its review decides from this."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, field_validator

from program.block import LiftCounters
from program.progression.log import LiftMonth, LoggedSet
from program.progression.options import USUAL, Options
from program.records import LIFTS, Closed

MOST_LOGGED: Final = 400
"""Sets of a month's log: four lifts have some 70 on the bar."""

LONGEST_REPORT: Final = 500
"""Characters of a report."""

Report = Annotated[str, Field(max_length=LONGEST_REPORT)]

Log = Annotated[tuple[LoggedSet, ...], Field(max_length=MOST_LOGGED)]


class Past(Closed):
    """The month before this one, as far as its training maxes follow from it. `POST /routine/next` writes it."""

    lifts: Annotated[tuple[LiftMonth, ...], Field(max_length=len(LIFTS))]
    """What the month asked of each lift whose training max follows from it: not of one that the caller has set."""
    counters: LiftCounters = LiftCounters()
    """The counts of each lift before the month."""
    log: Log = ()
    """What was lifted."""
    report: Report | None = None
    """What the lifter says of the month, in their own words, up to 500 characters."""
    options: Options = USUAL
    """How the training maxes go on."""

    @field_validator("lifts")
    @classmethod
    def _each_lift_once(cls, value: tuple[LiftMonth, ...]) -> tuple[LiftMonth, ...]:
        if len({one.lift for one in value}) < len(value):
            raise ValueError("expected each lift once at most")
        return value
