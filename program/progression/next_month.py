"""The request for the next month: from what this one asked, and from what was lifted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from pydantic import ValidationError

from program.block import Block, BlockWeeks, Layout, LiftCounters, LiftKilograms
from program.errors import RequestError
from program.field_errors import field_errors, one_line
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
from program.records import HEAVIEST_KG
from program.schema import LIFTS, OF_UNIT, Lift, RoutineRequest
from program.units import WeightUnit, in_unit

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
    for name, advice in FROM_THE_CARRY.items():
        if changes and name in changes and changes[name] != carry.request.get(name):
            raise RequestError(f"request.{name}: it follows from the month before; {advice}")
    before = carry.whose
    proposed = {one.lift: one for one in proposals}
    block = before.block.model_copy(
        update={
            "month": before.block.month + 1,
            "counters": LiftCounters(**{lift: one.counters for lift, one in proposed.items()}),
            "rate": min(one.rate for one in carry.lifts),
            "best_kg": _best(before.block, log),
        }
    )
    kept = [lift for lift in LIFTS if lift not in _new_records(carry, changes or {})]
    unit: WeightUnit = "lb" if (changes or {}).get("unit", before.unit) == "lb" else "kg"
    fields = {**_kept(carry, unit), **(changes or {})}
    fields["training_max"] = {lift: in_unit(proposed[lift].to_kg, unit) for lift in kept} | {**(training_max or {})}
    if isinstance(records := fields.get("rm_weight"), Mapping):
        fields["rm_weight"] = {**(_kept(carry, unit).get("rm_weight") or {}), **records}
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


def _kept(carry: Carry, unit: WeightUnit) -> dict[str, Any]:
    """The fields of the month's request that hold in a request in `unit`: of another unit's request no plates."""
    before = carry.whose
    if unit == before.unit:
        return dict(carry.request)
    kept = {name: value for name, value in carry.request.items() if OF_UNIT.get(name, unit) == unit}
    records = {lift: {"weight_kg": before.rm_weight.one_rep_max(lift), "reps": 1} for lift in LIFTS}
    return {**kept, "rm_weight": records}


def _new_records(carry: Carry, changes: Mapping[str, Any]) -> list[Lift]:
    """The lifts whose record has changed."""
    before, after = (fields.get("rm_weight") or {} for fields in (carry.request, changes))
    return [lift for lift in LIFTS if isinstance(after, Mapping) and lift in after and after[lift] != before.get(lift)]


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
