"""Which assistance a request may get: slots of a day, exercises of a slot, sets and reps of a goal.

Wendler's assistance is one push, one pull and one single-leg-or-core exercise a training day: 25–50 reps of each when
the supplemental work is heavy or the lifter is cutting, 50–100 otherwise (*5/3/1 Forever*).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from program.exercises.catalogue import CATALOGUE, Exercise, Pattern
from program.lifter.brief import Brief
from program.lifter.constraints import Part
from program.month import minutes
from program.month.supplemental import SUPPLEMENTAL
from program.month.waves import WARMUP
from program.schema import Goal, Level, Prescription, WeekChoice, WeekTemplate

_MAIN_LIFT_SECONDS: Final = minutes.RACK_SECONDS + sum(
    minutes.START_SECONDS + reps * minutes.REP_SECONDS + rest
    for reps, rest in (*((reps, minutes.WARMUP_REST) for _, reps in WARMUP), (5, 180), (5, 180), (9, 0))
)
"""A main lift of middling weight, its plus set counted as nine repetitions."""

_SHORT_ROUND_SECONDS: Final = 15 * 60
"""Three exercises of three sets of ten, two of them in a superset."""


@dataclass(frozen=True)
class Slot:
    """One place in a day's assistance. No pattern is in two slots, so no exercise can occur twice in a day."""

    name: str
    patterns: frozenset[Pattern]


PUSH = Slot("push", frozenset({"horizontal_push", "vertical_push", "fly"}))
PULL = Slot("pull", frozenset({"horizontal_pull", "vertical_pull", "rear_delt"}))
LEGS_CORE = Slot(
    "legs_core",
    frozenset({"squat", "lunge", "hinge", "knee_extension", "knee_flexion", "glute", "jump", "core"}),
)
ARMS = Slot("arms", frozenset({"biceps", "triceps", "lateral_raise", "calf", "shrug"}))

ONE_JOINT: Final[frozenset[Pattern]] = frozenset(
    {"fly", "rear_delt", "core", "knee_extension", "knee_flexion", "glute"}
)
"""Patterns that move one joint, or the trunk alone."""

JUMP_SCHEME = (5, 5)
"""Jumps are trained for speed: few reps, fresh every time."""

FOCUS: Final[Mapping[Part, tuple[Slot, Callable[[Exercise], bool]]]] = {
    "upper": (ARMS, lambda exercise: exercise.pattern in ("biceps", "triceps", "lateral_raise")),
    "lower": (LEGS_CORE, lambda exercise: exercise.pattern not in ("core", "jump")),
    "chest": (PUSH, lambda exercise: exercise.muscles[0] == "chest"),
    "back": (PULL, lambda exercise: exercise.pattern != "rear_delt"),
    "shoulders": (ARMS, lambda exercise: exercise.pattern == "lateral_raise"),
    "arms": (ARMS, lambda exercise: exercise.pattern in ("biceps", "triceps")),
    "legs": (LEGS_CORE, lambda exercise: exercise.pattern not in ("core", "jump")),
    "glutes": (LEGS_CORE, lambda exercise: exercise.muscles[0] == "glutes"),
    "core": (LEGS_CORE, lambda exercise: exercise.pattern == "core"),
}
"""The slot that serves a focus, and which of its exercises do. Our choice."""

_SCHEMES: Final[Mapping[Goal, tuple[tuple[int, int], ...]]] = {
    Goal.STRENGTH: ((4, 8), (3, 10), (3, 12)),
    Goal.MUSCLE: ((5, 10), (4, 15), (3, 20)),
    Goal.LOSE_WEIGHT: ((3, 12), (3, 15), (4, 12)),
    Goal.PERFORMANCE: ((4, 8), (3, 10)),
    Goal.ENDURANCE: ((4, 15), (3, 20)),
    Goal.HEALTH: ((3, 10), (3, 12), (3, 15)),
}
"""Sets and reps by goal, from fewer reps a set to more. 25–50 reps for strength, losing weight, performance and health;
50–100 for muscle and endurance."""

_FIRST_YEAR_MUSCLE = ((4, 15), (3, 20))
"""As many repetitions in fewer sets. Our choice: ten weekly sets already build muscle (Schoenfeld et al. 2017)."""

_ARMS_SCHEMES: Final[Mapping[Goal, tuple[tuple[int, int], ...]]] = {Goal.MUSCLE: ((3, 12),), Goal.ENDURANCE: ((2, 20),)}

_ARMS_FOR_OTHERS = ((3, 12),)
"""For a lifter of another goal whose sentence asks for arms or shoulders."""


