"""What a month holds, as its notes ask for it: a note speaks only of what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from program.exercises.catalogue import CATALOGUE
from program.month.compose import Month
from program.month.routine import Accessory, MainLift, SupplementalLift
from program.schema import Lift

FIVE: Final = 5
"""Repetitions of every work set of 5s PRO."""


@dataclass(frozen=True)
class Contents:
    """Asks a month what it holds."""

    month: Month

    @property
    def on_bar(self) -> bool:
        """Whether any main lift is done itself: else there is no training max to speak of."""
        return bool(self.month.loads.on_bar)

    @cached_property
    def main(self) -> tuple[MainLift, ...]:
        """The main lifts of all days, and what stands in for them."""
        return tuple(main for week in self.month.weeks for day in week.days for main in day.main)

    @cached_property
    def supplemental(self) -> tuple[SupplementalLift, ...]:
        """The supplemental work of all days."""
        return tuple(extra for week in self.month.weeks for day in week.days for extra in day.supplemental)

    @cached_property
    def assistance(self) -> tuple[Accessory, ...]:
        """The assistance of all days without jumps."""
        return tuple(one for one in self._accessories if not jumps(one))

    @property
    def jumps(self) -> bool:
        """Whether there are any jumps."""
        return any(map(jumps, self._accessories))

    @property
    def plus_sets(self) -> bool:
        """Whether a lift on the bar has a plus set."""
        return any(one.amrap for main in self.main if main.variation is None for one in main.sets)

    @property
    def fives_alone(self) -> bool:
        """Whether every work set is for five, on the bar."""
        loading = [main for week in self.month.weeks if not week.test for day in week.days for main in day.main]
        work = [one for main in loading for one in main.sets if one.kind == "work"]
        return bool(work) and all(main.variation is None for main in loading) and {one.reps for one in work} == {FIVE}

    @property
    def free_weights(self) -> bool:
        """Whether the lifter finds a weight: for assistance, or for what stands in for a lift."""
        return bool(self.assistance) or any(main.variation for main in self.main)

    @property
    def in_turn(self) -> bool:
        """Whether any two exercises are done in turn."""
        return any(one.superset for one in self.main) or any(one.superset for one in self._accessories)

    @property
    def two_bars(self) -> bool:
        """Whether two lifts on the bar are done in turn."""
        days = (day for week in self.month.weeks for day in week.days)
        return any(sum(one.superset is not None and one.variation is None for one in day.main) > 1 for day in days)

    @property
    def exchanged_for_fsl(self) -> tuple[Lift, ...]:
        """The lifts on the bar with FSL because the bar is too heavy for BBB, which the day's first lifts have."""
        first = [
            (day.main[0].lift, extra) for week in self.month.weeks for day in week.days for extra in day.supplemental
        ]
        on_bar = [(lift, extra.template) for lift, extra in first if extra.lift == lift and extra.variation is None]
        if all(template != "BBB" for _, template in on_bar):
            return ()
        return tuple(dict.fromkeys(lift for lift, template in on_bar if template == "FSL"))

    @property
    def _accessories(self) -> Iterator[Accessory]:
        return (one for week in self.month.weeks for day in week.days for one in day.accessories)


def jumps(accessory: Accessory) -> bool:
    """Whether an exercise of the assistance is a jump."""
    return CATALOGUE[accessory.id].pattern == "jump"
