"""Task2 of the coach policy: the week that the month repeats. docs/coaching.md gives the reasons at length."""

import random
from collections.abc import Mapping, Sequence

from program.exercises.catalogue import CATALOGUE, PATTERNS, Exercise, Pattern
from program.lifter.brief import Brief
from program.month.assistance import ARMS, LEGS_CORE, PULL, PUSH, Slot, schemes, slots, supplementals
from program.month.splits import SPLITS
from program.schema import Goal, Level, Lift, WeekChoice


def split(request: Brief) -> str:
    """Which lifts on which day: the weak lift comes first in the week, while the lifter is fresh.

    Without one: Wendler's own orders (*5/3/1*: press, deadlift, bench, squat; *Forever*: the beginners' three days).
    In the first year the beginners' week stays as it is.
    """
    weak = request.weak_lift
    if request.days == 4:
        first: dict[Lift | None, str] = {
            "bench_press": "bench-first",
            "dead_lift": "deadlift-first",
            "squat": "squat-first",
        }
        return first.get(weak, "press-first")
    if request.days == 3:
        twice = weak in ("dead_lift", "over_head_press") and request.experience >= Level.ONE_TO_THREE_YEARS
        return "deadlift-press" if twice else "squat-bench"
    return "squat-press" if weak == "over_head_press" else "squat-bench"


def supplemental(request: Brief) -> str:
    """What follows the main lift: the goal's first choice among those that the minutes allow.

    - Strength: low reps; BBS, ten fives, for lifters of three years and more on four days, FSL 5x5 otherwise, 3x5 in
      the first months.
    - Muscle: BBB (*5/3/1*), at 60 % from level 4 on, three sets of it in the first year.
    - Losing weight: FSL only, less in the first year (*Forever*: no BBB when cutting).
    - Performance and health: FSL 3x5: enough to practise, little enough to stay fresh.
    - Endurance: none; the work is in the assistance.
    """
    level = request.experience
    first_year = level <= Level.FIRST_YEAR
    heavy_bbb = "BBB 5x10@60" if level >= Level.OVER_THREE_YEARS else "BBB 5x10@50"
    strong = level >= Level.OVER_THREE_YEARS and request.days == 4
    wishes: dict[Goal, tuple[str, ...]] = {
        Goal.STRENGTH: ("BBS 10x5", "FSL 5x5") if strong else ("FSL 5x5",),
        Goal.MUSCLE: ("BBB 3x10@50",) if first_year else (heavy_bbb, "BBB 3x10@50"),
        Goal.LOSE_WEIGHT: ("FSL 3x5",) if first_year else ("FSL 5x5",),
        Goal.PERFORMANCE: ("FSL 3x5",),
        Goal.ENDURANCE: ("none",),
        Goal.HEALTH: ("FSL 3x5",),
    }
    if level == Level.FIRST_MONTHS:
        wishes[Goal.STRENGTH] = ("FSL 3x5",)
    possible = supplementals(request)
    return next(name for name in (*wishes[request.purpose], "FSL 3x5", "none") if name in possible)


def week_choice(request: Brief, seed: int | None = None) -> WeekChoice:
    """The week that the month repeats.

    Women get one step more repetitions: at the same share of the maximum they tire less (Hunter 2014).

    Args:
        request: Whose week it is.
        seed: Draws among good choices, the same for the same seed; None: the coach's favourites.
    """
    draw = None if seed is None else random.Random(seed)
    chosen = split(request)
    pools = slots(request)
    used: list[Exercise] = []
    days: list[tuple[str, ...]] = []
    for lifts in SPLITS[request.days][chosen]:
        day: list[str] = []
        for slot, choices in pools.items():
            exercise = _choose_exercise(request, slot, choices, lifts, used, draw)
            used.append(exercise)
            day.append(exercise.id)
        days.append(tuple(day))
    written, arms = ([f"{sets}x{reps}" for sets, reps in schemes(request, slot)] for slot in (PUSH, ARMS))
    step = int(request.female)
    return WeekChoice(
        split=chosen,
        supplemental=supplemental(request),
        compound=written[min(step, len(written) - 1)],
        isolation=written[min(step + 1, len(written) - 1)],
        arms=arms[0] if ARMS in pools else None,
        days=tuple(days),
    )


