"""What agents and the graph need of a language model; light to import, nothing of the model itself is here."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from program.errors import RequestError, UnavailableError


class Cancelled(UnavailableError):  # noqa: N818 - it is no error that somebody left
    """The caller gave up: nobody waits for this answer any more."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose among the allowed tokens, and when to stop."""

    temperature: float = 0.0
    """0 takes the likeliest token; above it tokens are drawn, the more evenly the higher."""
    seed: int | None = None
    """Repeats the draws; None draws anew each time. Without meaning at temperature 0."""
    max_tokens: int = 512
    """Longest answer in tokens; what is longer is cut off there."""
    logit_bias: Mapping[str, float] = field(default_factory=dict)
    """Text of a token -> what is added to its score (logit) wherever it may be chosen; above 0 it comes more easily."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant (RequestError)."""
        if not 0 <= self.temperature < float("inf"):
            raise RequestError(f"temperature is {self.temperature}: expected 0 or more")
        if self.max_tokens < 1:
            raise RequestError(f"max_tokens is {self.max_tokens}: expected 1 or more")
        if not all(map(math.isfinite, self.logit_bias.values())):
            raise RequestError(f"logit_bias is {dict(self.logit_bias)}: expected finite numbers")


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer and what it cost."""

    text: str
    prompt_tokens: int
    forced_tokens: int
    """Tokens of the answer that the schema left no choice about."""
    chosen_tokens: int
    """Tokens of the answer that the model chose."""
    passes: int
    """Forward passes through the model."""
    ms: int
    """Milliseconds of work, waiting for other answers left out."""


class LanguageModel(Protocol):
    """What agents and the graph need of a language model."""

    def complete(
        self,
        adapter: str | None,
        prompt: str,
        *,
        schema: Mapping[str, Any] | None,
        sampling: Sampling,
        draft: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        """Answer `prompt`.

        Args:
            adapter: whose answer; None for the bare base model.
            prompt: the text to continue, already in the adapter's format.
            schema: JSON schema that the answer obeys (unless it is cut off at `sampling.max_tokens`); None for free
                text up to the end-of-text token.
            sampling: how tokens are chosen. The same call with the same seed gives the same answer.
            draft: a likely answer. It makes the answer come sooner where it is right, and never changes it.
            cancelled: once set, the answer is abandoned before the next forward pass.

        Raises:
            RequestError: the prompt is longer than the context, or nothing can be decoded from the schema.
            ModelError: the answer could not be completed.
            UnavailableError: unknown, missing, damaged or unfitting adapter; `Cancelled` where the caller gave up.
        """
        ...
