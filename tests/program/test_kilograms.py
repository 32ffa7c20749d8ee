"""Every weight of a month again, from 1RM, rates and plates, in exact fractions and without the code that made it."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from program.lifter.brief import Brief, obeyed
from program.month.routine import MainLift, SupplementalLift, TrainingWeek, WorkSet
from program.schema import LIFTS, Lift, RepMax, RoutineRequest, WeekTemplate, WeightPlan
from tests.program.drawn import decisions, month_of

FIXED_RATE = {"BBB 3x10@50": 50, "BBB 5x10@50": 50, "BBB 5x10@60": 60}


def training_max_grams(brief: Brief, plan: WeightPlan, lift: Lift) -> Fraction:
    """The training max in grams, a whole number of tens of grams; a tenth less where the lift loads a sore joint."""
    best = getattr(brief.rm_weight, lift)
    if isinstance(best, RepMax):
        best = best.weight_kg if best.reps == 1 else best.weight_kg * best.reps * 0.0333 + best.weight_kg
    tens = round(Fraction(str(best)) * plan.training_max_rate)
    return Fraction(10 * (round(Fraction(tens * 9, 10)) if lift in brief.sore_lifts else tens))


def load_grams(max_grams: Fraction, rate: int, brief: Brief) -> Fraction:
    """The bar and as many pairs of the smallest plate as stay under the rate, in grams."""
    bar = Fraction(str(brief.bar_kg)) * 1000
    pair = {0.5: 1000, 1: 2000, 1.25: 2500, 2.5: 5000}[brief.smallest_plate_kg]
    over = max_grams * rate / 100 - bar
    return bar if over < 0 else bar + over // pair * pair


def rates(plan: WeightPlan, week: int) -> list[int]:
    """The work sets' rates as the plan's four numbers give them."""
    start = [
        plan.init_weight_rate,
        plan.init_weight_rate + plan.increase_rate_week,
        plan.init_weight_rate + 2 * plan.increase_rate_week,
        plan.deloading_rate,
    ][week - 1]
    return [start, start + plan.increase_rate_set, start + 2 * plan.increase_rate_set]


def lifted(week: TrainingWeek) -> Iterator[tuple[MainLift | SupplementalLift, WorkSet]]:
    for day in week.days:
        yield from ((main, one) for main in day.main for one in main.sets)
        yield from ((extra, one) for extra in day.supplemental for one in extra.sets)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_weight_follows_from_the_one_rep_max_the_rate_and_the_plates(
    drawn: tuple[Brief, WeightPlan, WeekTemplate],
) -> None:
    brief, plan, template = drawn
    month = month_of(brief, plan, template)
    grams = {lift: training_max_grams(brief, plan, lift) for lift in LIFTS}
    barless = set(brief.constraints.exclude) if "barbell" in brief.available else set(LIFTS)
    assert month.training_max == {lift: float(grams[lift] / 1000) for lift in LIFTS}
    for week in month.weeks:
        for done, one in lifted(week):
            kg = None if done.lift in barless else float(load_grams(grams[done.lift], one.rate, brief) / 1000)
            assert (one.weight_kg, done.variation is None) == (kg, kg is not None)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_rate_follows_from_the_plan(drawn: tuple[Brief, WeightPlan, WeekTemplate]) -> None:
    brief, plan, template = drawn
    for week in month_of(*drawn).weeks:
        asked = rates(plan, week.week)
        for day in week.days:
            for lift in day.main:
                assert [one.rate for one in lift.sets if one.kind == "work"] == asked
                warmups = [one.rate for one in lift.sets if one.kind == "warmup"]
                grams = training_max_grams(brief, plan, lift.lift)
                first = load_grams(grams, asked[0], brief)
                lighter = [rate for rate in (60, 50, 40) if load_grams(grams, rate, brief) < first]
                possible = sorted({load_grams(grams, rate, brief): rate for rate in lighter}.values())
                assert warmups == ([] if lift.variation else possible[len(possible) - len(warmups) :])
        supplemental = {one.rate for _, one in lifted(week) if one.kind == "supplemental"}
        assert supplemental <= {FIXED_RATE.get(template.supplemental, asked[0])}


@pytest.mark.parametrize("plate", [0.5, 1, 1.25, 2.5])
def test_a_light_lifter_is_never_given_less_than_the_bar(plate: float) -> None:
    request = RoutineRequest.model_validate(
        {
            "experience": 1,
            "gender": "female",
            "purpose": 6,
            "rm_weight": dict.fromkeys(LIFTS, 12.5),
            "days_per_week": 2,
            "smallest_plate_kg": plate,
            "bar_kg": 15,
        }
    )
    plan = WeightPlan(
        training_max_rate=80,
        init_weight_rate=55,
        increase_rate_week=5,
        increase_rate_set=5,
        deloading_rate=40,
        scheme="5s PRO",
    )
    day = ["db_bench 3x10", "lat_pulldown 3x10", "leg_press 3x10"]
    template = WeekTemplate.model_validate({"split": "squat-press", "supplemental": "FSL 3x5", "days": [day, day]})
    weights = {one.weight_kg for week in month_of(obeyed(request), plan, template).weeks for _, one in lifted(week)}
    assert weights == {15.0}
