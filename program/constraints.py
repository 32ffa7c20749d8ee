"""What a lifter's own sentence asks for, as a closed object, and the request as it is obeyed with it.

What the sentence says clearly wins over a field of the form only where it is narrower or safer.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Final, Literal, TypeVar, get_args

from pydantic import Field, field_validator

from program import balance
from program.catalogue import CATALOGUE, Exercise, available
from program.mentions import KINDS, members
from program.schema import EQUIPMENT, JOINTS, LIFTS, Closed, Equipment, Joint, Lift, RoutineRequest

Volume = Literal["less", "as_planned", "more"]
Intensity = Literal["lighter", "as_planned", "heavier"]
Part = Literal["upper", "lower", "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
Focus = Literal["upper", "lower", Lift, "chest", "back", "shoulders", "arms", "legs", "glutes", "core"]
FOCUSES: tuple[Focus, ...] = get_args(Focus)
Declined = Literal["medical", "drugs", "diet", "off_topic"]

SHORTEST_SESSION: Final = 20
"""Minutes; the work sets of two main lifts take 17, so a shorter session cannot be kept."""

MOST_MINUTES: Final = 300
"""A longer session is a misunderstanding."""

_Value = TypeVar("_Value", bound=str)


class Constraints(Closed):
    """What the lifter's sentence asks for; the defaults ask for nothing."""

    volume: Volume = "as_planned"
    """How much: sets of assistance and supplemental work."""
    intensity: Intensity = "as_planned"
    """How heavy: the training max of all four lifts."""
    focus: tuple[Focus, ...] = ()
    """What is to be trained with preference."""
    avoid: tuple[Joint, ...] = ()
    """Joints to spare."""
    equipment: Annotated[tuple[Equipment, ...], Field(min_length=1)] | None = None
    """What there is to train with; None: nothing was said."""
    exclude: tuple[str, ...] = ()
    """Ids of the catalogue, and of main lifts, that must not occur. Kinds of `program.mentions` are accepted."""
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)] | None = None
    """Longest session in minutes."""
    days_per_week: Annotated[int, Field(ge=1, le=7, strict=True)] | None = None
    """Training days a week, as said; the programme has 2 to 4."""
    declined: Declined | None = None
    """What was asked for that this service does not do."""

    @field_validator("focus")
    @classmethod
    def _focus_in_order(cls, value: tuple[Focus, ...]) -> tuple[Focus, ...]:
        return _ordered(value, FOCUSES)

    @field_validator("avoid")
    @classmethod
    def _joints_in_order(cls, value: tuple[Joint, ...]) -> tuple[Joint, ...]:
        return _ordered(value, JOINTS)

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
"""Of a request without a sentence, or of a sentence that asks for nothing."""

SORE_LIFTS: Final[Mapping[Joint, tuple[Lift, ...]]] = {
    "lower_back": ("dead_lift",),
    "knee": ("squat",),
    "shoulder": ("bench_press", "over_head_press"),
    "wrist": ("bench_press",),
    "elbow": ("bench_press",),
    "hip": ("squat",),
    "neck": ("over_head_press",),
    "ankle": ("squat",),
}
"""The main lifts that load a joint most; our choice, after what bends furthest or carries most in each lift."""


class Brief(RoutineRequest):
    """A request as it is obeyed: days, minutes and equipment narrowed, and what else the sentence asks for."""

    minutes: Annotated[int, Field(ge=SHORTEST_SESSION, le=MOST_MINUTES)] | None = None
    """Longest session in minutes; absent: 90."""
    constraints: Constraints = NO_CONSTRAINTS
    """What the sentence asks for."""

    @property
    def sore_lifts(self) -> frozenset[Lift]:
        """Main lifts that load a joint to be spared: lighter, without plus sets and supplemental work."""
        return frozenset(lift for joint in self.constraints.avoid for lift in SORE_LIFTS[joint])

    @cached_property
    def weak_lift(self) -> Lift | None:
        """The lift that the week is built round: one that the sentence names, else the one that lags."""
        named = [lift for lift in LIFTS if lift in self.constraints.focus]
        return named[0] if named else balance.weak_lift(self)

    @property
    def focused_parts(self) -> tuple[Part, ...]:
        """The parts of the body that the sentence wants trained with preference."""
        return tuple(part for part in get_args(Part) if part in self.constraints.focus)

    @cached_property
    def possible(self) -> tuple[Exercise, ...]:
        """The exercises that equipment and level allow, that load no joint to be spared and are not excluded."""
        spared, excluded = frozenset(self.constraints.avoid), frozenset(self.constraints.exclude)
        return tuple(
            exercise
            for exercise in available(self.available, self.experience)
            if not exercise.joints & spared and exercise.id not in excluded
        )


def obeyed(request: RoutineRequest, constraints: Constraints = NO_CONSTRAINTS) -> Brief:
    """The request with what its sentence asks for.

    The fewer days and minutes of form and sentence hold; where the form is silent the sentence's, within what the
    programme has: 2 to 4 days, 20 minutes at least. Equipment is what both name; where they have nothing in common,
    the sentence's.
    """
    fields = {name: getattr(request, name) for name in RoutineRequest.model_fields}
    if constraints.days_per_week is not None:
        fields["days_per_week"] = min(max(constraints.days_per_week, 2), request.days_per_week or 4)
    if constraints.minutes is not None:
        fields["minutes"] = min(max(constraints.minutes, SHORTEST_SESSION), request.minutes or MOST_MINUTES)
    if constraints.equipment is not None:
        both = tuple(kind for kind in constraints.equipment if kind in request.available)
        fields["equipment"] = both or constraints.equipment
    return Brief(**fields, constraints=constraints)
