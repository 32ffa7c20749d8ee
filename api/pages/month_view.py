"""A month as its page shows it, in the language of its texts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from agents.registry import title_of
from api.pages.charts import Chart, charts_of
from api.pages.history import Point
from api.pages.log_fields import lift_title, rounded_in_words
from api.pages.session_view import Block, Blocks
from api.pages.words import page_words
from program.month.routine import Addition, Routine, TrainingDay, TrainingWeek, WeekAddition
from program.month.weights import training_max
from program.schema import Language, Lift, RoutineRequest
from program.units import in_unit
from program.wording.days import date_of, day_of
from program.wording.lines import short_weight
from program.wording.month_words import (
    MONTH_WORDS,
    ToldTrainingMax,
    lifts_on_bar,
    told_names,
    told_training_maxes,
    training_max_title,
    week_effort,
    week_title,
)
from program.wording.understood import Wish, not_done, understood
from program.wording.weights import in_words
from service.exports import further_texts

_HUNDREDTH: Final = 0.01
"""By so much two weights may differ that are the same but for rounding."""


class Beside(NamedTuple):
    """What further agents add to a session or a week."""

    title: str
    text: str
    length: str


@dataclass(frozen=True)
class Day:
    """A session, or something beside the sessions on a day of its own."""

    ident: str
    title: str
    about: str
    """Date and length."""
    warmup: str
    blocks: tuple[Block, ...]
    beside: tuple[Beside, ...]

    @property
    def sets(self) -> int:
        """Boxes to tick."""
        return sum(len(block.ticks) + sum(len(r.ticks) for g in block.groups for r in g.rows) for block in self.blocks)


class Week(NamedTuple):
    """A week."""

    number: int
    title: str
    effort: str
    """How hard its exercises are; empty: it has none."""
    days: tuple[Day, ...]


class TrainingMax(NamedTuple):
    """A lift's training max and where it comes from."""

    lift: str
    weight: str
    origin: str


