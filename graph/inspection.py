"""Looking inside: one node alone, a run again from one of its nodes, a run that was broken off taken up again."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self, cast

from langgraph.types import Command
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from graph.build import VALIDATE, RunGraph
from graph.composing import provenance_of
from graph.failures import fields_told
from graph.records import snapshots_of, state_of
from graph.state import Attempt, RunContext, RunState, initial_state, thread
from program.errors import RequestError
from program.routine import Provenance
from program.schema import Closed, RoutineRequest

_STATE: TypeAdapter[RunState] = TypeAdapter(RunState)


class NodeRun(Closed):
    """What one node made of a state."""

    node: str
    update: dict[str, Any]
    """The keys of the state that it changed. An agent's `pending` holds prompt, schema, text, tokens, passes, ms."""
    next: tuple[str, ...]
    """Where the graph would go from here."""
    errors: tuple[str, ...] = Field(default=())
    """Of an agent: what `validate` finds wrong with its answer."""


class NodeOptions(Closed):
    """What to try with one node, other than the settings say."""

    adapter: Literal["own", "none"] = "own"
    """`none`: the bare base model."""
    decoding: Literal["constrained", "free"] | None = None
    temperature: Annotated[float, Field(gt=0, le=2)] | None = None
    """Of the answer; absent: as in a run."""
    attempt: Annotated[int, Field(ge=1, le=10)] = 1
    """Which attempt of the agent it is to be."""
    feedback: str | None = None
    """What was wrong with the attempt before, as the agent is told it; with `attempt` of 2 and more."""

    @model_validator(mode="after")
    def _feedback_to_an_attempt(self) -> Self:
        if self.feedback is not None and self.attempt == 1:
            raise ValueError("feedback is for a second attempt: set attempt to 2 or more, too")
        return self

    def context(self, context: RunContext) -> RunContext:
        """The context of a run with these options."""
        return replace(
            context,
            adapters=self.adapter == "own",
            decoding=self.decoding or context.decoding,
            first_temperature=self.temperature or context.first_temperature,
        )

    def tried(self, node: str, state: Mapping[str, Any]) -> RunState:
        """The state in which `node` has failed as often as the options say.

        Raises:
            RequestError: It is no state.
        """
        read = read_state(state)
        if self.attempt > 1:
            failed = Attempt(
                text="",
                errors=[self.feedback] if self.feedback else [],
                prompt_tokens=0,
                forced_tokens=0,
                chosen_tokens=0,
                passes=0,
                ms=0,
            )
            read["attempts"][node] = [failed] * (self.attempt - 1)
        return read


def read_state(value: Mapping[str, Any]) -> RunState:
    """The state in JSON from outside: a whole one, the keys of one that matter, or just a request.

    Raises:
        RequestError: It is neither; the keys that are wrong are named.
    """
    try:
        if "request" not in value or not isinstance(value["request"], Mapping):
            return initial_state(RoutineRequest.model_validate(value))
        begun = initial_state(RoutineRequest.model_validate(value["request"]))
        if unknown := sorted(set(value) - set(begun)):
            raise RequestError(f"a state has no {', '.join(unknown)}: it has {', '.join(begun)}")
        return _STATE.validate_python({**begun, **value, "request": begun["request"]})
    except ValidationError as error:
        raise RequestError(f"this is neither a state nor a request: {fields_told(error)}") from error


