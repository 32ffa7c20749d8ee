"""What is trained instead of a main lift that cannot be done: without a barbell, or because the lifter excludes it."""

from collections.abc import Iterable, Mapping
from typing import Final

from program.exercises.catalogue import Exercise
from program.schema import Lift

BEST_FIRST: Final[Mapping[Lift, tuple[str, ...]]] = {
    "squat": (
        "smith_squat", "hack_squat", "goblet_squat", "leg_press", "db_split_squat", "cable_squat", "split_squat",
        "air_squat", "leg_extension", "cable_leg_extension", "db_hip_thrust", "cable_kickback", "single_bridge",
        "hip_thrust", "bar_glute_bridge", "cable_leg_curl", "seated_leg_curl",
    ),
    "bench_press": (
        "smith_bench", "db_bench", "chest_press", "cable_press", "push_up", "floor_press", "db_floor_press",
        "knuckle_push_up", "squeeze_press", "pec_deck", "cable_fly",
    ),
    "dead_lift": (
        "romanian_deadlift", "db_deadlift", "hip_thrust", "smith_hip_thrust", "machine_back_extension",
        "cable_pull_through", "db_hip_thrust", "back_extension", "bar_glute_bridge", "single_bridge", "leg_curl",
        "cable_leg_curl", "slide_leg_curl", "cable_kickback", "glute_bridge", "seal_row", "incline_db_row",
    ),
    "over_head_press": (
        "smith_shoulder_press", "db_shoulder_press", "machine_shoulder_press", "cable_shoulder_press", "seated_press",
        "landmine_press", "pike_push_up", "incline_bench", "db_incline_bench", "incline_chest_press",
        "cable_incline_press", "wide_push_up", "close_push_up", "chest_press", "high_cable_fly", "squeeze_press",
        "knuckle_push_up", "pec_deck", "close_grip_bench",
    ),
}  # fmt: skip
"""Exercises that can stand in for each lift, the most like it first: same movement, then same muscles. Our choice."""


def stand_ins(missing: Iterable[Lift], possible: Iterable[Exercise]) -> dict[Lift, Exercise | None]:
    """The exercise that is done instead of each missing lift; None where none is left. No exercise stands in twice.

    Args:
        missing: The lifts that cannot be done, in the order in which they choose.
        possible: The exercises that the lifter can do.
    """
    free = {exercise.id: exercise for exercise in possible}
    found: dict[Lift, Exercise | None] = {}
    for lift in missing:
        name = next((name for name in BEST_FIRST[lift] if name in free), None)
        found[lift] = free.pop(name) if name else None
    return found
