"""The rules of the programme for an agent's answer that is JSON and fits its schema.

Every error names the place, what was wrong and what is expected, because it goes back to the model unchanged.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from program.exercises.catalogue import CATALOGUE, find
from program.lifter.brief import Brief
from program.lifter.careful import forbidden
from program.month.assistance import HARD, MOST_REPS, reps_of, supplementals
from program.month.slots import week_slots
from program.month.splits import SPLITS
from program.month.supplemental import SUPPLEMENTAL
from program.month.waves import WEEKS, Work, top_rate, work_sets
from program.schema import Category, Prescription, WeekTemplate, WeightPlan

HIGHEST_TOP_RATE: Final = 95
"""Percent of the training max: the heaviest set of canonical 5/3/1 (Wendler, *5/3/1* 2nd ed., week 3)."""

DELOAD_GAP: Final = 10
"""Points that a deload set is lighter than the same set of week 1; canonical 5/3/1 has 25 (40 against 65 percent)."""

TRAINING_MAX_RATES: Final = (80, 90)
"""Percent of the 1RM: 90 in *5/3/1* 2nd ed., 85 to 90 in *Forever*, 80 in some of its templates (p. 2, 20-21)."""

PRO_TRAINING_MAX: Final = 85
"""Percent of the 1RM: the most that a month of 5s PRO stands on. Its fives at 95 % are then at 81 % of the 1RM."""

HARDEST_REPS: Final = 5
"""Repetitions from which a set is never above `HEAVIEST_FOR_REPS`."""

HEAVIEST_FOR_REPS: Final = 85
"""Percent of the 1RM that a set of five or more may have: Epley's estimate of a best set of five is 86."""


def plan_errors(plan: WeightPlan) -> list[str]:
    """What is wrong with a weight-increase plan, whoever it is for; empty when it keeps the rules."""
    errors = []
    low, high = TRAINING_MAX_RATES
    if not low <= plan.training_max_rate <= high:
        errors.append(f"training_max_rate: {plan.training_max_rate} is outside the range, expected {low} to {high}")
    top = top_rate(plan)
    if top > HIGHEST_TOP_RATE:
        errors.append(
            "init_weight_rate: the top set, init_weight_rate + 2 * increase_rate_week + 2 * increase_rate_set, "
            f"is {top}; expected at most {HIGHEST_TOP_RATE}"
        )
    share = max((work.rate for work in _fives(plan)), default=0) * plan.training_max_rate / 100
    if share > HEAVIEST_FOR_REPS:
        errors.append(
            f"training_max_rate: sets of five or more reach {share:g} % of the 1RM with {plan.scheme}; expected at "
            f"most {HEAVIEST_FOR_REPS} %, such as a training max of 85 % with 5s PRO"
        )
    heaviest_deload = plan.init_weight_rate - DELOAD_GAP
    if plan.deloading_rate > heaviest_deload:
        errors.append(
            f"deloading_rate: {plan.deloading_rate} is too heavy for a week 1 from {plan.init_weight_rate}; "
            f"expected at most {heaviest_deload}, {DELOAD_GAP} points lighter set for set"
        )
    return errors


def _fives(plan: WeightPlan) -> list[Work]:
    return [work for week in WEEKS for work in work_sets(plan, week) if work.reps >= HARDEST_REPS]


