"""How each lift is loaded through the month, and which lifts another exercise stands in for.

The rules here hold for every answer of the models:

- No set is heavier than the 1RM, none of five repetitions or more than 85 % of it, and none is more than 10 points of
  the training max above its rate; the empty bar included (`weights.Barbell.may_weigh`).
- Weeks 1 to 3 rise: from week to week the heaviest work set, the sum of the three, or their repetitions. With 5s PRO
  the last set rises, in weight or in repetitions.
- No set of the deload weighs as much as the heaviest set of week 1.

Where the bar is too heavy for one of a lift's sets, the month takes in this order: for light deload sets the rate of a
heavier one; a lighter bar that the request has; for all deload sets the bar alone, with fewer repetitions; supplemental
work with the weight of the first work set; another exercise.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from program.exercises.catalogue import Exercise
from program.lifter.bars import LIGHTER_SHARE, SORE_SHARE, bars, lighter_bars, too_heavy
from program.lifter.brief import Brief
from program.lifter.variations import stand_ins
from program.month.plates import Plates, pairs_of, plates_down_to
from program.month.rules import HIGHEST_TOP_RATE
from program.month.seventh_week import TM_TEST
from program.month.supplemental import SUPPLEMENTAL, Supplemental
from program.month.waves import BAR_ALONE_REPS, DELOAD_WEEK, WEEKS, Work, work_sets
from program.month.weights import Barbell, lowered, one_rep_max_behind, training_max
from program.progression.steps import kept
from program.schema import LIFTS, Lift, RoutineRequest, WeightPlan
from program.units import exact

_A_STEP_KG: Final = Decimal("2.5")
"""A set that much lighter than asked is felt: two of the usual smallest plates."""


class LoadedSet(NamedTuple):
    """One work set with its weight."""

    work: Work
    kg: float
    """The weight in kg, bar included."""


def plates_of(request: RoutineRequest) -> Plates:
    """The plates of a request: the pairs that it lists, else the usual ones down to its smallest."""
    unit, nearest = request.plate_unit, request.rounding == "nearest"
    own = request.plates_lb if unit == "lb" else request.plates_kg
    if own is not None:
        return pairs_of(own, unit, nearest=nearest)
    smallest = request.smallest_plate_lb if unit == "lb" else request.smallest_plate_kg
    return plates_down_to(smallest, unit, nearest=nearest)


@dataclass(frozen=True, slots=True)
class LiftLoads:
    """One lift on the bar through the month."""

    barbell: Barbell
    weeks: tuple[tuple[LoadedSet, ...], ...]
    """The three work sets of weeks 1 to 4."""

    @property
    def alike(self) -> bool:
        """Whether the last sets of two loading weeks in a row have the same weight, as with big plates."""
        tops = [week[-1].kg for week in self.weeks[: DELOAD_WEEK - 1]]
        return any(after <= before for before, after in pairwise(tops))

    @property
    def all_plates(self) -> float | None:
        """The weight in kg that takes all of the lifter's own plates, where some should be heavier; None: none."""
        bar = self.barbell
        short = (one for week in self.weeks for one in week if bar.asked(one.work.rate) - exact(one.kg) >= _A_STEP_KG)
        return next((one.kg for one in short if bar.plates.pairs and bar.heavier(one.kg) is None), None)


