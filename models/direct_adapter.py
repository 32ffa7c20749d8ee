"""Answers of one adapter, decoded directly on layers that it has in 8-bit integers."""

from __future__ import annotations

from typing import Protocol

import torch

from models.base_model import BaseModel
from models.decoding.decode import Decoding
from models.engine.layers import Layers
from models.language_model import Cost


class LoadedAdapter(Protocol):
    """An adapter, or the bare base, ready to answer."""

    @property
    def layers(self) -> Layers:
        """What it computes with."""
        ...

    def answer(self, prompt: str, decoding: Decoding) -> tuple[str, Cost]:
        """The text that follows `prompt` and what it cost (`ms` left at 0). Raises as `Decoding.answer`."""
        ...


class DirectAdapter:
    """Layers with the base's tokenizer, and nothing in between."""

    def __init__(self, base: BaseModel, layers: Layers) -> None:
        self.layers: Layers = layers
        self._tokenizer = base.tokenizer

    def answer(self, prompt: str, decoding: Decoding) -> tuple[str, Cost]:
        """As `LoadedAdapter.answer`."""
        with torch.inference_mode():
            tokens, cost = decoding.answer(self._tokenizer(prompt)["input_ids"])
        text = self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(text), cost