_SAME_MUSCLE: Mapping[Pattern, tuple[Pattern, ...]] = {
    "horizontal_push": ("horizontal_push", "fly"),
    "fly": ("horizontal_push", "fly"),
}
"""Patterns that train the same muscle: once the week has one of them, it needs less of the others, too."""


FAVOURITE_SHARE = 0.6
"""The share of choices that are the favourite although a seed is there."""


def _choose_exercise(
    request: Brief,
    slot: Slot,
    choices: Sequence[Exercise],
    lifts: Sequence[Lift],
    used: Sequence[Exercise],
    draw: random.Random | None,
) -> Exercise:
    """Choose a movement pattern for the day, then an exercise of it that the week does not have yet."""
    taken = {exercise.id for exercise in used}
    fresh = [exercise for exercise in choices if exercise.id not in taken] or list(choices)
    weights = _pattern_weights(request, slot, lifts)
    for exercise in used:
        for pattern in _SAME_MUSCLE.get(exercise.pattern, (exercise.pattern,)):
            if pattern in weights:
                weights[pattern] /= 4
    there = {exercise.pattern for exercise in fresh}
    possible = {pattern: weights.get(pattern, 0.01) for pattern in PATTERNS if pattern in there}
    favour = draw is None or draw.random() < FAVOURITE_SHARE
    if draw is None or favour:
        pattern = max(possible, key=lambda one: possible[one])
    else:
        [pattern] = draw.choices(list(possible), list(possible.values()))
    options = [exercise for exercise in fresh if exercise.pattern == pattern]
    if draw is None or favour:
        return max(options, key=lambda exercise: (_suits(request, exercise), -_turn(request, exercise)))
    [chosen] = draw.choices(options, [_suits(request, exercise) for exercise in options])
    return chosen


