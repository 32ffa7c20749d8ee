"""Turns decisions into those of a careful month, by code that no answer can break. See `program.lifter.careful`."""

from typing import Final

from program.lifter.brief import Brief
from program.lifter.careful import highest_rate, supplemental_allowed
from program.schema import WeightPlan

CAREFUL_SUPPLEMENTAL: Final = "FSL 3x5"
"""The most supplemental work of a careful month."""


def careful_plan(brief: Brief, plan: WeightPlan) -> WeightPlan:
    """The plan of a careful month: every set for five, no plus sets, and a low training max; else the plan itself."""
    if not brief.careful:
        return plan
    rate = min(plan.training_max_rate, highest_rate(brief.cautions))
    return plan.model_copy(update={"training_max_rate": rate, "scheme": "5s PRO"})


def careful_supplemental(brief: Brief, name: str) -> str:
    """The supplemental template that a careful month may have instead of `name`; else `name` itself."""
    if not brief.careful or name == "none":
        return name
    return CAREFUL_SUPPLEMENTAL if supplemental_allowed(brief.cautions) else "none"
