"""Recorded runs made to go on: again from one of their nodes, with another request, or from where they broke off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langgraph.types import Command
from pydantic import BaseModel, ValidationError

from agents.agent import Agent, CodeAgent, Inputs, ModelAgent
from graph.build import COMPOSE, VALIDATE, RunGraph
from graph.failures import blaming, fields_in_one_line
from graph.parse_state import parse_inputs
from graph.parsed_parts import ParsedParts
from graph.run_store import check_present, snapshots_of, state_of
from graph.scheduling import Schedule
from graph.state import RunContext, RunState, thread
from program.errors import RequestError
from program.schema import RoutineRequest


def replay(
    graph: RunGraph,
    agents: Sequence[Agent[Any]],
    run_id: str,
    node: str,
    changes: Mapping[str, Any],
    context: RunContext,
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Run again from a node of a recorded run, with a changed request; the new run is recorded, too.

    Args:
        graph: Of `agents`, with a checkpointer.
        agents: All agents in order.
        run_id: The recorded run.
        node: Where to begin; of several visits the first. An agent that had nothing to decide may have so now.
        changes: Fields of the request that are other this time.
        context: The model and how it is used; its `run_id` names the new run.

    Returns:
        The month of the recorded run (None: it has none), and that of the new one.

    Raises:
        UnknownRun: There is no such run.
        RequestError: The run never stood before `node`, the changed request cannot be used, or an agent before `node`
            would be asked something else because of it.
        BurnfitError: Whatever the nodes raise.
    """
    snapshots = snapshots_of(graph, run_id)
    if node not in graph.nodes:
        check_present(graph, run_id, snapshots[-1])
    begun = [one for one in snapshots if "request" in one.values]
    request = _changed(begun[0].values["request"] if begun else {}, changes)
    begin = next((one for one in begun if node in one.next), None)
    schedule = Schedule(agents, COMPOSE)
    begin = begin or next((one for one in begun if node in _turns(schedule, one, request)), None)
    if begin is None:
        visited = dict.fromkeys(name for one in begun for name in one.next)
        raise RequestError(f"run {run_id} never came to {node!r}: it came to {', '.join(visited) or 'no node'}")
    state = state_of(begin)
    carried = _carried_over(agents, state, request)
    turns = schedule.next_nodes(Inputs(request, carried.answers))
    earlier = [agent.name for agent in agents if agent.name in (*carried.stale, *turns)]
    if carried.stale or node not in (VALIDATE, *turns):
        reason = _instead(earlier, node)
        raise RequestError(f"run {run_id} cannot be run again from {node!r} with this request: {reason}")
    state["request"] = request.model_dump(mode="json")
    held, dropped = carried.answers, carried.dropped
    state["answers"] = {name: answer for name, answer in state["answers"].items() if name in held}
    state["sources"] = {name: source for name, source in state["sources"].items() if name in held}
    state["attempts"] = {name: attempts for name, attempts in state["attempts"].items() if name not in dropped}
    state["pending"] = {name: pending for name, pending in state["pending"].items() if name not in dropped}
    config = thread(context.run_id)
    goto = [VALIDATE] if node == VALIDATE else turns
    graph.update_state(config, Command(goto=goto, update=state), as_node=VALIDATE)
    end = graph.invoke(None, config, context=context, durability="sync")
    return snapshots[-1].values.get("routine"), end["routine"]


def resume(graph: RunGraph, run_id: str, context: RunContext) -> dict[str, Any]:
    """Go on with a recorded run where it was broken off; the month of one that had ended is what it was.

    Raises:
        UnknownRun: There is no such run.
        RequestError: It had other agents.
        BurnfitError: Whatever the nodes raise.
    """
    last = snapshots_of(graph, run_id)[-1]
    routine: dict[str, Any] | None = last.values.get("routine")
    if routine is None:
        check_present(graph, run_id, last)
        routine = graph.invoke(None, thread(run_id), context=context, durability="sync")["routine"]
    if routine is None:
        names = ", ".join(name for name in graph.nodes if not name.startswith("__"))
        raise RequestError(f"run {run_id} stands before none of {names}: set BURNFIT_AGENTS to the agents that it had")
    return routine


@dataclass
class _Carried:
    """What a recorded state is worth for another request."""

    answers: dict[str, BaseModel] = field(default_factory=dict)
    """Those that hold."""
    stale: list[str] = field(default_factory=list)
    """The agents that would be asked something else now."""
    dropped: list[str] = field(default_factory=list)
    """The agents that would not be asked any more."""


def _carried_over(agents: Sequence[Agent[Any]], state: RunState, request: RoutineRequest) -> _Carried:
    """Which answers of a state, accepted or waiting to be judged, an agent would give to this request, too."""
    old = parse_inputs(state, agents, ParsedParts())
    carried = _Carried()
    unsettled = set(state["pending"])
    for agent in agents:
        answered = agent.name in old.answers or agent.name in state["pending"]
        if unsettled.intersection(agent.waits_for(agents)):
            if answered:
                carried.stale.append(agent.name)
            unsettled.add(agent.name)
            continue
        now = Inputs(request, carried.answers).visible_to(agent)
        with blaming(agent.name):
            wanted = set(agent.needs) <= set(carried.answers) and agent.runs(now)
            same = wanted and answered and _asked(agent, old.visible_to(agent)) == _asked(agent, now)
        if wanted and not answered:
            unsettled.add(agent.name)
        elif wanted and not same:
            carried.stale.append(agent.name)
        elif answered and not wanted:
            carried.dropped.append(agent.name)
        if wanted and agent.name in old.answers:
            carried.answers[agent.name] = old.answers[agent.name]
    return carried


def _asked(agent: Agent[Any], inputs: Inputs) -> Any:
    """What an agent's answer follows from: the model's question; code is asked itself."""
    if isinstance(agent, CodeAgent):
        return agent.answer(inputs)
    assert isinstance(agent, ModelAgent)
    return agent.prompt(inputs), agent.schema(inputs)


def _turns(schedule: Schedule, snapshot: Any, request: RoutineRequest) -> list[str]:
    """The agents whose turn it would be with this request."""
    if VALIDATE in snapshot.next:
        return []
    return schedule.due(Inputs(request, parse_inputs(state_of(snapshot), schedule.agents, ParsedParts()).answers))


def _changed(request: Mapping[str, Any], changes: Mapping[str, Any]) -> RoutineRequest:
    try:
        return RoutineRequest.model_validate({**request, **changes})
    except ValidationError as error:
        raise RequestError(f"the changed request cannot be used: {fields_in_one_line(error)}") from error


def _instead(earlier: Sequence[str], node: str) -> str:
    """What to do where agents before `node` are to answer again, or for the first time."""
    if not earlier or earlier[0] == node:
        return "an answer before it does not hold any more; ask for a new month"
    return f"{earlier[0]} would be asked something else, or for the first time: replay --from {earlier[0]}"
