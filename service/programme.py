"""Beyond the month: programmes of several months, and the month that follows from a log."""

import threading
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Protocol

from pydantic import ConfigDict, Field, model_validator

from agents.review import MonthReview
from program.block import BlockWeeks, Layout, LiftWeights, WeekFour
from program.fields import WHOLE_NUMBER
from program.lifter.obeying import obeyed
from program.month.routine import Routine
from program.progression.carry import Carry
from program.progression.layouts import LENGTHS, layout_notes
from program.progression.next_month import first_request, next_request, proposals_for
from program.progression.options import LiftSteps, Options, Stall
from program.progression.past import Log, Report
from program.progression.proposal import Proposal
from program.progression.review import NO_REVIEW, Review, reviewed
from program.schema import Closed, Language, Role, RoutineRequest
from program.units import in_unit
from program.wording.proposals import layout_text, proposal_text


class ProgrammeRequest(Closed):
    """The body of `POST /programme`."""

    request: RoutineRequest
    """As for `POST /routine`; `role` and `week4` follow from the layout."""
    weeks: Annotated[BlockWeeks, WHOLE_NUMBER]
    """How long the programme is: 4, 8, 11 or 12 weeks."""
    layout: Layout | None = None
    """`original`: months that stand alone. `leader_anchor`: one or two leaders, then an anchor. Left out: leaders and
    an anchor where they suit the lifter."""


class ProgrammeMonth(Closed):
    """One month of a programme."""

    role: Role
    """Its part: a month that stands alone, a leader or an anchor."""
    week4: WeekFour
    """What its fourth week is for; `none`: it has three weeks."""
    routine: Routine
    """The month, as `POST /routine` gives it."""


class Programme(Closed):
    """Several months: the answer of `POST /programme`."""

    layout: Layout
    """How the months follow each other."""
    months: tuple[ProgrammeMonth, ...]
    """In their order."""
    forecast: Literal[True] = True
    """The training maxes of later months are a forecast: a step for each month. A log replaces it."""
    notes: tuple[str, ...]
    """What is to be said of the programme, in the lifter's language."""


_ONE_MONTH: Final[dict[str, Any]] = {
    "anyOf": [
        {
            "required": [given],
            "properties": {
                given: {"type": kind, "description": "The month that was trained."},
                other: {"type": "null", "description": f"Not beside `{given}`."},
            },
        }
        for given, kind, other in (("carry", "object", "run_id"), ("run_id", "string", "carry"))
    ]
}
"""In the next month's JSON schema: either `carry` or `run_id` is there."""


class NextRequest(Closed):
    """The body of `POST /routine/next`: the month that was trained, and what was lifted in it."""

    model_config = ConfigDict(json_schema_extra=_ONE_MONTH)

    carry: Carry | None = None
    """`carry` of the month that was trained; or else `run_id`."""
    run_id: str | None = None
    """The recorded run that made the month that was trained; or else `carry`."""
    request: Mapping[str, Any] | None = None
    """Fields of the request that have changed, as for `POST /routine`. In a programme `role` and `week4` still follow
    from its layout; `block` and `training_max` cannot be changed here. Left out: none."""
    log: Log = ()
    """What was lifted: of each lift the top set of each week, at least; of a set that failed 0 repetitions."""
    stall: Stall = "three_steps"
    """What a stall takes off a training max."""
    strict: Annotated[bool, Field(strict=True)] = False
    """Whether a training max waits while the best plus set stands for less than the 1RM behind it."""
    step_kg: LiftSteps | None = None
    """Smaller steps by lift, in kg. Left out: 2.5 kg for the bench press and the press, 5 kg for squat and deadlift;
    with plates in pounds 5 and 10 lb."""
    step_lb: LiftSteps | None = None
    """The same in lb."""
    report: Report | None = None
    """What the lifter says of the month in their own words, Korean or English, up to 500 characters. It can make a
    training max more careful, never bolder, and ask for a lighter month, less or more assistance, other supplemental
    work, joints to spare. Left out: nothing."""
    weeks_away: Annotated[int, Field(ge=0, le=520, strict=True), WHOLE_NUMBER] = 0
    """Weeks without training since the last session."""
    training_max: LiftWeights | None = None
    """Training maxes that hold instead of the proposals: in kg, of a request in lb in lb."""

    @model_validator(mode="after")
    def _one_month(self) -> "NextRequest":
        if (self.carry is None) == (self.run_id is None):
            raise ValueError("expected either `carry` or `run_id`: which month was trained")
        return self

    @property
    def options(self) -> Options:
        """How the training maxes go on."""
        return Options(
            stall=self.stall,
            strict=self.strict,
            step_kg=self.step_kg,
            step_lb=self.step_lb,
            weeks_away=self.weeks_away,
        )


