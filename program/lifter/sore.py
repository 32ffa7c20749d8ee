"""The main lifts that load a joint."""

from collections.abc import Iterable, Mapping
from typing import Final

from program.schema import Joint, Lift

SORE_LIFTS: Final[Mapping[Joint, tuple[Lift, ...]]] = {
    "lower_back": ("dead_lift", "squat"),
    "knee": ("squat",),
    "shoulder": ("bench_press", "over_head_press"),
    "wrist": ("bench_press",),
    "elbow": ("bench_press",),
    "hip": ("squat",),
    "neck": ("over_head_press",),
    "ankle": ("squat",),
}
"""The main lifts that load a joint most; our choice, after what bends furthest or carries most in each lift."""


def sore_lifts(joints: Iterable[Joint]) -> frozenset[Lift]:
    """The main lifts that load one of these joints."""
    return frozenset(lift for joint in joints for lift in SORE_LIFTS[joint])
