"""The graph, built from the sequence of agents, and the ways in which it is run."""

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer, Durability
from pydantic import BaseModel

from agents.agent import Agent
from agents.order import check_order
from agents.registry import agents as default_agents
from graph.agent_node import agent_node
from graph.compose_node import DECIDING, compose_node, provenance_of
from graph.observed_node import observed
from graph.scheduling import Schedule, up_to
from graph.state import AGENTS, Node, RunContext, RunInput, RunState, thread
from graph.tracing import traced
from graph.validate_node import FirstWave, validate_node
from program.errors import UnavailableError
from program.month.routine import Provenance, Routine
from program.schema import LifterRequest, RoutineRequest

RunGraph: TypeAlias = CompiledStateGraph[RunState, RunContext, RunInput, RunState]
Answer = TypeVar("Answer", bound=BaseModel)

VALIDATE = "validate"
COMPOSE = "compose"


def build_graph(
    agents: Sequence[Agent[Any]] | None = None,
    *,
    until: str | None = None,
    checkpointer: Checkpointer = None,
    defaults: RunContext | None = None,
) -> RunGraph:
    """Compile the graph: waves of agents, `validate` after every wave, `compose` at the end.

    Its input is `{"request": body of POST /routine}`, its output the last `RunState`, with the month as `routine`. It
    runs as any LangGraph graph does (`invoke`, `ainvoke`, `astream`, as a node of another graph), with a `RunContext`
    as its context.

    Args:
        agents: The agents in the order in which they run; None: all that are not optional.
        until: The last agent to run, without a month at the end; None: all of them, and the month.
        checkpointer: Records the state after every node; None: nothing is recorded.
        defaults: The context of runs that bring none, and the model of those that bring no model.

    Raises:
        UnavailableError: The agents cannot run in this order, two nodes would have one name, there is no agent called
            `until`, or an agent is missing from whose answer the month is composed.
    """
    agents = default_agents() if agents is None else agents
    check_order(agents)
    names = [agent.name for agent in agents]
    for name in DECIDING if until is None else (until,):
        if name not in names:
            raise UnavailableError(f"no agent is called {name!r}: there are {', '.join(names) or 'none'}; add it")
    if until is not None:
        agents = up_to(agents, until)
    schedule = Schedule(agents, last=COMPOSE if until is None else END)

    def seen(name: str, node: Node[Any]) -> Node[Any]:
        return traced(name, observed(name, node, defaults), defaults)

    graph = StateGraph(RunState, context_schema=RunContext, input_schema=RunInput, output_schema=RunState)
    for agent in agents:
        graph.add_node(agent.name, seen(agent.name, agent_node(agent, schedule, defaults)))
        graph.add_edge(agent.name, VALIDATE)
    graph.add_conditional_edges(START, FirstWave(schedule, defaults), schedule.possible_first_nodes)
    # No edge leads out of `validate`: it names the next nodes itself, and an edge would run beside those.
    judge = seen(VALIDATE, validate_node(schedule, defaults))
    graph.add_node(VALIDATE, judge, destinations=(*(agent.name for agent in agents), schedule.last))
    if until is None:
        graph.add_node(COMPOSE, seen(COMPOSE, compose_node(schedule, defaults)))
        graph.add_edge(COMPOSE, END)
    compiled = graph.compile(checkpointer=checkpointer, name="burnfit")
    return compiled.with_config(metadata={AGENTS: ",".join(names)})


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
    end = graph.invoke(
        run_input(request, context), thread(context.run_id), context=context, durability=durability(graph)
    )
    return Routine.model_validate(end["routine"])


def answer_to(
    graph: RunGraph, agent: type[Agent[Answer]], request: LifterRequest, context: RunContext
) -> tuple[Answer, Provenance]:
    """One agent's answer to a request, and who gave it.

    Args:
        graph: Of `build_graph(agents, until=agent.name)`.
        agent: The agent's class.
        request: Whose answer it is; the four fields of `LifterRequest` are enough for agents that need no more.
        context: The model and how it is used.

    Raises:
        AnswerRejected: The attempts are used up and `context.fallback` is False.
        BurnfitError: Whatever the model raises; `UnavailableError` where it was cancelled.
    """
    whole = RoutineRequest.model_validate(request.model_dump())
    end = cast(RunState, graph.invoke(run_input(whole, context), context=context))
    return agent.answer_type.model_validate(end["answers"][agent.name]), provenance_of(end, agent.name)


def run_input(request: RoutineRequest, context: RunContext) -> RunInput:
    """What a run for `request` begins with; its nodes need not parse the request again."""
    raw = request.model_dump(mode="json")
    context.parts.add("request", raw, request)
    return RunInput(request=raw)


def durability(graph: RunGraph) -> Durability | None:
    """When checkpoints are written: before the next node begins, so that a killed run goes on where it was."""
    return "sync" if graph.checkpointer else None
