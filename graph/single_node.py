"""One node of the graph alone, and one agent's answer alone."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, Self, cast

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import Field, model_validator

from agents.registry import agent_names
from graph.agent_node import NOTHING
from graph.build import COMPOSE, VALIDATE, RunGraph
from graph.compose_node import provenance_of
from graph.failures import AgentFailed
from graph.parse_state import check_agents_named, parse_state
from graph.state import PLAIN, RunContext, RunState, attempt, generation, thread
from program.errors import RequestError
from program.fields import WHOLE_NUMBER
from program.month.routine import Provenance
from program.schema import Closed


class NodeRun(Closed):
    """What one node did with a state."""

    node: str
    update: dict[str, Any]
    """The keys of the state that it changed. An agent's `pending` holds prompt, schema, text, tokens, passes, ms."""
    next: tuple[str, ...]
    """The nodes that would come next."""
    errors: tuple[str, ...] = Field(default=())
    """Of an agent: what `validate` finds wrong with its answer."""


class NodeOptions(Closed):
    """What to try with one node instead of what the settings say."""

    adapter: Literal["own", "none"] | None = None
    """`none`: the bare base model; absent: as in a run."""
    decoding: Literal["constrained", "free"] | None = None
    """`constrained`: the answer obeys the schema; `free`: the model may write anything; absent: as the settings say."""
    temperature: Annotated[float, Field(gt=0, le=2, strict=True)] | None = None
    """Of the answer; absent: as in a run."""
    attempt: Annotated[int, Field(ge=1, le=10, strict=True), WHOLE_NUMBER] = 1
    """Which attempt of the agent it is to be."""
    feedback: Annotated[str, Field(max_length=2000)] | None = None
    """What was wrong with the attempt before, up to 2000 characters; it stands in the prompt. For `attempt` 2 and
    later."""

    @model_validator(mode="after")
    def _feedback_to_an_attempt(self) -> Self:
        if self.feedback is not None and self.attempt == 1:
            raise ValueError("feedback is for a second attempt: set attempt to 2 or more, too")
        return self

    def context(self, context: RunContext) -> RunContext:
        """The context of a run with these options."""
        return replace(
            context,
            adapters=context.adapters if self.adapter is None else self.adapter == "own",
            decoding=self.decoding or context.decoding,
            first_temperature=self.temperature or context.first_temperature,
        )

    def tried(self, node: str, state: Mapping[str, Any]) -> RunState:
        """The state in which `node` has failed as often as the options say.

        Raises:
            RequestError: It is no state.
        """
        read = parse_state(state)
        if self.attempt > 1:
            failed = attempt(generation(NOTHING), [self.feedback] if self.feedback else [])
            read["attempts"][node] = [failed] * (self.attempt - 1)
        return read


def node_names() -> tuple[str, ...]:
    """All nodes that can be run alone: every agent that there is, `validate`, `compose`."""
    return (*agent_names(), VALIDATE, COMPOSE)


def check_node(node: str, known: Sequence[str]) -> None:
    """Refuse a node that is none of the known ones.

    Raises:
        RequestError: It is none.
    """
    if node not in known:
        raise RequestError(f"there is no node {node!r}: there are {', '.join(known)}")


def run_node(graph: RunGraph, node: str, state: Mapping[str, Any], context: RunContext) -> NodeRun:
    """Run one node alone, by the code of a whole run, on a thread of its own.

    Args:
        graph: The graph of the node; this run is not recorded.
        node: An agent, `validate` or `compose`.
        state: As `parse_state` takes it. An agent's node ignores its pending answers.
        context: The model and how it is used.

    Raises:
        RequestError: There is no such node, the state lacks what it needs, or it names agents that do not run.
        BurnfitError: Whatever the node raises.
    """
    known = [name for name in graph.nodes if not name.startswith("__")]
    check_node(node, known)
    start = parse_state(state)
    check_agents_named(start, [name for name in known if name not in (VALIDATE, COMPOSE)])
    if node != VALIDATE:
        start["pending"] = {}
    scratch = graph.copy({"checkpointer": InMemorySaver(serde=PLAIN)})
    config = thread(f"node-{uuid.uuid4().hex}")
    # `validate` names the next nodes by a command, so a command in its name leads to any node.
    scratch.update_state(config, Command(goto=node, update=start), as_node=VALIDATE)
    done = scratch.stream(None, config, context=context, interrupt_after=[node], stream_mode="updates")
    update = next(cast(dict[str, Any], one)[node] for one in done if node in one)
    following = scratch.get_state(config).next
    errors: tuple[str, ...] = ()
    if following == (VALIDATE,):
        # With an attempt left, validation ends with the errors, and not with the fallback.
        lenient = replace(context, max_attempts=len(start["attempts"].get(node, ())) + 2)
        try:
            scratch.invoke(None, config, context=lenient, interrupt_after=[VALIDATE])
            errors = tuple(scratch.get_state(config).values["attempts"][node][-1]["errors"])
        except AgentFailed as failed:
            if not failed.errors:
                raise
            errors = failed.errors
    return NodeRun(node=node, update=update or {}, next=following, errors=errors)


def answer_of(
    graph: RunGraph, agent: str, state: Mapping[str, Any], context: RunContext
) -> tuple[dict[str, Any], Provenance]:
    """One agent's answer, after those of the agents before it as the state has them, and who gave it.

    Args:
        graph: Of `build_graph(agents, until=agent)`, with a checkpointer.
        agent: The agent's name. After a rejection it answers again, as in a whole run.
        state: As `parse_state` takes it; it holds what the agent needs.
        context: The model and how it is used.

    Raises:
        RequestError: The state lacks what the agent needs.
        BurnfitError: Whatever the run raises.
    """
    config = thread(f"answer-{uuid.uuid4().hex}")
    try:
        graph.update_state(config, Command(goto=agent, update=parse_state(state)), as_node=VALIDATE)
        end = cast(RunState, graph.invoke(None, config, context=context))
    finally:
        _forget(graph, config)
    return end["answers"][agent], provenance_of(end, agent)


def _forget(graph: RunGraph, config: Any) -> None:
    """Delete a thread that is needed no more."""
    saver: Any = graph.checkpointer
    saver.delete_thread(config["configurable"]["thread_id"])
