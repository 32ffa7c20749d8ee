"""Reports every visit of a node, and the answers in it, to the context's observer."""

import time
from collections.abc import Mapping
from functools import wraps
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.observer import Observer
from graph.state import Node, Pending, RunContext, RunState, context_of
from models.language_model import Cost


def observed(name: str, node: Node[Any], defaults: RunContext | None) -> Node[Any]:
    """The node; its time, and the answers that it writes or validates, are reported.

    Args:
        name: The node's name.
        node: The node.
        defaults: The context of runs that bring none.
    """

    @wraps(node)
    def visit(state: RunState, *, runtime: Runtime[RunContext]) -> Any:
        observer = context_of(runtime, defaults).observer
        begun = time.monotonic()
        try:
            result = node(state, runtime=runtime)
        except Exception:
            observer.node_ended(name, time.monotonic() - begun, failed=True)
            raise
        observer.node_ended(name, time.monotonic() - begun, failed=False)
        if isinstance(result, Command):
            _report_validated(observer, state, result.update)
        else:
            _report_written(observer, result.get("pending") or {})
        return result

    return visit


def _report_written(observer: Observer, pending: Mapping[str, Pending]) -> None:
    """Report what a model wrote; a code agent's answer has no prompt."""
    for agent, one in pending.items():
        if one["prompt"]:
            cost = Cost(one["prompt_tokens"], one["forced_tokens"], one["chosen_tokens"], one["passes"], one["ms"])
            observer.model_answered(agent, cost)


def _report_validated(observer: Observer, state: RunState, update: Any) -> None:
    """Report the attempts that were rejected, and the answers that count."""
    for agent, attempts in update["attempts"].items():
        if any(one["errors"] for one in attempts):
            observer.attempt_rejected(agent)
    for agent, source in update["sources"].items():
        retried = source == "model" and bool(state["attempts"].get(agent))
        observer.agent_answered(agent, "retry" if retried else source)
