"""What a month asked of each lift, as the next month needs to know it."""

from collections.abc import Iterable, Iterator

from program.lifter.brief import Brief
from program.month.compose import Month
from program.month.loads import training_maxes_of
from program.month.routine import MainLift, TrainingWeek, WorkSet
from program.progression.carry import Carry
from program.progression.log import Held, LiftMonth, TopSet, TopSetKind
from program.progression.unit_change import fields_in
from program.schema import CAUTIONS, LIFTS, Lift, RoutineRequest, WeightPlan


def carry_of(form: RoutineRequest, brief: Brief, plan: WeightPlan, month: Month) -> Carry:
    """What a month carries over, in the unit of its plates.

    Args:
        form: The request as it came.
        brief: The request as it was obeyed.
        plan: The plan of the month.
        month: What was composed.
    """
    maxes, given = training_maxes_of(brief, plan.training_max_rate), brief.training_maxes
    carried = _carried(form, brief)
    return Carry(
        request=fields_in(brief.plate_unit, carried.model_dump(mode="json", exclude_defaults=True), carried),
        lifts=tuple(
            LiftMonth(
                lift=lift,
                training_max_kg=maxes[lift],
                rate=brief.block.rate if lift in given and brief.block.rate else plan.training_max_rate,
                top_sets=tuple(_top_sets(lift, month.weeks)),
                held=_held(lift, brief, month),
            )
            for lift in LIFTS
        ),
    )


def _carried(form: RoutineRequest, brief: Brief) -> RoutineRequest:
    """The request with what follows from the report on the month before; the cautions that it told stay."""
    if form.past is None:
        return form
    told = {*(form.cautions or ()), *brief.reported}
    cautions = tuple(one for one in CAUTIONS if one in told) or None
    follows = {
        "training_max": brief.training_max,
        "training_max_lb": brief.training_max_lb,
        "block": brief.block,
        "cautions": cautions,
    }
    return form.model_copy(update={"past": None, **follows})


def _held(lift: Lift, brief: Brief, month: Month) -> Held | None:
    if brief.careful:
        return "careful"
    if lift in month.loads.instead:
        return "replaced"
    if lift in brief.sore_lifts:
        return "spared"
    return "plates" if month.loads.on_bar[lift].all_plates is not None else None


def _top_sets(lift: Lift, weeks: Iterable[TrainingWeek]) -> Iterator[TopSet]:
    """The last work set of each week that is no deload; of a lift done twice in a week that of the first session."""
    for week in weeks:
        days = ((day.day, main) for day in week.days for main in day.main if main.lift == lift and not week.deload)
        day, main = next(days, (0, None))
        top = _last_work_set(main) if main else None
        if top and top.weight_kg is not None:
            kind: TopSetKind = "tm_test" if top.most_reps else "work"
            if kind == "work" and week.test:
                continue  # the lift is not tested: it has a deload
            yield TopSet(week=week.week, day=day, weight_kg=top.weight_kg, reps=top.reps, plus=top.amrap, kind=kind)


def _last_work_set(main: MainLift) -> WorkSet | None:
    return next((one for one in reversed(main.sets) if one.kind == "work"), None)
