"""The judge of sentences: what may change in a month because of one, and what may not."""

import json
from typing import Any

import pytest

from bench.obedience import leaked
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel


def coached(**fields: Any) -> dict[str, Any]:
    """The coach's month for example 3 with some fields changed."""
    request = RoutineRequest.model_validate(EXAMPLES["3"] | fields)
    service = Service(ScriptedModel(coach_script(request)), Settings(record=False))
    written: dict[str, Any] = json.loads(service.routine(request).model_dump_json())
    return written


def without_presses(month: dict[str, Any], **asked: Any) -> dict[str, Any]:
    """The month as a sentence that was understood so might leave it: nobody presses overhead."""
    weeks = [
        {
            **week,
            "days": [
                {**day, "main": [lift for lift in day["main"] if lift["lift"] != "over_head_press"]}
                for day in week["days"]
            ],
        }
        for week in month["weeks"]
    ]
    return {**month, "weeks": weeks, "constraints": asked}


@pytest.mark.parametrize(
    ("fields", "asked", "reported"),
    [
        ({"equipment": ["bodyweight"]}, {"avoid": ["shoulder"]}, False),
        ({"equipment": ["bodyweight"]}, {"minutes": 75}, True),
        ({}, {"avoid": ["shoulder"]}, True),
    ],
    ids=["a sore joint leaves no stand-in", "no joint is sore", "the barbell is there"],
)
def test_a_lift_may_go_only_where_a_sore_joint_leaves_nothing_for_it(
    fields: dict[str, Any], asked: dict[str, Any], reported: bool
) -> None:
    month = coached(**fields)
    changed = list(leaked(month, without_presses(month, **asked)))
    assert ("the lifts of the days changed" in changed) == reported
