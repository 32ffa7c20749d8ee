"""The node that composes the month from the answers."""

from collections.abc import Mapping
from typing import Any

from langgraph.runtime import Runtime

from agents import month
from agents.agent import Agent, Inputs, ModelAgent
from graph.failures import blaming
from graph.parse_state import parse_inputs
from graph.scheduling import Schedule
from graph.state import Node, RunContext, RunState, Update, context_of
from program.errors import RequestError
from program.month.routine import Provenance, Routine

DECIDING = tuple(agent.name for agent in month.DECIDING)
"""Names of the agents whose answers the month is composed from."""


def compose_node(schedule: Schedule, defaults: RunContext | None) -> Node[Update]:
    """The node that turns the answers into the month: arithmetic, no model.

    Args:
        schedule: Of all agents.
        defaults: The context of runs that bring none.
    """

    def compose(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        context = context_of(runtime, defaults)
        inputs = parse_inputs(state, schedule.agents, context.parts)
        if missing := [f"answers.{name}" for name in DECIDING if name not in inputs.answers]:
            raise RequestError(f"node compose needs {', '.join(missing)} in the state: run those agents before")
        provenance = {
            agent.name: provenance_of(state, agent.name) for agent in schedule.agents if agent.name in state["sources"]
        }
        for agent in schedule.agents:
            if agent.name in DECIDING or (agent.name in inputs.answers and _adds_work(agent)):
                _check_fit(agent, inputs)
        routine = month.compose_month(inputs, context.run_id, provenance)
        for agent in schedule.agents:
            if agent.name in inputs.answers:
                routine = _with_contributions(routine, agent, inputs)
        return {"routine": routine.model_dump(mode="json")}

    return compose


def _check_fit(agent: Agent[Any], inputs: Inputs) -> None:
    """Refuse an answer that breaks its agent's rules for this request: a caller's state may hold any.

    What the coach answers to this request counts as it is.
    """
    answer, visible = inputs.answers[agent.name], inputs.visible_to(agent)
    with blaming(agent.name):
        errors = agent.check(visible, answer)
        if errors and not (isinstance(agent, ModelAgent) and agent.fallback(visible) == answer):
            listed = "; ".join(f"answers.{agent.name}.{error}" for error in errors)
            raise RequestError(f"an answer does not fit the request: {listed}; run {agent.name} for this request")


def _adds_work(agent: Agent[Any]) -> bool:
    """Whether the agent adds to the days or weeks, so that its answer has to fit them."""
    kind = type(agent)
    return kind.contribute is not Agent.contribute or kind.contribute_to_week is not Agent.contribute_to_week


def _with_contributions(routine: Routine, agent: Agent[Any], inputs: Inputs) -> Routine:
    """The month with what an agent adds to its days, its weeks and its notes."""
    answer, visible = inputs.answers[agent.name], inputs.visible_to(agent)
    with blaming(agent.name):
        if _adds_work(agent):
            routine = routine.with_additions(lambda week, day: agent.contribute(visible, answer, week, day))
            routine = routine.with_week_additions(lambda week: agent.contribute_to_week(visible, answer, week))
        return routine.with_notes(agent.notes(visible, answer))


def provenance_of(state: Mapping[str, Any], agent: str) -> Provenance:
    """Who answered for an agent, after how many attempts and ms."""
    attempts = state["attempts"].get(agent, [])
    return Provenance(
        source=state["sources"][agent], attempts=len(attempts), ms=sum(attempt["ms"] for attempt in attempts)
    )
