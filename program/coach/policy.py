"""The coach policy: what a good coach would answer. It teaches the adapters, and answers when the model cannot.

docs/coaching.md gives the reasons at length; each rule names its source here.
"""

import random
from collections.abc import Mapping, Sequence

from program.exercises.catalogue import CATALOGUE, PATTERNS, Exercise, Pattern
from program.lifter import balance
from program.lifter.brief import Brief
from program.month.assistance import ARMS, LEGS_CORE, PULL, PUSH, Slot, schemes, slots, supplementals
from program.month.splits import SPLITS
from program.schema import Lift, LifterRequest, WeekChoice, WeightPlan

STRENGTH, MUSCLE, LOSE_WEIGHT, PERFORMANCE, ENDURANCE, HEALTH = 1, 2, 3, 4, 5, 6


def weight_plan(request: LifterRequest) -> WeightPlan:
    """Task1: how heavy to start and how fast to add.

    - Training max 80 % of the 1RM in the first months and 85 % in the first year, then 90 % where heavy weights are the
      point (*5/3/1*: 90; *Forever* p. 20–21: 85–90, less for those who are new, or strong enough to compete).
      Records out of proportion cost 5 points, not below 80: one of them is a guess.
    - First set 55 % and 60 % in the first year; 65 % (canonical) after it, 60 % for endurance and health, where the
      programme serves and does not lead.
    - 5 points a week (canonical). 10 points a set (canonical), 5 in the first months and, in the first year, for goals
      other than strength, muscle and performance: technique is learned under weights that can be repeated.
    - Deload from 40 % (canonical), from 35 % when losing weight: an energy deficit slows recovery.
    - 5s PRO (*Forever*) instead of plus sets for a beginner whose goal is not strength, muscle or performance.
    """
    level, purpose = request.experience, request.purpose
    heavy = purpose in (STRENGTH, MUSCLE, PERFORMANCE)
    if level == 1:
        training_max = 80
    elif level == 2 or not heavy or (level == 5 and purpose != STRENGTH):
        training_max = 85
    else:
        training_max = 90
    if balance.lopsided(request):
        training_max = max(80, training_max - 5)
    start = {1: 55, 2: 60}.get(level, 60 if purpose in (ENDURANCE, HEALTH) else 65)
    return WeightPlan(
        training_max_rate=training_max,
        init_weight_rate=start,
        increase_rate_week=5,
        increase_rate_set=5 if level == 1 or (level == 2 and not heavy) else 10,
        deloading_rate=35 if purpose == LOSE_WEIGHT else 40,
        scheme="5s PRO" if level == 1 and not heavy else "5/3/1",
    )


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
        twice = weak in ("dead_lift", "over_head_press") and request.experience >= 3
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
    wishes: dict[int, tuple[str, ...]] = {
        STRENGTH: {1: ("FSL 3x5",), 2: ("FSL 5x5",), 3: ("FSL 5x5",)}.get(
            level, ("BBS 10x5", "FSL 5x5") if request.days == 4 else ("FSL 5x5",)
        ),
        MUSCLE: (("BBB 3x10@50",) if level <= 2 else ("BBB 5x10@60" if level >= 4 else "BBB 5x10@50", "BBB 3x10@50")),
        LOSE_WEIGHT: ("FSL 3x5",) if level <= 2 else ("FSL 5x5",),
        PERFORMANCE: ("FSL 3x5",),
        ENDURANCE: ("none",),
        HEALTH: ("FSL 3x5",),
    }
    possible = supplementals(request)
    return next(name for name in (*wishes[request.purpose], "FSL 3x5", "none") if name in possible)


