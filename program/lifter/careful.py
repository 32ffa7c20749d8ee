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
from program.lifter.constraints import Caution

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


NEVER_CAREFUL: Final = frozenset(one for one in CATALOGUE if "nordic" in one)
"""Exercises that strain a muscle to its limit, which no careful month has."""


def highest_rate(cautions: Collection[Caution]) -> int:
    """The highest training max of a careful month, in percent of the 1RM."""
    return LIGHT_RATE if _LIGHT.intersection(cautions) else CAREFUL_RATE


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
    return exercise.unit == "seconds" and bool(_STEADY_BREATH.intersection(cautions))