def _turn(request: Brief, exercise: Exercise) -> int:
    """The exercise's place among equally good ones; each goal starts at another one, so that goals differ."""
    same = _OF_PATTERN[exercise.pattern]
    return (same.index(exercise.id) - (request.purpose - 1) * len(same) // len(Goal)) % len(same)


_OF_PATTERN: Mapping[Pattern, tuple[str, ...]] = {
    pattern: tuple(one.id for one in CATALOGUE.values() if one.pattern == pattern) for pattern in PATTERNS
}


def _pattern_weights(request: Brief, slot: Slot, lifts: Sequence[Lift]) -> dict[Pattern, float]:
    """How much each movement pattern of a slot is wanted on a day with these main lifts.

    Assistance trains what the day's main lift leaves out, and spares what it tires. The press's day gets horizontal
    pushing and the bench's day vertical pushing. A leg day gets light chest work, so that there is no hard pressing
    between press and bench. A deadlift day pulls from above.
    """
    weights: dict[Pattern, float]
    weak = request.weak_lift
    if slot is PUSH:
        if "bench_press" in lifts:
            weights = {"vertical_push": 4, "fly": 1}
        elif "over_head_press" in lifts:
            weights = {"horizontal_push": 4, "fly": 1}
        else:
            weights = {"fly": 4, "horizontal_push": 1}
        if weak == "bench_press":
            _add(weights, {"horizontal_push": 2})
        elif weak == "over_head_press":
            _add(weights, {"vertical_push": 2})
    elif slot is PULL:
        from_above: dict[Pattern, float] = {"vertical_pull": 4, "rear_delt": 1}
        weights = from_above if "dead_lift" in lifts else {"horizontal_pull": 4, "vertical_pull": 2, "rear_delt": 2}
    elif slot is LEGS_CORE:
        legs_trained = "squat" in lifts or "dead_lift" in lifts
        weights = {"core": 4, "knee_flexion": 1} if legs_trained else {"lunge": 3, "glute": 1, "core": 1}
        _add(weights, _LEGS_FOR[request.purpose])
        if weak == "squat":
            _add(weights, {"squat": 2, "knee_extension": 1})
        elif weak == "dead_lift":
            _add(weights, {"hinge": 2, "knee_flexion": 1})
    else:
        weights = {"biceps": 3, "triceps": 3, "lateral_raise": 3, "calf": 1, "shrug": 0.3}
    return weights


_LEGS_FOR: Mapping[Goal, Mapping[Pattern, float]] = {
    Goal.STRENGTH: {"core": 2, "hinge": 1},
    Goal.MUSCLE: {"knee_extension": 2, "knee_flexion": 2, "squat": 1, "glute": 1},
    Goal.LOSE_WEIGHT: {"lunge": 2, "squat": 1},
    Goal.PERFORMANCE: {"jump": 4, "lunge": 1},
    Goal.ENDURANCE: {"lunge": 2, "squat": 2, "glute": 1},
    Goal.HEALTH: {"glute": 2, "core": 1, "lunge": 1},
}


def _add(weights: dict[Pattern, float], more: Mapping[Pattern, float]) -> None:
    for pattern, weight in more.items():
        weights[pattern] = weights.get(pattern, 0) + weight


STAPLES = frozenset((
    "close_grip_bench", "incline_bench", "db_bench", "db_incline_bench", "chest_press", "push_up", "dips",
    "incline_push_up", "assisted_dips", "seated_press", "db_shoulder_press", "machine_shoulder_press",
    "arnold_press", "pike_push_up", "db_fly", "pec_deck", "cable_fly", "cable_pushdown", "rope_pushdown",
    "skull_crusher", "db_triceps_extension", "lateral_raise", "cable_lateral_raise", "bench_dips", "bar_row",
    "db_row", "incline_db_row", "machine_row", "cable_row", "inverted_row", "lat_pulldown", "close_pulldown",
    "machine_pulldown", "pull_up", "chin_up", "assisted_pull_up", "db_pullover", "face_pull", "rear_raise",
    "reverse_pec_deck", "bar_curl", "db_curl", "hammer_curl", "cable_curl", "goblet_squat", "leg_press",
    "front_squat", "hack_squat", "air_squat", "bar_lunge", "db_lunge", "db_split_squat", "split_squat",
    "reverse_lunge", "db_step_up", "romanian_deadlift", "db_deadlift", "back_extension", "leg_extension", "leg_curl",
    "seated_leg_curl", "nordic_curl", "hip_thrust", "db_hip_thrust", "glute_bridge", "bar_glute_bridge",
    "calf_raise", "standing_calf_raise", "box_jump", "squat_jump", "hanging_leg_raise", "hanging_knee_raise",
    "leg_raise", "cable_crunch", "machine_crunch", "crunch", "dead_bug", "bird_dog", "pallof_press", "db_twist",
))  # fmt: skip
"""What most gyms teach first. Our choice: an unusual exercise should have a reason."""


def _suits(request: Brief, exercise: Exercise) -> float:
    """How much an exercise suits the lifter among others of its pattern; 1 is neutral.

    Staples come before unusual exercises. A beginner gets guided exercises first, a lifter of more than three years
    free ones. Health prefers exercises that load few joints; losing weight and endurance prefer those without a change
    of plates, because rests are short; performance prefers free ones.
    """
    weight = 2.0 if exercise.id in STAPLES else 1.0
    guided = exercise.equipment <= {"machine", "cable", "dumbbell"}
    free = exercise.equipment <= {"barbell", "dumbbell", "bodyweight"}
    if request.experience == Level.FIRST_MONTHS and guided:
        weight *= 3
    if request.experience >= Level.OVER_THREE_YEARS and (free or exercise.level >= 2):
        weight *= 2
    if request.purpose == Goal.HEALTH:
        weight /= 1 + len(exercise.joints)
    if request.purpose in (Goal.LOSE_WEIGHT, Goal.ENDURANCE) and exercise.equipment <= {
        "dumbbell",
        "bodyweight",
        "cable",
    }:
        weight *= 2
    if request.purpose == Goal.PERFORMANCE and free:
        weight *= 3
    return weight
