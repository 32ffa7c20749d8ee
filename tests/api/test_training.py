"""Bringing prompts, data and adapters together."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from api import training
from api.service import Service
from api.settings import Settings
from data.generate import read
from models.train import Recipe
from program.errors import RequestError
from program.schema import RoutineRequest
from tests.api.conftest import coach_script
from tests.scripted import ScriptedModel

HELD_OUT = [RoutineRequest.model_validate(row["request"]) for row in read("task1", "test")[:3]]


def test_an_unknown_agent_is_refused() -> None:
    with pytest.raises(RequestError, match="task9: choose one of task1, task2"):
        training.find_agent("task9")


def test_a_model_that_answers_like_the_coach_has_full_marks() -> None:
    service = Service(ScriptedModel(coach_script(*HELD_OUT)), Settings())
    figures = training.evaluate(service, 3)
    assert figures["task1"]["as_coach"] == 3
    assert figures["task2"]["as_coach"] is None
    assert [one["accepted_at_once"] for one in figures.values()] == [3, 3]


def test_what_the_coach_had_to_answer_is_not_accepted() -> None:
    script = coach_script(*HELD_OUT)
    script["task1"] = ["no", "no", "no", "no", script["task1"][1], script["task1"][2]]
    figures = training.evaluate(Service(ScriptedModel(script), Settings()), 3)["task1"]
    assert (figures["requests"], figures["accepted"], figures["accepted_at_once"]) == (3, 2, 1)


def test_figures_and_a_card_are_saved_beside_the_adapters(tmp_path: Path) -> None:
    figures = training.evaluate(Service(ScriptedModel(coach_script(*HELD_OUT)), Settings()), 3)
    for name in figures:
        (tmp_path / name).mkdir()
        trained = {
            "recipe": asdict(Recipe(max_steps=7)),
            "base": "gemma-3-270m",
            "pairs": 11,
            "steps": 7,
            "train_loss": 0.5,
            "validation_loss": 0.6,
            "seconds": 120.0,
            "machine": {"processor": "abacus", "cores": 2},
            "versions": {"torch": "2.13.0"},
        }
        (tmp_path / name / "training.json").write_text(json.dumps(trained))
    training.save(figures, tmp_path)
    assert json.loads((tmp_path / "task2" / "evaluation.json").read_text()) == figures["task2"]
    card = (tmp_path / "task1" / "README.md").read_text()
    assert "burnfit train task1 --steps 7 --learning-rate 0.0003" in card
    assert "| exactly as the coach | 3 |" in card
    assert "Gemma Terms of Use" in card
    assert "exactly as the coach" not in (tmp_path / "task2" / "README.md").read_text()
