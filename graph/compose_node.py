"""The node that composes the month from the answers."""

from collections.abc import Sequence
from typing import Any

from langgraph.runtime import Runtime

from agents.agent import Agent, Inputs, ModelAgent
from graph.failures import blaming
from graph.scheduling import inputs_for, known
from graph.state import Node, RunContext, RunState, Update
from program.errors import RequestError
from program.month.adjustments import turned_plan, turned_week
from program.month.assistance import prescribed
from program.month.compose import compose
from program.month.routine import Plan, Provenance, Routine
from program.month.weights import training_maxes_of
from program.schema import WeekChoice, WeightPlan
from program.wording.notes import notes_for

COMPOSED = ("task1", "task2")
"""The agents whose answers the month is composed from."""

OBEYED = "intake"
"""The agent whose answer is obeyed in composing."""


def compose_node(agents: Sequence[Agent[Any]]) -> Node[Update]:
    """The node that turns the answers of `task1` and `task2` into the month: arithmetic, no model.

    Args:
        agents: All agents in order.
    """

    def compose_month(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        inputs = Inputs(*known(state, agents))
        if missing := [f"answers.{name}" for name in COMPOSED if name not in inputs.answers]:
            raise RequestError(f"node compose needs {', '.join(missing)} in the state: run those agents before")
        _check_fit(agents, inputs)
        brief = inputs.brief
        plan = turned_plan(brief, WeightPlan.model_validate(inputs.answers["task1"].model_dump()))
        chosen = prescribed(WeekChoice.model_validate(inputs.answers["task2"].model_dump()))
        week = turned_week(brief, chosen)
        month = compose(brief, plan, week, training_maxes_of(brief.rm_weight, plan.training_max_rate))
        routine = Routine(
            run_id=runtime.context.run_id,
            training_max=month.training_max,
            plan=written_out(plan),
            weeks=month.weeks,
            constraints=brief.constraints if OBEYED in inputs.answers else None,
            notes=tuple(notes_for(brief, plan, week, month, state["sources"], form=inputs.request)),
            extras={name: answer for name, answer in state["answers"].items() if name not in (*COMPOSED, OBEYED)},
            provenance={
                agent.name: provenance_of(state, agent.name) for agent in agents if agent.name in state["sources"]
            },
        )
        return {"routine": routine.model_dump(mode="json")}

    return compose_month


def _check_fit(agents: Sequence[Agent[Any]], inputs: Inputs) -> None:
    """Refuse answers that break their agents' rules for this request: nothing says that they were given for it.

    What the coach answers to this request counts as it is.
    """
    for agent in agents:
        if agent.name not in COMPOSED:
            continue
        answer, visible = inputs.answers[agent.name], inputs_for(agent, inputs.request, inputs.answers)
        with blaming(agent.name):
            wrong = agent.check(visible, answer)
            if wrong and not (isinstance(agent, ModelAgent) and agent.fallback(visible) == answer):
                told = "; ".join(f"answers.{agent.name}.{error}" for error in wrong)
                raise RequestError(f"an answer does not fit the request: {told}; run {agent.name} for this request")


def written_out(plan: WeightPlan) -> Plan:
    """The plan as it is answered."""
    return Plan(**plan.model_dump())


def provenance_of(state: RunState, agent: str) -> Provenance:
    """Who answered for an agent, after how many attempts and ms."""
    attempts = state["attempts"].get(agent, [])
    return Provenance(
        source=state["sources"][agent], attempts=len(attempts), ms=sum(attempt["ms"] for attempt in attempts)
    )
