"""The interface of a model's layers to decoding: tokens in, a few at a time, and a state for each of them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from transformers import DynamicCache, PreTrainedModel


class Text(Protocol):
    """One text while it is read: it keeps the keys and values of the tokens so far."""

    def read(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append at least one token and return the last hidden states (tokens x width) after each of them."""
        ...

    def forget(self, tokens: int) -> None:
        """Drop the last `tokens` tokens of the text."""
        ...


class Layers(Protocol):
    """A causal language model without its vocabulary head; safe to share between threads."""

    context: int
    """Most tokens that a text can have."""
    exact: bool
    """Whether a state is the same, bit for bit, no matter how the text before it was split into calls of `read`."""

    def text(self, room: int) -> Text:
        """An empty text that may grow to `room` tokens."""
        ...


class TransformersLayers:
    """The layers of any causal language model of transformers, computed by transformers."""

    exact = False

    def __init__(self, model: PreTrainedModel) -> None:
        self.model: Any = model
        self.context = int(self.model.config.max_position_embeddings)

    def text(self, room: int) -> TransformersText:  # noqa: ARG002 - its cache grows by itself
        """An empty text."""
        return TransformersText(self.model)


class TransformersText:
    """A text in the key and value cache of transformers."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._cache = DynamicCache(config=model.config)
        self._cache.activate_past_recording()  # type: ignore[no-untyped-call]  # transformers leaves it untyped

    def read(self, tokens: Sequence[int]) -> torch.Tensor:
        """As `Text.read`."""
        ids = torch.tensor([list(tokens)], device=self._model.device)
        read = self._model.base_model(input_ids=ids, past_key_values=self._cache, use_cache=True)
        states: torch.Tensor = read.last_hidden_state[0]
        return states

    def forget(self, tokens: int) -> None:
        """As `Text.forget`."""
        if tokens:
            self._cache.crop(-tokens)
