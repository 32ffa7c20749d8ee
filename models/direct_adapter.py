"""Answers of one adapter, decoded directly on layers that it has in 8-bit integers."""

from __future__ import annotations

from typing import Protocol

import torch

from models.base_model import BaseModel
from models.decoding.chosen import Decoded
from models.decoding.decode import Decoding
from models.engine.layers import Layers


class LoadedAdapter(Protocol):
    """An adapter, or the bare base, ready to answer."""

    @property
    def layers(self) -> Layers:
        """What it computes with."""
        ...

    def answer(self, prompt: str, decoding: Decoding) -> tuple[str, Decoded]:
        """The text that follows `prompt`, and its tokens. Raises as `Decoding.answer`."""
        ...


class DirectAdapter:
    """Layers with the base's tokenizer, and nothing in between."""

    def __init__(self, base: BaseModel, layers: Layers) -> None:
        self.layers: Layers = layers
        self._base = base

    def answer(self, prompt: str, decoding: Decoding) -> tuple[str, Decoded]:
        """As `LoadedAdapter.answer`."""
        with torch.inference_mode():
            decoded = decoding.answer(self._base.tokenizer(prompt)["input_ids"])
        return self._base.text_of(decoded.tokens), decoded
