"""Recipes: those of the committed adapters, and what is refused in a file."""

from pathlib import Path
from typing import Any

import pytest

from agents import AGENTS
from agents.agent import ModelAgent
from agents.prompt_hash import changed
from program.errors import RequestError
from service.model_loader import check_prompts
from service.settings import Settings
from training.evaluation import changed_parts
from training.model_card import write_card
from training.pipeline import VALIDATION_ROWS
from training.recipe import RECIPES, Stage, recipe_of, report_in, reports_in

ADAPTERS = Settings().adapters
EARLIER = ("coach_note",)
"""Adapters that are to be trained again: their data has changed since, by exercises and months that came later."""

TRAINED = [agent for agent in AGENTS if isinstance(agent, ModelAgent) and agent.adapter is not None]


@pytest.mark.parametrize("agent", TRAINED, ids=lambda agent: agent.name)
def test_a_committed_adapter_was_trained_by_its_recipe(agent: ModelAgent[Any]) -> None:
    recipe = recipe_of(agent.name)
    assert recipe is not None
    reports = reports_in(report_in(ADAPTERS / agent.name))
    assert [Stage(**report["recipe"]) for report in reports] == list(recipe.stages)
    assert {report["base"] for report in reports} == {recipe.base}
    assert f"Again: `burnfit train {agent.name}`, by [its recipe]" in (ADAPTERS / agent.name / "README.md").read_text()


@pytest.mark.parametrize("agent", TRAINED, ids=lambda agent: agent.name)
def test_a_committed_adapter_is_of_the_prompts_and_data_of_today(agent: ModelAgent[Any]) -> None:
    from models.adapter import trained_with

    trained = trained_with(ADAPTERS / agent.name)
    assert not changed(agent, trained["prompts"], AGENTS), f"`burnfit train {agent.name}`: its prompts have changed"
    recipe = recipe_of(agent.name)
    assert recipe is not None
    assert list(trained["data"]) == list(dict.fromkeys(stage.part for stage in recipe.stages))
    of_earlier_data = bool(changed_parts(agent, ADAPTERS))
    assert of_earlier_data == (agent.name in EARLIER), f"`burnfit train {agent.name}`: its data has changed"
    check_prompts(agent, ADAPTERS / agent.name)


@pytest.mark.parametrize("agent", TRAINED, ids=lambda agent: agent.name)
def test_a_committed_card_is_written_from_the_files_beside_it(agent: ModelAgent[Any], tmp_path: Path) -> None:
    folder = tmp_path / agent.name
    folder.mkdir()
    for name in ("training.json", "evaluation.json"):
        (folder / name).write_bytes((ADAPTERS / agent.name / name).read_bytes())
    assert agent.__doc__
    write_card(folder, agent.__doc__.splitlines()[0].rstrip("."), VALIDATION_ROWS)
    assert (folder / "README.md").read_text() == (ADAPTERS / agent.name / "README.md").read_text()


def test_every_recipe_is_of_an_agent() -> None:
    assert {file.stem for file in RECIPES.iterdir()} == {agent.name for agent in TRAINED}


def test_an_agent_without_a_file_has_no_recipe(tmp_path: Path) -> None:
    assert recipe_of("toy", tmp_path) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base = ", r"toy\.toml is not TOML: "),
        ("[[stages]]\nmax_steps = 3", r"toy\.toml cannot be used: base: Field required"),
        ('base = "b"\nstages = []', "stages: Tuple should have at least 1 item"),
        ('base = "b"\n[[stages]]\nsteps = 3', r"stages\.0\.steps: Unexpected keyword argument"),
        ('base = "b"\n[[stages]]\nmax_steps = 0', r"stages\.0\.max_steps: Input should be greater than or equal to 1"),
        ('base = "b"\n[[stages]]\nlearning_rate = "high"', r"stages\.0\.learning_rate: Input should be a valid number"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_field(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "toy.toml").write_text(text)
    with pytest.raises(RequestError, match=message):
        recipe_of("toy", tmp_path)
