"""What a run carries from node to node, and what stands beside it."""

import operator
import threading
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from models.language_model import LanguageModel
from program.schema import LifterRequest

Source = Literal["model", "coach", "code"]
"""Who answered for an agent: its model, after the last attempt the coach policy, or the agent's own code."""

AGENTS = "agents"
"""What every checkpoint of a run is marked with: the names of its agents in order, with commas between."""

Update = dict[str, Any]
"""The keys of a `RunState` that a node changes."""

Result = TypeVar("Result", covariant=True)


class Generation(TypedDict):
    """One text of the model and what it cost."""

    text: str
    prompt_tokens: int
    forced_tokens: int
    """Tokens that the schema left no choice about."""
    chosen_tokens: int
    passes: int
    """Forward passes of the model."""
    ms: int


class Pending(Generation):
    """An answer that waits to be judged, and what was asked."""

    prompt: str
    """As sent; empty where code answered."""
    schema: dict[str, Any] | None
    """That the model was held to; None: it wrote freely, or code answered."""
    failure: str | None
    """Why the model could not complete it; None: it did."""


class Attempt(Generation):
    """An answer that has been judged."""

    errors: list[str]
    """What was wrong with it; empty: it was accepted."""


def _waiting(old: dict[str, Pending], new: dict[str, Pending] | None) -> dict[str, Pending]:
    return {} if new is None else old | new


def _appended(old: dict[str, list[Attempt]], new: dict[str, list[Attempt]]) -> dict[str, list[Attempt]]:
    return old | {agent: [*old.get(agent, []), *attempts] for agent, attempts in new.items()}


class RunState(TypedDict):
    """The state of one run: nothing but what JSON knows, so that it can be stored and read back without types."""

    request: dict[str, Any]
    """A `program.schema.RoutineRequest`."""
    answers: Annotated[dict[str, dict[str, Any]], operator.or_]
    """Accepted answers by agent; a node adds its own."""
    attempts: Annotated[dict[str, list[Attempt]], _appended]
    """Everything that the model wrote, by agent, oldest first; a node adds its own."""
    sources: Annotated[dict[str, Source], operator.or_]
    """Whose the accepted answers are, by agent."""
    pending: Annotated[dict[str, Pending], _waiting]
    """The answers that wait to be judged, by agent; a node adds its own, None takes all away."""
    routine: dict[str, Any] | None
    """The finished `program.schema.Routine`."""


def initial_state(request: LifterRequest) -> RunState:
    """The state in which a run for `request` starts."""
    return RunState(
        request=request.model_dump(mode="json"), answers={}, attempts={}, sources={}, pending={}, routine=None
    )


def thread(run_id: str) -> RunnableConfig:
    """Where the checkpointer keeps a run."""
    return {"configurable": {"thread_id": run_id}}


@dataclass(frozen=True)
class RunContext:
    """What a run works with and is not stored: the model and how it is used.

    Raises:
        ValueError: `max_attempts` is under 1, or a temperature is not over 0.
    """

    model: LanguageModel
    run_id: str
    """Names the run in the log and in the routine."""
    max_attempts: int = 3
    """Answers that an agent's model may give before the coach answers."""
    fallback: bool = True
    """Whether the coach answers after the last attempt; False: the run fails with `graph.failures.AnswerRejected`."""
    decoding: Literal["constrained", "free"] = "constrained"
    """`constrained`: the model can write nothing but the schema's answers. `free`: whatever it likes."""
    temperature: float = 0.7
    """Of every sampled answer: retries, and with a seed the first answers of agents with several right ones."""
    first_temperature: float | None = None
    """Of every answer, the first one too; None: only those that are sampled anyway."""
    adapters: bool = True
    """Whether each agent answers with its adapter; False: the bare base model, to see what an adapter is worth."""
    drafting: bool = True
    """Whether the model is given the agent's draft of each answer, which makes it faster and changes nothing."""
    cancelled: threading.Event | None = None
    """Once set, the model stops and the run ends with the model's error."""

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            raise ValueError(f"max_attempts must be at least 1, got {self.max_attempts}")
        for temperature in (self.temperature, self.first_temperature):
            if temperature is not None and temperature <= 0:
                raise ValueError(f"a temperature must be over 0, or a retry gives the same answer: got {temperature}")


class Node(Protocol[Result]):
    """A node of the graph."""

    def __call__(self, state: RunState, *, runtime: Runtime[RunContext]) -> Result:
        """What the node makes of the state."""
