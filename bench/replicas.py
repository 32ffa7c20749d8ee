"""`python -m bench.replicas`: the service on Ray Serve with several replicas, which are looked at and then killed.

First a service with two replicas has to do what one process does. Then replicas are killed while callers ask again
under their keys: no month may be lost, none made twice. In the end it prints how many months a second one and two
replicas make. Nothing else should run meanwhile.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from bench.essentials import CHECKS, QUEUE_S, client_of
from bench.kills import bodies, disturbed
from bench.overload import capacity, connected
from bench.replica_servers import replicated
from service.settings import Settings

REPLICAS: Final = 2

_WARM_UP_S: Final = 3.0
"""Seconds in which callers ask before anything is measured."""


@contextmanager
def _settings(**changes: object) -> Iterator[Settings]:
    """Settings whose runs are in a folder of their own, which is deleted in the end."""
    with tempfile.TemporaryDirectory() as folder:
        yield Settings(runs=Path(folder) / "runs").model_copy(update=changes)


def failures(replicas: int, real: bool) -> list[str]:
    """What replicas do otherwise than they must, one line a check; empty: nothing.

    Args:
        replicas: How many there are.
        real: Whether the real model answers; else the coach policy does.
    """
    wrong = []
    with (
        _settings(require_keys=True, queue_s=QUEUE_S) as settings,
        replicated(settings, settings.runs, replicas, real) as [port],
        client_of(settings, port) as client,
    ):
        for name, check in CHECKS.items():
            try:
                check(client, settings)
            except AssertionError as error:
                wrong.append(f"{name}: {error}")
    return wrong


def throughput(replicas: int, seconds: float, real: bool) -> float:
    """Months a second of so many replicas; the arguments are those of `failures`, and how long it is measured."""

    async def measured(port: int) -> float:
        async with connected(f"http://127.0.0.1:{port}") as client:
            await capacity(client, bodies(100), _WARM_UP_S)
            return await capacity(client, bodies(100), seconds)

    with (
        _settings(record=False) as settings,
        replicated(settings, settings.runs, replicas, real) as [port],
    ):
        return asyncio.run(measured(port))


def main(
    months: Annotated[int, typer.Option(min=1, help="How many months are asked for while replicas are killed.")] = 60,
    kills: Annotated[int, typer.Option(min=0, help="How many replicas are killed.")] = 4,
    callers: Annotated[int, typer.Option(min=1, help="How many ask at the same time.")] = 4,
    seconds: Annotated[float, typer.Option(min=1, help="How long each throughput is measured.")] = 10,
    real: Annotated[bool, typer.Option("--real", help="With the real model; else the coach policy answers.")] = False,
    seed: Annotated[int, typer.Option(help="Of the nodes at which replicas are killed.")] = 0,
) -> None:
    """Look at replicas, kill some, measure them, and print what was seen; 1 where something is wrong."""
    wrong = failures(REPLICAS, real)
    typer.echo("\n".join([f"{len(CHECKS)} checks of {REPLICAS} replicas, {len(wrong)} failed", *wrong]))
    outcome = disturbed(
        months=months, kills=kills, callers=callers, servers=REPLICAS, real=real, seed=seed, start=replicated
    )
    typer.echo(str(outcome))
    for replicas in (1, REPLICAS):
        typer.echo(f"replicas: {replicas}, {throughput(replicas, seconds, real):.2f} months a second")
    if wrong or not outcome.sound:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
