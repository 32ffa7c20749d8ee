"""The proportions of the four lifts: which one is weak, and whether the records can all be true."""

from program.schema import LIFTS, Lift, LifterRequest

PROPORTION: dict[Lift, float] = {"squat": 1.0, "bench_press": 0.75, "dead_lift": 1.2, "over_head_press": 0.5}
"""What a balanced lifter moves, as a share of the squat; near the intermediate rows of Kilgore's strength standards."""

WEAK_BELOW = 0.9
"""A lift under this share of the lifter's own average level is a weak lift."""

LOPSIDED_ABOVE = 1.5
"""Levels further apart than this are rarely real: a record is old, guessed, or mistyped."""


def levels(request: LifterRequest) -> dict[Lift, float]:
    """Each lift's 1RM over its proportion, in kg of squat: equal numbers mean a balanced lifter."""
    return {lift: request.rm_weight.one_rep_max(lift) / PROPORTION[lift] for lift in LIFTS}


def weak_lift(request: LifterRequest) -> Lift | None:
    """The lift that lags most; None if none lags by a tenth."""
    level = levels(request)
    weakest = min(LIFTS, key=lambda lift: level[lift])
    return weakest if level[weakest] < WEAK_BELOW * sum(level.values()) / len(level) else None


def lopsided(request: LifterRequest) -> bool:
    """Whether the records are too far out of proportion to be trusted."""
    level = levels(request).values()
    return max(level) > LOPSIDED_ABOVE * min(level)
