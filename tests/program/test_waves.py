import re

import pytest
from hypothesis import given

from program.month.waves import plan_text, top_rate, warmup_sets, work_rate, work_sets
from program.schema import WeightPlan
from tests.program.drawn import plans


def plan(*rates: int, scheme: str = "5/3/1") -> WeightPlan:
    """A plan from init, week, set and deload rates."""
    init, week, step, deload = rates
    return WeightPlan.model_validate(
        {
            "training_max_rate": 90,
            "init_weight_rate": init,
            "increase_rate_week": week,
            "increase_rate_set": step,
            "deloading_rate": deload,
            "scheme": scheme,
        }
    )


CANONICAL = plan(65, 5, 10, 40)


def test_the_canonical_rates_give_the_books_waves() -> None:
    assert [[(work.rate, work.reps, work.amrap) for work in work_sets(CANONICAL, week)] for week in (1, 2, 3, 4)] == [
        [(65, 5, False), (75, 5, False), (85, 5, True)],
        [(70, 3, False), (80, 3, False), (90, 3, True)],
        [(75, 5, False), (85, 3, False), (95, 1, True)],
        [(40, 5, False), (50, 5, False), (60, 5, False)],
    ]
    assert top_rate(CANONICAL) == 95


def test_5s_pro_keeps_the_rates_with_fives_and_no_plus_sets() -> None:
    pro = plan(65, 5, 10, 40, scheme="5s PRO")
    for week in (1, 2, 3, 4):
        assert [(work.rate, 5, False) for work in work_sets(CANONICAL, week)] == [
            (one.rate, one.reps, one.amrap) for one in work_sets(pro, week)
        ]


def test_the_plan_text_has_the_first_systems_layout() -> None:
    assert plan_text(plan(55, 10, 5, 50)) == (
        "Week1\nSET1 55%x5\nSET2 60%x5\nSET3 65%x5+\n\n"
        "Week2\nSET1 65%x3\nSET2 70%x3\nSET3 75%x3+\n\n"
        "Week3\nSET1 75%x5\nSET2 80%x3\nSET3 85%x1+\n\n"
        "Week4\nSET1 50%x5\nSET2 55%x5\nSET3 60%x5\n"
    )


def test_5s_pro_has_no_plus_in_its_text() -> None:
    text = plan_text(plan(65, 5, 10, 40, scheme="5s PRO"))
    assert "+" not in text
    assert text.count("x5\n") == 12


@given(plans())
def test_the_text_says_what_the_rates_say(drawn: WeightPlan) -> None:
    lines = re.findall(r"^SET([123]) (\d+)%x(\d)(\+?)$", plan_text(drawn), re.MULTILINE)
    assert [(int(number), int(rate)) for number, rate, _, _ in lines] == [
        (number, work_rate(drawn, week, number)) for week in (1, 2, 3, 4) for number in (1, 2, 3)
    ]
    assert [plus for *_, plus in lines] == (["", "", "+"] * 3 + [""] * 3 if drawn.scheme == "5/3/1" else [""] * 12)


@given(plans())
def test_no_set_before_the_deload_is_above_the_top_rate(drawn: WeightPlan) -> None:
    assert max(work.rate for week in (1, 2, 3) for work in work_sets(drawn, week)) == top_rate(drawn)


@pytest.mark.parametrize(
    ("rates", "week", "expected"),
    [
        ((65, 5, 10, 40), 1, [40, 50, 60]),
        ((65, 5, 10, 40), 4, []),
        ((55, 5, 10, 45), 1, [40, 50]),
        ((60, 0, 5, 50), 4, [40]),
    ],
)
def test_warm_ups_stay_under_the_first_work_set(rates: tuple[int, ...], week: int, expected: list[int]) -> None:
    assert [work.rate for work in warmup_sets(work_rate(plan(*rates), week, 1))] == expected


def test_warm_ups_are_the_books() -> None:
    assert [(work.rate, work.reps) for work in warmup_sets(work_rate(CANONICAL, 1, 1))] == [(40, 5), (50, 5), (60, 3)]
