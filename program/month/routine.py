"""The answer: a month of training, as `POST /routine` gives it.

Weights are in kg, rates in percent of the training max, durations in minutes unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, computed_field, model_validator

from program.errors import RequestError
from program.exercises.catalogue import Unit
from program.lifter.constraints import Constraints
from program.lifter.weekdays import USUAL_OFFSETS, offsets_between
from program.month.waves import plan_text
from program.progression.carry import Carry
from program.schema import Category, Closed, Lift, Template, Weekday, WeightPlan
from program.units import WeightUnit

SetKind = Literal["warmup", "work", "supplemental"]


class WorkSet(Closed):
    """One set on the bar."""

    kind: SetKind
    """Warm-up set, work set or supplemental set."""
    rate: int
    """Percent of the lift's training max."""
    reps: int
    """Repetitions; in a plus set the fewest."""
    amrap: bool
    """Whether this is a plus set: as many good reps as possible."""
    most_reps: int | None = Field(default=None, exclude_if=lambda most: most is None)
    """Repetitions after which the set stops, in the last set of a test; left out elsewhere."""
    reps_to_beat: int | None = Field(default=None, exclude_if=lambda reps: reps is None)
    """Of a plus set the repetitions that beat the best set so far; left out where that is not known or too many."""
    joker_kg: tuple[float, ...] = Field(default=(), exclude_if=lambda kg: not kg)
    """Of a plus set of an anchor: weights for one or two joker sets after it, if it went well; left out elsewhere."""
    joker_lb: tuple[float, ...] = Field(default=(), exclude_if=lambda lb: not lb)
    """The same in lb, where plates are in pounds."""
    weight_kg: float | None
    """What to load in kg, bar included; of pound plates to two decimals. Null: another exercise stands in, and the
    lifter finds the weight."""
    weight_lb: float | None = None
    """The same in lb, exact, where plates are in pounds; else null."""
    plates_kg: tuple[float, ...] | None = Field(default=None, exclude_if=lambda plates: plates is None)
    """What goes on each side of the bar in kg, heaviest first; none: the bar alone. Left out without a weight, and
    where plates are in pounds."""
    plates_lb: tuple[float, ...] | None = Field(default=None, exclude_if=lambda plates: plates is None)
    """The same in lb, where plates are in pounds."""
    rest_s: int
    """The rest after the set in seconds."""

    @property
    def weight(self) -> float | None:
        """What to load in the unit of the month, bar included; None: the lifter finds the weight."""
        return self.weight_kg if self.weight_lb is None else self.weight_lb

    @property
    def unit(self) -> WeightUnit:
        """What the plates of the set are marked with."""
        return "kg" if self.weight_lb is None else "lb"

    @property
    def jokers(self) -> tuple[float, ...]:
        """Weights for joker sets in the unit of the month; none: there are no such sets."""
        return self.joker_lb or self.joker_kg

    @property
    def plates(self) -> tuple[float, ...] | None:
        """What goes on each side of the bar in the unit of the month; None: there is no bar."""
        return self.plates_kg if self.plates_lb is None else self.plates_lb


class NamedExercise(Closed):
    """An exercise by its names."""

    id: str
    """The exercise's id in the catalogue."""
    name: str
    """Its Korean name."""
    name_en: str
    """Its English name."""


class _Guided(NamedExercise):
    """An exercise without a computed weight, with what a lifter must know to do it."""

    per_side: bool
    """Whether one side works at a time: the repetitions or seconds are for each side."""
    unit: Unit
    """What `reps` counts: repetitions, or seconds of a hold or a carry."""
    reserve: int
    """Repetitions that the lifter could still do after each set: 3 in week 1, then 2 and 1; 4 in the deload."""
    effort: str
    """How hard each set is, in the lifter's language: `2 reps in reserve`."""
    cue: str
    """One thing to watch, in the lifter's language; empty if there is none."""
    alternative: NamedExercise | None
    """What does the same work where this exercise is taken or not liked; null: nothing that this lifter can do."""


class Variation(_Guided):
    """The exercise that stands in for a main lift which cannot or should not be done."""


class _Lift(Closed):
    """A main lift on one day, or what is done instead of it."""

    lift: Lift
    """The main lift."""
    variation: Variation | None = Field(default=None, exclude_if=lambda variation: variation is None)
    """What is done instead of the lift; left out if it is the lift itself."""


