"""The highlights of a month: the few facts that a note of two or three sentences may state."""

from dataclasses import dataclass

from program.lifter.brief import Brief
from program.lifter.constraints import Declined, Intensity, Volume
from program.month.adjustments import turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import Month, compose
from program.month.loads import training_maxes_of
from program.month.routine import MainLift
from program.month.waves import DELOAD_WEEK
from program.reading.quantities import Quantity
from program.schema import Goal, Joint, Language, Level, Lift, Template, WeekChoice, WeightPlan

HEAVIEST_WEEK = DELOAD_WEEK - 1
"""The week whose last sets are the month's heaviest."""

MOST_JOINTS = 2
"""How many of the joints to spare a note may name."""


@dataclass(frozen=True, slots=True)
class Highlights:
    """The facts of a month that a note may state."""

    language: Language
    """The language of the note."""
    level: Level
    goal: Goal
    days: int
    """Training days a week."""
    first: Lift | None
    """The lift that each week begins with; None: another exercise stands in for it."""
    rate: int
    """The training max in percent of the 1RM."""
    top: tuple[Lift, float] | None
    """The heaviest work set of week 3, and its kg; None: no lift is done on the bar."""
    plus: bool
    """Whether week 3 has plus sets."""
    supplemental: Template
    """What follows the main lifts in week 1."""
    minutes: int | None
    """Longest session in minutes, if the request or its sentence names one."""
    joints: tuple[Joint, ...]
    """Joints that are spared, at most two."""
    volume: Volume
    intensity: Intensity
    declined: Declined | None

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All numbers among the facts."""
        known = [Quantity(self.days, "days"), Quantity(self.rate, "%"), Quantity(DELOAD_WEEK, "week")]
        if self.top:
            known += [Quantity(HEAVIEST_WEEK, "week"), Quantity(self.top[1], "kg")]
        if self.minutes:
            known.append(Quantity(self.minutes, "minutes"))
        return tuple(known)

    @property
    def lifts(self) -> frozenset[Lift]:
        """The lifts that the facts speak of."""
        return frozenset(lift for lift in (self.first, self.top[0] if self.top else None) if lift)


def highlights(brief: Brief, plan: WeightPlan, choice: WeekChoice) -> Highlights:
    """The facts of the month that follows from a brief and the answers of Task1 and Task2."""
    undated = brief.model_copy(update={"start_date": None})
    turned = turned_plan(brief, plan)
    training_maxes = training_maxes_of(brief, turned.training_max_rate)
    month = compose(undated, turned, turned_week(brief, prescribed(brief, choice)), training_maxes)
    week1, heaviest = month.weeks[0], _heaviest(month)
    opening = week1.days[0].main[0] if week1.days[0].main else None
    asked = brief.constraints
    return Highlights(
        language=brief.language,
        level=brief.experience,
        goal=brief.purpose,
        days=brief.days,
        first=opening.lift if opening and opening.variation is None else None,
        rate=turned.training_max_rate,
        top=_top(heaviest),
        plus=any(one.amrap for main in heaviest for one in main.sets),
        supplemental=next((one.template for day in week1.days for one in day.supplemental), "none"),
        minutes=brief.minutes,
        joints=asked.avoid[:MOST_JOINTS],
        volume=asked.volume,
        intensity=asked.intensity,
        declined=asked.declined,
    )


def _heaviest(month: Month) -> list[MainLift]:
    return [main for day in month.weeks[HEAVIEST_WEEK - 1].days for main in day.main]


def _top(lifts: list[MainLift]) -> tuple[Lift, float] | None:
    """The heaviest set of these lifts, of equals the first, to two decimals of a kg."""
    weights = [(one.weight_kg, main.lift) for main in lifts for one in main.sets if one.weight_kg is not None]
    if not weights:
        return None
    kg = max(kg for kg, _ in weights)
    return next(lift for weight, lift in weights if weight == kg), round(kg, 2)
