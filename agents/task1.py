"""Task1: how heavy to start and how fast to add."""

from typing import Any

from agents import facts
from agents.agent import Inputs, ModelAgent
from agents.schemas import closed
from program import coach
from program.lifter.balance import lopsided
from program.month.rules import plan_errors
from program.schema import LIFTS, Level, WeightPlan


class Task1(ModelAgent[WeightPlan]):
    """Level, sex, goal and the four records in; the weight-increase plan out."""

    name = "task1"
    obeys_sentence = False
    answer_type = WeightPlan

    def question(self, inputs: Inputs) -> list[str]:
        """Level, sex, goal, records in kg, whether they are in proportion, and the month's role."""
        request = inputs.request
        records = (f"{facts.LIFT[lift]} {request.rm_weight.one_rep_max(lift):.0f}" for lift in LIFTS)
        return [
            facts.lifter(request),
            f"1RM {', '.join(records)}",
            f"기록 {'치우침' if lopsided(request) else '고름'}",
            facts.role(request),
        ]

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """The rates that the programme knows; no combination of them tops 95 % or deloads above the first week.

        The first months and leaders are 5s PRO, all other anchors have plus sets; 5s PRO stands on 85 % at most.
        """
        request = inputs.request
        first_months = request.experience == Level.FIRST_MONTHS
        schemes = {"leader": ["5s PRO"], "anchor": ["5/3/1"]}.get(request.role, ["5/3/1", "5s PRO"])
        if first_months:
            schemes = ["5s PRO"]
        maxes = [80] if first_months else [80, 85] if schemes == ["5s PRO"] else [80, 85, 90]
        properties = {
            "training_max_rate": {"type": "integer", "enum": maxes},
            "init_weight_rate": {"type": "integer", "enum": [65] if first_months else [60, 65]},
            "increase_rate_week": {"type": "integer", "enum": [5]},
            "increase_rate_set": {"type": "integer", "enum": [10]},
            "deloading_rate": {"type": "integer", "enum": [35, 40]},
            "scheme": {"type": "string", "enum": schemes},
        }
        return closed(properties)

    def check(self, inputs: Inputs, answer: WeightPlan) -> list[str]:
        """The rules of the plan: top set, deload, training max."""
        return plan_errors(answer)

    def fallback(self, inputs: Inputs) -> WeightPlan:
        """The coach policy's plan."""
        return coach.weight_plan(inputs.request, inputs.request.role)
