"""Which main lifts fall on which training day."""

from collections.abc import Mapping
from typing import Final

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
            ("over_head_press", "squat"),
        ),
        "press-deadlift": (
            ("over_head_press", "dead_lift"),
            ("squat", "bench_press"),
            ("over_head_press", "squat"),
        ),
        "press-bench": (("over_head_press", "dead_lift"), ("bench_press", "squat"), ("over_head_press", "bench_press")),
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
Beginners"), or the bench first. `deadlift-press` and `press-deadlift` begin with the other pair and press twice;
`press-bench` has squat and deadlift once each. No split has the deadlift twice: heavy deadlifts need days between them.
Two days: squat and bench, deadlift and press (Wendler's two-day template), or with the upper-body lifts exchanged.
"""