def slots(brief: Brief) -> dict[Slot, tuple[Exercise, ...]]:
    """The slots of every training day, each with the exercises that the lifter can and may do in it; none is empty.

    Arms are added for muscle and endurance if the session is long enough, and for a focus that they serve. Exercises
    that stand in for a main lift are left out. Jumps are for athletic performance alone.
    """
    roomy = brief.purpose in _ARMS_SCHEMES and brief.session_minutes >= (60 if lifts_a_day(brief) == 1 else 80)
    arms = roomy or any(FOCUS[part][0] is ARMS for part in brief.focused_parts)
    wanted = (PUSH, PULL, LEGS_CORE, ARMS) if arms else (PUSH, PULL, LEGS_CORE)
    instead = {exercise.id for exercise in brief.variations.values() if exercise}
    possible = [
        exercise
        for exercise in brief.possible
        if exercise.id not in instead and (exercise.pattern != "jump" or brief.purpose == Goal.PERFORMANCE)
    ]
    fitting = {slot: [exercise for exercise in possible if exercise.pattern in slot.patterns] for slot in wanted}
    return {slot: _focused(brief, slot, exercises) for slot, exercises in fitting.items() if exercises}


def _focused(brief: Brief, slot: Slot, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that train a focused part of the body which the slot serves; all, if there are none."""
    tests = [FOCUS[part][1] for part in brief.focused_parts if FOCUS[part][0] is slot]
    return tuple(exercise for exercise in exercises if any(test(exercise) for test in tests)) or tuple(exercises)


def lifts_a_day(brief: Brief) -> int:
    """Main lifts in a session: one on four days, two on two or three."""
    return 1 if brief.days == 4 else 2


def schemes(brief: Brief, slot: Slot) -> tuple[tuple[int, int], ...]:
    """The (sets, reps) that suit the request in a slot, from fewer reps to more."""
    if slot is ARMS:
        return _ARMS_SCHEMES.get(brief.purpose, _ARMS_FOR_OTHERS)
    if brief.purpose == Goal.MUSCLE and brief.experience <= Level.FIRST_YEAR:
        return _FIRST_YEAR_MUSCLE
    return _SCHEMES[brief.purpose]


def supplemental_room(brief: Brief) -> int:
    """The most supplemental sets a lift (10, 5, 3 or 0) that leave time for a short round of assistance."""
    lifts = lifts_a_day(brief)
    warmup = minutes.general_warmup(brief.session_minutes)
    limit = (brief.session_minutes - warmup) * 60 - _MAIN_LIFT_SECONDS * lifts - _SHORT_ROUND_SECONDS
    for sets, reps in ((10, 5), (5, 10), (3, 10)):
        once = minutes.START_SECONDS + reps * minutes.REP_SECONDS
        rest = minutes.rest_after("supplemental", "squat", None, 50, reps)
        if lifts * (minutes.UNLOAD_SECONDS + sets * once + (sets - 1) * rest) <= limit:
            return sets
    return 0


def supplementals(brief: Brief) -> tuple[str, ...]:
    """The supplemental templates that the request may get.

    They fit into its minutes. No BBB or BBS when losing weight (*Forever*: avoid BBB when cutting). BBS comes after the
    first year, the heavier BBB after three years.
    """
    room = supplemental_room(brief)

    def allowed(name: str) -> bool:
        supplemental = SUPPLEMENTAL[name]
        if supplemental.sets > room:
            return False
        if supplemental.template in ("BBB", "BBS") and brief.purpose == Goal.LOSE_WEIGHT:
            return False
        if supplemental.template == "BBB" and (supplemental.rate or 0) > 50:
            return brief.experience >= Level.OVER_THREE_YEARS
        return supplemental.template != "BBS" or brief.experience >= Level.ONE_TO_THREE_YEARS

    return tuple(name for name in SUPPLEMENTAL if allowed(name))


def prescribed(choice: WeekChoice) -> WeekTemplate:
    """The week with every exercise's sets and reps: by whether it moves many joints or one, or is in the arms slot.

    An id that no exercise has gets those of many joints: `program.month.rules` reports what is wrong with it.
    """

    def scheme(name: str) -> tuple[int, int]:
        pattern = CATALOGUE[name].pattern if name in CATALOGUE else None
        if pattern == "jump":
            return JUMP_SCHEME
        written = choice.isolation if pattern in ONE_JOINT else choice.compound
        if pattern in ARMS.patterns:
            written = choice.arms or choice.isolation
        sets, reps = written.split("x")
        return int(sets), int(reps)

    return WeekTemplate(
        split=choice.split,
        supplemental=choice.supplemental,
        days=tuple(
            tuple(Prescription(exercise=name, sets=scheme(name)[0], reps=scheme(name)[1]) for name in day)
            for day in choice.days
        ),
    )
