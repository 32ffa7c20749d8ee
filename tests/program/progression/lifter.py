"""A lifter of whom the true strength is known, to see where years of proposals lead."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from program.block import NEW, Counters, WeekFour
from program.month.plates import built, plates_down_to
from program.month.weights import training_max
from program.progression.log import LiftMonth, LoggedSet, TopSet
from program.progression.options import USUAL, Options
from program.progression.proposal import Proposal
from program.progression.table import propose
from program.schema import Lift, Role
from program.units import exact

PLUS: Final = ((1, 85, 5), (2, 90, 3), (3, 95, 1))
"""Week, percent of the training max and fewest repetitions of the plus sets."""

BLOCK: Final[tuple[tuple[Role, WeekFour], ...]] = (("leader", "deload"), ("leader", "deload"), ("anchor", "tm_test"))
ALONE: Final[tuple[tuple[Role, WeekFour], ...]] = (("original", "deload"),)


class Seen(NamedTuple):
    """One month as it was."""

    share: float
    """The training max in percent of the true 1RM at the month's end, before the proposal."""
    proposal: Proposal


@dataclass
class Lifter:
    """One lift of a lifter."""

    seed: int
    lift: Lift = "squat"
    rate: int = 85
    strength: float = 140.0
    """The true 1RM in kg."""
    limit: float = 200.0
    """The 1RM that years of training lead to."""
    gain: float = 0.03
    """The part of the way to the limit that a month of training takes."""
    form: float = 0.02
    """The standard deviation of a day's strength, as a share."""
    illness: float = 0.06
    """The chance that a week is done half ill, or that a month is not done at all."""
    options: Options = USUAL
    counters: Counters = NEW
    training_max: float = 0.0
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.training_max = self.training_max or training_max(self.strength, self.rate)

    def trains(self, months: int, block: Sequence[tuple[Role, WeekFour]]) -> Iterator[Seen]:
        """Trains months, one after the other, and takes each proposal."""
        for number in range(months):
            asked = self._asked(*block[number % len(block)])
            absent = self.draw.random() < self.illness
            log = [] if absent else [self._done(top) for top in asked.top_sets]
            self.strength += 0 if absent else self.gain * (self.limit - self.strength) * self.draw.uniform(0.5, 1.5)
            found = propose(asked, log, self.counters, self.options)
            yield Seen(100 * self.training_max / self.strength, found)
            self.training_max, self.counters = found.to_kg, found.counters

    def _asked(self, role: Role, week4: WeekFour) -> LiftMonth:
        leads = role == "leader"
        tops = [
            TopSet(week=week, weight_kg=self._built(rate), reps=5 if leads else reps, plus=not leads)
            for week, rate, reps in PLUS
        ]
        if week4 == "tm_test":
            tops.append(TopSet(week=4, weight_kg=self._built(100), reps=3, plus=False, kind="tm_test"))
        return LiftMonth(lift=self.lift, training_max_kg=self.training_max, rate=self.rate, top_sets=tuple(tops))

    def _built(self, rate: int) -> float:
        return built(exact(self.training_max) * rate / 100, 20, plates_down_to(1.25))

    def _done(self, top: TopSet) -> LoggedSet:
        """What the day allows; a plus set ends one repetition before failure, other sets when they are done."""
        today = self.strength * max(self.draw.gauss(1, self.form), 0.5)
        today *= 0.92 if self.draw.random() < self.illness else 1
        room = today / top.weight_kg - 1
        possible = 0 if room < 0 else max(int(room / 0.0333), 1)
        most = max(possible - 1, min(possible, top.reps)) if top.plus else min(possible, 5)
        return LoggedSet(lift=self.lift, week=top.week, weight_kg=top.weight_kg, reps=min(most, 30))
