"""`python -m bench.golden`: whether each kernel of this machine gives the answers that every machine gives.

The model's greedy answers to validation rows of all agents are compared with the hashes in `golden_answers.json`. After
a change of an adapter, a prompt or a dataset, `--write` writes the hashes anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from agents import AGENTS
from agents.agent import ModelAgent
from bench.greedy import greedy_call
from data.generate import read
from models.engine.kernels import kernels
from models.language_model import LanguageModel
from models.local_model import LocalModel
from service.model_loader import load_local
from service.settings import Settings

FILE = Path(__file__).with_name("golden_answers.json")
"""Agent -> a hash of each answer, in the order of the rows."""

ROWS = 40
"""Rows of each agent's validation part, the first ones: 200 answers of five agents."""

ASKED = [agent for agent in AGENTS if isinstance(agent, ModelAgent) and agent.adapter is not None]


def golden() -> Mapping[str, Sequence[str]]:
    """The hashes that every machine must give."""
    known: Mapping[str, Sequence[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return known


def hashes(model: LanguageModel, agent: str, every: int = 1) -> Iterator[tuple[int, str]]:
    """The number of a row and the hash of the model's answer to it.

    Args:
        model: The model.
        agent: The name of an agent with an adapter.
        every: Of the rows only each so many is answered.
    """
    [asked] = [one for one in ASKED if one.name == agent]
    for number, row in list(enumerate(read(agent, "val")[:ROWS]))[::every]:
        call = greedy_call(asked, row, AGENTS)
        yield number, hashlib.sha256(model.complete(call).text.encode()).hexdigest()[:16]


def _loaded(kernel: str) -> LocalModel:
    settings = Settings.model_validate({"kernel": kernel, "agents": tuple(agent.name for agent in AGENTS)})
    return load_local(settings)


def main(
    *, write: Annotated[bool, typer.Option("--write", help="Write the hashes of the fastest kernel.")] = False
) -> None:
    """Compare the answers of each kernel of this machine with the golden ones."""
    names = [one.name for one in kernels()]
    found = {}
    for name in names[:1] if write else names:
        model = _loaded(name)
        answered = track(ASKED, description=name, transient=True)
        found[name] = {agent.name: [text for _, text in hashes(model, agent.name)] for agent in answered}
        model.close()
    if write:
        FILE.write_text(json.dumps(found[names[0]], indent=0) + "\n", encoding="utf-8")
        return
    wrong = 0
    for name, answers in found.items():
        for agent, expected in golden().items():
            same = sum(one == other for one, other in zip(answers[agent], expected, strict=True))
            wrong += len(expected) - same
            typer.echo(f"{name}: {agent}: {same} of {len(expected)} answers are the golden ones")
    raise typer.Exit(int(wrong > 0))


if __name__ == "__main__":
    typer.run(main)
