"""What the benchmark counts of a month outside the model."""

import json
from pathlib import Path

import pytest

from bench.parts.outside_model import InstantModel, counting_calls, measure
from bench.workbench import Workbench
from program.lifter.obeying import obeyed
from program.schema import EQUIPMENT, RoutineRequest
from service.service import Service
from service.settings import Settings

BODY = {
    "experience": 3,
    "gender": "male",
    "purpose": 2,
    "rm_weight": {"bench_press": 80, "squat": 100, "dead_lift": 105, "over_head_press": 45},
    "equipment": [kind for kind in EQUIPMENT if kind != "barbell"],
}


def test_every_figure_is_taken() -> None:
    found = measure(Workbench(Settings(), True, lambda _: None))
    empty = [row.name for row in found.rows if not row.p50]
    assert empty == [] or empty == ["searches for what stands in for a lift"]


@pytest.mark.parametrize("sentence", [{}, {"request": "My knee hurts, and no lunges please."}])
def test_the_instant_models_answers_are_accepted_at_once(tmp_path: Path, sentence: dict[str, str]) -> None:
    service = Service(InstantModel(), Settings(runs=tmp_path))
    month = json.loads(service.routine(RoutineRequest.model_validate(BODY | sentence)).model_dump_json())
    assert {(one["source"], one["attempts"]) for one in month["provenance"].values()} == {("model", 1)}


def test_calls_are_counted_one_by_one() -> None:
    with counting_calls() as counts:
        request = RoutineRequest.model_validate(BODY)
        RoutineRequest.model_validate_json(json.dumps(BODY))
        brief = obeyed(request)
        for _ in range(3):
            assert brief.variations
    assert counts == {"validations": 2, "briefs": 1, "variations": 1}
    RoutineRequest.model_validate(BODY)
    assert counts["validations"] == 2
