"""Which assistance matters most for a lifter: what a session that is too long loses last."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from program.exercises.catalogue import Exercise, Pattern, find
from program.lifter.brief import Brief
from program.month.session import Session, category_sets, exercises_of
from program.month.slots import serves_focus
from program.schema import Goal, Lift

PULLS: Final[frozenset[Pattern]] = frozenset({"horizontal_pull", "vertical_pull"})
"""Pull work of many joints."""

PUSHES: Final[frozenset[Pattern]] = frozenset({"horizontal_push", "vertical_push"})
"""Push work of many joints."""

_WORTH: Final[Mapping[Pattern, float]] = {
    "horizontal_pull": 6, "vertical_pull": 6, "rear_delt": 5,
    "lunge": 4, "core": 4, "glute": 3, "hinge": 3, "knee_flexion": 3, "carry": 3,
    "horizontal_push": 3, "vertical_push": 3, "squat": 2, "biceps": 2, "triceps": 2, "lateral_raise": 2,
    "fly": 1.5, "knee_extension": 1.5, "calf": 1, "shrug": 1, "jump": 1,
}  # fmt: skip
"""How much each pattern adds to the main lifts, which push, squat and bend from the hip but do not pull. Our choice."""

_FOR_GOAL: Final[Mapping[Goal, Mapping[Pattern, float]]] = {
    Goal.STRENGTH: {"core": 1, "hinge": 1},
    Goal.MUSCLE: {"biceps": 1, "triceps": 1, "lateral_raise": 1, "knee_flexion": 1},
    Goal.LOSE_WEIGHT: {"lunge": 1, "squat": 1},
    Goal.PERFORMANCE: {"jump": 5, "lunge": 1},
    Goal.ENDURANCE: {"lunge": 1, "squat": 1, "core": 1},
    Goal.HEALTH: {"rear_delt": 1, "core": 1, "glute": 1},
}

_FOR_LIFT: Final[Mapping[Lift, frozenset[Pattern]]] = {
    "bench_press": frozenset({"horizontal_push", "fly", "triceps"}),
    "over_head_press": frozenset({"vertical_push", "lateral_raise", "triceps"}),
    "squat": frozenset({"squat", "lunge", "knee_extension"}),
    "dead_lift": frozenset({"hinge", "knee_flexion", "glute"}),
}
"""Patterns that help a weak lift."""

_WEAK_LIFT: Final = 2.0
_FOCUS: Final = 10.0
_PULL_LACKS: Final = 20.0
_AGAIN: Final = 0.5
"""What each other exercise of the same pattern in the week takes away."""


def one_sided_or_core(exercise: Exercise) -> bool:
    """Whether it is what *Forever* calls single-leg or core work."""
    legs = exercise.category == "legs_core" and exercise.pattern not in ("calf", "jump")
    return exercise.pattern in ("lunge", "core", "carry") or (legs and exercise.per_side)


def importance(brief: Brief, exercise: Exercise, week: Iterable[Session]) -> float:
    """How much an exercise matters in a week that has it: for goal, focus, weak lift and balance.

    Args:
        brief: Whose week it is.
        exercise: One of the week's.
        week: All sessions as they stand.
    """
    sessions = tuple(week)
    worth = _WORTH[exercise.pattern] + _FOR_GOAL[brief.purpose].get(exercise.pattern, 0)
    if brief.weak_lift and exercise.pattern in _FOR_LIFT[brief.weak_lift]:
        worth += _WEAK_LIFT
    if serves_focus(brief, exercise):
        worth += _FOCUS
    if exercise.category == "pull":
        sets = category_sets(sessions)
        worth += _PULL_LACKS if 2 * sets["pull"] <= sets["push"] else 0
    patterns = Counter(find(one.id).pattern for session in sessions for one in session.accessories)
    return worth - _AGAIN * (patterns[exercise.pattern] - 1)


def kept(brief: Brief, session: Session, *, core: bool = False) -> tuple[frozenset[str], ...]:
    """The ids of a session's assistance in five ranks, each of which outlasts the one before.

    First what nothing speaks for; then the best push and the best single-leg or core exercise; then what serves the
    focus best; then rear-shoulder work; last a row or a pull from above, because no main lift pulls.

    Args:
        brief: Whose session it is.
        session: The session with all that is wanted of it.
        core: Whether the single-leg or core exercise changes its rank with the rear-shoulder work, if the pull trains
            the upper back: short weeks need some of both.
    """
    exercises = [exercise for _, exercise in exercises_of(session)]

    def best(fitting: Iterable[Exercise]) -> frozenset[str]:
        chosen = max(fitting, key=lambda one: importance(brief, one, [session]), default=None)
        return frozenset() if chosen is None else frozenset({chosen.id})

    pull = best(one for one in exercises if one.pattern in PULLS) or best(
        one for one in exercises if one.category == "pull"
    )
    rear = best(one for one in exercises if one.pattern == "rear_delt") - pull
    focus = best(one for one in exercises if serves_focus(brief, one)) - pull - rear
    push = best(one for one in exercises if one.pattern in PUSHES)
    trunk = best(one for one in exercises if one_sided_or_core(one)) - focus
    if core and trunk and any("upper_back" in find(name).muscles[:2] for name in pull):
        rear, trunk = trunk, rear
    useful = (push | trunk) - pull - rear - focus
    rest = frozenset(one.id for one in exercises) - pull - rear - focus - useful
    return rest, useful, focus, rear, pull
