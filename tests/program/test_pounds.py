"""Months in pounds: weights that pound plates build, recomputed by code of its own."""

import csv
import io
import random
import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from agents.agent import Inputs
from agents.month import compose_month
from agents.task1 import Task1
from agents.task2 import Task2
from program.errors import RequestError
from program.exports.calendar import calendar
from program.exports.liftoscript import liftoscript
from program.exports.plan_csv import plan_csv
from program.histories.read import read_history
from program.lifter.constraints import Constraints
from program.month.routine import Accessory, Routine, WorkSet
from program.progression.next_month import next_request, proposals_for
from program.progression.options import LiftSteps, Options
from program.schema import LIFTS, Lift, RoutineRequest
from program.units import WeightUnit
from program.wording.proposals import proposal_text
from service.programme import NextRequest, next_month
from tests.coached import RUN, Coached, lifter, log_of

KG = Fraction("0.45359237")
"""A pound in kg."""

OWN = [20, 20, 10, 5, 2.5, 1.25]
"""Pairs of plates in kg."""

POUNDS = {"bench_press": 185, "squat": 265, "dead_lift": 315, "over_head_press": 125}


def in_pounds(**fields: Any) -> RoutineRequest:
    return lifter(**{"rm_weight": POUNDS, "unit": "lb", **fields})


def sets_of(month: Routine) -> list[tuple[Lift, WorkSet]]:
    parts = (part for week in month.weeks for day in week.days for part in day.in_order)
    return [
        (part.lift, one)
        for part in parts
        if not isinstance(part, Accessory)
        for one in part.sets
        if one.weight_kg is not None
    ]


def drawn(draw: random.Random) -> dict[str, Any]:
    """A request in pounds."""
    optional = {
        "bar_lb": draw.choice((33, 35, 45)),
        "smallest_plate_lb": draw.choice((0.5, 1.25, 2.5, 5)),
        "days_per_week": draw.choice((2, 3, 4)),
        "role": draw.choice(("original", "leader", "anchor")),
        "request": draw.choice(("lighter please", "squats hurt my knee", "only 40 minutes", "more chest")),
    }
    return {
        "experience": draw.randint(1, 5),
        "gender": draw.choice(("male", "female")),
        "purpose": draw.randint(1, 6),
        "unit": "lb",
        "rm_weight": {lift: draw.randint(95, 550) for lift in LIFTS},
        **{name: value for name, value in optional.items() if draw.random() < 0.5},
    }


def test_300_months_in_pounds_are_built_from_pound_plates() -> None:
    draw = random.Random(45)
    counted = 0
    for body in (drawn(draw) for _ in range(300)):
        month = Coached().routine(RoutineRequest.model_validate(body))
        step, bar = 2 * Fraction(body.get("smallest_plate_lb", 2.5)), Fraction(body.get("bar_lb", 45))
        assert month.training_max_lb
        for lift, one in sets_of(month):
            counted += 1
            assert one.weight_lb is not None
            assert one.plates_lb is not None
            assert one.plates_kg is None
            pounds = Fraction(str(one.weight_lb))
            assert (pounds - bar) % step == 0
            assert bar + 2 * sum(map(Fraction, one.plates_lb)) == pounds
            assert one.weight_kg == float(round(pounds * KG, 2))
            assert pounds <= body["rm_weight"][lift]
            wanted = Fraction(str(month.training_max_lb[lift])) * one.rate / 100
            if one.kind == "warmup" or pounds == bar:
                continue
            assert pounds <= wanted + month.training_max_lb[lift] / 10
            if one.amrap:
                assert pounds > wanted - step
    assert counted > 10_000


def test_a_plain_month_is_rounded_down_from_the_training_max_in_pounds() -> None:
    month = Coached().routine(in_pounds())
    assert month.training_max_lb
    rate = month.plan.training_max_rate
    assert month.training_max_lb == {lift: float(round(Fraction(POUNDS[lift]) * rate / 100, 2)) for lift in LIFTS}
    tops = {lift: one for lift, one in sets_of(month) if one.kind == "work" and one.amrap}
    for lift, one in tops.items():
        wanted = Fraction(str(month.training_max_lb[lift])) * one.rate / 100
        assert one.weight_lb is not None
        assert 0 <= wanted - Fraction(str(one.weight_lb)) < 5


def test_a_set_that_comes_out_on_a_step_loses_no_plate() -> None:
    month = Coached().routine(in_pounds(training_max={**POUNDS, "squat": 140}, rm_weight=None))
    weights = {one.rate: one.weight_lb for lift, one in sets_of(month) if lift == "squat" and one.kind == "work"}
    assert weights[75] == 105  # 140 lb are 63.503 kg, and 75 percent of 63.5 kg would be 104.99 lb


