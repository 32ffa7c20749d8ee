"""From a one-repetition maximum to what is loaded on the bar, in exact decimal arithmetic.

Binary floats would lose a plate now and then: a weight that is exactly on a step can come out a hair under it.
"""

from decimal import ROUND_FLOOR, Decimal

from program.schema import LIFTS, Lift, RmWeight


def _exact(kg: float | Decimal) -> Decimal:
    """The number as it is written, not as it is stored in binary."""
    return kg if isinstance(kg, Decimal) else Decimal(str(kg))


def training_max(one_rep_max: float, rate: int) -> float:
    """The training max in kg, to two decimals (an exact half goes to the even digit).

    Args:
        one_rep_max: The lift's one-repetition maximum in kg.
        rate: Percent of it; 90 in the first edition, 85 to 90 later (Wendler, *5/3/1* 2nd ed.; *Forever* p. 2).
    """
    return float(round(_exact(one_rep_max) * rate / 100, 2))


def training_maxes_of(records: RmWeight, rate: int) -> dict[Lift, float]:
    """The four training maxes in kg, two decimals, that follow from the lifter's records.

    Args:
        records: The lifter's 1RMs or best sets.
        rate: The training max in percent of the 1RM: a plan's `training_max_rate`.
    """
    return {lift: training_max(records.one_rep_max(lift), rate) for lift in LIFTS}


def lowered(max_kg: float, share: int) -> float:
    """`share` percent of a training max in kg, to two decimals."""
    return float(round(_exact(max_kg) * share / 100, 2))


def round_down(kg: float | Decimal, bar_kg: float, smallest_plate_kg: float) -> float:
    """The heaviest weight in kg, not above `kg`, that can be built: `bar_kg + 2 * k * smallest_plate_kg`.

    Never under the bar: where `kg` is lighter than the bar, the answer is the bar.

    Args:
        kg: The weight wanted, bar included.
        bar_kg: The empty bar in kg.
        smallest_plate_kg: The lightest plate in kg; a bar carries two of them.
    """
    bar = _exact(bar_kg)
    step = 2 * _exact(smallest_plate_kg)
    pairs = ((_exact(kg) - bar) / step).to_integral_value(ROUND_FLOOR)
    return float(bar + max(pairs, Decimal(0)) * step)


def set_weight(max_kg: float, rate: int, bar_kg: float, smallest_plate_kg: float) -> float:
    """What to load, in kg, bar included, for a set at a rate of the training max.

    Args:
        max_kg: The lift's training max in kg.
        rate: Percent of the training max.
        bar_kg: The empty bar in kg.
        smallest_plate_kg: The lightest plate in kg.
    """
    return round_down(_exact(max_kg) * rate / 100, bar_kg, smallest_plate_kg)