class ToldProposal(Proposal):
    """A proposal, and what a coach says of it."""

    text: str
    """In the lifter's language."""
    from_lb: float | None = Field(default=None, exclude_if=lambda lb: lb is None)
    """`from` in lb, where the request is in lb; left out elsewhere."""
    to_lb: float | None = Field(default=None, exclude_if=lambda lb: lb is None)
    """`to` in lb, where the request is in lb; left out elsewhere."""


class NextMonth(Closed):
    """The answer of `POST /routine/next`."""

    proposals: tuple[ToldProposal, ...]
    """What each lift's training max becomes, and why."""
    routine: Routine
    """The next month, made with them."""
    language: Language
    """The language of the texts."""


class MakesMonths(Protocol):
    """What makes single months: a `service.service.Service`."""

    def routine(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Routine:
        """One month for `request`."""
        ...


def programme(service: MakesMonths, asked: ProgrammeRequest, cancelled: threading.Event | None = None) -> Programme:
    """Several months, one after the other; each is a run of its own.

    Args:
        service: What makes the months.
        asked: Whose programme it is, and how long.
        cancelled: Once set, the model stops.

    Raises:
        BurnfitError: As `Service.routine`.
    """
    months = tuple(_months(service, asked, cancelled))
    leads = any(month.role != "original" for month in months)
    notes = layout_notes(asked.weeks, asked.layout, obeyed(asked.request))
    return Programme(
        layout="leader_anchor" if leads else "original",
        months=months,
        notes=tuple(layout_text(note, asked.request.language) for note in notes),
    )


def _months(
    service: MakesMonths, asked: ProgrammeRequest, cancelled: threading.Event | None
) -> Iterator[ProgrammeMonth]:
    request = first_request(asked.request, asked.weeks, asked.layout)
    for left in reversed(range(len(LENGTHS[asked.weeks]))):
        routine = service.routine(request, cancelled)
        yield ProgrammeMonth(role=request.role, week4=request.week4, routine=routine)
        if left:
            assert routine.carry is not None  # every month that is made now has one
            request = next_request(routine.carry, (), proposals_for(routine.carry, (), Options(forecast=True)))


def next_month(
    service: MakesMonths, carry: Carry, asked: NextRequest, cancelled: threading.Event | None = None
) -> NextMonth:
    """The month after one that was trained.

    Args:
        service: What makes the month.
        carry: Of the month that was trained.
        asked: What was lifted, and how training maxes go on.
        cancelled: Once set, the model stops.

    Raises:
        RequestError: The carry holds no request that can be used, or a chosen step is above the full one.
        BurnfitError: As `Service.routine`.
    """
    proposals = proposals_for(carry, asked.log, asked.options)
    given = asked.training_max.by_lift if asked.training_max else {}
    request = next_request(
        carry, asked.log, proposals, asked.request, given, report=asked.report, options=asked.options
    )
    routine = service.routine(request, cancelled)
    if request.past:
        reviewed_lifts = {one.lift: one for one in reviewed(request.past, _review_in(routine), request.week4)}
        proposals = tuple(reviewed_lifts.get(one.lift, one) for one in proposals)
    told = tuple(_told(one, request.language) for one in proposals)
    return NextMonth(proposals=told, routine=routine, language=request.language)


def _review_in(routine: Routine) -> Review:
    """What the agent `review` made of the report; nothing where it did not run."""
    found = routine.extras.get(MonthReview.name)
    return NO_REVIEW if found is None else Review.model_validate(found)


def _told(proposal: Proposal, language: Language) -> ToldProposal:
    weights = (("from_lb", proposal.from_kg), ("to_lb", proposal.to_kg)) if proposal.unit == "lb" else ()
    in_pounds = {name: in_unit(kg, "lb") for name, kg in weights}
    return ToldProposal(**proposal.model_dump(by_alias=False), **in_pounds, text=proposal_text(proposal, language))
