"""What a lifter's sentence asks for, as an object with fixed fields."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeVar, get_args

from pydantic import Field, field_validator

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import KINDS, members
from program.schema import (
    CAUTIONS,
    EQUIPMENT,
    JOINTS,
    LIFTS,
    NO_SWAPS,
    WEEKDAYS,
    Caution,
    Closed,
    Equipment,
    Furniture,
    Joint,
    Lift,
    Swaps,
    Template,
    Weekday,
)
from program.units import WeightUnit

Volume = Literal["less", "as_planned", "more"]
Intensity = Literal["lighter", "as_planned", "heavier"]
Part = Literal["upper", "lower", "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
Focus = Literal["upper", "lower", Lift, "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
FOCUSES: tuple[Focus, ...] = get_args(Focus)
Declined = Literal["medical", "drugs", "diet", "off_topic"]
RED_FLAGS: Final[tuple[Caution, ...]] = ("chest_pain", "dizziness")
"""What no lifter should train with before a doctor has seen them."""

CAREFUL_AGE: Final = 65
"""Years; the age from which the guidelines for older adults hold (WHO, *Guidelines on physical activity*, 2020)."""

NotDone = Literal[
    "lift_frequency", "records", "programme", "length", "prescription", "lift", "order", "method", "equipment", "pain",
    "progress", "goal",
]  # fmt: skip
"""Wishes that are understood and cannot be met by a sentence: how often one lift is trained, records, another
programme, a programme of other length, particular sets and weights, one more main lift, which lift comes on which day,
supersets and tempo, equipment that the catalogue does not know, a sore place that is no joint, going up because of last
month, another level or goal."""
NOT_DONE: tuple[NotDone, ...] = get_args(NotDone)

Conditioning = Literal["none", "more", "easy", "no_running"]

TRAINING_MAX_READ: Final = (50, 100)
"""Percent of the 1RM that a sentence may name as training max; the month keeps to what is safe."""

RESTS_READ: Final = (15, 900)
"""Seconds of rest that a sentence may name; the month has `SHORTEST_REST` to `LONGEST_REST`."""

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
    """What makes the month a careful one: an illness, a pregnancy, a high age."""
    lacking: tuple[Furniture, ...] = ()
    """Which of rack and bench there is not."""
    weekdays: tuple[Weekday, ...] = ()
    """The days of the week on which the lifter trains, or can train; empty: the sentence does not say."""
    swap: Swaps = NO_SWAPS
    """The exercise that is wished in the place of a main lift."""
    include: tuple[str, ...] = ()
    """Exercises that must occur, by id. Of a kind, such as all pull-ups, any will do."""
    training_max_rate: Annotated[int, Field(ge=TRAINING_MAX_READ[0], le=TRAINING_MAX_READ[1], strict=True)] | None = (
        None
    )
    """The training max in percent of the 1RM; null: the sentence does not say."""
    supplemental: Template | None = None
    """The supplemental work that is wished; null: the sentence does not say."""
    plus_sets: Literal[False] | None = None
    """False: only the written repetitions, no plus sets; null: the sentence does not say."""
    deload: Literal["none", "earlier"] | None = None
    """A wish for no deload week, or for one before week 4; null: the sentence does not say."""
    rest_s: Annotated[int, Field(ge=RESTS_READ[0], le=RESTS_READ[1], strict=True)] | None = None
    """The rest between work sets in seconds; null: the sentence does not say."""
    plates_kg: Annotated[float, Field(gt=0, le=25)] | None = None
    """The smallest plate that there is, in kg; null: the sentence does not say."""
    unit: WeightUnit | None = None
    """The unit in which weights are wished; null: the sentence does not say."""
    conditioning: Conditioning | None = None
    """What is wished of conditioning; null: the sentence does not say."""
    not_done: tuple[NotDone, ...] = ()
    """Wishes that are understood and cannot be met; each is told to the lifter."""

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

    @field_validator("weekdays")
    @classmethod
    def _weekdays_in_order(cls, value: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        return _ordered(value, WEEKDAYS)

    @field_validator("not_done")
    @classmethod
    def _not_done_in_order(cls, value: tuple[NotDone, ...]) -> tuple[NotDone, ...]:
        return _ordered(value, NOT_DONE)

    @field_validator("swap")
    @classmethod
    def _known_swaps(cls, value: Swaps) -> Swaps:
        for name in value.by_lift.values():
            if name not in CATALOGUE:
                raise ValueError(f"{name!r} is no exercise, expected an id of the catalogue")
        return value

    @field_validator("include")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in KINDS and name not in CATALOGUE:
                raise ValueError(f"{name!r} is no exercise, expected an id of the catalogue or of a kind")
        return tuple(dict.fromkeys(value))

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