def test_a_month_in_pounds_leads_to_the_next_in_steps_of_the_books() -> None:
    month = Coached().routine(in_pounds())
    assert month.carry
    assert month.training_max_lb
    log = [{**one.model_dump(exclude={"weight_kg"}), "weight_lb": round(one.weight_kg / float(KG), 2)}
           for one in log_of(month.carry)]  # fmt: skip
    made = next_month(Coached(), month.carry, NextRequest.model_validate({"carry": month.carry, "log": log}))
    for one in made.proposals:
        step = 5 if one.lift in ("bench_press", "over_head_press") else 10
        assert (one.from_lb, one.to_lb) == (month.training_max_lb[one.lift], month.training_max_lb[one.lift] + step)
        assert f"{one.to_lb:g} lb" in one.text
    assert made.routine.training_max_lb == {one.lift: one.to_lb for one in made.proposals}


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_a_lifter_can_change_the_unit(unit: str) -> None:
    before = in_pounds() if unit == "kg" else lifter()
    carry = Coached().routine(before).carry
    assert carry
    after = next_request(carry, (), proposals_for(carry, ()), {"unit": unit})
    assert after.unit == unit
    for lift, kg in before.training_maxes.items() or ((one.lift, one.training_max_kg) for one in carry.lifts):
        assert after.training_maxes[lift] == pytest.approx(kg, abs=0.01)
    assert Coached().routine(after).weeks


def asked_for(wished: WeightUnit, **fields: Any) -> Routine:
    """A month whose sentence asks for a unit."""
    inputs = Inputs(lifter(request="in that unit please", **fields), {"intake": Constraints(unit=wished)})
    for agent in (Task1(), Task2()):
        inputs = Inputs(inputs.request, {**inputs.answers, agent.name: agent.fallback(inputs)})
    return compose_month(inputs, RUN, {})


def test_a_sentence_can_ask_for_pounds_and_the_next_months_stay_in_them() -> None:
    month = asked_for("lb")
    assert all(one.weight_lb and one.weight_lb % 5 == 0 for _, one in sets_of(month))
    assert any("pounds (lb)" in note for note in month.notes)
    assert month.carry
    assert month.carry.whose.unit == "lb"
    made = next_month(Coached(), month.carry, NextRequest(carry=month.carry, log=log_of(month.carry)))
    assert {one.lift: one.from_lb for one in made.proposals} == month.training_max_lb
    assert made.routine.unit == "lb"
    assert all(f"{one.to_lb:g} lb" in one.text for one in made.proposals)


def test_where_the_form_lists_plates_their_unit_stays_and_a_note_says_so() -> None:
    month = asked_for("lb", plates_kg=OWN)
    assert month.unit == "kg"
    assert any("plates or bars in kg" in note for note in month.notes)
    month = asked_for("kg", unit="lb", rm_weight=POUNDS, bar_lb={"over_head_press": 35})
    assert month.unit == "lb"
    assert any("plates or bars in lb" in note for note in month.notes)


def test_the_same_records_sent_again_in_pounds_are_no_new_records() -> None:
    carry = Coached().routine(in_pounds()).carry
    assert carry
    log = log_of(carry)
    proposals = proposals_for(carry, log)
    again = next_request(carry, log, proposals, {"rm_weight": POUNDS})
    assert again.training_maxes == next_request(carry, log, proposals).training_maxes
    assert len(again.training_maxes) == 4
    stronger = next_request(carry, log, proposals, {"rm_weight": {**POUNDS, "squat": 300}})
    assert "squat" not in stronger.training_maxes


@pytest.mark.parametrize("rounding", ["down", "nearest"])
@pytest.mark.parametrize("body", [{"unit": "lb", "smallest_plate_lb": 10}, {"plates_kg": [15]}, {"plates_kg": OWN}])
def test_no_set_breaks_a_limit_however_it_is_rounded(rounding: str, body: dict[str, Any]) -> None:
    draw = random.Random(7)
    for _ in range(40):
        records = {lift: draw.randint(40, 260) * (2 if "unit" in body else 1) for lift in LIFTS}
        month = Coached().routine(lifter(rm_weight=records, rounding=rounding, **body))
        for lift, one in sets_of(month):
            assert one.weight is not None
            assert one.weight <= records[lift] * (0.85 if one.reps >= 5 else 1) + 0.01
            assert one.weight <= month.training_maxes[lift] * (one.rate + 10) / 100 + 0.01


def test_plates_that_end_say_nothing_of_strength() -> None:
    carry = Coached().routine(lifter(plates_kg=[20, 5, 5, 2.5, 2.5, 1.25], week4="tm_test", role="anchor")).carry
    assert carry
    proposals = {one.lift: one for one in proposals_for(carry, log_of(carry))}
    assert proposals["squat"].rule == "plates_short"
    assert proposals["squat"].to_kg == proposals["squat"].from_kg
    assert proposals["over_head_press"].to_kg > proposals["over_head_press"].from_kg


