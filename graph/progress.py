"""The progress of a run, node by node."""

from collections.abc import Iterator
from typing import Any, Literal, cast

from graph.build import COMPOSE, VALIDATE, RunGraph, durability, run_input
from graph.state import RunContext, thread
from program.month.routine import Routine
from program.schema import Closed, RoutineRequest


class Started(Closed):
    """A node has begun."""

    event: Literal["started"] = "started"
    run_id: str
    node: str


class Judged(Closed):
    """An agent's answer was judged."""

    event: Literal["rejected", "accepted"]
    run_id: str
    node: str
    """The agent."""
    source: Literal["model", "coach", "code"] | None
    """Who gave the answer that counts; None: the agent tries again."""
    errors: tuple[str, ...]
    """What was wrong with the answer; none: nothing."""
    ms: int
    """What the answer took."""


class Done(Closed):
    """The month is there."""

    event: Literal["done"] = "done"
    run_id: str
    routine: Routine


Progress = Started | Judged | Done


def watch(graph: RunGraph, request: RoutineRequest, context: RunContext) -> Iterator[Progress]:
    """Run the graph for a request; yields each node when it begins, each judged answer, and at last the month.

    Raises:
        BurnfitError: As `graph.build.run`.
    """
    stream = graph.stream(
        run_input(request, context),
        thread(context.run_id),
        context=context,
        durability=durability(graph),
        stream_mode=["tasks", "updates"],
    )
    for mode, event in cast(Iterator[tuple[str, dict[str, Any]]], stream):
        if mode == "tasks" and "result" not in event and event["name"] != VALIDATE:
            yield Started(run_id=context.run_id, node=event["name"])
        elif mode == "updates" and VALIDATE in event:
            yield from _judged(context.run_id, event[VALIDATE])
        elif mode == "updates" and COMPOSE in event:
            yield Done(run_id=context.run_id, routine=Routine.model_validate(event[COMPOSE]["routine"]))


def _judged(run_id: str, update: dict[str, Any]) -> Iterator[Judged]:
    for agent, [attempt] in update["attempts"].items():
        yield Judged(
            event="rejected" if attempt["errors"] else "accepted",
            run_id=run_id,
            node=agent,
            source=update["sources"].get(agent),
            errors=tuple(attempt["errors"]),
            ms=attempt["ms"],
        )
