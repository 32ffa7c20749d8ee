"""`POST /gen/routine/rate` with the real model: the first system's answer, its text and its rates."""

import re

import pytest

from bench import recompute
from tests.e2e.conftest import Answers
from tests.e2e.requests import COVERING, EXAMPLES, Body, lifter
from tests.e2e.shapes import RATE_PLAN, misfits

pytestmark = pytest.mark.model

COMPETITOR = {**lifter(EXAMPLES["example-5"]), "purpose": 1}
"""One whose plan has plus sets."""

BODIES = (
    EXAMPLES | {"competitor": COMPETITOR} | {name: lifter(COVERING[name]) for name in ("covering-10", "covering-20")}
)

LAYOUT = re.compile(
    r"Week1\nSET1 \d+%x5\nSET2 \d+%x5\nSET3 \d+%x5\+?\n"
    r"\n"
    r"Week2\nSET1 \d+%x[35]\nSET2 \d+%x[35]\nSET3 \d+%x(?:3\+|5)\n"
    r"\n"
    r"Week3\nSET1 \d+%x5\nSET2 \d+%x[35]\nSET3 \d+%x(?:1\+|5)\n"
    r"\n"
    r"Week4\nSET1 \d+%x5\nSET2 \d+%x5\nSET3 \d+%x5\n"
)

every_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)


@every_body
def test_six_fields_in_order(answers: Answers, body: Body) -> None:
    plan = answers.rate(body)
    assert list(plan) == list(RATE_PLAN)
    assert misfits(RATE_PLAN, plan) == []
    assert plan["program"] == "5/3/1 프로그램"


@every_body
def test_the_text_says_what_the_rates_say(answers: Answers, body: Body) -> None:
    plan = answers.rate(body)
    text = plan["weekly_weight_increase_plan"]
    assert LAYOUT.fullmatch(text)
    assert text == recompute.plan_text(plan, answers.month(body)["plan"]["scheme"])


@every_body
def test_the_plan_keeps_the_rules(answers: Answers, body: Body) -> None:
    plan = answers.rate(body)
    weeks = [recompute.work_rates(plan, week) for week in (1, 2, 3, 4)]
    assert max(map(max, weeks)) <= 95
    assert weeks[0] < weeks[1] < weeks[2]
    assert all(first < second < third for first, second, third in weeks)
    assert all(light <= heavy - 10 for light, heavy in zip(weeks[3], weeks[0], strict=True))


def test_plus_sets_are_for_performance_and_strength_after_the_first_months(answers: Answers) -> None:
    asked = EXAMPLES | {"competitor": COMPETITOR}
    texts = {name: answers.rate(body)["weekly_weight_increase_plan"] for name, body in asked.items()}
    assert {name for name, text in texts.items() if "+" in text} == {"example-4", "competitor"}


def test_the_first_months_have_fives_at_80_percent_and_muscle_at_85(answers: Answers) -> None:
    for name, rate in (("example-1", 80), ("example-3", 85)):
        plan = answers.month(EXAMPLES[name])["plan"]
        assert (plan["training_max_rate"], plan["scheme"]) == (rate, "5s PRO")
        assert recompute.work_rates(plan, 1) == [65, 75, 85]
        assert recompute.work_rates(plan, 4) == [40, 50, 60]


@pytest.mark.parametrize("body", EXAMPLES.values(), ids=EXAMPLES)
def test_the_month_has_the_same_plan(answers: Answers, body: Body) -> None:
    plan, month = answers.rate(body), answers.month(body)["plan"]
    rates = [name for name in RATE_PLAN if name.endswith(("_rate", "_week", "_set"))]
    assert len(rates) == 4
    assert {name: plan[name] for name in rates} == {name: month[name] for name in rates}


def test_the_lifter_makes_a_difference(answers: Answers) -> None:
    assert len({answers.rate(body)["weekly_weight_increase_plan"] for body in BODIES.values()}) >= 3