def run_node(graph: RunGraph, node: str, state: Mapping[str, Any], context: RunContext) -> NodeRun:
    """Run one node alone, through the same code as in a whole run, on a thread of its own.

    Args:
        graph: One with a checkpointer.
        node: An agent, `validate` or `compose`.
        state: As `read_state` takes it.
        context: The model and how it is used.

    Raises:
        RequestError: There is no such node, or the state lacks what it needs.
        BurnfitError: Whatever the node raises.
    """
    known = [name for name in graph.nodes if not name.startswith("__")]
    if node not in known:
        raise RequestError(f"there is no node {node!r}: there are {', '.join(known)}")
    config = thread(f"node-{uuid.uuid4().hex}")
    try:
        # A command from `validate` leads to any node; the predecessor that a whole run has is one of its commands.
        graph.update_state(config, Command(goto=node, update=read_state(state)), as_node=VALIDATE)
        done = graph.stream(None, config, context=context, interrupt_after=[node], stream_mode="updates")
        update = next(cast(dict[str, Any], one)[node] for one in done if node in one)
        following = graph.get_state(config).next
        errors: tuple[str, ...] = ()
        if following == (VALIDATE,):
            graph.invoke(None, config, context=context, interrupt_after=[VALIDATE])
            errors = tuple(graph.get_state(config).values["attempts"][node][-1]["errors"])
    finally:
        _forget(graph, config)
    return NodeRun(node=node, update=update or {}, next=following, errors=errors)


def answer_of(
    graph: RunGraph, agent: str, state: Mapping[str, Any], context: RunContext
) -> tuple[dict[str, Any], Provenance]:
    """What one agent answers where those before it have answered as in the state, and who answered for it.

    Args:
        graph: Of `build_graph(agents, until=agent)`, with a checkpointer.
        agent: Who is asked, again after a rejection, as in a whole run.
        state: As `read_state` takes it; it holds what the agent needs.
        context: The model and how it is used.

    Raises:
        RequestError: The state lacks what the agent needs.
        BurnfitError: Whatever the run raises.
    """
    config = thread(f"answer-{uuid.uuid4().hex}")
    try:
        graph.update_state(config, Command(goto=agent, update=read_state(state)), as_node=VALIDATE)
        end = cast(RunState, graph.invoke(None, config, context=context))
    finally:
        _forget(graph, config)
    return end["answers"][agent], provenance_of(end, agent)


def replay(
    graph: RunGraph, run_id: str, node: str, changes: Mapping[str, Any], context: RunContext
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Run again from a node of a recorded run, with a changed request; the new run is recorded, too.

    Args:
        graph: One with a checkpointer.
        run_id: The recorded run.
        node: Where to begin; of several visits the first.
        changes: Fields of the request that are other this time.
        context: The model and how it is used; its `run_id` names the new run.

    Returns:
        The month of the recorded run (None: it has none), and that of the new one.

    Raises:
        UnknownRun: There is no such run.
        RequestError: The run never stood before `node`, or the changed request cannot be used.
        BurnfitError: Whatever the nodes raise.
    """
    snapshots = snapshots_of(graph, run_id)
    begin = next((one for one in snapshots if node in one.next), None)
    if begin is None:
        visited = dict.fromkeys(name for one in snapshots for name in one.next if not name.startswith("__"))
        raise RequestError(f"run {run_id} never came to {node!r}: it came to {', '.join(visited) or 'no node'}")
    state = state_of(begin)
    try:
        request = RoutineRequest.model_validate({**state["request"], **changes})
    except ValidationError as error:
        raise RequestError(f"the changed request cannot be used: {fields_told(error)}") from error
    state["request"] = request.model_dump(mode="json")
    config = thread(context.run_id)
    graph.update_state(config, Command(goto=list(begin.next), update=state), as_node=VALIDATE)
    end = graph.invoke(None, config, context=context, durability="sync")
    return snapshots[-1].values.get("routine"), end["routine"]


def resume(graph: RunGraph, run_id: str, context: RunContext) -> dict[str, Any]:
    """Go on with a recorded run where it was broken off; the month of one that had ended is what it was.

    Raises:
        UnknownRun: There is no such run.
        BurnfitError: Whatever the nodes raise.
    """
    last = snapshots_of(graph, run_id)[-1]
    end = graph.invoke(None, thread(run_id), context=context, durability="sync") if last.next else last.values
    routine: dict[str, Any] = end["routine"]
    return routine


def _forget(graph: RunGraph, config: Any) -> None:
    """Delete a thread that was for looking only."""
    saver: Any = graph.checkpointer
    saver.delete_thread(config["configurable"]["thread_id"])
