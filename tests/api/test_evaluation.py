"""The figures of held-out requests and sentences, and the cards that they are written to."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agents import CORE
from agents.examples import inputs_of
from api.evaluation import Figures, evaluate, save
from api.service import Service
from api.settings import Settings
from data.generate import read
from models.train import Recipe
from program.schema import RoutineRequest
from tests.api.conftest import coach_script
from tests.scripted import ScriptedModel

MONTHS, SENTENCES = 3, 40
HELD_OUT = [RoutineRequest.model_validate(row["request"]) for row in read("task1", "test")[:MONTHS]]
INTAKE = CORE[0]


def said(row: Mapping[str, Any], **changes: Any) -> str:
    """The expected answer to a held-out sentence, after changes."""
    answer = INTAKE.completion(inputs_of(row, CORE), INTAKE.answer_type.model_validate(row["answer"]))
    return json.dumps(json.loads(answer) | changes)


def judged(script: Mapping[str, list[str]]) -> dict[str, Figures]:
    return evaluate(Service(ScriptedModel(script), Settings()), MONTHS, SENTENCES)


def perfect() -> dict[str, list[str]]:
    return coach_script(*HELD_OUT) | {"intake": [said(row) for row in read("intake", "test")[:SENTENCES]]}


def test_a_model_that_answers_as_expected_has_full_marks() -> None:
    figures = judged(perfect())
    assert [one["accepted_at_once"] for one in figures.values()] == [SENTENCES, MONTHS, MONTHS]
    assert [one["as_coach"] for one in figures.values()] == [SENTENCES, MONTHS, None]
    assert figures["intake"]["details"]["`avoid` right"] == f"{SENTENCES} of {SENTENCES} (100.0 %)"


def test_what_the_coach_had_to_answer_is_not_accepted() -> None:
    script = perfect()
    script["task1"] = ["no", "no", "no", "no", script["task1"][1], script["task1"][2]]
    figures = judged(script)["task1"]
    assert (figures["requests"], figures["accepted"], figures["accepted_at_once"]) == (3, 2, 1)


def test_a_joint_that_was_not_spared_is_counted_as_missed() -> None:
    rows = read("intake", "test")[:SENTENCES]
    sore = [number for number, row in enumerate(rows) if "avoid" in row["answer"]]
    script = perfect()
    script["intake"][sore[0]] = said({**rows[sore[0]], "answer": {}})
    details = judged(script)["intake"]["details"]
    assert details["joints to avoid, missed"].startswith(f"1 of {len(sore)} ")
    assert details["`avoid` right"].startswith(f"{SENTENCES - 1} of {SENTENCES} ")


def test_figures_and_a_card_are_saved_beside_the_adapters(tmp_path: Path) -> None:
    figures = judged(perfect())
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
    save(figures, tmp_path)
    assert json.loads((tmp_path / "task2" / "evaluation.json").read_text()) == figures["task2"]
    card = (tmp_path / "task1" / "README.md").read_text()
    assert "burnfit train task1 --steps 7 --learning-rate 0.0003" in card
    assert "| exactly as expected | 3 |" in card
    assert "Gemma Terms of Use" in card
    assert "exactly as expected" not in (tmp_path / "task2" / "README.md").read_text()
    assert "| joints to avoid, missed |" in (tmp_path / "intake" / "README.md").read_text()
