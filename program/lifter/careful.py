"""The careful month: what an illness, a pregnancy, an operation or a high age takes out of a month, whatever is chosen.

The limits are our choice, on the careful side of the guidelines. Resistance training stays possible and useful, but
light, without straining, held breath, falls and jolts (WHO, *Guidelines on physical activity*, 2020; ACOG, Committee
Opinion 804, 2020; American Heart Association, *Resistance exercise training*, 2023). A doctor who knows the lifter may
say otherwise; no sentence can.
"""

from collections.abc import Collection, Mapping
from typing import Final

from program.exercises.catalogue import CATALOGUE, Exercise
from program.exercises.exercise import Tag
from program.lifter.constraints import MOST_MINUTES
from program.schema import Caution, Lift

CAREFUL_RATE: Final = 80
"""The highest training max of a careful month, in percent of the 1RM."""

LIGHT_RATE: Final = 75
"""The highest training max where even less is wise, in percent of the 1RM."""

_LIGHT: Final[frozenset[Caution]] = frozenset(
    {"pregnancy", "after_birth", "heart", "chest_pain", "dizziness", "surgery"}
)
_NO_SUPPLEMENTAL: Final[frozenset[Caution]] = frozenset({"pregnancy", "heart", "chest_pain"})
_STEADY_BREATH: Final[frozenset[Caution]] = frozenset({"heart", "blood_pressure", "chest_pain", "dizziness"})
"""Cautions with which nobody should hold a position: the breath stops, and the blood pressure rises."""

FORBIDDEN_TAGS: Final[Mapping[Caution, frozenset[Tag]]] = {
    "pregnancy": frozenset({"bends_trunk", "supine", "prone", "impact"}),
    "after_birth": frozenset({"bends_trunk", "impact"}),
    "osteoporosis": frozenset({"bends_trunk", "impact"}),
    "age": frozenset({"impact"}),
}
"""Tags of the catalogue's exercises that a caution forbids."""


GENTLE_CORE: Final = frozenset({"pallof_press", "band_pallof", "bird_dog", "knee_side_plank"})
"""Core exercises that do not press the belly outward: all that pregnancy and the time after birth allow."""

_HEAD_DOWN: Final = ("pike", "handstand", "decline", "feet_up", "hanging", "dead_hang")
"""Words in the ids of exercises with the head low or hanging from a bar."""

LONGEST_SESSION: Final = 60
SHORTER_SESSION: Final = 45
"""The longest session of a careful month in minutes, and where even less is wise."""

NEVER_CAREFUL: Final = frozenset(
    one for one in CATALOGUE if any(word in one for word in ("nordic", "swing", "clean", "ab_wheel", "rollout"))
)
"""Exercises that strain a muscle to its limit, throw a weight or hold the breath, which no careful month has."""


def light(cautions: Collection[Caution]) -> bool:
    """Whether one of the cautions asks for most care."""
    return bool(_LIGHT.intersection(cautions))


def highest_rate(cautions: Collection[Caution]) -> int:
    """The highest training max of a careful month, in percent of the 1RM."""
    return LIGHT_RATE if light(cautions) else CAREFUL_RATE


def longest_session(cautions: Collection[Caution]) -> int:
    """The longest session in minutes; without cautions any that a request may have."""
    if not cautions:
        return MOST_MINUTES
    return SHORTER_SESSION if _LIGHT.intersection(cautions) else LONGEST_SESSION


def forbidden_lifts(cautions: Collection[Caution]) -> tuple[Lift, ...]:
    """The main lifts that have no place in the month: none flat on the back while pregnant."""
    return ("bench_press",) if "pregnancy" in cautions else ()


def supersets_allowed(cautions: Collection[Caution]) -> bool:
    """Whether exercises may be done in turn with short rests."""
    return not _STEADY_BREATH.intersection(cautions)


def supplemental_allowed(cautions: Collection[Caution]) -> bool:
    """Whether the main lifts have supplemental work at all, then three sets of five at most."""
    return not _NO_SUPPLEMENTAL.intersection(cautions)


def forbidden(exercise: Exercise, cautions: Collection[Caution]) -> bool:
    """Whether an exercise has no place in the month of a lifter with these cautions; without any it always has."""
    if not cautions:
        return False
    if exercise.pattern == "jump" or exercise.id in NEVER_CAREFUL:
        return True
    if any(exercise.tags & FORBIDDEN_TAGS.get(caution, frozenset()) for caution in cautions):
        return True
    if exercise.pattern == "core" and {"pregnancy", "after_birth"}.intersection(cautions):
        return exercise.id not in GENTLE_CORE
    head_down = any(word in exercise.id for word in _HEAD_DOWN)
    return (exercise.unit == "seconds" or head_down) and bool(_STEADY_BREATH.intersection(cautions))
