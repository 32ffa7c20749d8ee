"""The waves: rates and repetitions of each week's sets, which follow from the weight-increase plan."""

from typing import Final, NamedTuple

from program.block import WEEKS as WEEKS
from program.block import WeekFour
from program.schema import WeightPlan

DELOAD_WEEK: Final = 4
SETS: Final = (1, 2, 3)

REPS: Final[tuple[tuple[int, int, int], ...]] = ((5, 5, 5), (3, 3, 3), (5, 3, 1), (5, 5, 5))
"""Repetitions of the three work sets in weeks 1 to 4 (Wendler, *5/3/1* 2nd ed.)."""


BAR_ALONE_REPS: Final = 3
"""Repetitions of a deload's sets where the bar alone is too heavy for its rates. Our choice: with the same bar as the
lightest sets of week 1 the deload is lighter by its repetitions."""


class Work(NamedTuple):
    """One set without its weight."""

    rate: int
    """Percent of the training max."""
    reps: int
    """Repetitions; in a plus set the fewest."""
    amrap: bool
    """Whether this is a plus set: as many good reps as possible."""
    most_reps: int | None = None
    """Repetitions after which the set stops, where it may have more than `reps`; None: see `amrap`."""


WARMUP: Final[tuple[tuple[int, int], ...]] = ((40, 5), (50, 5), (60, 3))
"""Rate in percent of the training max and repetitions of the warm-up sets (Wendler, *5/3/1* 2nd ed.)."""


def weeks_of(week4: WeekFour) -> tuple[int, ...]:
    """The weeks of a month: three where there is no fourth.

    Args:
        week4: What the fourth week is for.
    """
    return tuple(week for week in WEEKS if week != DELOAD_WEEK or week4 != "none")


def work_rate(plan: WeightPlan, week: int, number: int) -> int:
    """The rate of a work set, in percent of the training max.

    Args:
        plan: The weight-increase plan.
        week: 1 to 4; week 4 is the deload and starts at the plan's `deloading_rate`.
        number: The set, 1 to 3.
    """
    loading = plan.init_weight_rate + (week - 1) * plan.increase_rate_week
    first = plan.deloading_rate if week == DELOAD_WEEK else loading
    return first + (number - 1) * plan.increase_rate_set


def work_sets(plan: WeightPlan, week: int) -> tuple[Work, ...]:
    """A week's three work sets.

    Under the scheme `5/3/1` the last set of weeks 1 to 3 is a plus set; under `5s PRO` every set is for five and none
    is a plus set (*5/3/1 Forever*). The deload never has one.
    """
    classic = plan.scheme == "5/3/1"
    return tuple(
        Work(
            rate=work_rate(plan, week, number),
            reps=REPS[week - 1][number - 1] if classic else 5,
            amrap=classic and week != DELOAD_WEEK and number == SETS[-1],
        )
        for number in SETS
    )


def warmup_sets(first: int) -> tuple[Work, ...]:
    """The warm-up sets: those of `WARMUP` that are lighter than the first work set.

    Args:
        first: The rate of the first work set, in percent of the training max.
    """
    return tuple(Work(rate, reps, amrap=False) for rate, reps in WARMUP if rate < first)


def top_rate(plan: WeightPlan) -> int:
    """The heaviest rate of the month, in percent of the training max: week 3's last set."""
    return work_rate(plan, DELOAD_WEEK - 1, SETS[-1])


def plan_text(plan: WeightPlan) -> str:
    r"""The plan in words: `WeekN`, a line `SETk rate%xreps` for each set, a blank line between weeks, `\n` at the end.

    This is the layout of the first system, which its callers know.
    """
    return "\n".join(
        f"Week{week}\n"
        + "".join(
            f"SET{number} {work.rate}%x{work.reps}{'+' if work.amrap else ''}\n"
            for number, work in enumerate(work_sets(plan, week), start=1)
        )
        for week in WEEKS
    )
