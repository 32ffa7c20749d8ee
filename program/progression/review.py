"""A lifter's report on a month: what it says of each lift and of the next month, and what follows from it.

What the report says can make a proposal more careful than the table does, never bolder. Code hears pain and cautions
in it, whatever the model understood.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, Self, get_args

from pydantic import model_validator

from program.block import WeekFour
from program.lifter.constraints import Constraints
from program.lifter.sore import sore_lifts
from program.progression.case import AWAY
from program.progression.choices import CHOICES, Choice, allowed, choice_of, tables_choice
from program.progression.log import LiftMonth
from program.progression.past import Past
from program.progression.proposal import Proposal
from program.progression.table import propose
from program.reading.safety import Heard, heard
from program.reading.wishes import Quoted
from program.schema import LIFTS, Caution, Closed, Joint, Lift, Template

MonthTopic = Literal["avoid", "caution", "intensity", "volume", "supplemental", "away"]
"""What a report says of the whole month: a joint to spare, an illness, a lighter month, how much assistance, the
supplemental work; `away`: weeks without training."""
MONTH_TOPICS: tuple[MonthTopic, ...] = get_args(MonthTopic)

Topic = Literal[Lift, MonthTopic]
"""What a statement is about."""

MOST_WEEKS_AWAY: Final = 8
"""Weeks without training that a report can say; more changes nothing."""

VALUES: Final[Mapping[Topic, tuple[str | int, ...]]] = {
    **dict.fromkeys(LIFTS, CHOICES),
    "avoid": get_args(Joint),
    "caution": get_args(Caution),
    "intensity": ("lighter",),
    "volume": ("less", "more"),
    "supplemental": get_args(Template),
    "away": tuple(range(1, MOST_WEEKS_AWAY + 1)),
}
"""The values of each topic."""


class Statement(Quoted):
    """One thing that a report says."""

    topic: Topic
    """A lift, or what the whole month needs."""
    value: str | int
    """Of a lift what its training max is to do, one of `CHOICES`; else a value of the topic."""

    @model_validator(mode="after")
    def _is_a_value_of_its_topic(self) -> Self:
        if self.value not in VALUES[self.topic]:
            raise ValueError(f"{self.topic}: {self.value!r} is no value of it")
        return self


class Review(Closed):
    """What a lifter's report on a month says. A lift that it says nothing of has the table's proposal."""

    said: tuple[Statement, ...] = ()
    """In the order of the report."""

    @property
    def choices(self) -> dict[Lift, tuple[Choice, str]]:
        """The lifts that something is said of: the most careful choice, and the words that it rests on."""
        found: dict[Lift, tuple[Choice, str]] = {}
        for lift in LIFTS:
            of_lift = {str(one.value): one.words for one in self.said if one.topic == lift}
            if careful := [choice for choice in CHOICES if choice in of_lift]:
                found[lift] = careful[-1], of_lift[careful[-1]]
        return found

    @property
    def weeks_away(self) -> int:
        """Weeks without training."""
        return max((one.value for one in self.said if one.topic == "away" and isinstance(one.value, int)), default=0)

    def values(self, topic: MonthTopic) -> tuple[str, ...]:
        """What is said in a topic of names."""
        return tuple(str(one.value) for one in self.said if one.topic == topic)


NO_REVIEW: Final = Review()
"""Of a report that says nothing, or of none."""


def statement_error(said: Statement, report: str) -> str | None:
    """What is wrong with a statement as a reading of the report; None: nothing.

    Args:
        said: What was read.
        report: As the words were taken from it.
    """
    if not said.words.strip() or said.words not in report:
        return f"{said.topic}: {said.words!r} does not stand in the report, expected words of it"
    return None


def open_choices(past: Past, week4: WeekFour) -> dict[Lift, dict[Choice, Proposal]]:
    """For each lift that is open the choices that are at most as bold as the table's proposal, the boldest first.

    Args:
        past: The month before.
        week4: What the next month's fourth week is for; a month of three weeks has no place for a test.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    return {
        month.lift: {
            choice: proposal
            for choice, proposal in allowed(month, past.log, past.counters.of(month.lift), past.options).items()
            if choice != "test" or week4 != "none" or proposal.rule != "reported"
        }
        for month in past.lifts
    }


def reviewed(past: Past, review: Review, week4: WeekFour) -> tuple[Proposal, ...]:
    """What the training max of each open lift becomes by the table and the report; of two the more careful.

    A lift that hurts or loads a sore joint does not go up and is not tested; with a caution no lift does. Weeks away
    that the report tells count as if the lifter had given them.

    Args:
        past: The month before.
        review: What its report says.
        week4: What the next month's fourth week is for.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    said, choices = review.choices, open_choices(past, week4)
    hearing = heard(past.report or "")
    asked = _asked(hearing, review)
    waiting = {*hearing.exclude, *sore_lifts(asked.avoid), *(LIFTS if asked.cautions else ())}
    found = []
    for month in past.lifts:
        listed = choices[month.lift]
        wanted, words = said.get(month.lift, (tables_choice(listed), None))
        if month.lift in waiting and wanted not in ("hold", "back"):
            wanted, words = "hold", None
        chosen = listed[bounded(wanted, listed)]
        if words is not None:
            chosen = chosen.model_copy(update={"words": words})
        found.append(min((*_after_a_break(past, month, review), chosen), key=lambda one: one.to_kg))
    return tuple(found)


def bounded(wanted: Choice, listed: Mapping[Choice, Proposal]) -> Choice:
    """The choice that is wanted if it is listed; the table's if that is more careful; else the next more careful.

    In the place of a test that cannot be the training max stays.
    """
    if wanted == "test" and "test" not in listed and "hold" in listed:
        return "hold"
    table = tables_choice(listed)
    if wanted not in listed and CHOICES.index(wanted) < CHOICES.index(table):
        return table
    careful = CHOICES[CHOICES.index(wanted) :]
    return next((one for one in careful if one in listed), [*listed][-1])


def said_of_next_month(past: Past, review: Review) -> Constraints:
    """What the report asks for in the next month; cautions and sore joints are heard by code as well."""
    return _asked(heard(past.report or ""), review)


def _asked(hearing: Heard, review: Review) -> Constraints:
    intensity, volume, supplemental = (review.values(one)[-1:] for one in ("intensity", "volume", "supplemental"))
    asked = {
        "avoid": (*review.values("avoid"), *hearing.avoid),
        "cautions": (*review.values("caution"), *hearing.cautions),
        "intensity": intensity[0] if intensity else "as_planned",
        "volume": volume[0] if volume else "as_planned",
        "supplemental": supplemental[0] if supplemental else None,
    }
    return Constraints.model_validate(asked)


def to_test(proposals: Iterable[Proposal]) -> tuple[Lift, ...]:
    """The lifts whose test the report asks for."""
    return tuple(one.lift for one in proposals if choice_of(one) == "test" and one.words is not None)


def _after_a_break(past: Past, month: LiftMonth, review: Review) -> Iterator[Proposal]:
    """The table's proposal with the weeks away that the report tells, if these are more than the lifter gave."""
    if review.weeks_away >= AWAY and review.weeks_away > past.options.weeks_away:
        options = past.options.model_copy(update={"weeks_away": review.weeks_away})
        yield propose(month, past.log, past.counters.of(month.lift), options)