@dataclass(frozen=True, slots=True)
class Loads:
    """How the month's lifts are loaded, and what stands in for those that are not done on the bar."""

    training_max: Mapping[Lift, float]
    """Each lift's training max in kg; lower for a lift that loads a sore joint."""
    on_bar: Mapping[Lift, LiftLoads]
    """The lifts that are done themselves."""
    instead: Mapping[Lift, Exercise | None]
    """The other lifts, each with the exercise done instead; None: nothing is left that could stand in."""
    too_heavy: Mapping[Lift, float | None]
    """The lifts that no bar of the request is light enough for, each with the bar in kg that would do; None: none."""

    def done(self, lift: Lift) -> bool:
        """Whether the lift is done, itself or what stands in for it."""
        return lift in self.on_bar or self.instead[lift] is not None

    def supplemental(self, lift: Lift, name: str) -> Supplemental:
        """The supplemental work of a lift for which the template `name` was chosen: a lighter bar's work if need be.

        Where the empty bar is too heavy for the template's rate, the sets have the weight of the first work set.
        """
        chosen = SUPPLEMENTAL[name]
        loads = self.on_bar.get(lift)
        if loads is None or chosen.rate is None or loads.barbell.weight(chosen.rate, chosen.reps) is not None:
            return chosen
        return SUPPLEMENTAL["FSL 5x5" if chosen.sets >= SUPPLEMENTAL["FSL 5x5"].sets else "FSL 3x5"]

    def supplemental_kg(self, lift: Lift, work: Work, week: int) -> float | None:
        """The weight of a supplemental set, at the first work set's rate that set's; None: not on the bar."""
        loads = self.on_bar.get(lift)
        if loads is None:
            return None
        first = loads.weeks[week - 1][0]
        if first.work.rate == work.rate and loads.barbell.may_weigh(first.kg, work.rate, work.reps):
            return first.kg
        return loads.barbell.weight(work.rate, work.reps)


def training_maxes_of(brief: Brief, rate: int) -> dict[Lift, float]:
    """The four training maxes in kg, with two decimals in the plates' unit.

    They are those that the request gives, the others follow from its records.

    In a careful month a training max that is given is no higher than the one from the records.

    Args:
        brief: Whose they are.
        rate: The training max in percent of the 1RM: a plan's `training_max_rate`.
    """
    unit = brief.plate_unit
    from_records = {lift: training_max(brief.rm_weight.one_rep_max(lift), rate, unit) for lift in LIFTS}
    given = {lift: float(kept(exact(kg), unit)) for lift, kg in brief.training_maxes.items()}
    if brief.careful:
        given = {lift: min(kg, from_records[lift]) for lift, kg in given.items()}
    return from_records | given


def loads_of(
    brief: Brief, plan: WeightPlan, training_maxes: Mapping[Lift, float], assistance: Collection[str] = ()
) -> Loads:
    """How the month's lifts are loaded.

    `Brief.variations` holds the lifts that cannot be done whatever the models answer. A plan that starts low, or plates
    that are too big, can take out more. For these an exercise stands in that the week does not use as assistance.

    Args:
        brief: Whose month it is.
        plan: The plan of the month.
        training_maxes: Each lift's training max in kg, before a sore joint lowers it.
        assistance: Ids of the week's assistance exercises.
    """
    found = {lift: _best_loads(brief, plan, training_maxes, lift) for lift in LIFTS if lift not in brief.variations}
    lost = [lift for lift, loads in found.items() if loads is None]
    instead = dict(brief.variations)
    if lost:
        taken = {*assistance, *(one.id for one in instead.values() if one)}
        free = [one for one in brief.possible if one.id not in taken]
        instead |= stand_ins(brief, lost, free, too_heavy=lost)
    return Loads(
        training_max={lift: _training_max(brief, training_maxes, lift) for lift in LIFTS},
        on_bar={lift: loads for lift, loads in found.items() if loads},
        instead={lift: instead[lift] for lift in LIFTS if lift in instead},
        too_heavy={
            lift: _bar_that_would_do(brief, plan, training_maxes, lift)
            for lift in LIFTS
            if lift in brief.too_heavy or lift in lost
        },
    )


def _training_max(brief: Brief, training_maxes: Mapping[Lift, float], lift: Lift) -> float:
    """The training max in kg that the lift's sets stand on this month."""
    if lift in brief.sore_lifts:
        return lowered(training_maxes[lift], SORE_SHARE, brief.plate_unit)
    lighter = lift in brief.training_maxes and brief.constraints.intensity == "lighter"
    return lowered(training_maxes[lift], LIGHTER_SHARE, brief.plate_unit) if lighter else training_maxes[lift]


