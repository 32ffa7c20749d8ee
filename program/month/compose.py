"""Turns the decisions of the two agents into a month of training in kilograms, by arithmetic alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from program.exercises.catalogue import Exercise, find
from program.lifter.brief import Brief
from program.lifter.variations import body_weight_alone
from program.month.adjustments import supplemental_of
from program.month.loads import LiftLoads, Loads, loads_of
from program.month.routine import (
    Accessory,
    MainLift,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    Variation,
    WorkSet,
)
from program.month.session import Session, fit_week
from program.month.splits import SPLITS, session_date
from program.month.stand_in_sets import stand_in_supplemental, stand_in_work
from program.month.volume import cap_volume
from program.month.waves import DELOAD_WEEK, WEEKS, Work, warmup_sets, work_sets
from program.schema import Lift, Prescription, WeekTemplate, WeightPlan

DELOAD_SHARE: Final = 2
"""In the deload week an assistance exercise has week 1's sets divided by this, at least one set."""

Cut = Literal["volume", "assistance", "supplemental", "warmup"]
"""`volume`: assistance beyond what a muscle recovers from; the others: what did not fit into the minutes."""


@dataclass(frozen=True, slots=True)
class Month:
    """Four weeks of training."""

    training_max: dict[Lift, float]
    """Each lift's training max in kg, two decimals."""
    weeks: tuple[TrainingWeek, ...]
    cut: frozenset[Cut]
    """What weeks 1 to 3 do not hold in full."""
    loads: Loads
    """How each lift is loaded, and what stands in for those that are not done on the bar."""


def compose(brief: Brief, plan: WeightPlan, week: WeekTemplate, training_maxes: Mapping[Lift, float]) -> Month:
    """The month of a lifter: the week template repeated four times at the plan's rates, every set in kilograms.

    A session has the split's lifts with warm-ups and three work sets, then supplemental sets of the same lifts, then
    the assistance. What does not fit into `brief.session_minutes` is left out, see `session.fit_week`. The
    deload week has no supplemental work and half the assistance. A lift that loads a sore joint has a lower training
    max and no plus sets; an exercise that stands in for a lift has no warm-ups and no computed weight.

    Args:
        brief: Whose month it is, and what the sentence asks for.
        plan: Task1's answer.
        week: Task2's answer with its sets and reps, one in which `program.month.rules.week_errors` finds nothing.
        training_maxes: Each lift's training max in kg; `weights.training_maxes_of` derives them from records.

    Raises:
        RequestError: The month would run past the calendar's last day.
        LookupError: The template names a split, a supplemental template or an exercise that does not exist.
        ValueError: The template has not as many days as its split.
    """
    loads = loads_of(brief, plan, training_maxes, {one.exercise for day in week.days for one in day})
    assistance = [tuple(_accessory(one) for one in prescriptions) for prescriptions in week.days]
    weeks: list[TrainingWeek] = []
    cut: set[Cut] = set()
    for number in WEEKS:
        if number == DELOAD_WEEK:
            assistance = [tuple(_halved(one) for one in day.accessories) for day in weeks[0].days]
        wanted = _sessions(brief, plan, week, loads, number, assistance)
        capped = cap_volume(wanted, brief.experience)
        fitted = fit_week(capped, brief.session_minutes)
        if number != DELOAD_WEEK:
            cut.update(["volume"] if _sets(wanted) != _sets(capped) else [], _left_out(capped, fitted))
        weeks.append(_week(brief, number, fitted))
    return Month(dict(loads.training_max), tuple(weeks), frozenset(cut), loads)


def _sessions(
    brief: Brief,
    plan: WeightPlan,
    template: WeekTemplate,
    loads: Loads,
    week: int,
    assistance: Sequence[tuple[Accessory, ...]],
) -> tuple[Session, ...]:
    """A week's sessions with all that is wanted, however long they take."""
    return tuple(
        Session(
            main=tuple(_main(brief, plan, loads, lift, week) for lift in filter(loads.done, lifts)),
            supplemental=tuple(_supplemental(brief, template, plan, loads, lifts, week)),
            accessories=accessories,
        )
        for lifts, accessories in zip(SPLITS[brief.days][template.split], assistance, strict=True)
    )


