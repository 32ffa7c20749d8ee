"""From the two agents' decisions to a month of training in kilograms: all of it arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from program.catalogue import find
from program.loading import set_weight, training_max
from program.schema import (
    LIFTS,
    Accessory,
    Lift,
    MainLift,
    Prescription,
    RoutineRequest,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    WeekTemplate,
    WeightPlan,
    WorkSet,
)
from program.session import Session, fit_week
from program.splits import SPLITS, session_date
from program.supplemental import SUPPLEMENTAL
from program.volume import cap_volume
from program.waves import DELOAD_WEEK, WEEKS, Work, warmup_sets, work_sets

DELOAD_SHARE: Final = 2
"""In the deload week an assistance exercise has week 1's sets divided by this, at least one set."""


@dataclass(frozen=True, slots=True)
class Month:
    """Four weeks of training."""

    training_max: dict[Lift, float]
    """Each lift's training max in kg, two decimals."""
    weeks: tuple[TrainingWeek, ...]


@dataclass(frozen=True, slots=True)
class _Bar:
    """What turns a rate into a weight: the lifts' training maxes, the bar and the plates, all in kg."""

    training_max: dict[Lift, float]
    bar_kg: float
    smallest_plate_kg: float

    def sets(
        self, lift: Lift, kind: Literal["warmup", "work", "supplemental"], asked: Iterable[Work]
    ) -> tuple[WorkSet, ...]:
        max_kg = self.training_max[lift]
        return tuple(
            WorkSet(
                kind=kind,
                rate=work.rate,
                reps=work.reps,
                amrap=work.amrap,
                weight_kg=set_weight(max_kg, work.rate, self.bar_kg, self.smallest_plate_kg),
            )
            for work in asked
        )


def compose(request: RoutineRequest, plan: WeightPlan, week: WeekTemplate) -> Month:
    """The month of a lifter: the week template repeated four times at the plan's rates, every set in kilograms.

    A session has the split's lifts with warm-ups and three work sets, then supplemental sets of the same lifts, then
    the assistance. What does not fit into `request.session_minutes` is left out, see `program.session.fit_week`. The
    deload week has no supplemental work and half the assistance.

    Args:
        request: Whose month it is.
        plan: Task1's answer.
        week: Task2's answer, one in which `program.rules.week_errors` finds nothing.

    Raises:
        RequestError: The month would run past the calendar's last day.
        LookupError: The template names a split, a supplemental template or an exercise that does not exist.
        ValueError: The template has not as many days as its split.
    """
    maxes = {lift: training_max(request.rm_weight.one_rep_max(lift), plan.training_max_rate) for lift in LIFTS}
    bar = _Bar(maxes, request.bar_kg, request.smallest_plate_kg)
    assistance = [tuple(_accessory(one) for one in prescriptions) for prescriptions in week.days]
    weeks: list[TrainingWeek] = []
    for number in WEEKS:
        if number == DELOAD_WEEK:
            assistance = [tuple(_halved(one) for one in day.accessories) for day in weeks[0].days]
        weeks.append(_week(request, plan, week, bar, number, assistance))
    return Month(maxes, tuple(weeks))


def _week(
    request: RoutineRequest,
    plan: WeightPlan,
    template: WeekTemplate,
    bar: _Bar,
    week: int,
    assistance: Sequence[tuple[Accessory, ...]],
) -> TrainingWeek:
    split = SPLITS[request.days][template.split]
    wanted = (
        Session(
            main=tuple(_main(plan, bar, lift, week) for lift in lifts),
            supplemental=_supplemental(template.supplemental, plan, bar, lifts, week),
            accessories=accessories,
        )
        for lifts, accessories in zip(split, assistance, strict=True)
    )
    sessions = fit_week(cap_volume(wanted, request.experience), request.session_minutes)
    return TrainingWeek(
        week=week,
        deload=week == DELOAD_WEEK,
        days=tuple(
            TrainingDay(
                day=day,
                date=session_date(request.start_date, week, day, request.days) if request.start_date else None,
                minutes=session.minutes,
                main=session.main,
                supplemental=session.supplemental,
                accessories=session.accessories,
            )
            for day, session in enumerate(sessions, start=1)
        ),
    )


def _main(plan: WeightPlan, bar: _Bar, lift: Lift, week: int) -> MainLift:
    warmups = bar.sets(lift, "warmup", warmup_sets(plan, week))
    return MainLift(lift=lift, sets=warmups + bar.sets(lift, "work", work_sets(plan, week)))


def _supplemental(
    name: str, plan: WeightPlan, bar: _Bar, lifts: tuple[Lift, ...], week: int
) -> tuple[SupplementalLift, ...]:
    chosen = SUPPLEMENTAL[name]
    if week == DELOAD_WEEK or chosen.sets == 0:
        return ()
    rate = work_sets(plan, week)[0].rate if chosen.rate is None else chosen.rate
    asked = [Work(rate, chosen.reps, amrap=False)] * chosen.sets
    return tuple(
        SupplementalLift(lift=lift, template=chosen.template, sets=bar.sets(lift, "supplemental", asked))
        for lift in lifts
    )


def _accessory(prescription: Prescription) -> Accessory:
    exercise = find(prescription.exercise)
    return Accessory(
        id=exercise.id,
        name=exercise.name,
        name_en=exercise.name_en,
        category=exercise.category,
        sets=prescription.sets,
        reps=prescription.reps,
    )


def _halved(accessory: Accessory) -> Accessory:
    return accessory.model_copy(update={"sets": max(accessory.sets // DELOAD_SHARE, 1)})
