"""The command `burnfit`, started as a user starts it, with the real model."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import DEFAULT, Answers, timeless
from tests.e2e.requests import EXAMPLES

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
BURNFIT = Path(sys.executable).with_name("burnfit")


def burnfit(*arguments: str, stdin: str = "") -> str:
    assert BURNFIT.exists(), "the command is not installed: make setup"
    done = subprocess.run(
        [BURNFIT, *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"BURNFIT_AGENTS": ",".join(DEFAULT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def main_sets(month: dict[str, Any]) -> list[str]:
    """`72.5 × 5+` of every set of a main lift, in the month's order."""
    return [
        f"{one['weight_kg']:g} × {one['reps']}{'+' if one['amrap'] else ''}"
        for week in month["weeks"]
        for day in week["days"]
        for main in day["main"]
        for one in main["sets"]
    ]


def test_the_table_has_everything_that_a_lifter_needs(answers: Answers) -> None:
    month = answers.month(EXAMPLES["example-3"])
    table = burnfit("routine", "examples/3.json")
    assert re.findall(r"\b[\d.]+ × \d+\+?", table) == main_sets(month)
    for kg in month["training_max"].values():
        assert f"{round(kg, 1):g} kg" in table  # nobody loads a training max
    for week in month["weeks"]:
        for day in week["days"]:
            for extra in day["supplemental"]:
                first = extra["sets"][0]
                assert f"{len(extra['sets'])}세트 × {first['reps']}회   {first['weight_kg']:g} kg" in table
            for accessory in day["accessories"]:
                assert accessory["name"] in table
    assert max(map(len, table.splitlines())) <= 100


def test_json_from_standard_input_is_the_service_answer(answers: Answers) -> None:
    printed = burnfit("routine", "--format", "json", "-", stdin=json.dumps(EXAMPLES["example-5"]))
    assert timeless(json.loads(printed)) == timeless(answers.month(EXAMPLES["example-5"]))