def _best_loads(brief: Brief, plan: WeightPlan, training_maxes: Mapping[Lift, float], lift: Lift) -> LiftLoads | None:
    """The lift with the first of the request's bars that keeps all rules; None: no bar does.

    A bar alone that is too heavy for the deload's own rates is taken only where no bar is light enough for them.
    """
    tried = (
        _loads_with(brief, plan, training_maxes, lift, bar, bar_alone=bar_alone)
        for bar_alone in (False, True)
        for bar in bars(brief, lift)
    )
    return next((loads for loads in tried if loads), None)


def _bar_that_would_do(
    brief: Brief, plan: WeightPlan, training_maxes: Mapping[Lift, float], lift: Lift
) -> float | None:
    """The heaviest common bar with which the lift could be done itself."""
    sore = lift in brief.sore_lifts
    for bar in lighter_bars(brief, lift):
        light = not too_heavy(brief, lift, bar, brief.constraints.intensity, sore=sore)
        if light and _loads_with(brief, plan, training_maxes, lift, bar, bar_alone=True):
            return bar
    return None


def _loads_with(
    brief: Brief,
    plan: WeightPlan,
    training_maxes: Mapping[Lift, float],
    lift: Lift,
    bar_kg: float,
    *,
    bar_alone: bool,
) -> LiftLoads | None:
    """The lift with one bar; None: a set would break a rule.

    With `bar_alone` a deload that the bar is too heavy for is done with the bar alone, for fewer repetitions.
    """
    record = brief.rm_weight.one_rep_max(lift)
    one_rep_max = one_rep_max_behind(training_maxes[lift], plan.training_max_rate, record, brief.plate_unit)
    lift_max = _training_max(brief, training_maxes, lift)
    if lift_max == 0:
        return None
    barbell = Barbell(lift_max, one_rep_max, bar_kg, plates_of(brief))
    weeks: list[tuple[LoadedSet, ...]] = []
    for week in WEEKS:
        asked = work_sets(plan, week)
        sets = _loaded(barbell, _liftable(barbell, asked) if week == DELOAD_WEEK else asked)
        if not sets and week == DELOAD_WEEK and bar_alone:
            sets = _bar_alone(barbell, work_sets(plan, 1)[0].rate, len(asked))
        if sets and week == DELOAD_WEEK:
            sets = _tested(brief, barbell, lift) or _lightened(barbell, sets, weeks[0])
        elif sets and weeks:
            pro = plan.scheme == "5s PRO"
            sets = _raised(barbell, sets, weeks[-1], more_reps=pro)
            if pro:
                sets = _longer_last(barbell, sets, weeks[-1])
        if not sets:
            return None
        weeks.append(sets)
    return LiftLoads(barbell, tuple(weeks))


def tests(brief: Brief, loads: Loads) -> bool:
    """Whether week 4 tests the training max of a lift."""
    return any(_tested(brief, one.barbell, lift) for lift, one in loads.on_bar.items())


def _tested(brief: Brief, barbell: Barbell, lift: Lift) -> tuple[LoadedSet, ...]:
    """The sets of the training max test in week 4; none where the lift is not tested and has a deload."""
    if brief.week4 != "tm_test" or brief.careful or lift in brief.sore_lifts or lift not in brief.tested:
        return ()
    return _loaded(barbell, TM_TEST)


def _loaded(barbell: Barbell, asked: Collection[Work]) -> tuple[LoadedSet, ...]:
    """The sets with their weights; none, if the empty bar is too heavy for one of them."""
    sets = [LoadedSet(work, kg) for work in asked if (kg := barbell.weight(work.rate, work.reps)) is not None]
    return tuple(sets) if len(sets) == len(asked) else ()


def _liftable(barbell: Barbell, asked: Sequence[Work]) -> list[Work]:
    """A deload's sets, where the bar is too heavy for a set at the rate of the next one that it is light enough for."""
    rates = [one.rate for one in asked if barbell.weight(one.rate, one.reps) is not None]
    lightest = min(rates, default=0)
    return [one._replace(rate=max(one.rate, lightest)) for one in asked]


def _bar_alone(barbell: Barbell, rate: int, number: int) -> tuple[LoadedSet, ...]:
    """A deload's sets with the bar alone, at the rate of week 1's first set; none, if it is too heavy for that."""
    work = Work(rate, BAR_ALONE_REPS, amrap=False)
    return (LoadedSet(work, barbell.bar_kg),) * number if barbell.may_weigh(barbell.bar_kg, rate, work.reps) else ()


