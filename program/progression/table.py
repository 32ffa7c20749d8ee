"""The table: what a lift's training max becomes after a month. The first row that applies decides.

| row | when | training max |
| --- | --- | --- |
| 1 | nothing logged | stays; a forecast adds a step |
| 2 | the lift was spared or replaced, its plates made too little, or the month was a careful one | stays |
| 3 | two weeks away or more | stays |
| 4 | test: passed | + a step |
| 5 | test: close | stays |
| 6 | test: one or two repetitions | follows from the set |
| 7 | test: none | - 3 steps |
| 8 | a top set under its minimum, first cycle | stays |
| 9 | the same in the next measured cycle: a stall | - 3 steps, at most - 10 %; or as chosen |
| 11 | by choice: the best plus set stands for less than the 1RM behind the training max | stays |
| 10 | the minimum met everywhere | + a step |
| 12 | bound: far more than the minimum | never more than a step |
| 14 | bound: a smaller step is chosen | + the chosen step |
| 13 | bound: five cycles up without test or reset | 3 steps back, or a test |
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from program.block import MOST_MONTHS, NEW, Counters
from program.month.estimate import e1rm
from program.month.seventh_week import TEST_REPS
from program.progression.case import Case
from program.progression.estimate import reps_behind, strongest
from program.progression.log import Held, LiftMonth, LoggedSet
from program.progression.options import USUAL, Options
from program.progression.proposal import BOOK_RESET, Proposal, Rule
from program.progression.steps import LEAST_KEPT, STEPS_BACK, steps_back
from program.units import exact, two_decimals

Row = Callable[[Case], Proposal | None]
Bound = Callable[[Case, Proposal], Proposal]

CYCLES_FORWARD: Final = 5
"""Cycles up after which a training max goes back or is tested (*The Training Max: What You Need to Know*)."""

RESET_SHARE: Final = 90
"""Percent of the training max, or of the estimated 1RM, that the book's reset leaves (*5/3/1* 2nd ed. p. 31)."""

_HELD: Final[dict[Held, Rule]] = {
    "spared": "lift_spared",
    "replaced": "lift_replaced",
    "careful": "month_careful",
    "plates": "plates_short",
}


def propose(
    month: LiftMonth, logged: Iterable[LoggedSet], counters: Counters = NEW, options: Options = USUAL
) -> Proposal:
    """What the training max of a lift becomes after a month.

    Args:
        month: What the month asked of the lift.
        logged: What was done in the month; sets of other lifts are passed over.
        counters: The lift's counts before the month.
        options: How the lifter's training maxes go on.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    own = tuple(one for one in logged if one.lift == month.lift)
    case = Case(month, own, counters, options)
    rows = ROWS if options.strict else tuple(row for row in ROWS if row is not row_11_estimate_low)
    found = next(proposal for row in rows if (proposal := row(case)))
    for bound in BOUNDS:
        found = bound(case, found)
    return found


def pass_reps(rate: int) -> int:
    """The repetitions that pass a training max test: 3 at a rate of 90 %, 5 at 85 % and below.

    Between them it is what Epley's formula allows at the weight of a correct training max; the formula gives 3.3
    repetitions at 90 % and 5.3 at 85 %.

    Args:
        rate: The training max in percent of the 1RM.
    """
    return min(reps_behind(rate), TEST_REPS[1])


def row_1_nothing_logged(case: Case) -> Proposal | None:
    """No top set is logged at its weight: the training max stays. In a forecast the month counts as done."""
    if case.cycle or case.test or case.month.held:  # row 2 keeps a held lift's training max, too, and says why
        return None
    if case.options.forecast and not case.after_a_break:
        return case.proposal("forecast", _a_step_up(case), case.counters)
    return case.proposal("nothing_logged", case.training_max, case.counters, advice=case.after_a_break)


def row_2_held(case: Case) -> Proposal | None:
    """The month says nothing of the lift's strength (`LiftMonth.held`): the training max stays, nothing is counted."""
    if not case.month.held:
        return None
    return case.proposal(_HELD[case.month.held], case.training_max, case.counters, advice=case.after_a_break)


def row_3_weeks_away(case: Case) -> Proposal | None:
    """After two weeks away the training max stays, and the cycle starts again further back."""
    advice = case.after_a_break
    return advice and case.proposal("weeks_away", case.training_max, case.counters, advice=advice)


def row_4_test_passed(case: Case) -> Proposal | None:
    """The test has its repetitions: a step up, however many there are."""
    if not case.test or case.test.done.reps < pass_reps(case.month.rate):
        return None
    counters = _counted(case, misses=0, cycles_up=0)
    return case.proposal("test_passed", _a_step_up(case), counters, (case.test.done,))


def row_5_test_close(case: Case) -> Proposal | None:
    """The test has three repetitions or more, but too few to pass: the training max stays.

    So it does after fewer repetitions with more weight than was asked, if they stand for the 1RM behind it.
    """
    if not case.test or (case.test.done.reps < TEST_REPS[0] and case.behind(case.test.done) < case.training_max):
        return None
    return case.proposal("test_close", case.training_max, _counted(case, cycles_up=0), (case.test.done,))


def row_6_test_low(case: Case) -> Proposal | None:
    """The test has one or two repetitions: the training max follows from the set."""
    if not case.test or case.test.done.reps == 0:
        return None
    done = case.test.done
    return case.proposal("test_low", case.behind(done), _counted(case, misses=0, cycles_up=0), (done,))


