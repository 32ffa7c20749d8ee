"""Running a recorded run again from one of its nodes, and resuming one that was broken off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langgraph.types import Command
from pydantic import BaseModel, ValidationError

from agents.agent import Agent, CodeAgent, Inputs, ModelAgent
from graph.build import COMPOSE, VALIDATE, RunGraph, run_input
from graph.failures import blaming, fields_in_one_line
from graph.parse_state import parse_inputs
from graph.parsed_parts import ParsedParts
from graph.run_history import begun, check_agents, never_came_to, snapshots_of, state_of
from graph.scheduling import Schedule
from graph.state import RunContext, RunState, thread
from program.errors import RequestError
from program.schema import RoutineRequest


@dataclass(frozen=True)
class Replay:
    """A recorded run, made ready to run again from one of its nodes."""

    request: RoutineRequest
    """With the changes."""
    routine: dict[str, Any] | None
    """The month of the recorded run; None: it has none."""
    state: RunState
    """What the new run starts with."""
    start: tuple[str, ...]
    """The nodes that the new run starts with."""


def prepare_replay(
    graph: RunGraph, agents: Sequence[Agent[Any]], run_id: str, node: str, changes: Mapping[str, Any]
) -> Replay:
    """Find out what a recorded run is run again with; nothing is recorded and no model is asked.

    Args:
        graph: Of `agents`, with a checkpointer.
        agents: All agents in order.
        run_id: The recorded run.
        node: Where to begin; of several visits the first. An agent that had nothing to decide may have so now.
        changes: Fields of the request and their new values.

    Raises:
        RequestError: The run never stood before `node`, the changed request cannot be used, or an agent before `node`
            would be asked something else because of it.
    """
    snapshots = snapshots_of(graph, run_id)
    if snapshots and node not in graph.nodes:
        check_agents(graph, run_id, snapshots[-1])
    started = begun(snapshots)
    request = _changed(started[0].values["request"] if started else {}, changes)
    first = next((one for one in started if node in one.next), None)
    schedule = Schedule(agents, COMPOSE)
    first = first or next((one for one in started if node in _due(schedule, one, request)), None)
    if first is None:
        raise never_came_to(run_id, node, snapshots)
    state = state_of(first)
    carried = _carried_over(agents, state, request)
    next_nodes = schedule.next_nodes(Inputs(request, carried.answers))
    earlier = [agent.name for agent in agents if agent.name in (*carried.stale, *next_nodes)]
    if carried.stale or node not in (VALIDATE, *next_nodes):
        instead = _instead(earlier, node)
        raise RequestError(f"run {run_id} cannot be run again from {node!r} with this request: {instead}")
    state["request"] = request.model_dump(mode="json")
    held, dropped = carried.answers, carried.dropped
    state["answers"] = {name: answer for name, answer in state["answers"].items() if name in held}
    state["sources"] = {name: source for name, source in state["sources"].items() if name in held}
    state["attempts"] = {name: attempts for name, attempts in state["attempts"].items() if name not in dropped}
    state["pending"] = {name: pending for name, pending in state["pending"].items() if name not in dropped}
    start = (VALIDATE,) if node == VALIDATE else tuple(next_nodes)
    return Replay(request, snapshots[-1].values.get("routine"), state, start)


def run_replay(graph: RunGraph, replay: Replay, context: RunContext) -> dict[str, Any]:
    """Run again as a new run, and return its month.

    Args:
        graph: The graph that `replay` was prepared with.
        replay: Of `prepare_replay`.
        context: The model and how it is used; its `run_id` names the new run.

    Raises:
        BurnfitError: Whatever the nodes raise.
    """
    config = thread(context.run_id)
    graph.update_state(config, Command(goto=replay.start, update=replay.state), as_node=VALIDATE)
    month: dict[str, Any] = graph.invoke(None, config, context=context, durability="sync")["routine"]
    return month


def check_resumable(graph: RunGraph, run_id: str) -> None:
    """Refuse a run that cannot go on.

    Raises:
        RequestError: It had agents that `graph` does not have.
    """
    last = graph.get_state(thread(run_id))
    if _has_begun(last) and last.values.get("routine") is None:
        check_agents(graph, run_id, last)


def resume(graph: RunGraph, run_id: str, context: RunContext, request: RoutineRequest | None = None) -> dict[str, Any]:
    """Go on with a recorded run where it was broken off; returns its month, also of a run that had ended.

    Args:
        graph: With the checkpointer that the run is recorded with.
        run_id: The run.
        context: The model and how it is used.
        request: Of the run, for one that was broken off before its first node; None: such a run is refused.

    Raises:
        RequestError: As `check_resumable`; or it was broken off before its first node, and there is no `request`.
        BurnfitError: Whatever the nodes raise.
    """
    for _ in going_on(graph, request, replace(context, run_id=run_id)):
        pass
    routine: dict[str, Any] | None = graph.get_state(thread(run_id)).values.get("routine")
    if routine is None:
        names = ", ".join(name for name in graph.nodes if not name.startswith("__"))
        raise RequestError(f"run {run_id} stands before none of {names}: set BURNFIT_AGENTS to the agents that it had")
    return routine


def going_on(graph: RunGraph, request: RoutineRequest | None, context: RunContext) -> Iterator[None]:
    """Go on with the run `context.run_id`, as `resume`; yields before the first node, and after each step."""
    run_id = context.run_id
    check_resumable(graph, run_id)
    yield
    last = graph.get_state(thread(run_id))
    if last.values.get("routine") is not None:
        return
    first = None
    if not _has_begun(last):
        if request is None:
            raise RequestError(f"run {run_id} was broken off before its first node: ask for a new month")
        first = run_input(request, context)
    for _ in graph.stream(first, thread(run_id), context=context, durability="sync", stream_mode="updates"):
        yield
    yield


def _has_begun(snapshot: Any) -> bool:
    """Whether anything of the run is recorded but its row."""
    return snapshot.metadata is not None


@dataclass
class _Carried:
    """What of a recorded state holds for another request."""

    answers: dict[str, BaseModel] = field(default_factory=dict)
    """The answers that hold, by agent."""
    stale: list[str] = field(default_factory=list)
    """The agents that would be asked something else now."""
    dropped: list[str] = field(default_factory=list)
    """The agents that would not be asked at all now."""


def _carried_over(agents: Sequence[Agent[Any]], state: RunState, request: RoutineRequest) -> _Carried:
    """Which answers of a state, accepted or waiting for validation, also answer this request."""
    old = parse_inputs(state, agents, ParsedParts())
    carried = _Carried()
    unsettled = set(state["pending"])
    for agent in agents:
        has_answer = agent.name in old.answers or agent.name in state["pending"]
        if unsettled.intersection(agent.waits_for(agents)):
            if has_answer:
                carried.stale.append(agent.name)
            unsettled.add(agent.name)
            continue
        now = Inputs(request, carried.answers).visible_to(agent)
        with blaming(agent.name):
            wanted = set(agent.needs) <= set(carried.answers) and agent.runs(now)
            same = wanted and has_answer and _asked(agent, old.visible_to(agent)) == _asked(agent, now)
        if wanted and not has_answer:
            unsettled.add(agent.name)
        elif wanted and not same:
            carried.stale.append(agent.name)
        elif has_answer and not wanted:
            carried.dropped.append(agent.name)
        if wanted and agent.name in old.answers:
            carried.answers[agent.name] = old.answers[agent.name]
    return carried


def _asked(agent: Agent[Any], inputs: Inputs) -> Any:
    """What an agent's answer follows from: the question to its model, or the answer of its code."""
    if isinstance(agent, CodeAgent):
        return agent.answer(inputs)
    assert isinstance(agent, ModelAgent)
    return agent.prompt(inputs), agent.schema(inputs)


def _due(schedule: Schedule, snapshot: Any, request: RoutineRequest) -> list[str]:
    """The agents that would run next with this request."""
    if VALIDATE in snapshot.next:
        return []
    answers = parse_inputs(state_of(snapshot), schedule.agents, ParsedParts()).answers
    return schedule.due(Inputs(request, answers))


def _changed(request: Mapping[str, Any], changes: Mapping[str, Any]) -> RoutineRequest:
    try:
        return RoutineRequest.model_validate({**request, **changes})
    except ValidationError as error:
        raise RequestError(f"the changed request cannot be used: {fields_in_one_line(error)}") from error


def _instead(earlier: Sequence[str], node: str) -> str:
    """What to do where agents before `node` have to answer again, or for the first time."""
    if not earlier or earlier[0] == node:
        return "an earlier answer does not hold any more; ask for a new month"
    return f"{earlier[0]} would be asked something else, or for the first time: run again from {earlier[0]}"
