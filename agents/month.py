"""The month as its agents decided it: their answers, composed into kilograms and notes. Arithmetic, no model."""

from collections.abc import Mapping
from typing import Any, Final

from agents.agent import Inputs, ModelAgent
from agents.task1 import Task1
from agents.task2 import Task2
from program.lifter.brief import Brief, remembered
from program.lifter.constraints import NO_CONSTRAINTS
from program.month.adjustments import turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import Month, compose
from program.month.loads import training_maxes_of
from program.month.routine import Plan, Provenance, Routine
from program.progression.asked import carry_of
from program.schema import Lift, WeekChoice, WeightPlan
from program.units import WeightUnit, in_unit
from program.wording.notes import notes_for

DECIDING: Final[tuple[type[ModelAgent[Any]], ...]] = (Task1, Task2)
"""The agents whose answers the month is composed from; without them there is no month."""


def lifting(inputs: Inputs) -> tuple[WeightPlan, Month]:
    """The plan, turned to the lifter's sentence, and the four weeks of lifting that follow from it and the week.

    Args:
        inputs: The request, and the answers of `DECIDING`.

    Raises:
        RequestError: As `compose_month`.
    """
    return _lifting(inputs.brief, inputs.answer(Task1), inputs.answer(Task2))


@remembered
def _lifting(brief: Brief, task1: WeightPlan, task2: WeekChoice) -> tuple[WeightPlan, Month]:
    plan = turned_plan(brief, task1)
    week = turned_week(brief, prescribed(brief, task2))
    return plan, compose(brief, plan, week, training_maxes_of(brief, plan.training_max_rate))


def _training_max(month: Month, unit: WeightUnit) -> dict[Lift, float]:
    return {lift: in_unit(kg, unit) for lift, kg in month.training_max.items()}


def compose_month(inputs: Inputs, run_id: str, provenance: Mapping[str, Provenance]) -> Routine:
    """The month that follows from a request and the answers to it.

    Args:
        inputs: The request, and all accepted answers, those of `DECIDING` among them.
        run_id: Names the run in the month.
        provenance: Who answered, by agent.

    Raises:
        RequestError: An answer is missing, or the month would run past the calendar's last day.
    """
    brief, constraints = inputs.brief, inputs.constraints
    plan, month = lifting(inputs)
    deciding = {agent.name for agent in DECIDING}
    return Routine(
        run_id=run_id,
        training_max=_training_max(month, "kg"),
        training_max_lb=_training_max(month, "lb") if brief.plate_unit == "lb" else None,
        plan=Plan(**plan.model_dump()),
        weeks=month.weeks,
        carry=carry_of(inputs.request, brief, plan, month),
        constraints=None if constraints is None and brief.constraints == NO_CONSTRAINTS else brief.constraints,
        notes=tuple(
            notes_for(
                brief,
                plan,
                month,
                form=inputs.request,
                sentence_read=constraints is not None,
                report_read=inputs.review is not None,
                by_coach=[name for name, one in provenance.items() if one.source == "coach"],
            )
        ),
        extras={
            name: answer.model_dump(mode="json")
            for name, answer in inputs.answers.items()
            if name not in deciding and answer is not constraints
        },
        provenance=dict(provenance),
    )
