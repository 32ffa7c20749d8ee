"""What may be chosen instead of a proposal: the same or something more careful, never something bolder."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal, get_args

from program.block import NEW, Counters
from program.progression.log import LiftMonth, LoggedSet
from program.progression.options import USUAL, Options
from program.progression.proposal import SOURCES, Advice, Proposal
from program.progression.steps import full_step, kept, steps_back
from program.progression.table import propose
from program.units import exact

Choice = Literal["step", "smaller_step", "hold", "test", "back"]
"""`step`: up by the full step. `smaller_step`: up by less. `hold`: the training max stays. `test`: it stays and is
tested in week 4 of the next month. `back`: three steps back, at most 10 percent, or what the table takes off."""
CHOICES: tuple[Choice, ...] = get_args(Choice)
"""The boldest first."""

_TESTED: Final = frozenset({"test_passed", "test_close", "test_low", "test_failed"})
_NO_TEST_NEXT: Final = _TESTED | {
    "lift_spared",
    "lift_replaced",
    "plates_short",
    "month_careful",
    "weeks_away",
    "cycle_unfinished",
}
"""Rules after which no test comes next: the lift was just tested, is not ready for it, or has sessions left to do."""


def allowed(
    month: LiftMonth, logged: Iterable[LoggedSet], counters: Counters = NEW, options: Options = USUAL
) -> dict[Choice, Proposal]:
    """Each choice that is at most as bold as the table's proposal, which is one of them; the boldest first.

    A smaller step is half of the proposed one.

    Args:
        month: What the month asked of the lift.
        logged: What was done in the month.
        counters: The lift's counts before the month.
        options: How the lifter's training maxes go on.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    table = propose(month, logged, counters, options)
    start, top = exact(table.from_kg), exact(table.to_kg)
    unit = options.unit
    half = kept((start + top) / 2, unit)
    back = kept(steps_back(start, full_step(month.lift, unit)), unit)
    advice = None if table.advice == "test" else table.advice
    still = table.counters.model_copy(update={"cycles_up": 0 if table.rule in _TESTED else counters.cycles_up})
    reset = table.counters.model_copy(update={"misses": 0, "cycles_up": 0})
    found: dict[Choice, Proposal] = {choice_of(table): table}
    if start < half < top:
        found.setdefault("smaller_step", _instead(table, half, table.counters, advice))
    if start <= top:
        found.setdefault("hold", _instead(table, start, still, advice))
    if start <= top and _may_be_tested(table):
        found.setdefault("test", _instead(table, start, still, "test"))
    if back < top:
        found.setdefault("back", _instead(table, back, reset, advice))
    return {choice: found[choice] for choice in CHOICES if choice in found}


def tables_choice(choices: Mapping[Choice, Proposal]) -> Choice:
    """The table's own choice among those that are `allowed`."""
    return next(choice for choice, proposal in choices.items() if proposal.rule != "reported")


def choice_of(proposal: Proposal) -> Choice:
    """Which choice a proposal is."""
    rise = exact(proposal.to_kg) - exact(proposal.from_kg)
    if rise > 0:
        return "step" if rise >= exact(full_step(proposal.lift, proposal.unit)) else "smaller_step"
    if rise < 0:
        return "back"
    return "test" if proposal.advice == "test" else "hold"


def _may_be_tested(table: Proposal) -> bool:
    return table.rule not in _NO_TEST_NEXT and table.advice not in ("start_back", "fresh_records")


def _instead(table: Proposal, kg: Decimal, counters: Counters, advice: Advice | None) -> Proposal:
    changed = {"rule": "reported", "source": SOURCES["reported"], "counters": counters, "advice": advice}
    return table.model_copy(update={"to_kg": float(kg), **changed})
