"""The commands that train adapters and judge them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.console import service_of, settings_of


def train(
    agent: Annotated[str, typer.Argument(help="The agent whose adapter to train.")],
    steps: Annotated[int | None, typer.Option(min=1, help="Steps of the stage.")] = None,
    learning_rate: Annotated[float | None, typer.Option(min=0, help="Highest learning rate.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder for the adapter; else the agent's own.")] = None,
    further: Annotated[
        bool, typer.Option("--further", help="Start from the agent's adapter instead of the base.")
    ] = False,
    part: Annotated[str | None, typer.Option(help="Part of the agent's dataset to train on.")] = None,
    hard_negatives: Annotated[
        int | None,
        typer.Option(min=0, help="Tokens to score as wrong because the adapter ranks them highest, at some places."),
    ] = None,
    averaged: Annotated[
        bool, typer.Option("--averaged", help="With --further: write the mean of the new adapter and the one before.")
    ] = False,
) -> None:
    """Train an agent's adapter by its recipe; goes on where it was stopped.

    With an option other than --output, or without a recipe in training/recipes, one stage is trained.
    """
    from training.pipeline import train_agent

    options = {
        "part": part,
        "max_steps": steps,
        "learning_rate": learning_rate,
        "hard_negatives": hard_negatives,
        "averaged": averaged or None,
    }
    changes: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    typer.echo(train_agent(agent, settings_of(), output, further=further, **changes))


def evaluate(
    limit: Annotated[int, typer.Option(min=1, help="Held-out requests for each agent to answer.")] = 200,
    sentences: Annotated[int, typer.Option(min=1, help="Held-out sentences to understand.")] = 700,
    save: Annotated[bool, typer.Option("--save", help="Write the figures beside the adapters.")] = False,
) -> None:
    """Judge the adapters on requests that they were not trained on."""
    from training import evaluation

    settings, lines = evaluation.judging(settings_of(quiet=True))
    for line in lines:
        typer.echo(line, err=True)
    figures = evaluation.evaluate(service_of(settings), limit, sentences)
    typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    if save:
        evaluation.save(figures, settings.adapters)