def week_errors(brief: Brief, plan: WeightPlan, week: WeekTemplate) -> list[str]:
    """What is wrong with a week template; empty when it keeps the rules.

    The session's length is not checked: composing the month leaves out what does not fit.

    Args:
        brief: Whose week it is: training days, equipment, level, and what the sentence forbids.
        plan: The month's weight-increase plan.
        week: Task2's answer with its sets and reps.
    """
    errors = []
    splits = SPLITS[brief.days]
    if week.split not in splits:
        errors.append(f"split: {week.split!r} is no split for {brief.days} days a week, expected {_one_of(splits)}")
    if week.supplemental not in SUPPLEMENTAL:
        errors.append(f"supplemental: unknown template {week.supplemental!r}, expected {_one_of(SUPPLEMENTAL)}")
    elif week.supplemental in HARD and plan.scheme != "5s PRO":
        light = supplementals(brief, plan.scheme)
        errors.append(f"supplemental: {week.supplemental} is too hard beside plus sets, expected {_one_of(light)}")
    if len(week.days) != brief.days:
        errors.append(f"days: got {len(week.days)}, expected {brief.days}")
    for day, prescriptions in enumerate(week.days, start=1):
        errors.extend(_exercise_errors(brief, f"days.{day}", prescriptions))
        errors.extend(_volume_errors(f"days.{day}", prescriptions))
    if week.split in splits and len(week.days) == brief.days:
        errors.extend(_slot_errors(brief, week))
    errors.extend(_balance_errors(week))
    return errors


def _exercise_errors(brief: Brief, place: str, prescriptions: tuple[Prescription, ...]) -> Iterator[str]:
    there_is = ", ".join(sorted(brief.available))
    instead = {exercise.id: lift for lift, exercise in brief.variations.items() if exercise}
    seen: set[str] = set()
    for index, prescription in enumerate(prescriptions):
        spot = f"{place}.{index}"
        name = prescription.exercise
        try:
            exercise = find(name)
        except LookupError as error:
            yield f"{spot}: {error}"
            continue
        if name in seen:
            yield f"{spot}: {name} is already in this day, expected every exercise once"
        seen.add(name)
        if missing := sorted(exercise.equipment - brief.available):
            yield f"{spot}: {name} needs {', '.join(missing)}, expected one that needs only {there_is}"
        if exercise.level > brief.experience:
            yield f"{spot}: {name} is for level {exercise.level}, expected one for level {brief.experience} or lower"
        if loaded := sorted(exercise.joints & set(brief.constraints.avoid)):
            spared = ", ".join(brief.constraints.avoid)
            yield f"{spot}: {name} loads {', '.join(loaded)}, expected one that spares {spared}"
        if forbidden(exercise, brief.cautions):
            yield f"{spot}: {name} is nothing for a lifter with {', '.join(brief.cautions)}, expected another exercise"
        if name in instead:
            yield f"{spot}: {name} already stands in for {instead[name]}, expected another exercise"
        if name in brief.constraints.exclude:
            yield f"{spot}: {name} is excluded by the lifter, expected another exercise"


def _volume_errors(place: str, prescriptions: tuple[Prescription, ...]) -> Iterator[str]:
    reps: Counter[Category] = Counter()
    for one in prescriptions:
        if exercise := CATALOGUE.get(one.exercise):
            reps[exercise.category] += one.sets * reps_of(one)
    for category, done in reps.items():
        if done > MOST_REPS[category]:
            yield f"{place}: {done} repetitions of {category} work, expected at most {MOST_REPS[category]}"


def _slot_errors(brief: Brief, week: WeekTemplate) -> Iterator[str]:
    """Slots of the week that no exercise fills."""
    for day, (slots, prescriptions) in enumerate(zip(week_slots(brief, week.split), week.days, strict=True), start=1):
        there = {CATALOGUE[one.exercise].pattern for one in prescriptions if one.exercise in CATALOGUE}
        for slot in slots:
            if there.isdisjoint(slot.patterns):
                yield f"days.{day}: nothing for {slot.name}, expected an exercise of {_one_of(slot.patterns)}"


def _balance_errors(week: WeekTemplate) -> Iterator[str]:
    """More push than pull assistance."""
    sets: Counter[Category] = Counter()
    for one in (one for day in week.days for one in day if one.exercise in CATALOGUE):
        sets[CATALOGUE[one.exercise].category] += one.sets
    if 0 < sets["pull"] < sets["push"]:
        yield f"days: {sets['push']} sets of push and {sets['pull']} of pull assistance, expected at least as much pull"


def _one_of(names: Collection[str]) -> str:
    return "one of " + ", ".join(sorted(names))
