"""What the checkpoints of a recorded run tell: its steps, its month, and the state before each node."""

from collections.abc import Sequence
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from graph.build import RunGraph
from graph.compose_node import provenance_of
from graph.run_store import RunSummary
from graph.state import AGENTS, RunState, thread, with_all_keys
from program.errors import RequestError
from program.month.routine import Provenance
from program.schema import Closed


class Step(Closed):
    """One visit of a node."""

    node: str
    at: str
    """When it was due, in ISO 8601."""
    update: dict[str, Any] | None
    """The keys of the state that it changed; null: it did not end."""
    error: str | None
    """What it raised."""


class RunHistory(Closed):
    """What the checkpoints of a run tell."""

    next: tuple[str, ...]
    """The nodes that the run stands before; none: it has ended, or its agents do not run now."""
    failed: tuple[str, ...]
    """The nodes among them that raised an error."""
    absent: tuple[str, ...]
    """Agents of the run that do not run now: their visits are not among the steps, and the run cannot go on."""
    steps: tuple[Step, ...]
    """Oldest first."""
    routine: dict[str, Any] | None
    """The month; null: it was not composed."""


class Run(RunHistory, RunSummary):
    """A recorded run with its steps and its month."""


def read_run(graph: RunGraph, summary: RunSummary) -> Run:
    """A recorded run with its steps and its month.

    Args:
        graph: With the checkpointer that the run was recorded with.
        summary: The row of the run.
    """
    row = summary.model_dump(include=set(RunSummary.model_fields))
    return Run(**{**row, **dict(read_history(graph, summary.run_id))})


def read_history(graph: RunGraph, run_id: str) -> RunHistory:
    """What the checkpoints of a run tell; of a run that has none, nothing."""
    snapshots = snapshots_of(graph, run_id)
    if not snapshots:
        return RunHistory(next=(), failed=(), absent=(), steps=(), routine=None)
    last = snapshots[-1]
    steps = [
        Step(node=task.name, at=str(one.created_at), update=task.result, error=_text(task.error))
        for one in snapshots
        for task in one.tasks
        if not task.name.startswith("__")
    ]
    # Of agents that ran in parallel some may have answered: their answers are kept, and the others are next.
    open_tasks = tuple(task.name for task in last.tasks if task.result is None)
    return RunHistory(
        next=open_tasks or last.next,
        failed=_failed(last),
        absent=absent_agents(graph, last),
        steps=tuple(steps),
        routine=last.values.get("routine"),
    )


def snapshots_of(graph: RunGraph, run_id: str) -> Sequence[Any]:
    """LangGraph's snapshots of a run, oldest first; none: nothing is recorded."""
    return list(graph.get_state_history(thread(run_id)))[::-1]


def failed_nodes(graph: RunGraph, run_id: str) -> tuple[str, ...]:
    """The nodes that raised an error when a run was last worked on."""
    return _failed(graph.get_state(thread(run_id)))


def errors_of(graph: RunGraph, run_id: str) -> tuple[str, ...]:
    """What the nodes raised when a run was last worked on, each the `repr` of an error."""
    return tuple(str(task.error) for task in graph.get_state(thread(run_id)).tasks if task.error is not None)


def provenance(checkpointer: BaseCheckpointSaver[str], run_id: str) -> dict[str, Provenance]:
    """Who has answered for each agent of a recorded run so far."""
    last = checkpointer.get_tuple(thread(run_id))
    state = with_all_keys({} if last is None else last.checkpoint["channel_values"])
    return {agent: provenance_of(state, agent) for agent in state["sources"]}


def state_before(graph: RunGraph, run_id: str, node: str, visit: int = 1) -> RunState:
    """The state of a recorded run before a visit of a node.

    Args:
        graph: With the checkpointer that the run was recorded with.
        run_id: The run.
        node: The node.
        visit: Which of its visits, from 1.

    Raises:
        RequestError: The run never came to `node`, or not so often.
    """
    snapshots = snapshots_of(graph, run_id)
    visits = [one for one in begun(snapshots) if node in one.next]
    if not visits:
        raise never_came_to(run_id, node, snapshots)
    if visit > len(visits):
        times = "once" if len(visits) == 1 else f"{len(visits)} times"
        raise RequestError(f"run {run_id} came to {node!r} {times}: there is no visit {visit}")
    return state_of(visits[visit - 1])


def begun(snapshots: Sequence[Any]) -> Sequence[Any]:
    """The snapshots that hold a request."""
    return [one for one in snapshots if "request" in one.values]


def never_came_to(run_id: str, node: str, snapshots: Sequence[Any]) -> RequestError:
    """The error for a node that a run never stood before."""
    visited = dict.fromkeys(name for one in begun(snapshots) for name in one.next)
    return RequestError(f"run {run_id} never came to {node!r}: it came to {', '.join(visited) or 'no node'}")


def absent_agents(graph: RunGraph, snapshot: Any) -> tuple[str, ...]:
    """The agents that a run had and `graph` has not."""
    return tuple(name for name in _agents_of(snapshot) if name not in graph.nodes)


def check_agents(graph: RunGraph, run_id: str, snapshot: Any) -> None:
    """Refuse to go on with a run some of whose agents `graph` does not have.

    Raises:
        RequestError: An agent is missing; it is named.
    """
    if missing := absent_agents(graph, snapshot):
        raise RequestError(
            f"run {run_id} had the agent {', '.join(missing)}, which does not run now: "
            f"set BURNFIT_AGENTS={','.join(_agents_of(snapshot))}"
        )


def state_of(snapshot: Any) -> RunState:
    """The whole state in a snapshot."""
    return with_all_keys(snapshot.values)


def _agents_of(snapshot: Any) -> list[str]:
    """The names of the agents of a run; none: it was recorded by a version that did not note them."""
    return [name for name in str(snapshot.metadata.get(AGENTS, "")).split(",") if name]


def _failed(snapshot: Any) -> tuple[str, ...]:
    return tuple(task.name for task in snapshot.tasks if task.error is not None)


def _text(error: Any) -> str | None:
    return None if error is None else str(error)
