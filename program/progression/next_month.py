"""The request for the next month: from what this one asked, and from what was lifted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from pydantic import ValidationError

from program.block import Block, BlockWeeks, Layout, LiftCounters, LiftKilograms
from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.fields import is_number
from program.lifter.obeying import obeyed
from program.month.waves import weeks_of
from program.progression.carry import Carry
from program.progression.estimate import best_kg
from program.progression.layouts import months_of
from program.progression.log import LoggedSet
from program.progression.options import USUAL, Options
from program.progression.past import Past
from program.progression.proposal import Proposal
from program.progression.table import propose
from program.progression.unit_change import fields_in
from program.records import HEAVIEST_KG
from program.schema import LIFTS, Lift, RepMax, RoutineRequest
from program.units import WeightUnit, in_kg, in_unit

FROM_THE_CARRY: Final[Mapping[str, str]] = {
    "training_max": "give what holds instead of the proposals as `training_max` beside `request`",
    "training_max_lb": "give what holds instead of the proposals as `training_max` beside `request`",
    "block": "leave it out",
    "past": "leave it out",
}
"""Fields of the request that no change can set -> what to do instead."""


def proposals_for(carry: Carry, log: Sequence[LoggedSet], options: Options = USUAL) -> tuple[Proposal, ...]:
    """What each lift's training max becomes, in the order of `LIFTS`.

    Args:
        carry: Of the month that was trained.
        log: What was lifted in it.
        options: How the training maxes go on.

    Raises:
        RequestError: A chosen step is above the full one.
    """
    whose = carry.whose
    counters = whose.block.counters
    options = options.model_copy(update={"unit": whose.unit})
    return tuple(propose(month, log, counters.of(month.lift), options) for month in carry.lifts)


def next_request(
    carry: Carry,
    log: Sequence[LoggedSet],
    proposals: Iterable[Proposal],
    changes: Mapping[str, Any] | None = None,
    training_max: Mapping[Lift, float] | None = None,
    *,
    report: str | None = None,
    options: Options = USUAL,
) -> RoutineRequest:
    """The request for the next month.

    The training maxes are those of the proposals; that of a lift with a new record follows from the record. In a
    programme the month has its role and its week 4; after the programme's last month the programme begins again. The
    month starts when this one ends.

    Args:
        carry: Of the month that was trained.
        log: What was lifted in it; plus sets then say how many repetitions beat it.
        proposals: One for each lift.
        changes: Fields of the request that have changed.
        training_max: Training maxes in the request's unit that hold instead of the proposals.
        report: What the lifter says of the month.
        options: How the training maxes go on.

    Raises:
        RequestError: The changed request cannot be used, a field of `FROM_THE_CARRY` is changed, or the month would
            start past the calendar's last day.
    """
    before = carry.whose
    for name, advice in FROM_THE_CARRY.items():
        carried = carry.request.get("training_max_lb" if (name, before.unit) == ("training_max", "lb") else name)
        if changes and name in changes and changes[name] != carried:
            raise RequestError(f"request.{name}: it follows from the month before; {advice}")
    proposed = {one.lift: one for one in proposals}
    block = before.block.model_copy(
        update={
            "month": before.block.month + 1,
            "counters": LiftCounters(**{lift: one.counters for lift, one in proposed.items()}),
            "rate": min(one.rate for one in carry.lifts),
            "best_kg": _best(before.block, log),
        }
    )
    unit: WeightUnit = "lb" if (changes or {}).get("unit", before.unit) == "lb" else "kg"
    kept = [lift for lift in LIFTS if lift not in _new_records(before, unit, changes or {})]
    before_in_unit = fields_in(unit, carry.request, before)
    fields = {**before_in_unit, **(changes or {})}
    fields.pop("training_max_lb", None)
    fields["training_max"] = {lift: in_unit(proposed[lift].to_kg, unit) for lift in kept} | {**(training_max or {})}
    if isinstance(records := fields.get("rm_weight"), Mapping):
        fields["rm_weight"] = {**(before_in_unit.get("rm_weight") or {}), **records}
    if log or report:
        open_lifts = tuple(one for one in carry.lifts if one.lift in kept and one.lift not in (training_max or {}))
        options = options.model_copy(update={"unit": before.unit})
        past = Past(lifts=open_lifts, counters=before.block.counters, log=tuple(log), report=report, options=options)
        fields["past"] = past.model_dump(mode="json")
    if before.start_date and "start_date" not in (changes or {}):
        fields["start_date"] = _start(before, before.start_date)
    try:
        return in_place(RoutineRequest.model_validate({**fields, "block": block.model_dump()}))
    except ValidationError as error:
        raise RequestError(f"request: {one_line(field_errors(error.errors()))}") from error


def _new_records(before: RoutineRequest, unit: WeightUnit, changes: Mapping[str, Any]) -> list[Lift]:
    """The lifts whose record has changed by more than the hundredths of a change of units."""
    after = changes.get("rm_weight")
    given = after if isinstance(after, Mapping) else {}
    return [
        lift
        for lift in LIFTS
        if lift in given and not _nearly(_one_rep_max(given[lift], unit), before.rm_weight.one_rep_max(lift))
    ]


def _one_rep_max(record: Any, unit: WeightUnit) -> float | None:
    """The 1RM in kg behind a record of a caller's JSON; None: it cannot be read, which the whole request will tell."""
    if is_number(record):
        return in_kg(record, unit)
    try:
        return RepMax.model_validate(record).one_rep_max
    except ValidationError:
        return None


def _nearly(kg: float | None, other_kg: float) -> bool:
    return kg is not None and abs(kg - other_kg) < 0.005


def in_place(request: RoutineRequest) -> RoutineRequest:
    """The request with the role and the week 4 that its place in a programme gives it; unchanged outside of one."""
    block = request.block
    if block.weeks is None:
        return request
    plans = months_of(block.weeks, block.layout, obeyed(request))
    if block.month - block.first >= len(plans):
        block = block.model_copy(update={"first": block.month})
    plan = plans[block.month - block.first]
    return request.model_copy(update={"block": block, "role": plan.role, "week4": plan.week4})


def first_request(request: RoutineRequest, weeks: BlockWeeks, layout: Layout | None) -> RoutineRequest:
    """The request for a programme's first month.

    Args:
        request: Whose programme it is.
        weeks: 4, 8, 11 or 12.
        layout: How the months follow each other; None: as suits the lifter.
    """
    place = {"weeks": weeks, "layout": layout, "first": request.block.month}
    return in_place(request.model_copy(update={"block": request.block.model_copy(update=place)}))


def _best(block: Block, log: Sequence[LoggedSet]) -> LiftKilograms:
    """The highest 1RM in kg that a set stands for, the month's sets included."""
    before, found = block.best_kg.by_lift, {lift: best_kg(lift, log) for lift in LIFTS}
    best = {lift: max(before.get(lift, 0.0), round(found[lift] or 0.0, 2)) for lift in LIFTS}
    return LiftKilograms(**{lift: min(kg, HEAVIEST_KG) for lift, kg in best.items() if kg})


def _start(before: RoutineRequest, first: date) -> str:
    """The day after the month's last week, as text."""
    try:
        return (first + timedelta(weeks=len(weeks_of(before.week4)))).isoformat()
    except OverflowError as error:
        raise RequestError("start_date: the next month would start past the calendar's last day") from error