def _week(brief: Brief, week: int, sessions: Sequence[Session]) -> TrainingWeek:
    return TrainingWeek(
        week=week,
        deload=week == DELOAD_WEEK,
        days=tuple(
            TrainingDay(
                day=day,
                date=session_date(brief.start_date, week, day, brief.days) if brief.start_date else None,
                minutes=session.minutes,
                main=session.main,
                supplemental=session.supplemental,
                accessories=session.accessories,
            )
            for day, session in enumerate(sessions, start=1)
        ),
    )


def _sets(sessions: Iterable[Session]) -> int:
    return sum(one.sets for session in sessions for one in session.accessories)


def _left_out(wanted: Sequence[Session], fitted: Sequence[Session]) -> Iterator[Cut]:
    """What the fitted sessions have less of."""
    if _sets(fitted) < _sets(wanted):
        yield "assistance"
    for before, after in zip(wanted, fitted, strict=True):
        if sum(len(lift.sets) for lift in after.supplemental) < sum(len(lift.sets) for lift in before.supplemental):
            yield "supplemental"
        if sum(len(lift.sets) for lift in after.main) < sum(len(lift.sets) for lift in before.main):
            yield "warmup"


def _main(brief: Brief, plan: WeightPlan, loads: Loads, lift: Lift, week: int) -> MainLift:
    exercise = loads.instead.get(lift)
    if exercise:
        work = stand_in_work(brief, exercise, plan, week)
        sets = tuple(_set("work", one, None) for one in work)
        total = sum(one.reps for one in work) if body_weight_alone(exercise) else None
    else:
        sets, total = _on_the_bar(plan, loads.on_bar[lift], week), None
    if lift in brief.sore_lifts:
        sets = tuple(one.model_copy(update={"amrap": False}) for one in sets)
    return MainLift(lift=lift, variation=_variation(exercise), sets=sets, total_reps=total)


def _on_the_bar(plan: WeightPlan, lift: LiftLoads, week: int) -> tuple[WorkSet, ...]:
    """Warm-up and work sets; no warm-up for which the bar is too heavy, or as heavy as the first work set."""
    work = lift.weeks[week - 1]
    weights = ((one, lift.barbell.weight(one.rate, one.reps)) for one in warmup_sets(plan, week))
    warmups = [_set("warmup", one, kg) for one, kg in weights if kg is not None and kg < work[0].kg]
    return (*warmups, *(_set("work", one.work, one.kg) for one in work))


def _supplemental(
    brief: Brief, template: WeekTemplate, plan: WeightPlan, loads: Loads, lifts: Sequence[Lift], week: int
) -> Iterator[SupplementalLift]:
    for place, lift in enumerate(filter(loads.done, lifts)):
        name = supplemental_of(brief, plan.scheme, template.supplemental, lift, second=place > 0)
        chosen = loads.supplemental(lift, name)
        exercise = loads.instead.get(lift)
        sets, reps = stand_in_supplemental(exercise, chosen) if exercise else (chosen.sets, chosen.reps)
        if week == DELOAD_WEEK or sets == 0:
            continue
        rate = work_sets(plan, week)[0].rate if chosen.rate is None else chosen.rate
        asked = Work(rate, reps, amrap=False)
        yield SupplementalLift(
            lift=lift,
            variation=_variation(exercise),
            template=chosen.template,
            sets=(_set("supplemental", asked, loads.supplemental_kg(lift, asked, week)),) * sets,
        )


def _set(kind: Literal["warmup", "work", "supplemental"], work: Work, kg: float | None) -> WorkSet:
    return WorkSet(kind=kind, rate=work.rate, reps=work.reps, amrap=work.amrap, weight_kg=kg)


def _variation(exercise: Exercise | None) -> Variation | None:
    return Variation(id=exercise.id, name=exercise.name, name_en=exercise.name_en) if exercise else None


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
