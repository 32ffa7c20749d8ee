"""The reading of whole months: what an exercise prescription must say, and weights that are right."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from bench import completeness, recompute
from bench.quality import months_rows, renewed
from bench.rows import Row, table
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel

BODY = EXAMPLES["3"]


@pytest.fixture(scope="module")
def month() -> dict[str, Any]:
    request = RoutineRequest.model_validate(BODY)
    service = Service(ScriptedModel(coach_script(request)), Settings(record=False))
    written: dict[str, Any] = json.loads(service.routine(request).model_dump_json())
    return written


def test_a_month_of_the_coach_is_complete_and_its_weights_are_right(month: dict[str, Any]) -> None:
    assert completeness.missing(month) == []
    assert all(got == right for got, right in recompute.weights(BODY, month))


def first_day(month: dict[str, Any]) -> Any:
    return month["weeks"][0]["days"][0]


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "frequency": lambda month: month["weeks"][1]["days"].pop(),
    "intensity": lambda month: first_day(month)["main"][0]["sets"][0].update(weight_kg=0),
    "time": lambda month: first_day(month).update(minutes=0),
    "type": lambda month: first_day(month)["accessories"][0].update(name_en=""),
    "volume": lambda month: first_day(month)["accessories"][0].update(reps=0),
    "progression": lambda month: month["weeks"].__setitem__(2, {**month["weeks"][1], "week": 3}),
}


@pytest.mark.parametrize("heading", SPOILT)
def test_what_a_month_does_not_say_is_named(month: dict[str, Any], heading: str) -> None:
    spoilt = copy.deepcopy(month)
    SPOILT[heading](spoilt)
    assert heading in completeness.missing(spoilt)


def test_a_weight_that_is_a_little_off_is_near_and_not_exact(month: dict[str, Any]) -> None:
    spoilt = copy.deepcopy(month)
    heaviest = first_day(spoilt)["main"][0]["sets"][-1]
    heaviest["weight_kg"] *= 1.05
    exact, near, complete = months_rows([BODY], [spoilt])
    sets = int(exact.value.split()[2])
    assert exact.value.startswith(f"{sets - 1} of {sets} ")
    assert near.value.startswith(f"{sets} of {sets} ")
    assert complete.value.startswith("1 of 1 ")


def test_the_table_is_markdown() -> None:
    assert table([Row("weights", "1 of 1", "100 %")]).splitlines() == [
        "| what | figure | target |",
        "| --- | --- | --- |",
        "| weights | 1 of 1 | 100 % |",
    ]


def test_rows_that_were_measured_anew_take_the_places_of_the_old_ones() -> None:
    old = [Row("first", "1 of 2", "100 %"), Row("second", "3"), Row("third", "5", "≥ 8")]
    document = f"# Evaluation\n\n{table(old)}"
    assert renewed(document, []) == old
    assert renewed(document, [Row("second", "4"), Row("fourth", "6")]) == [
        old[0],
        Row("second", "4"),
        old[2],
        Row("fourth", "6"),
    ]