def row_7_test_failed(case: Case) -> Proposal | None:
    """The test has no repetition: three steps back."""
    if not case.test:
        return None
    kg = case.training_max - STEPS_BACK * case.full_step
    return case.proposal("test_failed", kg, _counted(case, misses=0, cycles_up=0), (case.test.done,))


def row_8_first_miss(case: Case) -> Proposal | None:
    """A top set stayed under its minimum, for the first time: the cycle is repeated."""
    if not case.missed or case.counters.misses:
        return None
    return case.proposal("first_miss", case.training_max, _counted(case, misses=1), case.missed)


def row_9_stall(case: Case) -> Proposal | None:
    """The second measured cycle in a row under the minimum: this lift goes back, in the way that was chosen.

    Where the estimate is chosen and takes nothing off, or no set has a repetition, it goes three steps back.
    """
    if not case.missed:
        return None
    counters = _counted(case, misses=0, cycles_up=0)
    if case.options.stall == "ten_percent":
        kg = case.training_max * RESET_SHARE / 100
        return case.proposal("stall", kg, counters, case.missed, source=BOOK_RESET)
    best = strongest(case.logged)
    if case.options.stall == "e1rm" and best and best.reps:
        kg = e1rm(best.weight_kg, best.reps) * RESET_SHARE / 100
        if kg < case.training_max:
            evidence = case.missed if best in case.missed else (*case.missed, best)
            return case.proposal("stall", kg, counters, evidence, source=BOOK_RESET)
    back = steps_back(case.training_max, case.full_step)
    return case.proposal("stall", back, counters, case.missed)


def row_11_estimate_low(case: Case) -> Proposal | None:
    """By choice: the best plus set stands for less than the 1RM behind the training max, which stays and is tested."""
    best = strongest(case.plus_sets)
    if not best or not case.complete or case.behind(best) >= case.training_max:
        return None
    return case.proposal("estimate_low", case.training_max, _counted(case, misses=0), (best,), advice="test")


def row_10_minimum_met(case: Case) -> Proposal | None:
    """The minimum was met in every top set that is logged: a step up.

    The top set of the cycle's last week must be among them, else the cycle is not done yet and the training max stays.
    """
    evidence = tuple(one.done for one in case.cycle)
    if not case.complete:
        return case.proposal("cycle_unfinished", case.training_max, case.counters, evidence, advice="finish_cycle")
    rule: Rule = "plus_set_met" if case.plus_sets else "top_set_met"
    counters = _counted(case, misses=0, cycles_up=case.counters.cycles_up + 1)
    return case.proposal(rule, _a_step_up(case), counters, evidence)


def row_12_never_more_than_a_step(case: Case, found: Proposal) -> Proposal:
    """However strong the month was, a training max goes up by one step; and it keeps `LEAST_KEPT` percent."""
    most, least = _a_step_up(case), case.training_max * LEAST_KEPT / 100
    return _moved(case, found, min(max(exact(found.to_kg), least), most))


def row_14_smaller_step(case: Case, found: Proposal) -> Proposal:
    """The lifter chose a smaller step, down to none: it takes the place of the full one."""
    # Rounded up it would be more than the step.
    chosen = two_decimals(case.training_max + case.step, case.options.unit, down=True)
    if exact(found.to_kg) <= chosen:
        return found
    stays = chosen == case.training_max
    up = min(found.counters.cycles_up, case.counters.cycles_up) if stays else found.counters.cycles_up
    return _moved(case, found, chosen, found.counters.model_copy(update={"cycles_up": up}))


def row_13_five_cycles_up(case: Case, found: Proposal) -> Proposal:
    """After five cycles up without test or reset the sixth goes three of the lifter's steps back, or is a test."""
    rises = found.to_kg > found.from_kg and found.rule in ("plus_set_met", "top_set_met")
    if not rises or case.counters.cycles_up < CYCLES_FORWARD:
        return found
    back = steps_back(case.training_max, case.step)
    counters = found.counters.model_copy(update={"cycles_up": 0})
    return case.proposal("five_cycles_up", back, counters, found.evidence, advice="test")


ROWS: Final[tuple[Row, ...]] = (
    row_1_nothing_logged,
    row_2_held,
    row_3_weeks_away,
    row_4_test_passed,
    row_5_test_close,
    row_6_test_low,
    row_7_test_failed,
    row_8_first_miss,
    row_9_stall,
    row_11_estimate_low,
    row_10_minimum_met,
)
"""The rows in the order in which they are asked; row 10 always answers."""

BOUNDS: Final[tuple[Bound, ...]] = (row_12_never_more_than_a_step, row_14_smaller_step, row_13_five_cycles_up)
"""What holds for the answer of every row."""


def _a_step_up(case: Case) -> Decimal:
    return case.training_max + case.full_step


def _counted(case: Case, *, misses: int | None = None, cycles_up: int | None = None) -> Counters:
    """The counts after a cycle that was trained; None: a count stays."""
    before = case.counters
    return Counters(
        misses=before.misses if misses is None else misses,
        cycles_up=before.cycles_up if cycles_up is None else min(cycles_up, MOST_MONTHS),
        cycles_done=min(before.cycles_done + 1, MOST_MONTHS),
    )


def _moved(case: Case, found: Proposal, kg: Decimal, counters: Counters | None = None) -> Proposal:
    """The proposal with another training max."""
    return case.proposal(
        found.rule, kg, counters or found.counters, found.evidence, advice=found.advice, source=found.source
    )
