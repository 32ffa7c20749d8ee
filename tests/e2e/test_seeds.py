"""A request's seed: it repeats the month, and another one varies the assistance."""

from typing import Any

import pytest

from tests.e2e.conftest import Answers, timeless
from tests.e2e.requests import EXAMPLES

pytestmark = pytest.mark.model

BODY = EXAMPLES["example-3"]


def assistance(month: dict[str, Any]) -> list[list[str]]:
    return [[one["id"] for one in day["accessories"]] for day in month["weeks"][0]["days"]]


def test_the_same_seed_gives_the_same_month(answers: Answers) -> None:
    body = {**BODY, "seed": 1}
    first, second = answers.month(body), answers.anew("/routine", body)
    assert timeless(second) == timeless(first)
    assert second["run_id"] != first["run_id"]


def test_no_seed_gives_the_same_month(answers: Answers) -> None:
    assert timeless(answers.anew("/routine", BODY)) == timeless(answers.month(BODY))


def test_another_seed_gives_other_assistance(answers: Answers) -> None:
    selections = {str(assistance(answers.month({**BODY, "seed": seed}))) for seed in range(1, 7)}
    assert len(selections) >= 3
