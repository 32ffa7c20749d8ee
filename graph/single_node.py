"""Looking inside: one node alone, and what one agent answers."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self, cast

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import Field, model_validator

from graph.build import COMPOSE, VALIDATE, RunGraph
from graph.compose_node import provenance_of
from graph.failures import AgentFailed
from graph.parse_state import check_named, read_state
from graph.run_store import PLAIN
from graph.state import Attempt, RunContext, RunState, thread
from program.errors import RequestError
from program.month.routine import Provenance
from program.schema import Closed


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

    adapter: Literal["own", "none"] | None = None
    """`none`: the bare base model; absent: as in a run."""
    decoding: Literal["constrained", "free"] | None = None
    """`constrained`: the answer obeys the schema; `free`: the model may write anything; absent: as the settings say."""
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
            adapters=context.adapters if self.adapter is None else self.adapter == "own",
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


def run_node(graph: RunGraph, node: str, state: Mapping[str, Any], context: RunContext) -> NodeRun:
    """Run one node alone, through the same code as in a whole run, on a thread of its own.

    Args:
        graph: The node's; what is done is not recorded where it records.
        node: An agent, `validate` or `compose`.
        state: As `read_state` takes it. Of an agent's node, answers that wait to be judged are left out.
        context: The model and how it is used.

    Raises:
        RequestError: There is no such node, the state lacks what it needs, or it tells of agents that there are not.
        BurnfitError: Whatever the node raises.
    """
    known = [name for name in graph.nodes if not name.startswith("__")]
    if node not in known:
        raise RequestError(f"there is no node {node!r}: there are {', '.join(known)}")
    begun = read_state(state)
    check_named(begun, [name for name in known if name not in (VALIDATE, COMPOSE)])
    if node != VALIDATE:
        begun["pending"] = {}
    aside = graph.copy({"checkpointer": InMemorySaver(serde=PLAIN)})
    config = thread(f"node-{uuid.uuid4().hex}")
    # A command from `validate` leads to any node; the predecessor that a whole run has is one of its commands.
    aside.update_state(config, Command(goto=node, update=begun), as_node=VALIDATE)
    done = aside.stream(None, config, context=context, interrupt_after=[node], stream_mode="updates")
    update = next(cast(dict[str, Any], one)[node] for one in done if node in one)
    following = aside.get_state(config).next
    errors: tuple[str, ...] = ()
    if following == (VALIDATE,):
        # With an attempt left the judging ends in errors, and neither in a fallback nor for want of one.
        patient = replace(context, max_attempts=len(begun["attempts"].get(node, ())) + 2)
        try:
            aside.invoke(None, config, context=patient, interrupt_after=[VALIDATE])
            errors = tuple(aside.get_state(config).values["attempts"][node][-1]["errors"])
        except AgentFailed as failed:
            if not failed.errors:
                raise
            errors = failed.errors
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


def _forget(graph: RunGraph, config: Any) -> None:
    """Delete a thread that was for looking only."""
    saver: Any = graph.checkpointer
    saver.delete_thread(config["configurable"]["thread_id"])
