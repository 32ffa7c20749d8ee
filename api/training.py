"""Where an agent's prompt, its data and the trainer come together: training an adapter, and judging the adapters."""

import inspect
import json
import logging
import os
import shutil
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from agents import AGENTS
from agents.agent import PROMPT_FORMAT, Agent
from agents.examples import pairs
from api.cards import write_card
from api.service import Service, load_base
from api.settings import Settings
from data.generate import read
from models.machine import processor
from program.errors import RequestError
from program.schema import Routine, RoutineRequest, WeightPlan

LOG = logging.getLogger("burnfit.training")

CHECKPOINTS = Path(__file__).resolve().parent.parent / "runs"
"""Where a training that was stopped continues from, a folder for each agent and base."""


VALIDATION_ROWS = 96
"""Rows of the validation part that the loss is taken over after training: enough to see overfitting, in a minute."""


def find_agent(name: str) -> Agent[Any]:
    """The agent called `name`.

    Raises:
        RequestError: There is none.
    """
    for agent in AGENTS:
        if agent.name == name:
            return agent
    raise RequestError(f"no agent is called {name}: choose one of {', '.join(agent.name for agent in AGENTS)}")


def train_agent(name: str, settings: Settings, output: Path | None, **recipe: Any) -> Path:
    """Train an agent's adapter on `data/<agent>` and write it; a training that was stopped goes on.

    Args:
        name: The agent.
        settings: Which base to train on, and where the adapters are.
        output: Folder for the adapter; None: the agent's among the settings' adapters.
        recipe: Fields of `models.train.Recipe` that differ from its defaults.

    Returns:
        The folder of the adapter.

    Raises:
        RequestError: No agent has this name, or the recipe cannot be used.
        UnavailableError: The base model cannot be prepared or read.
    """
    from models.train import Recipe, train

    agent = find_agent(name)
    folder = output or settings.adapters / name
    base = load_base(settings)
    checkpoints = CHECKPOINTS / f"{name}-{base.identity[:12]}"
    report = train(
        base,
        list(pairs(agent, read(name, "train"), AGENTS)),
        list(pairs(agent, read(name, "val")[:VALIDATION_ROWS], AGENTS)),
        Recipe(**recipe),
        folder,
        checkpoints,
        prompt_format=PROMPT_FORMAT,
    )
    shutil.rmtree(checkpoints)
    LOG.info("%s: loss %s, validation loss %s", name, report.train_loss, report.validation_loss)
    return folder


class Figures(TypedDict):
    """How an agent did on the held-out requests."""

    requests: int
    accepted: int
    """Answered by the model, after one or more attempts."""
    accepted_at_once: int
    """Answered by the model's first attempt."""
    median_ms: float
    """All attempts of a request together."""
    slowest_ms: int
    processor: str
    """What the machine that answered calls its processor."""
    cores: int
    as_coach: int | None
    """Answers equal to the coach policy's in every field; None where the coach draws among equally good ones."""


def evaluate(service: Service, limit: int) -> dict[str, Figures]:
    """Every agent's figures over the first `limit` held-out requests, each answered as a whole.

    Raises:
        BurnfitError: As `Service.routine`.
    """
    rows = read("task1", "test")[:limit]
    months = [service.routine(RoutineRequest.model_validate(row["request"])) for row in rows]
    expected = [WeightPlan.model_validate(row["answer"]) for row in rows]
    exact = sum(_rates(month) == plan for month, plan in zip(months, expected, strict=True))
    return {agent.name: _figures(agent.name, months, exact if agent.name == "task1" else None) for agent in AGENTS}


def save(figures: Mapping[str, Figures], adapters: Path) -> None:
    """Write each agent's figures beside its adapter, as `evaluation.json`, and its model card."""
    for name, one in figures.items():
        folder = adapters / name
        (folder / "evaluation.json").write_text(json.dumps(one, indent=2) + "\n", encoding="utf-8")
        purpose = inspect.getdoc(type(find_agent(name))) or name
        write_card(folder, purpose.splitlines()[0].rstrip("."), VALIDATION_ROWS)


def _rates(month: Routine) -> WeightPlan:
    return WeightPlan.model_validate(month.plan.model_dump(include=set(WeightPlan.model_fields)))


def _figures(name: str, months: list[Routine], as_coach: int | None) -> Figures:
    by_model = [month.provenance[name] for month in months if month.provenance[name].source == "model"]
    times = [month.provenance[name].ms for month in months]
    return Figures(
        requests=len(months),
        accepted=len(by_model),
        accepted_at_once=sum(one.attempts == 1 for one in by_model),
        median_ms=statistics.median(times),
        slowest_ms=max(times),
        processor=processor(),
        cores=os.cpu_count() or 1,
        as_coach=as_coach,
    )
