"""The progress of a run, node by node."""

from collections.abc import Iterator
from typing import Any, Literal, cast

from graph.build import COMPOSE, VALIDATE, RunGraph, durability, run_input
from graph.replay import going_on
from graph.run_history import snapshots_of
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


def watch_again(graph: RunGraph, request: RoutineRequest, context: RunContext) -> Iterator[Progress]:
    """Go on with a recorded run; yields what it did before, as `watch` has yielded it, and then what it does now.

    Args:
        graph: With the checkpointer that the run is recorded with.
        request: Of the run.
        context: The model and how it is used; its `run_id` names the run.

    Raises:
        RequestError: As `graph.replay.check_resumable`.
        BurnfitError: Whatever the nodes raise.
    """
    sent = 0
    for _ in going_on(graph, request, context):
        # What is in the record is told, and nothing else: the model may have been asked before the run broke off.
        news = recorded_progress(graph, context.run_id)[sent:]
        sent += len(news)
        yield from news


def recorded_progress(graph: RunGraph, run_id: str) -> list[Progress]:
    """The progress of a recorded run so far, as `watch` yields it; it only ever grows at its end.

    A run that begins anew after it failed begins its progress anew as well.
    """
    found: list[Progress] = []
    snapshots = snapshots_of(graph, run_id)
    for snapshot in snapshots:
        tasks = [task for task in snapshot.tasks if not task.name.startswith("__")]
        found += [Started(run_id=run_id, node=task.name) for task in tasks if task.name != VALIDATE]
        for task in tasks:
            if task.name == VALIDATE and task.result is not None:
                found += _judged(run_id, task.result)
    routine = snapshots[-1].values.get("routine") if snapshots else None
    if routine is not None:
        found.append(Done(run_id=run_id, routine=Routine.model_validate(routine)))
    return found


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
