"""The port through which agents and the graph ask a language model; light to import, no torch in here."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from program.errors import RequestError, UnavailableError


class Unreachable(UnavailableError):  # noqa: N818 - the family's name says that it is an error
    """The model cannot be reached now, for example over the network: the same call may work later."""


class Cancelled(UnavailableError):  # noqa: N818 - as above
    """The caller cancelled the call before its answer was complete."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose among the allowed tokens, and when to stop.

    Raises:
        RequestError: A value is out of its range.
    """

    temperature: float = 0.0
    """0 takes the likeliest token; above 0 the token is drawn, and a higher value makes rare tokens likelier."""
    seed: int | None = None
    """The same seed gives the same draws; None: new draws each time. Has no effect at temperature 0."""
    max_tokens: int = 512
    """Longest answer in tokens; a longer one is cut off there."""
    logit_bias: Mapping[str, float] = field(default_factory=dict)
    """Text of one token -> number added to its score (logit) wherever it may be chosen; above 0: chosen more often."""

    def __post_init__(self) -> None:
        if not 0 <= self.temperature < float("inf"):
            raise RequestError(f"temperature is {self.temperature}: expected a number, 0 or more")
        if self.max_tokens < 1:
            raise RequestError(f"max_tokens is {self.max_tokens}: expected 1 or more")
        if not all(map(math.isfinite, self.logit_bias.values())):
            raise RequestError(f"logit_bias is {dict(self.logit_bias)}: expected finite numbers")


@dataclass(frozen=True, slots=True)
class Call:
    """One question to a language model."""

    prompt: str
    """The text to continue, already in the adapter's format."""
    adapter: str | None = None
    """Name of the adapter that answers; None: the base model without an adapter."""
    schema: Mapping[str, Any] | None = None
    """JSON schema that the answer obeys, unless it is cut off at `sampling.max_tokens`; None: free text."""
    sampling: Sampling = field(default_factory=Sampling)
    """How tokens are chosen."""
    draft: str | None = None
    """A likely answer, for speculative decoding: it affects how fast the answer comes, never which answer it is."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one answer cost."""

    prompt_tokens: int = 0
    forced_tokens: int = 0
    """Tokens of the answer that the schema left no choice about."""
    chosen_tokens: int = 0
    """Tokens of the answer that the model chose."""
    passes: int = 0
    """Forward passes through the model."""
    ms: int = 0
    """Milliseconds of work, without the wait for other answers."""


Span = tuple[int, int]
"""A part of a text: its start and its end in characters."""


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer and what it cost."""

    text: str
    cost: Cost
    chosen: tuple[Span, ...] | None = None
    """The parts of the text that the model chose, in their order; the schema forced the others. None: not known."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an implementation makes of a call; every other part of a call works with all of them."""

    schemas: bool
    """Whether answers obey `Call.schema`; False: the schema is ignored, and only `validate` checks the answer."""
    drafts: bool
    """Whether `Call.draft` makes answers come sooner; False: it is ignored, so callers need not make one."""
    logit_bias: bool
    """Whether `Sampling.logit_bias` is applied; False: it is ignored."""
    reproducible: bool
    """Whether the same call gives the same answer again: at temperature 0, and with a seed."""
    exact: bool
    """Whether drawn answers, too, are the same with and without a draft; greedy answers always are."""
    computes: str = "not known"
    """How the model computes, in words for those who operate it."""


class LanguageModel(Protocol):
    """A language model that agents ask; safe to use from several threads at once."""

    @property
    def capabilities(self) -> Capabilities:
        """What this implementation makes of a call.

        Raises:
            UnavailableError: The model has to be loaded to know, and that fails.
        """
        ...

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """Answer one call.

        Args:
            call: What is asked.
            cancel: Once set, the work on the answer stops as soon as it can.

        Raises:
            RequestError: The call is wrong: the prompt is longer than the model's context, no answer obeys the
                schema, or a key of `logit_bias` is more than one token.
            ModelError: The model could not complete the answer; this counts as one attempt.
            Unreachable: The model cannot be reached now.
            Cancelled: `cancel` was set.
            UnavailableError: The adapter is unknown, missing, damaged or of another base, or the model is closed.
        """
        ...

    def warm(self) -> None:
        """Load now what calls will need, so that the first one does not wait for it.

        Raises:
            UnavailableError: The base or an adapter is missing, damaged, or does not fit the other.
        """
        ...

    def close(self) -> None:
        """Stop work and free the memory; later calls raise UnavailableError. A second `close` does nothing."""
        ...
