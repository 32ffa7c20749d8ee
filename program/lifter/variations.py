"""What is trained instead of a main lift that cannot be done: without a barbell, or because the lifter excludes it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from program.exercises.catalogue import CATALOGUE, Exercise, Pattern
from program.lifter.ability import can_do, fitting
from program.schema import Lift, RoutineRequest

ONE_JOINT: Final[frozenset[Pattern]] = frozenset({"fly", "knee_extension", "knee_flexion", "glute"})
"""Patterns that move one joint; a set of three of a leg extension trains no strength and strains the joint."""

BEST_FIRST: Final[Mapping[Lift, tuple[str, ...]]] = {
    "squat": (
        "smith_squat", "hack_squat", "goblet_squat", "leg_press", "belt_squat", "kb_rack_squat", "kb_goblet_squat",
        "db_split_squat", "db_lunge", "cable_squat", "band_squat", "split_squat", "air_squat", "leg_extension",
        "cable_leg_extension", "landmine_squat",
        "db_hip_thrust", "kb_hip_thrust", "db_glute_bridge", "kb_glute_bridge", "cable_kickback", "single_bridge",
        "hip_thrust",
        "bar_glute_bridge", "cable_leg_curl", "seated_leg_curl",
    ),
    "bench_press": (
        "smith_bench", "db_bench", "chest_press", "neutral_chest_press", "cable_press", "kb_bench",
        "floor_press", "db_floor_press", "kb_floor_press", "push_up", "knuckle_push_up", "band_press", "squeeze_press",
        "pec_deck", "cable_fly",
    ),
    "dead_lift": (
        "romanian_deadlift", "db_deadlift", "db_single_rdl", "kb_deadlift", "kb_single_rdl", "hip_thrust",
        "smith_hip_thrust", "machine_back_extension",
        "cable_pull_through", "band_deadlift", "db_hip_thrust", "kb_hip_thrust", "db_glute_bridge",
        "kb_glute_bridge", "back_extension", "bar_glute_bridge",
        "single_bridge", "leg_curl", "cable_leg_curl", "slide_leg_curl", "cable_kickback", "glute_bridge", "seal_row",
        "incline_db_row",
    ),
    "over_head_press": (
        "smith_shoulder_press", "db_shoulder_press", "machine_shoulder_press", "cable_shoulder_press", "kb_press",
        "seated_press", "landmine_press", "band_shoulder_press", "pike_push_up", "incline_bench", "db_incline_bench",
        "incline_chest_press", "cable_incline_press", "wide_push_up", "close_push_up", "chest_press", "high_cable_fly",
        "squeeze_press", "knuckle_push_up", "pec_deck", "close_grip_bench", "neutral_chest_press", "cable_press",
        "db_floor_press",
    ),
}  # fmt: skip
"""Exercises that can stand in for each lift, the most like it first: same movement, then same muscles. Our choice."""


BAR_HALF_CARRIED: Final = ("landmine_press", "landmine_squat", "hip_thrust", "bar_glute_bridge")
"""Exercises in which the floor, or the strongest muscles over a short way, carry an empty bar: it is light in them."""


LIGHT: Final[Mapping[str, float]] = {
    "goblet_squat": 90, "kb_goblet_squat": 80, "kb_rack_squat": 100, "cable_squat": 90, "band_squat": 60,
    "air_squat": 60, "landmine_squat": 120, "split_squat": 120,
    "db_deadlift": 150, "kb_deadlift": 100, "band_deadlift": 80, "cable_pull_through": 100, "kb_hip_thrust": 100,
    "db_hip_thrust": 130, "back_extension": 120, "glute_bridge": 80,
    "db_bench": 150, "kb_bench": 90, "kb_floor_press": 90, "band_press": 60, "cable_press": 110,
    "kb_press": 70, "band_shoulder_press": 40, "cable_shoulder_press": 70, "db_shoulder_press": 100,
}  # fmt: skip
"""Exercises -> the 1RM of the lift in kg up to which gyms and homes have a weight that is heavy enough. A harder one
stands in for a stronger lifter where there is any. Our choice."""


LEAST_RECORD: Final[Mapping[str, float]] = {
    "smith_bench": 35, "smith_squat": 40, "smith_shoulder_press": 35, "smith_hip_thrust": 40, "hack_squat": 70,
    "landmine_press": 20,
}  # fmt: skip
"""Exercises -> the 1RM of the lift in kg from which they are possible: the bar of a Smith machine weighs up to 20 kg,
the empty sled of a hack squat more. Our choice."""


def stand_ins(
    request: RoutineRequest,
    missing: Iterable[Lift],
    possible: Iterable[Exercise],
    *,
    too_heavy: Collection[Lift] = (),
) -> dict[Lift, Exercise | None]:
    """The exercise that is done instead of each missing lift; None where none is left. No exercise stands in twice.

    Of exercises with body weight the variant that fits the lifter is taken: a harder one, or an easier one where the
    list has nothing that the lifter can do.

    Args:
        request: Whose lifts they are.
        missing: The lifts that cannot be done, in the order in which they choose.
        possible: The exercises that the lifter can and may do, and that are free.
        too_heavy: Those of the missing lifts for which the bar is too heavy, so that nothing that lifts it stands in.
    """
    free = {exercise.id: exercise for exercise in possible}
    found: dict[Lift, Exercise | None] = {}
    for lift in missing:
        record = request.rm_weight.one_rep_max(lift)
        allowed = {
            name: one
            for name, one in free.items()
            if (lift not in too_heavy or _light_enough(one)) and record >= LEAST_RECORD.get(name, 0)
        }
        best = [CATALOGUE[name] for name in BEST_FIRST[lift]]
        listed = [one for one in best if one.id in allowed] or [one for one in best if not can_do(request, one)]
        if listed and record > LIGHT.get(listed[0].id, record):
            heavy = (one for one in listed if one.pattern not in ONE_JOINT and record <= LIGHT.get(one.id, record))
            listed = [*heavy, *listed]
        fit = (fitting(request, one, allowed.values()) if body_weight_alone(one) else one for one in listed)
        found[lift] = exercise = next((one for one in fit if one.id in allowed), None)
        if exercise:
            del free[exercise.id]
    return found


def _light_enough(exercise: Exercise) -> bool:
    """Whether a bar that is too heavy for a main lift does no harm: there is none, or it is half carried.

    The bar of a Smith machine weighs as much as others.
    """
    bar = "barbell" in exercise.equipment or exercise.id.startswith("smith_")
    return not bar or exercise.id in BAR_HALF_CARRIED


def body_weight_alone(exercise: Exercise) -> bool:
    """Whether nothing but the own body is moved, so that it is given as a total of repetitions."""
    return exercise.equipment == {"bodyweight"}


def with_free_choice_of_weight(exercise: Exercise) -> bool:
    """Whether it is done for more repetitions than a main lift: with dumbbells, cables or bands, or by one joint."""
    heavy = exercise.equipment & {"barbell", "machine"} and exercise.pattern not in ONE_JOINT
    return not heavy and not body_weight_alone(exercise)
