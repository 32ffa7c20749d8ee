"""Graphs that record their runs, for tests of what is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.agent import Agent
from graph.build import RunGraph
from graph.replay import prepare_replay, run_replay
from graph.state import RunContext


def replay(
    graph: RunGraph,
    agents: Sequence[Agent[Any]],
    run_id: str,
    node: str,
    changes: Mapping[str, Any],
    context: RunContext,
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The month of a recorded run, and that of a new run from `node` on with a changed request."""
    prepared = prepare_replay(graph, agents, run_id, node, changes)
    return prepared.routine, run_replay(graph, prepared, context)
