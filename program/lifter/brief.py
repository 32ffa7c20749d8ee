"""The brief: the request's fields, narrowed by what the lifter's sentence asks for.

The sentence wins over a field only where it is narrower or safer.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import cached_property, update_wrapper
from typing import Annotated, Any, Concatenate, Final, ParamSpec, Self, TypeVar, get_args

from pydantic import Field, model_validator

from program.exercises.catalogue import Exercise, available
from program.exercises.kinds import members
from program.lifter import ability, balance
from program.lifter.bars import bars, too_heavy
from program.lifter.careful import forbidden, forbidden_lifts, longest_session
from program.lifter.constraints import MOST_MINUTES, NO_CONSTRAINTS, Constraints, Part
from program.lifter.sore import sore_lifts
from program.lifter.variations import stand_ins
from program.lifter.weekdays import DAYS_OF_WEEK, USUAL_OFFSETS, first_session, in_order_from, offsets_between, spread
from program.reading.safety import Heard, heard
from program.schema import (
    LIFTS,
    NO_SWAPS,
    WEEKDAYS,
    Caution,
    Furniture,
    Joint,
    Lift,
    RoutineRequest,
    Weekday,
)
from program.units import WeightUnit

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

SHORTEST_SESSION: Final = 20
"""Minutes; two main lifts with a short warm-up take almost as long, so a shorter session cannot be kept."""

STANDS: Final[Mapping[Lift, frozenset[Furniture]]] = {
    "squat": frozenset({"rack"}),
    "bench_press": frozenset({"rack", "bench"}),
    "dead_lift": frozenset(),
    "over_head_press": frozenset(),
}
"""What a lift cannot do without. A bar for the press can be lifted from the floor."""

LEG_JOINTS: Final[frozenset[Joint]] = frozenset({"knee", "hip", "ankle"})
"""Joints that squats, stairs and longer walks load: where one is to be spared, no text proposes these."""


class Brief(RoutineRequest):
    """A request after its sentence: days, minutes and equipment narrowed, and what else the sentence asks for."""

    minutes: Annotated[int, Field(ge=SHORTEST_SESSION, le=MOST_MINUTES)] | None = None
    """Longest session in minutes; absent: 90."""
    constraints: Constraints = NO_CONSTRAINTS
    """What sentence, report and form ask for."""
    cautions: tuple[Caution, ...] = ()
    """What makes the month a careful one: what sentence, report and form say, and an age from 65."""
    reported: tuple[Caution, ...] = ()
    """The cautions that the report on the month before names."""
    unit_wished: WeightUnit | None = None
    """The unit of weights that the sentence asks for, where the form lists no plates and bars in another one."""
    tested: tuple[Lift, ...] = LIFTS
    """The lifts that a test week tests."""

    @model_validator(mode="after")
    def _of_one_unit(self) -> Self:
        return self  # the sentence can name the other unit and its plates

    @property
    def plate_unit(self) -> WeightUnit:
        """What the plates are marked with: as the sentence says, else as the form does."""
        return self.unit_wished or self.unit

    @property
    def lacking(self) -> frozenset[Furniture]:
        """Which of rack and bench there is not, by form or sentence."""
        return super().lacking.union(self.constraints.lacking)

    @cached_property
    def computed(self) -> dict[Hashable, Any]:
        """What `remembered` functions have computed for this brief."""
        return {}

    @cached_property
    def heard(self) -> Heard:
        """What code hears in the sentence, whatever the model understood."""
        return heard(self.request or "")

    @property
    def careful(self) -> bool:
        """Whether the month is a careful one: light, without plus sets, and asking for a doctor's word."""
        return bool(self.cautions)

    @property
    def session_minutes(self) -> int:
        """The longest session in minutes, chosen or 90; a careful month's sessions are shorter."""
        return min(super().session_minutes, longest_session(self.cautions))

    @cached_property
    def training_weekdays(self) -> tuple[Weekday, ...]:
        """The weekdays of the sessions, in the order in which they come from the start on; empty: none named."""
        chosen = spread(self.weekdays, self.days) if self.weekdays else ()
        return in_order_from(chosen, self.start_date)

    @property
    def offsets(self) -> tuple[int, ...]:
        """Days from the week's first session to each of its sessions."""
        named = self.training_weekdays
        return offsets_between(named) if named else USUAL_OFFSETS[self.days]

    @property
    def days_off(self) -> frozenset[int]:
        """Days from the week's first session on which the sentence says that the lifter does not train."""
        open_days = self.constraints.weekdays
        if not open_days or not self.training_weekdays:
            return frozenset()
        first = WEEKDAYS.index(self.training_weekdays[0])
        closed = (number for number, day in enumerate(WEEKDAYS) if day not in open_days)
        return frozenset((number - first) % DAYS_OF_WEEK for number in closed).difference(self.offsets)

    @property
    def first_session(self) -> date | None:
        """The date of the first session; None: the request has no `start_date`.

        Raises:
            RequestError: It is past the calendar's last day.
        """
        return None if self.start_date is None else first_session(self.training_weekdays, self.start_date)

    @property
    def sore_lifts(self) -> frozenset[Lift]:
        """Main lifts that load a joint to be spared: lighter, without plus sets and supplemental work."""
        return sore_lifts(self.constraints.avoid)

    @cached_property
    def weak_lift(self) -> Lift | None:
        """The lift that the week is built around: one that the sentence names, else one that lags; None: neither."""
        named = [lift for lift in LIFTS if lift in self.constraints.focus]
        return named[0] if named else balance.weak_lift(self)

    @property
    def focused_parts(self) -> tuple[Part, ...]:
        """The parts of the body that the sentence wants trained with preference."""
        return tuple(part for part in get_args(Part) if part in self.constraints.focus)

    @cached_property
    def allowed(self) -> tuple[Exercise, ...]:
        """What equipment, level and cautions allow, that loads no joint to be spared and is not excluded."""
        lacking = self.lacking
        spared, excluded = frozenset(self.constraints.avoid), frozenset(self.constraints.exclude)
        return tuple(
            exercise
            for exercise in available(self.available, self.experience)
            if not exercise.joints & spared
            and exercise.id not in excluded
            and not forbidden(exercise, self.cautions)
            and lacking.isdisjoint(exercise.tags)
        )

    @cached_property
    def possible(self) -> tuple[Exercise, ...]:
        """Of the exercises that are allowed those that the lifter is strong enough for."""
        return tuple(exercise for exercise in self.allowed if ability.can_do(self, exercise))

    @cached_property
    def for_assistance(self) -> tuple[Exercise, ...]:
        """Of the possible exercises those that do not stand in for a main lift, and do not only do that."""
        instead = {exercise.id for exercise in self.variations.values() if exercise}
        return tuple(one for one in self.possible if one.id not in instead and "wished" not in one.tags)

    @cached_property
    def included(self) -> frozenset[str]:
        """The ids of the exercises that must occur, as far as the lifter can and may do them as assistance."""
        wished = {member for name in self.constraints.include for member in members(name)}
        return frozenset(exercise.id for exercise in self.for_assistance if exercise.id in wished)

    @cached_property
    def too_heavy(self) -> tuple[Lift, ...]:
        """The lifts for which every bar that there is is too heavy, whatever the models answer."""
        if "barbell" not in self.available:
            return ()
        asked = self.constraints
        return tuple(
            lift
            for lift in LIFTS
            if lift not in asked.exclude
            and all(too_heavy(self, lift, kg, asked.intensity, sore=lift in self.sore_lifts) for kg in bars(self, lift))
        )

    @cached_property
    def variations(self) -> Mapping[Lift, Exercise | None]:
        """The lifts that cannot be done, each with the exercise done instead; None where none is left.

        A lift cannot be done without a barbell, a rack or a bench, where the bar is too heavy for it, or where the
        lifter excludes it or a caution forbids it. What the lifter wishes in a lift's place stands in for it if it is
        possible.
        """
        wished = self.wished_swaps
        missing = [
            lift
            for lift in LIFTS
            if lift not in wished
            and (
                "barbell" not in self.available
                or lift in (*self.constraints.exclude, *self.too_heavy, *forbidden_lifts(self.cautions))
                or not self.lacking.isdisjoint(STANDS[lift])
            )
        ]
        free = [one for one in self.possible if one not in wished.values()]
        return {**wished, **(stand_ins(self, missing, free, too_heavy=self.too_heavy) if missing else {})}

    @cached_property
    def wished_swaps(self) -> Mapping[Lift, Exercise]:
        """What the lifter wishes in the place of main lifts, as far as the lifter can and may do it; each once."""
        possible = {exercise.id: exercise for exercise in self.possible}
        found: dict[Lift, Exercise] = {}
        for lift, name in (self.swap or NO_SWAPS).by_lift.items():
            if name in possible:
                found[lift] = possible.pop(name)
        return found


def remembered(
    function: Callable[Concatenate[Brief, Arguments], Result],
) -> Callable[Concatenate[Brief, Arguments], Result]:
    """Makes a pure function of a brief and hashable arguments compute each result once for a brief."""

    def remembering(brief: Brief, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in brief.computed:
            brief.computed[key] = function(brief, *args, **kwargs)
        found: Result = brief.computed[key]
        return found

    update_wrapper(remembering, function)
    return remembering