class MainLift(_Lift):
    """A main lift's warm-up and work sets on one day."""

    sets: tuple[WorkSet, ...]
    """The warm-up sets, then the work sets."""
    total_reps: int | None = Field(default=None, exclude_if=lambda total: total is None)
    """Repetitions of the day where body weight alone stands in for the lift: the sets are one way to get there. Of a
    one-sided exercise per side. Left out otherwise."""
    superset: str | None = None
    """A letter that two of the day's lifts share: their sets are done in turn, because time is short. Null: none."""


class SupplementalLift(_Lift):
    """A lift's supplemental sets on one day."""

    template: Template
    """The supplemental template, without its sets and reps."""
    sets: tuple[WorkSet, ...]
    """The supplemental sets, all alike."""

    @property
    def called(self) -> str:
        """The template as a table shows it; empty where an exercise stands in: its sets are just lighter ones."""
        return "" if self.variation or self.template == "none" else self.template


class Accessory(_Guided):
    """An assistance exercise on one day."""

    category: Category
    """Push, pull, or legs and core."""
    sets: int
    """How many sets."""
    reps: int
    """Repetitions in each set, or seconds, see `unit`; of a one-sided exercise per side."""
    rest_s: int
    """The rest after each set in seconds; in a superset before the other exercise's set."""
    superset: str | None
    """A letter that two of the day's exercises share: their sets are done in turn, to save time. Null: none."""
    placed: Literal["before", "after"]
    """Whether it comes before the main lifts, right after the general warm-up, as jumps do, or after them."""


_Date = date
"""A date, for a field of that name with a default value, which would hide the type."""

Effort = Literal["easy", "hard"]
"""`easy`: the lifter can talk. `hard`: they cannot, and need a day to recover."""


class _Added(Closed):
    """What a further agent adds to the month."""

    agent: str
    """The agent's name."""
    text: str
    """For the lifter, in their language."""
    minutes: int = 0
    """How long it takes in minutes; of a session, what it adds to the session's length."""
    effort: Effort | None = Field(default=None, exclude_if=lambda effort: effort is None)
    """How hard it is; left out where the agent does not say."""
    details: dict[str, Any] = Field(default_factory=dict)
    """The same as data, in the agent's own fields."""


class Addition(_Added):
    """What a further agent adds to one session; it comes after the lifting."""


class WeekAddition(_Added):
    """What a further agent adds to one week, on a day of its own beside the sessions."""

    offset: Annotated[int, Field(ge=0, le=6)]
    """Days from the week's first session, 0 to 6."""
    date: _Date | None = None
    """Its date; null if the request has no `start_date`. The month fills it in."""


class TrainingDay(Closed):
    """One session."""

    day: int
    """1 for the week's first session."""
    date: date | None
    """The session's date; null if the request has no `start_date`."""
    weekday: Weekday | None = Field(default=None, exclude_if=lambda weekday: weekday is None)
    """The session's day of the week; left out if the request names neither weekdays nor a `start_date`."""
    minutes: int
    """Estimated length in minutes, general warm-up included, rounded up."""
    warmup: str
    """The general warm-up before everything else, in the lifter's language."""
    main: tuple[MainLift, ...]
    """The day's main lifts, in their order."""
    supplemental: tuple[SupplementalLift, ...]
    """Supplemental work, each lift's right after its work sets; empty in the deload week."""
    accessories: tuple[Accessory, ...]
    """Assistance exercises, in their order: those that are `placed` before the main lifts come first."""
    additions: tuple[Addition, ...] = Field(default=(), exclude_if=lambda additions: not additions)
    """What further agents add; left out where there is nothing."""

    @property
    def in_order(self) -> tuple[MainLift | SupplementalLift | Accessory, ...]:
        """What is done, first things first: jumps; each main lift and its supplemental sets; other assistance."""
        before = (one for one in self.accessories if one.placed == "before")
        after = (one for one in self.accessories if one.placed == "after")
        lifts: list[MainLift | SupplementalLift] = []
        for main in self.main:
            lifts += [main, *(extra for extra in self.supplemental if extra.lift == main.lift)]
        alone = (extra for extra in self.supplemental if extra not in lifts)
        return (*before, *lifts, *alone, *after)

    def with_addition(self, addition: Addition) -> Self:
        """The session with one thing more, and as much longer as that takes."""
        return self.model_copy(
            update={"minutes": self.minutes + addition.minutes, "additions": (*self.additions, addition)}
        )


