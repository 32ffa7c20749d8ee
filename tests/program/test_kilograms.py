"""Every weight and set of a month again, from records, rates, bars and plates, by code that shares nothing with it."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from bench.recompute import wrong_sets, wrong_weights
from program.lifter.brief import Brief
from program.schema import WeekTemplate, WeightPlan
from tests.program.drawn import decisions, month_of


def as_answered(brief: Brief, plan: WeightPlan, template: WeekTemplate) -> tuple[dict[str, Any], dict[str, Any]]:
    """The request and the month in JSON."""
    month = month_of(brief, plan, template)
    answered = {
        "plan": plan.model_dump(mode="json"),
        "training_max": month.training_max,
        "weeks": [week.model_dump(mode="json") for week in month.weeks],
        "constraints": brief.constraints.model_dump(mode="json"),
    }
    return brief.model_dump(mode="json"), answered


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_weight_follows_from_the_records_the_rate_the_bar_and_the_plates(
    drawn: tuple[Brief, WeightPlan, WeekTemplate],
) -> None:
    assert wrong_weights(*as_answered(*drawn)) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_set_follows_from_the_plan(drawn: tuple[Brief, WeightPlan, WeekTemplate]) -> None:
    assert wrong_sets(as_answered(*drawn)[1]) == []
