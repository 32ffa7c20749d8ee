"""Which main lifts fall on which training day, and on which day of the week."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from program.errors import RequestError
from program.schema import Lift

Split = tuple[tuple[Lift, ...], ...]
"""The main lifts of each of a week's sessions, in the order in which they are trained."""

SPLITS: Final[Mapping[int, Mapping[str, Split]]] = {
    4: {
        "press-first": (("over_head_press",), ("dead_lift",), ("bench_press",), ("squat",)),
        "bench-first": (("bench_press",), ("squat",), ("over_head_press",), ("dead_lift",)),
        "deadlift-first": (("dead_lift",), ("bench_press",), ("squat",), ("over_head_press",)),
        "squat-first": (("squat",), ("over_head_press",), ("dead_lift",), ("bench_press",)),
    },
    3: {
        "squat-bench": (("squat", "bench_press"), ("dead_lift", "over_head_press"), ("bench_press", "squat")),
        "bench-squat": (("bench_press", "squat"), ("dead_lift", "over_head_press"), ("squat", "bench_press")),
        "deadlift-press": (
            ("dead_lift", "over_head_press"),
            ("squat", "bench_press"),
            ("over_head_press", "dead_lift"),
        ),
    },
    2: {
        "squat-bench": (("squat", "bench_press"), ("dead_lift", "over_head_press")),
        "squat-press": (("squat", "over_head_press"), ("dead_lift", "bench_press")),
    },
}
"""Training days a week -> name of the split -> the lifts of each day.

Four days: one main lift a day, press, deadlift, bench, squat (Wendler, *5/3/1* 2nd ed.). The week can start at any of
the four; upper and lower body always alternate, so the press and the bench never fall on neighbouring days.
Three days: two lifts a day, squat and bench, deadlift and press, bench and squat (*5/3/1 Forever*, "5/3/1 for
Beginners"), or the bench first; `deadlift-press` trains the other pair twice.
Two days: squat and bench, deadlift and press (Wendler's two-day template), or with the upper-body lifts exchanged.
"""

WEEKDAYS: Final[Mapping[int, tuple[int, ...]]] = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}
"""Training days a week -> each session's offset in days from the week's first one.

Four sessions are two pairs with a day between the pairs (Wendler, *5/3/1* 2nd ed.: Monday, Tuesday, Thursday, Friday).
"""


def session_date(start: date, week: int, day: int, days: int) -> date:
    """The date of a session.

    Args:
        start: The month's first training day.
        week: The week, from 1.
        day: The week's session, from 1 to `days`.
        days: Training days a week: 2, 3 or 4.

    Raises:
        RequestError: The month would run past the calendar's last day.
    """
    try:
        return start + timedelta(weeks=week - 1, days=WEEKDAYS[days][day - 1])
    except OverflowError as error:
        raise RequestError(f"start_date: a month from {start} runs past {date.max}; give an earlier day") from error
