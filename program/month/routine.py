"""What comes out: a month of training, as `POST /routine` answers it.

Weights are in kg, rates in percent of the training max, durations in minutes unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, computed_field, model_serializer, model_validator

from program.lifter.constraints import Constraints
from program.month.waves import plan_text
from program.schema import Category, Closed, Lift, Template, WeightPlan


class WorkSet(Closed):
    """One set on the bar."""

    kind: Literal["warmup", "work", "supplemental"]
    rate: int
    """Percent of the lift's training max."""
    reps: int
    amrap: bool
    """Whether this is a plus set: as many good reps as possible."""
    weight_kg: float | None
    """What to load, bar included, in kg; None: a variation without a barbell, whose weight the lifter finds."""


class Variation(Closed):
    """The exercise that stands in for a main lift which cannot or should not be done."""

    id: str
    name: str
    name_en: str


class _Lift(Closed):
    """A main lift on one day, or what is done instead of it."""

    lift: Lift
    variation: Variation | None = None
    """What is done instead of the lift; absent where it is the lift itself."""

    @model_serializer(mode="wrap")
    def _without_no_variation(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialize(self)
        return {name: value for name, value in fields.items() if name != "variation" or value is not None}


class MainLift(_Lift):
    """A main lift's warm-up and work sets on one day."""

    sets: tuple[WorkSet, ...]


class SupplementalLift(_Lift):
    """A lift's supplemental sets on one day."""

    template: Template
    sets: tuple[WorkSet, ...]


class Accessory(Closed):
    """An assistance exercise on one day."""

    id: str
    name: str
    name_en: str
    category: Category
    sets: int
    reps: int


class Addition(Closed):
    """What a further agent adds to one session."""

    agent: str
    """The agent's name."""
    text: str
    """For the lifter, in their language."""
    minutes: int = 0
    """What it adds to the session's length."""
    details: dict[str, Any] = Field(default_factory=dict)
    """The same as data, in the agent's own fields."""


class TrainingDay(Closed):
    """One session."""

    day: int
    """1 for the week's first session."""
    date: date | None
    minutes: int
    """Estimated length in minutes, rounded up."""
    main: tuple[MainLift, ...]
    supplemental: tuple[SupplementalLift, ...]
    accessories: tuple[Accessory, ...]
    additions: tuple[Addition, ...] = ()
    """What further agents add; left out where there is nothing."""

    @model_serializer(mode="wrap")
    def _without_no_additions(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialize(self)
        return {name: value for name, value in fields.items() if name != "additions" or value}

    def with_addition(self, addition: Addition) -> Self:
        """The session with one thing more, as much longer as that takes."""
        return self.model_copy(
            update={"minutes": self.minutes + addition.minutes, "additions": (*self.additions, addition)}
        )


class TrainingWeek(Closed):
    """One week of the month."""

    week: int
    deload: bool
    days: tuple[TrainingDay, ...]


class Plan(WeightPlan):
    """The weight-increase plan as it is answered: the rates, and the text that follows from them."""

    program: Literal["5/3/1 프로그램"] = "5/3/1 프로그램"
    """The programme's name; always the same."""

    @computed_field  # type: ignore[prop-decorator]  # mypy has no decorators on top of properties
    @property
    def weekly_weight_increase_plan(self) -> str:
        """The plan in words: `WeekN`, a line `SETk rate%xreps` for each set, a blank line between weeks."""
        return plan_text(self)

    @model_validator(mode="before")
    @classmethod
    def _text_follows_from_the_rates(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: rate for name, rate in value.items() if name != "weekly_weight_increase_plan"}
        return value


class Provenance(Closed):
    """Who answered for an agent, after how many attempts of the model, in how many ms."""

    source: Literal["model", "coach", "code"]
    attempts: int
    ms: int


class Routine(Closed):
    """One month of 5/3/1: the answer of `POST /routine`."""

    run_id: str
    training_max: dict[Lift, float]
    """kg, two decimals."""
    plan: Plan
    weeks: tuple[TrainingWeek, ...]
    constraints: Constraints | None = None
    """What was understood from the lifter's sentence; None: there was none."""
    notes: tuple[str, ...]
    """What the coach did and why, in the lifter's language."""
    provenance: dict[str, Provenance]
    extras: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    """What further agents answered, by agent; left out where there are none."""

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return written if self.extras else {name: value for name, value in written.items() if name != "extras"}

    def with_additions(self, addition: Callable[[int, TrainingDay], Addition | None]) -> Self:
        """The month with what `addition` gives for each week's number and day; None: nothing is added to that day."""

        def extended(week: int, day: TrainingDay) -> TrainingDay:
            added = addition(week, day)
            return day if added is None else day.with_addition(added)

        weeks = tuple(
            week.model_copy(update={"days": tuple(extended(week.week, day) for day in week.days)})
            for week in self.weeks
        )
        return self.model_copy(update={"weeks": weeks})

    @model_validator(mode="after")
    def _four_weeks(self) -> Self:
        if len(self.weeks) != 4:
            raise ValueError(f"a month has 4 weeks, got {len(self.weeks)}")
        return self
