"""The state that a run carries from node to node, and the context that stands beside it and is not stored."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated, Any, ClassVar, Literal, NotRequired, Protocol, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.runtime import Runtime
from pydantic import ConfigDict, Field, SkipValidation, WithJsonSchema, with_config
from typing_extensions import TypedDict

from graph.observer import Observer, Unobserved
from graph.parsed_parts import ParsedParts
from models.language_model import Completion, LanguageModel
from program.errors import UnavailableError
from program.schema import LifterRequest

PLAIN = JsonPlusSerializer(allowed_msgpack_modules=None)
"""Serializer of checkpoints that reads back plain data only: no type is looked up, nothing is called."""

Source = Literal["model", "coach", "code"]
"""Who answered for an agent: its model, after the last attempt the coach policy, or the agent's own code."""

AGENTS = "agents"
"""Key in the metadata of every checkpoint: the names of the run's agents in order, with commas between."""

Update = dict[str, Any]
"""The keys of a `RunState` that a node changes."""

Result = TypeVar("Result", covariant=True)


_DESCRIBED = with_config(ConfigDict(use_attribute_docstrings=True))
"""The docstrings of a state's fields are their descriptions in JSON schemas."""


class _CostFields(TypedDict):
    """The fields of a `models.language_model.Cost`."""

    # Pydantic does not read the docstrings of inherited fields.
    prompt_tokens: Annotated[int, Field(description="Tokens of the prompt.")]
    forced_tokens: Annotated[int, Field(description="Tokens of the answer that the schema left no choice about.")]
    chosen_tokens: Annotated[int, Field(description="Tokens of the answer that the model chose.")]
    passes: Annotated[int, Field(description="Forward passes of the model.")]
    ms: Annotated[int, Field(description="What the answer took, in ms.")]


class Generation(_CostFields):
    """One text of the model, and what it cost."""

    text: Annotated[str, Field(description="What the model wrote.")]
    chosen: NotRequired[
        Annotated[
            list[Annotated[list[int], Field(min_length=2, max_length=2)]],
            Field(
                description="The parts of the text that the model chose, each from its first character to the one "
                "after its last; the schema forced the others. Left out: not known."
            ),
        ]
    ]


def generation(completion: Completion) -> Generation:
    """A completion as the state stores it."""
    chosen = {} if completion.chosen is None else {"chosen": [list(span) for span in completion.chosen]}
    return cast(Generation, {"text": completion.text, **chosen, **asdict(completion.cost)})


@_DESCRIBED
class Pending(Generation):
    """An answer that waits for validation, and what was asked."""

    prompt: str
    """As sent; empty where code answered."""
    schema: dict[str, Any] | None
    """The schema that the decoder obeyed; None: free decoding, or code answered."""
    failure: str | None
    """Why the model could not complete it; None: it did."""
    unreachable: NotRequired[bool]
    """Whether the failure is that the model cannot be reached now, so that another attempt is of no use."""


@_DESCRIBED
class Attempt(Generation):
    """An answer that has been validated."""

    errors: list[str]
    """What was wrong with it; empty: it was accepted."""


def attempt(answer: Generation, errors: list[str]) -> Attempt:
    """A pending answer as it is kept once it is validated."""
    kept = {key: value for key, value in answer.items() if key in Generation.__annotations__}
    return cast(Attempt, {"text": answer["text"], "errors": errors, **kept})


# A node that writes None to one of these keys clears it: so a thread's next request begins anew.


def _joined(old: dict[str, Any], new: dict[str, Any] | None) -> dict[str, Any]:
    return {} if new is None else old | new


def _appended(old: dict[str, list[Attempt]], new: dict[str, list[Attempt]] | None) -> dict[str, list[Attempt]]:
    if new is None:
        return {}
    return old | {agent: [*old.get(agent, []), *attempts] for agent, attempts in new.items()}


def _latest(_: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any] | None:
    return new


class RunInput(TypedDict):
    """What a run begins with: all that a caller of the graph gives."""

    request: Annotated[dict[str, Any], Field(description="The body of `POST /routine`.")]


