"""The slots of a training week: which movement each place of a session's assistance is for.

Wendler asks for push, pull, and single-leg-or-core assistance in every session (*5/3/1 Forever*). The bench and the
press push, and no main lift pulls, so every session has two pulling slots: a row or a pulldown, and the rear shoulder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from program.exercises.catalogue import CATALOGUE, Exercise, Pattern
from program.lifter.brief import Brief
from program.lifter.constraints import Part
from program.month.splits import SPLITS
from program.month.worth import at_one_level, best_of
from program.schema import Goal, Level, Lift

SlotName = Literal["jump", "push", "pull", "rear", "legs", "core", "arms"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a session's assistance. No pattern is in two slots, so no exercise occurs twice in a session."""

    name: SlotName
    patterns: tuple[Pattern, ...]
    """The movements that suit the session, the best first."""
    exercises: tuple[Exercise, ...]
    """What the lifter can and may do of them, in catalogue order; never empty."""


def _any(_: Exercise) -> bool:
    return True


FOCUS: Final[Mapping[Part, tuple[SlotName, Callable[[Exercise], bool]]]] = {
    "upper": ("arms", lambda exercise: exercise.pattern in ("biceps", "triceps", "lateral_raise")),
    "lower": ("legs", _any),
    "chest": ("push", lambda exercise: exercise.muscles[0] == "chest"),
    "back": ("pull", _any),
    "shoulders": ("arms", lambda exercise: exercise.pattern == "lateral_raise"),
    "arms": ("arms", lambda exercise: exercise.pattern in ("biceps", "triceps")),
    "legs": ("legs", _any),
    "glutes": ("legs", lambda exercise: exercise.muscles[0] == "glutes"),
    "core": ("core", _any),
}
"""The slot that serves a focus in every session, and which of its exercises do. Our choice."""

ROOM_FOR_ARMS: Final = {1: 60, 2: 90}
"""Main lifts in a session -> the shortest session in minutes that has an arms slot for muscle. Our choice."""

PRESSES: Final[frozenset[Lift]] = frozenset({"bench_press", "over_head_press"})
"""The main lifts that push."""

_POSTERIOR: Final[tuple[Pattern, ...]] = ("knee_flexion", "hinge", "glute")
_LEGS: Final[tuple[Pattern, ...]] = ("lunge", "knee_extension", "squat", *_POSTERIOR)
_PUSH: Final[tuple[Pattern, ...]] = ("horizontal_push", "vertical_push", "fly")
_PULL: Final[tuple[Pattern, ...]] = ("horizontal_pull", "vertical_pull")
_ARMS: Final[tuple[Pattern, ...]] = ("biceps", "triceps", "lateral_raise", "calf", "shrug")


_PATTERNS: Final[Mapping[SlotName, tuple[Pattern, ...]]] = {
    "jump": ("jump",),
    "push": _PUSH,
    "pull": _PULL,
    "rear": ("rear_delt",),
    "legs": _LEGS,
    "core": ("core", "carry"),
    "arms": _ARMS,
}
"""The movements of each slot."""


def serves_focus(brief: Brief, exercise: Exercise) -> bool:
    """Whether an exercise trains a part of the body that the sentence wants trained with preference."""
    return any(
        exercise.pattern in _PATTERNS[slot] and serves(exercise)
        for slot, serves in (FOCUS[part] for part in brief.focused_parts)
    )


def lifts_a_day(brief: Brief) -> int:
    """Main lifts in a session: one on four days, two on two or three."""
    return 1 if brief.days == 4 else 2


def week_slots(brief: Brief, split: str) -> tuple[tuple[Slot, ...], ...]:
    """The slots of each session of a split. A slot that no exercise fits is left out.

    Exercises that stand in for a main lift are in no slot.

    Args:
        brief: Whose week it is.
        split: A key of `splits.SPLITS` for the brief's days.
    """
    return tuple(tuple(_slots(brief, lifts, day)) for day, lifts in enumerate(SPLITS[brief.days][split]))


def _slots(brief: Brief, lifts: tuple[Lift, ...], day: int) -> "list[Slot]":
    wanted: dict[SlotName, tuple[Pattern, ...]] = {}
    if brief.purpose == Goal.PERFORMANCE and not {"squat", "dead_lift"}.isdisjoint(lifts):
        wanted["jump"] = _PATTERNS["jump"]
    if _pushes(brief, lifts, day):
        wanted["push"] = _push(brief, lifts)
    instead_of_rear = _few(brief) and "push" in wanted and PRESSES.isdisjoint(lifts)
    # Without rear-shoulder work the pull is a row, which trains the upper back.
    from_above = _pulls_from_above(lifts) and not instead_of_rear
    wanted["pull"] = _first("vertical_pull", _PULL) if from_above else _PULL
    leading: dict[SlotName, tuple[Pattern, ...]] = {"pull": wanted["pull"][:1]}
    if not instead_of_rear:
        wanted["rear"] = _PATTERNS["rear"]
    legs, core = _legs_or_core(brief, lifts, day)
    if legs:
        one_legged = "squat" not in lifts or (brief.days == 3 and day == 2)
        wanted["legs"] = _LEGS if one_legged else _legs_after_squats(brief)
        leading["legs"] = ("lunge",) if one_legged else _POSTERIOR
        if _bends_hips_alone(brief):
            wanted["legs"], leading["legs"] = _legs_after_squats(brief), ("knee_flexion",)
    if core:
        # A carry asks for a grip that a deadlift has tired.
        wanted["core"] = ("carry", "core") if day % 2 and "dead_lift" not in lifts else ("core", "carry")
    if _has_arms(brief):
        wanted["arms"] = _arms(brief, day)
    found = {name: _possible(brief, name, patterns, leading.get(name, ())) for name, patterns in wanted.items()}
    if not found.get("legs") and not found.get("core"):
        # What the joints forbid of one leaves the other.
        found |= {name: _possible(brief, name, _PATTERNS[name]) for name in ("legs", "core")}
        wanted |= {"legs": _LEGS, "core": _PATTERNS["core"]}
    return [Slot(name, wanted[name], exercises) for name, exercises in found.items() if exercises]


