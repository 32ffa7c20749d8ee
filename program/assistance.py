"""Which assistance a request may get: slots of a day, exercises of a slot, sets and reps of a goal.

Wendler's assistance is one push, one pull and one single-leg-or-core exercise a training day: 25–50 reps of each when
the supplemental work is heavy or the lifter is cutting, 50–100 otherwise (*5/3/1 Forever*).
"""

from dataclasses import dataclass

from program import session
from program.catalogue import Exercise, Pattern, available
from program.schema import RoutineRequest
from program.supplemental import SUPPLEMENTAL
from program.waves import WARMUP

_MAIN_LIFT_SECONDS = sum(reps * session.REP_SECONDS + session.REST_SECONDS["warmup"] for _, reps in WARMUP) + 3 * (
    5 * session.REP_SECONDS + session.REST_SECONDS["work"]
)


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

JUMP_SCHEME = (5, 5)
"""Jumps are trained for speed: few reps, fresh every time."""

_SCHEMES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((4, 8), (3, 10), (3, 12)),
    2: ((5, 10), (4, 15), (3, 20)),
    3: ((3, 12), (3, 15), (4, 12)),
    4: ((4, 8), (3, 10)),
    5: ((4, 15), (3, 20)),
    6: ((3, 10), (3, 12), (3, 15)),
}
"""Sets and reps by goal, from fewer reps a set to more. 25–50 reps for strength, losing weight, performance and health;
50–100 for muscle and endurance."""

_FIRST_YEAR_MUSCLE = ((4, 15), (3, 20))
"""As many reps in fewer sets. Our choice: ten sets a muscle and week already grow (Schoenfeld et al. 2017)."""

_ARMS_SCHEMES: dict[int, tuple[tuple[int, int], ...]] = {2: ((3, 12),), 5: ((2, 20),)}


def slots(request: RoutineRequest) -> tuple[Slot, ...]:
    """The slots of every training day; arms are added for muscle and endurance where the session is long enough."""
    arms = request.purpose in _ARMS_SCHEMES and request.session_minutes >= (60 if lifts_a_day(request) == 1 else 80)
    return (PUSH, PULL, LEGS_CORE, ARMS) if arms else (PUSH, PULL, LEGS_CORE)


def lifts_a_day(request: RoutineRequest) -> int:
    """Main lifts in a session: one on four days, two on two or three."""
    return 1 if request.days == 4 else 2


def schemes(request: RoutineRequest, slot: Slot) -> tuple[tuple[int, int], ...]:
    """The (sets, reps) that suit the request in a slot, from fewer reps to more."""
    if slot is ARMS:
        return _ARMS_SCHEMES[request.purpose]
    if request.purpose == 2 and request.experience <= 2:
        return _FIRST_YEAR_MUSCLE
    return _SCHEMES[request.purpose]


def candidates(request: RoutineRequest, slot: Slot) -> tuple[Exercise, ...]:
    """The exercises of a slot that the lifter's equipment and level allow; jumps for athletic performance alone."""
    return tuple(
        exercise
        for exercise in available(request.available, request.experience)
        if exercise.pattern in slot.patterns and (exercise.pattern != "jump" or request.purpose == 4)
    )


def supplemental_room(request: RoutineRequest) -> int:
    """The most supplemental sets a lift (10, 5, 3 or 0) that leave time for a short round of assistance."""
    lifts = lifts_a_day(request)
    limit = request.session_minutes * 60 - _MAIN_LIFT_SECONDS * lifts - 3 * session.accessory_seconds(3, 10)
    for sets, reps in ((10, 5), (5, 10), (3, 10)):
        if lifts * sets * (reps * session.REP_SECONDS + session.REST_SECONDS["supplemental"]) <= limit:
            return sets
    return 0


def supplementals(request: RoutineRequest) -> tuple[str, ...]:
    """The supplemental templates that the request may get.

    Those that its minutes allow; no BBB or BBS when losing weight (*Forever*: avoid BBB when cutting); BBS and the
    heavier BBB only after the first year.
    """
    room = supplemental_room(request)

    def allowed(name: str) -> bool:
        supplemental = SUPPLEMENTAL[name]
        if supplemental.sets > room:
            return False
        if supplemental.template in ("BBB", "BBS") and request.purpose == 3:
            return False
        heavy = supplemental.template == "BBS" or (supplemental.rate or 0) > 50
        return not (heavy and request.experience <= 2)

    return tuple(name for name in SUPPLEMENTAL if allowed(name))