@_DESCRIBED
class RunState(RunInput):
    """The state of one run: JSON alone, so that it can be stored and read back without types."""

    answers: Annotated[dict[str, dict[str, Any]], _joined]
    """Accepted answers by agent; a node adds its own."""
    attempts: Annotated[dict[str, list[Attempt]], _appended]
    """Everything that the model wrote, by agent, oldest first; a node adds its own."""
    sources: Annotated[dict[str, Source], _joined]
    """Who gave the accepted answers, by agent."""
    pending: Annotated[dict[str, Pending], _joined]
    """The answers that wait for validation, by agent; a node adds its own."""
    routine: Annotated[dict[str, Any] | None, _latest]
    """The finished `program.month.routine.Routine`."""


def initial_state(request: LifterRequest) -> RunState:
    """The state in which a run for `request` starts."""
    return with_all_keys({"request": request.model_dump(mode="json")})


def with_all_keys(values: Mapping[str, Any]) -> RunState:
    """A whole state: `values`, and what a run has at its start for the other keys."""
    start: dict[str, Any] = {"answers": {}, "attempts": {}, "sources": {}, "pending": {}, "routine": None}
    missing = {key: value for key, value in start.items() if key not in values}
    return cast(RunState, {**values, **missing})


def thread(run_id: str) -> RunnableConfig:
    """The thread under which the checkpointer keeps a run."""
    return {"configurable": {"thread_id": run_id}}


def _new_id() -> str:
    return uuid.uuid4().hex


_NOT_JSON = WithJsonSchema({"type": "null", "description": "Set in Python alone."})


@dataclass(frozen=True)
class RunContext:
    """What a run works with and is not stored: the model and how it is used.

    Raises:
        ValueError: `max_attempts` is under 1, or a temperature is not over 0.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(arbitrary_types_allowed=True, use_attribute_docstrings=True)

    model: Annotated[LanguageModel | None, SkipValidation, _NOT_JSON] = None
    """The language model; None: the one that the graph was built with."""
    run_id: str = field(default_factory=_new_id)
    """Names the run in the log and in the routine; 32 hexadecimal digits, a new one for each context."""
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
    """Whether the model reads the agent's draft of each answer ahead: affects speed, never the answer."""
    log_sentences: bool = False
    """Whether the log shows the model's answers and what was wrong with them; they quote what the lifter wrote."""
    observer: Annotated[Observer, SkipValidation, _NOT_JSON] = field(
        default_factory=Unobserved, repr=False, compare=False
    )
    """Hears what happens in the run, for metrics."""
    cancelled: Annotated[threading.Event | None, _NOT_JSON] = None
    """Once set, the model stops and the run ends with the model's error."""
    parts: Annotated[ParsedParts, _NOT_JSON] = field(default_factory=ParsedParts, repr=False, compare=False)
    """What has been parsed of the run's state."""

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            raise ValueError(f"max_attempts must be at least 1, got {self.max_attempts}")
        for temperature in (self.temperature, self.first_temperature):
            if temperature is not None and temperature <= 0:
                raise ValueError(f"a temperature must be over 0, or a retry gives the same answer: got {temperature}")

    @property
    def language_model(self) -> LanguageModel:
        """The model.

        Raises:
            UnavailableError: There is none.
        """
        if self.model is None:
            raise UnavailableError(
                "this run has no language model: give context=RunContext(model=…), or build_graph(defaults=…) one"
            )
        return self.model


def context_of(runtime: Runtime[RunContext], defaults: RunContext | None) -> RunContext:
    """The context of a run.

    Args:
        runtime: LangGraph's; its context is None where the caller gave none.
        defaults: The context of runs that bring none, and the model of those that bring no model.
    """
    context: RunContext | None = runtime.context
    if context is None:
        context = defaults or RunContext()
        info = runtime.execution_info
        if info is not None and info.thread_id:
            context = replace(context, run_id=uuid.uuid5(uuid.NAMESPACE_OID, info.thread_id).hex)
    if context.model is None and defaults is not None:
        context = replace(context, model=defaults.model)
    return context


class Node(Protocol[Result]):
    """A node of the graph."""

    def __call__(self, state: RunState, *, runtime: Runtime[RunContext]) -> Result:
        """What the node makes of the state."""