@dataclass(frozen=True)
class MonthView:
    """A month, in the language of its texts.

    Args:
        routine: The month.
        history: What is known of the months before it, the oldest first.
        changed: The lifts whose proposed training maxes the lifter has changed.
    """

    routine: Routine
    history: Sequence[Point] = ()
    changed: Collection[Lift] = ()

    @property
    def language(self) -> Language:
        """Of the month's texts."""
        carry = self.routine.carry
        return "ko" if carry is None else carry.whose.language

    @property
    def title(self) -> str:
        """What stands above the month: without a lift on the bar it is built on 5/3/1, and no more."""
        words: Mapping[str, str] = page_words(self.language)["month"]
        return words["title" if lifts_on_bar(self.routine) else "title_free"]

    @property
    def plus(self) -> bool:
        """Whether the month has plus sets."""
        days = (day for week in self.routine.weeks for day in week.days)
        return any(one.amrap for day in days for lift in day.main for one in lift.sets)

    @property
    def signs(self) -> Iterator[str]:
        """How the tables are read: the signs and names that the month has."""
        words, names = page_words(self.language)["month"], MONTH_WORDS[self.language]
        days = [day for week in self.routine.weeks for day in week.days]
        on_bar = lifts_on_bar(self.routine)
        if on_bar:
            yield words["percent"].format(unit=self.routine.unit)
        if self.plus:
            yield names["plus"]
        if on_bar:
            yield words["plates_hint"]
        if any(lift.superset for day in days for lift in day.main) or any(
            one.superset for day in days for one in day.accessories
        ):
            yield names["letters"]
        yield from told_names(self.routine, self.language)

    @property
    def training_max_title(self) -> str:
        """Where the training maxes come from."""
        return training_max_title(self.routine, self.language)

    @property
    def training_maxes(self) -> Iterator[TrainingMax]:
        """Those of the lifts that are done themselves."""
        for lift, told in told_training_maxes(self.routine).items():
            weight = short_weight(told.weight, self.routine.unit)
            yield TrainingMax(lift_title(lift, self.language), weight, self._origin(lift, told))

    def _origin(self, lift: Lift, told: ToldTrainingMax) -> str:
        """Where a training max comes from, and from what the month has lowered it."""
        carry = self.routine.carry
        if carry is None:
            return ""
        request = carry.whose
        given = request.training_maxes.get(lift)
        origin, whole = self._from_record(lift, told, request) if given is None else self._given(lift, given)
        unit = self.routine.unit
        if told.share is not None or told.weight >= in_unit(whole, unit) - _HUNDREDTH:
            return origin
        lowered = page_words(self.language)["month"]["lowered_from"]
        return f"{origin}, {lowered.format(weight=rounded_in_words(whole, unit, self.language))}"

    def _from_record(self, lift: Lift, told: ToldTrainingMax, request: RoutineRequest) -> tuple[str, float]:
        """That a training max follows from the record, and how much it would be in kg."""
        best, rate, unit = request.rm_weight.one_rep_max(lift), self.routine.plan.training_max_rate, self.routine.unit
        text = page_words(self.language)["month"]["from_record"]
        weight = rounded_in_words(best, unit, self.language)
        return text.format(weight=weight, share=f"{told.share or rate:g}"), training_max(best, rate, unit)

    def _given(self, lift: Lift, given: float) -> tuple[str, float]:
        """That a training max is the lifter's own, or follows from the month before; and what it is to be in kg."""
        words = page_words(self.language)["month"]
        before = self.history[-1].training_max.get(lift) if self.history else None
        if before is None or lift in self.changed:
            return words["given"], given
        text = words["from_past"].format(weight=in_words(before, self.routine.unit, self.language))
        return text, min(before, given)  # a report can hold what was to go up

    @property
    def sentence(self) -> str | None:
        """What the lifter wrote; None: nothing."""
        return None if self.routine.carry is None else self.routine.carry.whose.request

    @property
    def understood(self) -> tuple[Wish, ...]:
        """What was understood of the sentence, and of the report on the month before."""
        asked = self.routine.constraints
        return () if asked is None else tuple(understood(asked, self.language))

    @property
    def not_done(self) -> tuple[str, ...]:
        """What was understood and cannot be done."""
        asked = self.routine.constraints
        return () if asked is None else tuple(not_done(asked, self.language))

    @property
    def notes(self) -> tuple[str, ...]:
        """The coach's notes, without those that stand under `not_done`."""
        told = self.not_done
        return tuple(note for note in self.routine.notes if note not in told)

    @property
    def texts(self) -> Iterator[Beside]:
        """What further agents wrote to the lifter."""
        return (Beside(title, text, "") for title, text in further_texts(self.routine, self.language))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The month in pictures."""
        return charts_of(self.routine, self.history, self.language)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks, day by day."""
        return tuple(
            Week(
                week.week,
                week_title(week, self.language),
                week_effort(week, self.language),
                tuple(self._days(week)),
            )
            for week in self.routine.weeks
        )

    def _days(self, week: TrainingWeek) -> Iterator[Day]:
        words = MONTH_WORDS[self.language]
        for place, one in enumerate(week.in_order):
            ident = f"{week.week}.{one.day}" if isinstance(one, TrainingDay) else f"{week.week}.beside.{place}"
            if isinstance(one, TrainingDay):
                about = (date_of(one, self.language), words["minutes"].format(one.minutes))
                yield Day(
                    ident,
                    words["day"].format(one.day),
                    " · ".join(filter(None, about)),
                    one.warmup,
                    tuple(Blocks(self.routine, self.language, week.week, one, ident)),
                    tuple(self._beside(addition) for addition in one.additions),
                )
            else:
                title = day_of(one, week.offsets, self.language)
                yield Day(ident, title, "", "", (), (self._beside(one),))

    def _beside(self, addition: Addition | WeekAddition) -> Beside:
        length = MONTH_WORDS[self.language]["minutes"].format(addition.minutes) if addition.minutes else ""
        return Beside(title_of(addition.agent, self.language), addition.text, length)
