"""`python -m bench.remote`: counts the held-out rows that a model server answers as the model in this process does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from agents import AGENTS
from agents.agent import ModelAgent
from agents.registry import agents
from bench.greedy import greedy_call
from data.generate import has_part, read
from models.language_model import LanguageModel
from program.errors import BurnfitError
from service.model_loader import load_local, load_model
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Pair:
    """The greedy answers to one row."""

    row: int
    here: str
    there: str


def pairs(here: LanguageModel, there: LanguageModel, agent: ModelAgent[Any], limit: int) -> Iterator[Pair]:
    """Yields both models' answers to the first `limit` rows of an agent's test part.

    Raises:
        BurnfitError: A model cannot answer.
    """
    for number, row in enumerate(read(agent.name, "test")[:limit], 1):
        call = replace(greedy_call(agent, row, AGENTS), draft=None)
        texts = [model.complete(call).text for model in (here, there)]
        yield Pair(number, *texts)


def compared(settings: Settings, url: str, limit: int) -> int:
    """Prints for each agent how many answers are the same, and those that differ; returns how many differ.

    Raises:
        BurnfitError: A model cannot be loaded, or cannot answer.
    """
    everybody = tuple(agent.name for agent in AGENTS)
    chosen = settings.model_copy(
        update={"agents": settings.agents or everybody, "model_url": url, "remote_agents": None}
    )
    here, there = load_local(chosen), load_model(chosen)
    differing = 0
    try:
        there.warm()
        for agent in agents(chosen.agents):
            if isinstance(agent, ModelAgent) and has_part(agent.name, "test"):
                both = list(pairs(here, there, agent, limit))
                other = [pair for pair in both if pair.here != pair.there]
                differing += len(other)
                typer.echo(f"{agent.name}: {len(both) - len(other)} of {len(both)} answers are the same")
                for pair in other:
                    typer.echo(f"  row {pair.row}\n    here:  {pair.here}\n    there: {pair.there}")
    finally:
        here.close()
        there.close()
    return differing


def main(
    url: Annotated[str, typer.Option(help="Address of the model server.")],
    limit: Annotated[int, typer.Option(min=1, help="Rows of each agent's test part.")] = 100,
) -> None:
    """Print how many answers of each agent are the same byte for byte, and those that differ; exit 1 where one does."""
    try:
        differing = compared(Settings.read(), url.rstrip("/").removesuffix("/v1"), limit)
    except BurnfitError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(1 if differing else 0)


if __name__ == "__main__":
    typer.run(main)