def test_a_step_in_pounds_is_told_in_pounds() -> None:
    carry = Coached().routine(in_pounds()).carry
    assert carry
    small = Options(step_lb=LiftSteps(bench_press=2.5))
    bench = next(one for one in proposals_for(carry, log_of(carry), small) if one.lift == "bench_press")
    assert "2.5 lb" in proposal_text(bench, "en")
    with pytest.raises(RequestError, match=r"step_lb\.bench_press: 7\.5 lb is more .* give 0 to 5 lb"):
        proposals_for(carry, log_of(carry), Options(step_lb=LiftSteps(bench_press=7.5)))


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"bar_lb": 45}, "bar_lb: expected only with unit 'lb'"),
        ({"plates_lb": [45]}, "plates_lb: expected only with unit 'lb'"),
        ({"unit": "lb", "plates_kg": [20]}, "plates_kg: expected only with unit 'kg'"),
        ({"unit": "stone"}, "unit"),
        ({"unit": "lb", "bar_kg": 15}, "bar_kg: expected only with unit 'kg'"),
        ({"unit": "lb", "training_max": {"squat": 250}, "training_max_lb": {"squat": 200}}, "got both"),
        ({"unit": "lb", "rm_weight": {**POUNDS, "squat": 1400}}, "rm_weight.squat"),
        ({"unit": "lb", "training_max": {"squat": 1400}}, "training_max_lb.squat"),
        ({"plates_kg": []}, "plates_kg"),
        ({"plates_kg": [20, 0.1]}, "plates_kg"),
        ({"plates_kg": [1.257]}, "plates_kg"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        lifter(**fields)
    errors = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in refused.value.errors()]
    assert any(named in error for error in errors), errors


def test_the_exports_of_a_month_in_pounds_are_in_pounds() -> None:
    month = Coached().routine(in_pounds(start_date="2026-12-07"))
    rows = list(csv.DictReader(io.StringIO(plan_csv(month, "en").decode("utf-8-sig"))))
    lifted = [row for row in rows if row["weight_lb"]]
    assert [float(row["weight_lb"]) for row in lifted] == [one.weight_lb for _, one in sets_of(month)]
    events = calendar(month, datetime(2026, 12, 1, tzinfo=UTC), "en").decode()
    script = liftoscript(month).decode()
    assert " lb × " in events
    assert "lb" in script
    assert not re.search(r"\d ?kg", events + script)


def test_a_filled_in_csv_in_pounds_is_read_back_as_the_log() -> None:
    month = Coached().routine(in_pounds())
    rows = list(csv.DictReader(io.StringIO(plan_csv(month, "en").decode("utf-8-sig"))))
    for row in rows:
        row["done_reps"] = row["reps"]
    file = io.StringIO()
    filled = csv.DictWriter(file, rows[0])
    filled.writeheader()
    filled.writerows(rows)
    history = read_history(file.getvalue().encode(), date(2026, 12, 30))
    assert not history.unread
    done = {(one.lift, one.weight_kg, one.reps) for one in history.sets}
    assert done == {(lift, one.weight_kg, one.reps) for lift, one in sets_of(month)}


def test_own_plates_make_every_weight_and_a_note_says_where_they_end() -> None:
    month = Coached().routine(lifter(plates_kg=OWN))
    for _, one in sets_of(month):
        assert one.plates_kg is not None
        assert all(one.plates_kg.count(plate) <= OWN.count(plate) for plate in one.plates_kg)
        assert one.weight_kg == 20 + 2 * sum(one.plates_kg)
    few = Coached().routine(lifter(plates_kg=[20, 5, 2.5]))
    assert max(one.weight_kg or 0 for _, one in sets_of(few)) == 75
    assert any("Your plates make squat 75 kg, deadlift 75 kg at most" in note for note in few.notes), few.notes
    assert not any("Your plates" in note for note in month.notes)


def test_the_nearest_weights_are_as_near_as_they_can_be() -> None:
    down, nearest = (Coached().routine(lifter(rounding=one)) for one in ("down", "nearest"))
    pairs = list(zip(sets_of(down), sets_of(nearest), strict=True))
    assert all(low.weight_kg <= near.weight_kg for (_, low), (_, near) in pairs)  # type: ignore[operator]  # both have one
    assert any(low.weight_kg != near.weight_kg for (_, low), (_, near) in pairs)
    assert any("rounded to the nearest weight" in note for note in nearest.notes)
    assert not any("rounded down" in note for note in nearest.notes)
    tops = [(lift, one) for lift, one in sets_of(nearest) if one.amrap]
    assert all(abs(nearest.training_max[lift] * one.rate / 100 - (one.weight_kg or 0)) <= 1.25 for lift, one in tops)
