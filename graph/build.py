"""The graph, built from the sequence of agents, and the ways in which it is run."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer, Durability

from agents.agent import Agent
from agents.order import check_order
from graph.agent_node import agent_node
from graph.compose_node import COMPOSED, compose_node, provenance_of, written_out
from graph.scheduling import with_those_before
from graph.state import AGENTS, RunContext, RunState, initial_state, thread
from graph.tracing import traced
from graph.validate_node import first_nodes, validate_node
from program.errors import UnavailableError
from program.lifter.constraints import Constraints
from program.month.routine import Plan, Provenance, Routine
from program.schema import LifterRequest, RoutineRequest, WeightPlan

RunGraph: TypeAlias = CompiledStateGraph[RunState, RunContext, RunState, RunState]

VALIDATE = "validate"
COMPOSE = "compose"


def build_graph(
    agents: Sequence[Agent[Any]],
    *,
    until: str | None = None,
    checkpointer: Checkpointer = None,
    standing: RunContext | None = None,
) -> RunGraph:
    """The compiled graph: each agent when its turn comes, `validate` after every answer, `compose` at the end.

    Args:
        agents: The agents in the order in which they run.
        standing: The context of runs that bring none, as those of a server that knows nothing of it.
        checkpointer: Records the state after every node; None: nothing is recorded.
        until: The last agent to run, without a month at the end; None: all of them, and the month.

    Raises:
        UnavailableError: The agents cannot run in this order, two nodes would have one name, there is no agent called
            `until`, or an agent is missing from whose answer the month is composed.
    """
    check_order(agents)
    names = [agent.name for agent in agents]
    _check_names(names, COMPOSED if until is None else (until,))
    if until is not None:
        agents = with_those_before(agents, until)
    last = COMPOSE if until is None else END

    graph = StateGraph(RunState, context_schema=RunContext if standing is None else None)
    for agent in agents:
        graph.add_node(agent.name, traced(agent.name, agent_node(agent, agents), standing))
        graph.add_edge(agent.name, VALIDATE)
    graph.add_conditional_edges(START, first_nodes(agents, last), _possible_firsts(agents, last))
    # No edge leads out of `validate`: it names the next nodes itself, and an edge would run beside those.
    judge = traced(VALIDATE, validate_node(agents, last), standing)
    graph.add_node(VALIDATE, judge, destinations=(*(agent.name for agent in agents), last))
    if until is None:
        graph.add_node(COMPOSE, traced(COMPOSE, compose_node(agents), standing))
        graph.add_edge(COMPOSE, END)
    return graph.compile(checkpointer=checkpointer).with_config(metadata={AGENTS: ",".join(names)})


def _possible_firsts(agents: Sequence[Agent[Any]], last: str) -> list[str]:
    """The nodes that a run may begin with: agents that wait for nobody but for those that may be passed over."""
    firsts: list[str] = []
    conditional: set[str] = set()
    names = {agent.name for agent in agents}
    for agent in agents:
        if {*agent.needs, *agent.uses} & names <= conditional and not set(agent.needs) & names:
            firsts.append(agent.name)
            if type(agent).runs is not Agent.runs:
                conditional.add(agent.name)
    return firsts if set(firsts) != conditional else [*firsts, last]


def _check_names(names: Sequence[str], needed: Sequence[str]) -> None:
    for name in (VALIDATE, COMPOSE):
        if name in names:
            raise UnavailableError(f"an agent is called {name!r}, as a node of the graph is: rename the agent")
    for name in needed:
        if name not in names:
            raise UnavailableError(f"no agent is called {name!r}: there are {', '.join(names) or 'none'}; add it")


def run(graph: RunGraph, request: RoutineRequest, context: RunContext) -> Routine:
    """Answer one request with a month.

    Args:
        graph: Of `build_graph(agents)`.
        request: Whose month it is.
        context: The model and how it is used.

    Raises:
        AnswerRejected: The attempts are used up and `context.fallback` is False.
        BurnfitError: Whatever the model or the composing raises; `UnavailableError` where it was cancelled.
    """
    durability: Durability | None = "sync" if graph.checkpointer else None
    end = graph.invoke(initial_state(request), thread(context.run_id), context=context, durability=durability)
    return Routine.model_validate(end["routine"])


def weight_plan(graph: RunGraph, request: LifterRequest, context: RunContext) -> Plan:
    """Answer one request with the weight-increase plan alone.

    Args:
        graph: Of `build_graph(agents, until="task1")`.
        request: Whose plan it is; the four fields are enough.
        context: The model and how it is used.

    Raises:
        AnswerRejected: The attempts are used up and `context.fallback` is False.
        BurnfitError: Whatever the model raises; `UnavailableError` where it was cancelled.
    """
    return written_out(
        WeightPlan.model_validate(graph.invoke(initial_state(request), context=context)["answers"]["task1"])
    )


def understand(graph: RunGraph, request: RoutineRequest, context: RunContext) -> tuple[Constraints, Provenance]:
    """What a request's sentence asks for, and who understood it.

    Args:
        graph: Of `build_graph(agents, until="intake")`.
        request: One with a sentence.
        context: The model and how it is used.

    Raises:
        AnswerRejected: The attempts are used up and `context.fallback` is False.
        BurnfitError: Whatever the model raises; `UnavailableError` where it was cancelled.
    """
    state = cast(RunState, graph.invoke(initial_state(request), context=context))
    return Constraints.model_validate(state["answers"]["intake"]), provenance_of(state, "intake")