def _first(pattern: Pattern, patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    return (pattern, *(other for other in patterns if other != pattern))


def _push(brief: Brief, lifts: tuple[Lift, ...]) -> tuple[Pattern, ...]:
    """Assistance pushes where the main lift does not; between two pressing days it spares shoulders and triceps."""
    if "bench_press" in lifts:
        return _first("vertical_push", _PUSH) if brief.weak_lift != "bench_press" else _PUSH
    if "over_head_press" in lifts or brief.weak_lift == "bench_press" or _few(brief):
        return _PUSH
    return _first("vertical_push", _PUSH) if brief.weak_lift == "over_head_press" else _first("fly", _PUSH)


def _few(brief: Brief) -> bool:
    """Whether sessions have three exercises of assistance: in the first months the lifts are enough to learn."""
    return brief.experience == Level.FIRST_MONTHS


def _pushes(brief: Brief, lifts: tuple[Lift, ...], day: int) -> bool:
    """Whether a session has a slot to push: with a sore shoulder what stands in for the bench and the press is enough.

    The third of three sessions presses what another session has pressed, and has none. In the first months it is only
    on days without bench and press. Their sets are enough, or the week would push far more than it pulls.
    """
    if "shoulder" in brief.constraints.avoid:
        return False
    asked = any(FOCUS[part][0] == "push" for part in brief.focused_parts)
    return asked or PRESSES.isdisjoint(lifts) or not (_few(brief) or (brief.days == 3 and day == 2))


def _pulls_from_above(lifts: tuple[Lift, ...]) -> bool:
    """A deadlift tires the back for rows; the press's day balances its push from below with a pull from above."""
    return "dead_lift" in lifts or lifts == ("over_head_press",)


def _legs_or_core(brief: Brief, lifts: tuple[Lift, ...], day: int) -> tuple[bool, bool]:
    """Whether a session has a slot for legs and one for core.

    On four days legs go with the squat and the deadlift, so that no day tires them for the next; core goes with the
    bench and the press, and for muscle and losing weight on every day. On three days they take turns, on two days both
    are in every session. In the first months there is one of them in a session. Where legs can
    only bend from the hip, there is no leg work on days without squats: the deadlift is enough.
    """
    asked = [FOCUS[part][0] for part in brief.focused_parts]
    if brief.days == 2:
        legs, core = (True, True) if not _few(brief) else (day == 1, day == 0)
    elif brief.days == 3:
        legs, core = day != 1, day == 1
    else:
        legs = not {"squat", "dead_lift"}.isdisjoint(lifts)
        core = not legs or (brief.purpose in (Goal.MUSCLE, Goal.LOSE_WEIGHT) and not _few(brief))
    if _bends_hips_alone(brief) and "squat" not in lifts:
        legs, core = False, True
    return legs or "legs" in asked, core or "core" in asked


def _bends_hips_alone(brief: Brief) -> bool:
    """Whether legs can only train hips and the back of the thighs, as with a sore knee, or these replace the squat."""
    exercise = brief.variations.get("squat")
    if exercise and exercise.pattern in _POSTERIOR:
        return True
    return not any(one.pattern in ("squat", "lunge") for one in brief.for_assistance)


def _legs_after_squats(brief: Brief) -> tuple[Pattern, ...]:
    """The back of the thighs, which squats train least; of it not the hinge where one has replaced the squat."""
    if _bends_hips_alone(brief):
        return ("knee_flexion", "glute", "lunge", "knee_extension", "squat")
    order = (*_POSTERIOR, "lunge", "knee_extension", "squat")
    return _first("hinge", order) if brief.weak_lift == "dead_lift" else order


def _has_arms(brief: Brief) -> bool:
    """Muscle has arms where there is time; a focus that they serve, or an exercise that must occur, has them always."""
    if any(CATALOGUE[name].pattern in _ARMS for name in brief.included):
        return True
    roomy = (
        brief.purpose == Goal.MUSCLE and not _few(brief) and brief.session_minutes >= ROOM_FOR_ARMS[lifts_a_day(brief)]
    )
    return roomy or any(FOCUS[part][0] == "arms" for part in brief.focused_parts)


def _arms(brief: Brief, day: int) -> tuple[Pattern, ...]:
    """Biceps and what pushes take turns, so that arms do not tip the balance of push and pull."""
    if day % 2 == 0 and "shoulders" not in brief.focused_parts:
        return _ARMS
    return ("lateral_raise", "triceps", "biceps", "calf", "shrug") if day % 4 == 1 else _first("triceps", _ARMS)


def _possible(
    brief: Brief, name: SlotName, patterns: tuple[Pattern, ...], leading: tuple[Pattern, ...] = ()
) -> tuple[Exercise, ...]:
    """What the lifter can do of the patterns.

    What the lifter wishes to do comes first. Else what trains a focused part, where anything does; of that what is
    worth the place (`worth.best_of`); then what has a leading pattern, where anything has: it keeps the week in
    balance.
    """
    fitting = tuple(one for one in at_one_level(brief) if one.pattern in patterns)
    if wished := tuple(one for one in fitting if one.id in brief.included):
        return wished
    tests = [FOCUS[part][1] for part in brief.focused_parts if FOCUS[part][0] == name]
    focused = best_of(brief, tuple(one for one in fitting if any(test(one) for test in tests)) or fitting)
    return tuple(one for one in focused if one.pattern in leading) or focused