def _lightened(barbell: Barbell, sets: tuple[LoadedSet, ...], week1: tuple[LoadedSet, ...]) -> tuple[LoadedSet, ...]:
    """A deload's sets, each lighter than the heaviest of week 1; none, if the bar leaves no lighter one."""
    most = barbell.lighter(max(one.kg for one in week1))
    return () if most is None else tuple(one._replace(kg=min(one.kg, most)) for one in sets)


def _raised(
    barbell: Barbell, sets: tuple[LoadedSet, ...], before: tuple[LoadedSet, ...], *, more_reps: bool
) -> tuple[LoadedSet, ...]:
    """A week's sets that are more than those of the week before; none, if no rule leaves room for more.

    Big plates and a light lift can give two weeks the same weights. Then the set that comes least above its rate goes
    one step up, again and again until the week is more. Else the sets of 5s PRO get a repetition more, the last first.
    """
    raised = sets
    while not _is_more(raised, before):
        steps = [(index, barbell.heavier(one.kg)) for index, one in enumerate(raised)]
        possible = [(index, kg) for index, kg in steps if kg is not None and _may_rise(barbell, raised, index, kg)]
        if not possible:
            longer = _more_reps(sets, before) if more_reps else ()
            return longer or (sets if _takes_all_plates(barbell, sets) else ())
        index, kg = min(possible, key=lambda step: barbell.points_over(step[1], raised[step[0]].work.rate))
        raised = (*raised[:index], raised[index]._replace(kg=kg), *raised[index + 1 :])
    return raised


def _longer_last(barbell: Barbell, sets: tuple[LoadedSet, ...], before: tuple[LoadedSet, ...]) -> tuple[LoadedSet, ...]:
    """The sets, with a repetition more in the last one where it is neither heavier nor longer than the week before."""
    if not sets or sets[-1].kg > before[-1].kg or sets[-1].work.reps > before[-1].work.reps:
        return sets
    work = sets[-1].work._replace(reps=before[-1].work.reps + 1)
    if not barbell.may_weigh(sets[-1].kg, work.rate, work.reps):
        return sets
    return (*sets[:-1], sets[-1]._replace(work=work))


def _takes_all_plates(barbell: Barbell, sets: Sequence[LoadedSet]) -> bool:
    """Whether the heaviest set takes all of the lifter's own plates: then a week may repeat the one before."""
    return barbell.plates.pairs is not None and barbell.heavier(max(one.kg for one in sets)) is None


def _may_rise(barbell: Barbell, sets: tuple[LoadedSet, ...], index: int, kg: float) -> bool:
    """Whether a set may have this weight: within all limits, and no heavier than the set after it."""
    work = sets[index].work
    last = index == len(sets) - 1
    most = barbell.training_max * HIGHEST_TOP_RATE / 100 if last else sets[index + 1].kg
    return kg <= most and barbell.may_weigh(kg, work.rate, work.reps)


def _more_reps(sets: tuple[LoadedSet, ...], before: tuple[LoadedSet, ...]) -> tuple[LoadedSet, ...]:
    """The sets with a repetition more, the last sets first, until they are more than those of the week before."""
    for number in range(1, len(sets) + 1):
        more = tuple(one._replace(work=one.work._replace(reps=one.work.reps + 1)) for one in sets[-number:])
        longer = (*sets[: len(sets) - number], *more)
        if _is_more(longer, before):
            return longer
    return ()


def _is_more(sets: tuple[LoadedSet, ...], before: tuple[LoadedSet, ...]) -> bool:
    """Whether a week is more than the one before: the heaviest set, the sum of the sets, or the repetitions."""
    heaviest, heaviest_before = max(one.kg for one in sets), max(one.kg for one in before)
    total, total_before = sum(exact(one.kg) for one in sets), sum(exact(one.kg) for one in before)
    reps, reps_before = sum(one.work.reps for one in sets), sum(one.work.reps for one in before)
    return heaviest > heaviest_before or total > total_before or reps > reps_before
