"""The seventh week: in place of a deload a test of the training max.

It stands after an anchor and may follow any cycle (Wendler, *5/3/1 Forever* p. 19-23). It has no supplemental work and
less assistance. It alone has sets above 95 percent of the training max.
"""

from typing import Final

from program.month.waves import Work

TEST_REPS: Final = (3, 5)
"""Repetitions of a training max test: from the first on the training max stays, at the last every set stops (Wendler,
*5/3/1 Forever* p. 20-21)."""

WARM_UP: Final[tuple[Work, ...]] = (Work(40, reps=5, amrap=False), Work(50, reps=5, amrap=False))
"""The sets before the test. Our choice, as readers of the book do not agree: the first two warm-up sets of every other
week (*5/3/1* 2nd ed.)."""

TM_TEST: Final[tuple[Work, ...]] = (
    *(Work(rate, reps=5, amrap=False) for rate in (70, 80, 90)),
    Work(100, reps=TEST_REPS[0], amrap=False, most_reps=TEST_REPS[1]),
)
"""The sets of the test (*5/3/1 Forever* p. 20-21): strong and fast, the last one stops at five."""
