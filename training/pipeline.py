"""Where an agent's prompt, its data and the trainer come together: training an adapter."""

import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from agents.agent import PROMPT_FORMAT, ModelAgent
from agents.registry import agent_names, agents_for
from data.generate import FOLDER, has_part, read
from data.sentences import HELD_OUT
from program.errors import RequestError
from service.model_loader import load_base
from service.settings import Settings
from training.pairs import pairs
from training.recipe import Recipe, report_in, steps_in

LOG = logging.getLogger("burnfit.training")

CHECKPOINTS = Path(__file__).resolve().parent.parent / "runs"
"""Where a training that was stopped continues from, a folder for each agent, part, base and number of steps before."""

VALIDATION_ROWS = 96
"""Rows of the validation part that the loss is taken over after training: enough to see overfitting, in a minute."""


def find_agent(name: str) -> ModelAgent[Any]:
    """The model-backed agent called `name`, whether it is chosen to run or not.

    Raises:
        RequestError: There is none, or it decides by code.
        UnavailableError: It cannot be loaded.
    """
    if name not in (known := agent_names()):
        raise RequestError(f"no agent is called {name}: choose one of {', '.join(known)}")
    [agent] = [one for one in agents_for(name) if one.name == name]
    if not isinstance(agent, ModelAgent):
        raise RequestError(f"{name} decides by code: there is nothing to train")
    return agent


def train_agent(
    name: str, settings: Settings, output: Path | None, *, further: bool = False, data: Path = FOLDER, **recipe: Any
) -> Path:
    """Train an agent's adapter on its dataset and write it; a training that was stopped goes on.

    Args:
        name: The agent.
        settings: Which base to train on, and where the adapters are.
        output: Folder for the adapter; None: the agent's own, or else that of its name among the settings' adapters.
        further: Whether to go on from the agent's adapter as it is, with the pairs in another order, instead of anew.
        data: Folder of the datasets, each in a folder of its agent's name.
        recipe: Fields of `training.train.Recipe` that differ from its defaults.

    Returns:
        The folder of the adapter.

    Raises:
        RequestError: No agent has this name, it has no dataset, its part is held out, or the recipe cannot be used.
        UnavailableError: The base model cannot be prepared or read, or there is no adapter to go on from.
    """
    from training.train import train

    agent = find_agent(name)
    home = agent.home(settings.adapters)
    folder = output or home
    made = Recipe(**recipe)
    if made.part in HELD_OUT:
        raise RequestError(f"part {made.part} is held out to judge by: train on another, such as {Recipe().part}")
    if missing := [str(data / name / f"{part}.jsonl") for part in (made.part, "val") if not has_part(name, part, data)]:
        raise RequestError(
            f"{name} has no data to be trained on, {' and '.join(missing)}: write it, as docs/extending.md tells"
        )
    before = agents_for(name)
    steps = steps_in(report_in(home)) if further else 0
    base = load_base(settings)
    checkpoints = CHECKPOINTS / f"{name}-{made.part}-{base.identity[:12]}-after-{steps}"
    report = train(
        base,
        list(pairs(agent, read(name, made.part, data), before)),
        list(pairs(agent, read(name, "val", data)[:VALIDATION_ROWS], before)),
        replace(made, seed=made.seed + steps),
        folder,
        checkpoints,
        prompt_format=PROMPT_FORMAT,
        start=home if further else None,
    )
    shutil.rmtree(checkpoints)
    LOG.info("%s: loss %s, validation loss %s", name, report.train_loss, report.validation_loss)
    return folder
