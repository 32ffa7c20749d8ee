"""A model's layers as decoding needs them: a text grows a few tokens at a time, and each token's state comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from transformers import DynamicCache, PreTrainedModel


class Text(Protocol):
    """What the layers have read of one text."""

    def read(self, tokens: Sequence[int]) -> torch.Tensor:
        """Read on, at least one token: the last hidden states (tokens x width) after each of them."""
        ...

    def forget(self, tokens: int) -> None:
        """Take the last `tokens` of what was read back."""
        ...


class Layers(Protocol):
    """A causal language model without its vocabulary head; safe to share, as what was read is kept in `Text`."""

    context: int
    """How many tokens a text can have."""
    exact: bool
    """Whether a state is the same, bit for bit, however the text before it was cut into `read`s."""

    def text(self, room: int) -> Text:
        """A text that may grow to `room` tokens, nothing of it read yet."""
        ...


class TransformersLayers:
    """The layers of any causal language model of transformers, as they are."""

    exact = False

    def __init__(self, model: PreTrainedModel) -> None:
        self.model: Any = model
        self.context = int(self.model.config.max_position_embeddings)

    def text(self, room: int) -> TransformersText:  # noqa: ARG002 - its cache grows by itself
        """A text, nothing of it read yet."""
        return TransformersText(self.model)


class TransformersText:
    """A text with the model's own key and value cache."""

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
