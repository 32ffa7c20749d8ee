"""One lift's month as the table looks at it: what was asked beside what was done."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from program.block import Counters
from program.month.estimate import e1rm
from program.progression.log import LiftMonth, LoggedSet, TopSet
from program.progression.options import Options
from program.progression.proposal import SOURCES, Advice, Proposal, Rule
from program.progression.steps import full_step, kept
from program.units import exact

AWAY: Final = 2
"""Weeks without training from which a training max waits (t-nation.com, thread 221584)."""

LONG_AWAY: Final = 4
"""Weeks without training from which old records say little. Our choice."""


class Judged(NamedTuple):
    """A top set that was done."""

    asked: TopSet
    done: LoggedSet

    @property
    def met(self) -> bool:
        """Whether the fewest repetitions were done."""
        return self.done.reps >= self.asked.reps


@dataclass(frozen=True)
class Case:
    """A lift's month, its log, and what stood before it."""

    month: LiftMonth
    logged: tuple[LoggedSet, ...]
    """The lift's own sets, of any weight."""
    counters: Counters
    """The lift's counts before the month."""
    options: Options

    @property
    def training_max(self) -> Decimal:
        """The training max in kg, as it is kept."""
        return kept(exact(self.month.training_max_kg), self.options.unit)

    @property
    def full_step(self) -> Decimal:
        """What a cycle adds to the training max at most, in kg."""
        return exact(full_step(self.month.lift, self.options.unit))

    @property
    def step(self) -> Decimal:
        """The lifter's own step in kg."""
        return exact(self.options.step_of(self.month.lift))

    @cached_property
    def cycle(self) -> tuple[Judged, ...]:
        """The top sets of the three working weeks that were done, in the order of the weeks."""
        return tuple(one for top in self._work if (one := self._judged(top)))

    @cached_property
    def test(self) -> Judged | None:
        """The last set of the training max test; None: there was none, or it is not logged."""
        return next((one for top in self.month.top_sets if top.kind == "tm_test" and (one := self._judged(top))), None)

    @property
    def missed(self) -> tuple[LoggedSet, ...]:
        """The top sets of the cycle that stayed under their minimum."""
        return tuple(one.done for one in self.cycle if not one.met)

    @property
    def plus_sets(self) -> tuple[LoggedSet, ...]:
        """The plus sets of the cycle that were done."""
        return tuple(one.done for one in self.cycle if one.asked.plus)

    @property
    def complete(self) -> bool:
        """Whether the top set of the cycle's last week, its heaviest, was done."""
        return bool(self.cycle) and self.cycle[-1].asked == self._work[-1]

    @property
    def after_a_break(self) -> Advice | None:
        """How to begin again after weeks without training; None: there was no such break."""
        if self.options.weeks_away < AWAY:
            return None
        return "fresh_records" if self.options.weeks_away >= LONG_AWAY else "start_back"

    def behind(self, done: LoggedSet) -> Decimal:
        """The training max in kg that a set stands for at the lift's rate, not rounded."""
        return e1rm(done.weight_kg, done.reps) * self.month.rate / 100

    def proposal(
        self,
        rule: Rule,
        kg: Decimal,
        counters: Counters,
        evidence: tuple[LoggedSet, ...] = (),
        *,
        advice: Advice | None = None,
        source: str | None = None,
    ) -> Proposal:
        """A proposal for this lift.

        Args:
            rule: The rule that decides.
            kg: The new training max in kg, rounded here as it is kept.
            counters: The lift's counts after the month.
            evidence: The sets that it rests on.
            advice: What else to do.
            source: The rule's source where it is not the usual one.
        """
        return Proposal(
            lift=self.month.lift,
            from_kg=float(self.training_max),
            to_kg=float(kept(kg, self.options.unit)),
            unit=self.options.unit,
            rule=rule,
            source=source or SOURCES[rule],
            evidence=evidence,
            counters=counters,
            advice=advice,
        )

    @cached_property
    def _work(self) -> tuple[TopSet, ...]:
        return tuple(sorted((one for one in self.month.top_sets if one.kind == "work"), key=lambda one: one.week))

    def _judged(self, asked: TopSet) -> Judged | None:
        """The best set of the week that can be held against what was asked; None: there is none.

        It weighs as much or more; a lighter one counts where not one repetition was done.
        """
        week = [one for one in self.logged if one.week == asked.week]
        sets = [one for one in week if one.weight_kg >= asked.weight_kg or one.reps == 0]
        best = max(sets, key=lambda one: (one.reps, one.weight_kg), default=None)
        return None if best is None else Judged(asked, best)
