"""What sets say of the one-repetition maximum, and a training max of repetitions."""

import math
from collections.abc import Iterable
from decimal import Decimal

from program.month.estimate import PER_REP, e1rm
from program.progression.log import LoggedSet
from program.records import Lift


def strongest(sets: Iterable[LoggedSet]) -> LoggedSet | None:
    """The set with the highest estimate, of equals the first; None: there are no sets."""
    return max(sets, key=lambda one: e1rm(one.weight_kg, one.reps), default=None)


def best_kg(lift: Lift, sets: Iterable[LoggedSet]) -> float | None:
    """The highest 1RM in kg that a set of the lift stands for, not rounded; None: no set of it has a repetition.

    Args:
        lift: The lift.
        sets: Logged sets of any lift.
    """
    best = strongest(one for one in sets if one.lift == lift and one.reps)
    return None if best is None else float(e1rm(best.weight_kg, best.reps))


def reps_behind(rate: int) -> int:
    """Full repetitions that a training max at `rate` percent of the 1RM allows at its own weight: 3 at 90, 5 at 85."""
    return math.floor((Decimal(100) / rate - 1) / PER_REP)
