"""Beside a plus set: how many repetitions beat the lifter's best, and weights for one or two joker sets after it."""

from typing import Final

from program.month.estimate import e1rm
from program.month.plates import Plates, built
from program.records import SURE_REPS
from program.schema import Level, Role
from program.units import exact

JOKER_RATES: Final = (105, 110)
"""Joker sets in percent of the plus set before them (Wendler, *Beyond 5/3/1*; *5/3/1 Forever* p. 66-68)."""


_SAME_KG: Final = 0.01
"""Weights this near are one: a set's weight in kg has two decimals where its plates are in pounds."""


def reps_to_beat(weight_kg: float, best_kg: float) -> int | None:
    """The fewest repetitions with which a set stands for a higher 1RM than the best so far.

    None where it takes more than `SURE_REPS` repetitions, above which estimates are rough.

    Args:
        weight_kg: The weight of the set in kg, bar included.
        best_kg: The highest 1RM in kg that a set of the lift stands for.
    """
    return next((reps for reps in range(1, SURE_REPS + 1) if e1rm(weight_kg, reps) > exact(best_kg)), None)


def joker_weights(plus_set_kg: float, bar_kg: float, plates: Plates, *, role: Role, level: Level) -> tuple[float, ...]:
    """Weights in kg for one or two joker sets after a plus set that went well: 5 and 10 percent above it.

    They are a hint and never planned; none outside anchors (*5/3/1 Forever* p. 66-68), and none in the first year, our
    choice. Each is rounded to what can be built, so that light weights have one or none.

    Args:
        plus_set_kg: The weight of the plus set, bar included.
        bar_kg: The empty bar.
        plates: What there is to load.
        role: The month's part in a block of months.
        level: How long the lifter has trained.
    """
    if role != "anchor" or level <= Level.FIRST_YEAR:
        return ()
    jokers = (built(exact(plus_set_kg) * rate / 100, bar_kg, plates) for rate in JOKER_RATES)
    return tuple(dict.fromkeys(kg for kg in jokers if kg > plus_set_kg + _SAME_KG))