def week(request: Brief, seed: int | None = None) -> WeekChoice:
    """Task2: the week that the month repeats. Without a seed the coach's favourites; a seed draws among good choices.

    Women repeat a step more: at the same share of the maximum they can (Hunter 2014).
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
    written = [f"{sets}x{reps}" for sets, reps in schemes(request, PUSH)]
    step = int(request.female)
    arms = f"{schemes(request, ARMS)[0][0]}x{schemes(request, ARMS)[0][1]}" if ARMS in pools else None
    return WeekChoice(
        split=chosen,
        supplemental=supplemental(request),
        compound=written[min(step, len(written) - 1)],
        isolation=written[min(step + 1, len(written) - 1)],
        arms=arms,
        days=tuple(days),
    )


_SAME_MUSCLE: Mapping[Pattern, tuple[Pattern, ...]] = {
    "horizontal_push": ("horizontal_push", "fly"),
    "fly": ("horizontal_push", "fly"),
}
"""Patterns that train one muscle: having had one, the week wants less of the others, too."""


FAVOURITE_SHARE = 0.6
"""How often a coach who draws takes the favourite all the same."""


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
    """Whose turn it is among equally good exercises: each goal starts its round of a pattern elsewhere."""
    same = _OF_PATTERN[exercise.pattern]
    return (same.index(exercise.id) - (request.purpose - 1) * len(same) // 6) % len(same)


_OF_PATTERN: Mapping[Pattern, tuple[str, ...]] = {
    pattern: tuple(one.id for one in CATALOGUE.values() if one.pattern == pattern) for pattern in PATTERNS
}


def _pattern_weights(request: Brief, slot: Slot, lifts: Sequence[Lift]) -> dict[Pattern, float]:
    """How much each movement pattern of a slot is wanted on a day with these main lifts.

    Assistance fills what the day's main lift leaves out, and spares what it tires: the press's day gets horizontal
    pushing, the bench's vertical; a leg day the light chest work, so that no hard pressing stands between press and
    bench; a deadlift day pulls from above, not from the floor.
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
        _add(weights, _LEGS_BY_PURPOSE[request.purpose])
        if weak == "squat":
            _add(weights, {"squat": 2, "knee_extension": 1})
        elif weak == "dead_lift":
            _add(weights, {"hinge": 2, "knee_flexion": 1})
    else:
        weights = {"biceps": 3, "triceps": 3, "lateral_raise": 3, "calf": 1, "shrug": 0.3}
    return weights


_LEGS_BY_PURPOSE: Mapping[int, Mapping[Pattern, float]] = {
    STRENGTH: {"core": 2, "hinge": 1},
    MUSCLE: {"knee_extension": 2, "knee_flexion": 2, "squat": 1, "glute": 1},
    LOSE_WEIGHT: {"lunge": 2, "squat": 1},
    PERFORMANCE: {"jump": 4, "lunge": 1},
    ENDURANCE: {"lunge": 2, "squat": 2, "glute": 1},
    HEALTH: {"glute": 2, "core": 1, "lunge": 1},
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
"""What most gyms teach first. Our choice: an unusual exercise should have a reason, of which being next is none."""


def _suits(request: Brief, exercise: Exercise) -> float:
    """How much an exercise suits the lifter among others of its pattern; 1 is neutral.

    Staples before the unusual. Guided and easily dosed ones first for a beginner, free ones after three years; ones
    that spare the joints for health; ones that need no change of plates where rests are short; free ones for
    performance.
    """
    weight = 2.0 if exercise.id in STAPLES else 1.0
    guided = exercise.equipment <= {"machine", "cable", "dumbbell"}
    free = exercise.equipment <= {"barbell", "dumbbell", "bodyweight"}
    if request.experience == 1 and guided:
        weight *= 3
    if request.experience >= 4 and (free or exercise.level >= 2):
        weight *= 2
    if request.purpose == HEALTH:
        weight /= 1 + len(exercise.joints)
    if request.purpose in (LOSE_WEIGHT, ENDURANCE) and exercise.equipment <= {"dumbbell", "bodyweight", "cable"}:
        weight *= 2
    if request.purpose == PERFORMANCE and free:
        weight *= 3
    return weight
