"""From a one-repetition maximum to what is loaded on the bar, in exact decimal arithmetic.

Binary floats would lose a plate now and then: a weight that is exactly on a step can come out a hair under it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from program.month.plates import Plates, built, next_built, plates_per_side
from program.progression.steps import kept
from program.units import WeightUnit, exact, in_unit


def training_max(one_rep_max: float, rate: int, unit: WeightUnit = "kg") -> float:
    """The training max in kg, with two decimals in `unit` (an exact half goes to the even digit), never below 0.01.

    Args:
        one_rep_max: The lift's one-repetition maximum in kg.
        rate: Percent of it; 90 in the first edition, 85 to 90 later (Wendler, *5/3/1* 2nd ed.; *Forever* p. 2).
        unit: What the plates are marked with.
    """
    return float(kept(exact(one_rep_max) * rate / 100, unit))


def lowered(max_kg: float, share: int, unit: WeightUnit = "kg") -> float:
    """`share` percent of a training max in kg, with two decimals in `unit`, never below 0.01."""
    return float(kept(exact(max_kg) * share / 100, unit))


MOST_POINTS_OVER: Final = 10
"""Points of the training max by which a set may be heavier than its rate, where bar or plates make it so. Our choice:
it is the step from one work set to the next."""

MOST_FOR_FIVES: Final = 85
"""Percent of the 1RM that a set of five or more may weigh: five repetitions are possible with about 86 (Epley)."""

FIVES: Final = 5
"""The repetitions from which `MOST_FOR_FIVES` holds."""


@dataclass(frozen=True, slots=True)
class Barbell:
    """A bar and plates for one lift, and how heavy its sets may be; all in kg."""

    training_max: float
    one_rep_max: float
    """The lift's 1RM: no set is heavier."""
    bar_kg: float
    """The empty bar."""
    plates: Plates
    """What there is to load, and how weights are rounded."""

    def may_weigh(self, kg: float, rate: int, reps: int) -> bool:
        """Whether a set may be so heavy.

        It may not be above the 1RM, with five repetitions or more not above 85 % of it, and not more than 10 points of
        the training max above its rate.

        Args:
            kg: The weight of the set, bar included.
            rate: Percent of the training max that the set asks for.
            reps: Its repetitions.
        """
        return exact(kg) <= min(self._most(reps), exact(self.training_max) * (rate + MOST_POINTS_OVER) / 100)

    def asked(self, rate: int) -> Decimal:
        """What a rate asks for in kg, whatever can be built."""
        return exact(self.training_max) * rate / 100

    def weight(self, rate: int, reps: int) -> float | None:
        """What to load for a set, bar included; None: nothing that can be built is light enough for it."""
        most = min(self._most(reps), exact(self.training_max) * (rate + MOST_POINTS_OVER) / 100)
        kg = built(min(self.asked(rate), most), self.bar_kg, self.plates, most)
        return kg if self.may_weigh(kg, rate, reps) else None

    def heavier(self, kg: float) -> float | None:
        """The next weight that can be built above `kg`; None: it takes all plates that there are."""
        return next_built(kg, self.bar_kg, self.plates, 1)

    def lighter(self, kg: float) -> float | None:
        """The next weight that can be built below `kg`; None: it is the empty bar."""
        return next_built(kg, self.bar_kg, self.plates, -1)

    def per_side(self, kg: float) -> tuple[float, ...]:
        """What goes on each side for a weight that can be built, in the plates' unit, heaviest first."""
        return plates_per_side(kg, self.bar_kg, self.plates)

    def shown(self, kg: float) -> float:
        """A weight in the plates' unit, two decimals."""
        return in_unit(kg, self.plates.unit)

    def points_over(self, kg: float, rate: int) -> Decimal:
        """By how many points of the training max a weight is above its rate."""
        return exact(kg) * 100 / exact(self.training_max) - rate

    def _most(self, reps: int) -> Decimal:
        return exact(self.one_rep_max) * (MOST_FOR_FIVES if reps >= FIVES else 100) / 100


def one_rep_max_behind(max_kg: float, rate: int, record_kg: float, unit: WeightUnit = "kg") -> float:
    """The 1RM in kg that a training max stands for: the record that it follows from, else at least what it says.

    A training max that was carried over from another month says more of the lifter than an old record.

    Args:
        max_kg: The training max in kg.
        rate: The training max in percent of the 1RM.
        record_kg: The 1RM that the lifter gave.
        unit: In which the training max has two decimals.
    """
    if training_max(record_kg, rate, unit) == max_kg:
        return record_kg
    return float(max((exact(max_kg) - Decimal("0.005")) * 100 / rate, Decimal("0.001")))
