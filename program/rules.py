"""The rules of the programme that an agent's answer must keep after it is JSON and fits its schema.

Every error names the place, what was wrong and what is expected: it goes back to the model as it stands.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from program.catalogue import find
from program.schema import CATEGORIES, LifterRequest, Prescription, RoutineRequest, WeekTemplate, WeightPlan
from program.splits import SPLITS
from program.supplemental import SUPPLEMENTAL
from program.waves import top_rate

HIGHEST_TOP_RATE: Final = 95
"""Percent of the training max: the heaviest set of canonical 5/3/1 (Wendler, *5/3/1* 2nd ed., week 3)."""

DELOAD_GAP: Final = 10
"""Points that a deload set is lighter than the same set of week 1; canonical 5/3/1 has 25 (40 against 65 percent)."""

TRAINING_MAX_RATES: Final = (80, 90)
"""Percent of the 1RM: 90 in *5/3/1* 2nd ed., 85 to 90 in *Forever*, 80 in some of its templates (p. 2, 20-21)."""

CATEGORY_REPS: Final = (25, 100)
"""Assistance repetitions of each category in a session (*5/3/1 Forever*)."""


def plan_errors(request: LifterRequest, plan: WeightPlan) -> list[str]:  # noqa: ARG001 - agents ask all rules alike
    """What is wrong with a weight-increase plan; empty when it keeps the rules.

    Args:
        request: Whose plan it is. These rules are the same for everybody.
        plan: Task1's answer.
    """
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
    heaviest_deload = plan.init_weight_rate - DELOAD_GAP
    if plan.deloading_rate > heaviest_deload:
        errors.append(
            f"deloading_rate: {plan.deloading_rate} is too heavy for a week 1 from {plan.init_weight_rate}; "
            f"expected at most {heaviest_deload}, {DELOAD_GAP} points lighter set for set"
        )
    return errors


def week_errors(
    request: RoutineRequest,
    plan: WeightPlan,  # noqa: ARG001 - agents ask all rules alike
    week: WeekTemplate,
) -> list[str]:
    """What is wrong with a week template; empty when it keeps the rules.

    The session's length is no rule here: composing the month leaves out what does not fit.

    Args:
        request: Whose week it is: training days, equipment and level.
        plan: Task1's answer. These rules do not depend on it.
        week: Task2's answer.
    """
    errors = []
    splits = SPLITS[request.days]
    if week.split not in splits:
        errors.append(f"split: {week.split!r} is no split for {request.days} days a week, expected {_one_of(splits)}")
    if week.supplemental not in SUPPLEMENTAL:
        errors.append(f"supplemental: unknown template {week.supplemental!r}, expected {_one_of(SUPPLEMENTAL)}")
    if len(week.days) != request.days:
        errors.append(f"days: got {len(week.days)}, expected {request.days}")
    for index, prescriptions in enumerate(week.days):
        errors.extend(_day_errors(request, f"days.{index}", prescriptions))
    return errors


def _day_errors(request: RoutineRequest, place: str, prescriptions: tuple[Prescription, ...]) -> Iterator[str]:
    there_is = ", ".join(sorted(request.available))
    reps: Counter[str] = Counter()
    seen: set[str] = set()
    for index, prescription in enumerate(prescriptions):
        spot = f"{place}.{index}"
        name = prescription.exercise
        try:
            exercise = find(name)
        except LookupError as error:
            yield f"{spot}: {error}"
            continue
        reps[exercise.category] += prescription.sets * prescription.reps
        if name in seen:
            yield f"{spot}: {name} is already in this day, expected every exercise once"
        seen.add(name)
        if missing := sorted(exercise.equipment - request.available):
            yield f"{spot}: {name} needs {', '.join(missing)}, expected one that needs only {there_is}"
        if exercise.level > request.experience:
            yield f"{spot}: {name} is for level {exercise.level}, expected one for level {request.experience} or lower"
    low, high = CATEGORY_REPS
    for category in CATEGORIES:
        if category not in reps:
            yield f"{place}: no {category} exercise, expected at least one"
        elif not low <= reps[category] <= high:
            yield f"{place}: {reps[category]} repetitions of {category} work, expected {low} to {high}"


def _one_of(names: Collection[str]) -> str:
    return "one of " + ", ".join(sorted(names))
