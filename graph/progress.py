"""A run told node by node while it goes on."""

from collections.abc import Iterator
from typing import Any, Literal, cast

from langgraph.types import Durability

from graph.build import COMPOSE, VALIDATE, RunGraph
from graph.state import RunContext, initial_state, thread
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
    """Whose answer counts; None: the agent is to try again."""
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
    """Run the graph for a request, and tell of every node when it begins, of every answer, and last the month.

    Raises:
        BurnfitError: As `graph.build.run`.
    """
    durability: Durability | None = "sync" if graph.checkpointer else None
    stream = graph.stream(
        initial_state(request),
        thread(context.run_id),
        context=context,
        durability=durability,
        stream_mode=["tasks", "updates"],
    )
    for mode, told in cast(Iterator[tuple[str, dict[str, Any]]], stream):
        if mode == "tasks" and "result" not in told and told["name"] != VALIDATE:
            yield Started(run_id=context.run_id, node=told["name"])
        elif mode == "updates" and VALIDATE in told:
            yield from _judged(context.run_id, told[VALIDATE])
        elif mode == "updates" and COMPOSE in told:
            yield Done(run_id=context.run_id, routine=Routine.model_validate(told[COMPOSE]["routine"]))


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