class TrainingWeek(Closed):
    """One week of the month."""

    week: int
    """1 to 4."""
    deload: bool
    """Whether this is the light week; true for week 4 alone."""
    test: bool = Field(default=False, exclude_if=lambda test: not test)
    """Whether this is the week that tests the training maxes, week 4; left out where it is not."""
    days: tuple[TrainingDay, ...]
    """The week's sessions, in their order."""
    additions: tuple[WeekAddition, ...] = Field(default=(), exclude_if=lambda additions: not additions)
    """What further agents add on days of its own, in the order of the days; left out where there is nothing."""

    @property
    def offsets(self) -> tuple[int, ...]:
        """Days from the week's first session to each of its sessions."""
        weekdays = [day.weekday for day in self.days if day.weekday]
        return offsets_between(weekdays) if weekdays else USUAL_OFFSETS[len(self.days)]

    @property
    def in_order(self) -> tuple[TrainingDay | WeekAddition, ...]:
        """The sessions and what is beside them, in the order of the days."""
        placed: list[tuple[int, TrainingDay | WeekAddition]] = [*zip(self.offsets, self.days, strict=True)]
        placed += [(one.offset, one) for one in self.additions]
        return tuple(one for _, one in sorted(placed, key=lambda day: day[0]))

    def with_additions(self, additions: Iterable[WeekAddition]) -> Self:
        """The week with more beside its sessions, dated where the sessions are.

        Raises:
            RequestError: The week would run past the calendar's last day.
        """
        dated = [one.model_copy(update={"date": self._date(one.offset)}) for one in additions]
        together = sorted((*self.additions, *dated), key=lambda one: one.offset)
        return self.model_copy(update={"additions": tuple(together)})

    def _date(self, offset: int) -> date | None:
        first = self.days[0].date
        try:
            return None if first is None else first + timedelta(days=offset)
        except OverflowError as error:
            raise RequestError(f"start_date: the month runs past {date.max}; give an earlier day") from error


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
    """Who answered for an agent, and what it took."""

    source: Literal["model", "coach", "code"]
    """The model; the coach's rules after the model's last attempt; or the agent's own code."""
    attempts: int
    """How many answers were tried."""
    ms: int
    """How long they took together, in milliseconds."""


class Routine(Closed):
    """One month of 5/3/1: the answer of `POST /routine`."""

    run_id: str
    """The id of the run that made the month."""
    training_max: dict[Lift, float]
    """Each lift's training max in kg, two decimals."""
    training_max_lb: dict[Lift, float] | None = Field(default=None, exclude_if=lambda lb: lb is None)
    """The same in lb, where plates are in pounds; left out elsewhere."""
    plan: Plan
    """How heavy the month starts and how fast it goes up."""
    weeks: tuple[TrainingWeek, ...]
    """The four weeks; three where the request says that there is no fourth."""
    constraints: Constraints | None = None
    """What was understood from the lifter's sentence, and from the report on the month before; null: neither asked."""
    notes: tuple[str, ...]
    """What the coach did and why, in the lifter's language."""
    provenance: dict[str, Provenance]
    """Who answered for each agent."""
    carry: Carry | None = None
    """All that the next month needs to know of this one: to be given back to `POST /routine/next` as it is. Null in
    months that were recorded before there was any."""
    extras: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict, exclude_if=lambda extras: not extras)
    """What further agents answered, by agent; left out where there are none."""

    @property
    def unit(self) -> WeightUnit:
        """What the plates of the month are marked with."""
        return "kg" if self.training_max_lb is None else "lb"

    @property
    def training_maxes(self) -> Mapping[Lift, float]:
        """Each lift's training max in the unit of the month."""
        return self.training_max if self.training_max_lb is None else self.training_max_lb

    @property
    def from_records(self) -> bool:
        """Whether every training max is a share of a record; false where the request gives training maxes itself."""
        return self.carry is None or not self.carry.whose.training_maxes

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

    def with_week_additions(self, additions: Callable[[TrainingWeek], Iterable[WeekAddition]]) -> Self:
        """The month with what `additions` gives for each week, beside its sessions.

        Raises:
            RequestError: The month would run past the calendar's last day.
        """
        return self.model_copy(
            update={"weeks": tuple(week.with_additions(additions(week)) for week in self.weeks)},
        )

    def with_notes(self, notes: Iterable[str]) -> Self:
        """The month with more notes below its own."""
        return self.model_copy(update={"notes": (*self.notes, *notes)})

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.weeks) not in (3, 4):
            raise ValueError(f"a month has 3 or 4 weeks, got {len(self.weeks)}")
        return self
