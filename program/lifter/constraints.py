"""What a lifter's sentence asks for, as an object with fixed fields."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeVar, get_args

from pydantic import Field, field_validator

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import KINDS, members
from program.schema import EQUIPMENT, JOINTS, LIFTS, Closed, Equipment, Joint, Lift

Volume = Literal["less", "as_planned", "more"]
Intensity = Literal["lighter", "as_planned", "heavier"]
Part = Literal["upper", "lower", "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
Focus = Literal["upper", "lower", Lift, "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
FOCUSES: tuple[Focus, ...] = get_args(Focus)
Declined = Literal["medical", "drugs", "diet", "off_topic"]
Caution = Literal[
    "pregnancy", "after_birth", "age", "osteoporosis", "heart", "blood_pressure", "chest_pain", "dizziness", "surgery"
]
"""What makes a month a careful one, whatever else is asked for."""
CAUTIONS: tuple[Caution, ...] = get_args(Caution)
RED_FLAGS: Final[tuple[Caution, ...]] = ("chest_pain", "dizziness")
"""What no lifter should train with before a doctor has seen them."""

CAREFUL_AGE: Final = 65
"""Years; the age from which the guidelines for older adults hold (WHO, *Guidelines on physical activity*, 2020)."""

MOST_MINUTES: Final = 300
"""A longer session is a misunderstanding."""

_Value = TypeVar("_Value", bound=str)


class Constraints(Closed):
    """What the lifter's sentence asks for; the defaults ask for nothing."""

    volume: Volume = "as_planned"
    """How much assistance and supplemental work."""
    intensity: Intensity = "as_planned"
    """How heavy all four lifts are."""
    focus: tuple[Focus, ...] = ()
    """Main lifts and parts of the body that are trained first or more."""
    avoid: tuple[Joint, ...] = ()
    """Joints that hurt or are to be spared."""
    equipment: Annotated[tuple[Equipment, ...], Field(min_length=1)] | None = None
    """What there is to train with; null: the sentence does not say."""
    exclude: tuple[str, ...] = ()
    """Exercises and main lifts that must not occur, by id. A kind, such as all lunges, is replaced by its exercises."""
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)] | None = None
    """Longest session in minutes; null: the sentence does not say."""
    days_per_week: Annotated[int, Field(ge=1, le=7, strict=True)] | None = None
    """Training days a week, as the sentence says; the programme has 2 to 4. Null: the sentence does not say."""
    declined: Declined | None = None
    """What the sentence asks for and this service does not do; null: nothing."""
    cautions: tuple[Caution, ...] = ()
    """What code finds in the sentence that makes the month a careful one: an illness, a pregnancy, a high age."""

    @field_validator("focus")
    @classmethod
    def _focus_in_order(cls, value: tuple[Focus, ...]) -> tuple[Focus, ...]:
        return _ordered(value, FOCUSES)

    @field_validator("avoid")
    @classmethod
    def _joints_in_order(cls, value: tuple[Joint, ...]) -> tuple[Joint, ...]:
        return _ordered(value, JOINTS)

    @field_validator("cautions")
    @classmethod
    def _cautions_in_order(cls, value: tuple[Caution, ...]) -> tuple[Caution, ...]:
        return _ordered(value, CAUTIONS)

    @field_validator("equipment")
    @classmethod
    def _equipment_in_order(cls, value: tuple[Equipment, ...] | None) -> tuple[Equipment, ...] | None:
        return None if value is None else _ordered(value, EQUIPMENT)

    @field_validator("exclude")
    @classmethod
    def _exercises(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        found: set[str] = set()
        for name in value:
            if name not in KINDS and name not in CATALOGUE and name not in LIFTS:
                raise ValueError(f"{name!r} is no exercise, expected an id of the catalogue or a main lift")
            found.update(members(name))
        return _ordered(found, (*LIFTS, *CATALOGUE))


def _ordered(values: Iterable[_Value], order: Iterable[_Value]) -> tuple[_Value, ...]:
    wanted = set(values)
    return tuple(value for value in order if value in wanted)


NO_CONSTRAINTS: Final = Constraints()
"""The constraints of a sentence that asks for nothing, or of none."""
