"""Answers of one adapter on any causal language model of transformers, by LangChain's HuggingFacePipeline."""

from __future__ import annotations

from typing import Any

import torch
from langchain_huggingface import HuggingFacePipeline
from transformers import PreTrainedModel, pipeline

from models.base_model import BaseModel
from models.decoding.chosen import Decoded
from models.decoding.decode import Decoding
from models.engine.layers import TransformersLayers


class PipelineAdapter:
    """A text-generation pipeline whose tokens are chosen by a `Decoding`."""

    def __init__(self, base: BaseModel, model: PreTrainedModel) -> None:
        self.layers = TransformersLayers(model)
        generation = pipeline("text-generation", model=model, tokenizer=base.tokenizer)
        self._pipeline = HuggingFacePipeline(pipeline=generation, model_id=base.name)

    def answer(self, prompt: str, decoding: Decoding) -> tuple[str, Decoded]:
        """As `models.direct_adapter.LoadedAdapter.answer`."""
        made: list[Decoded] = []

        def generate(_model: Any, input_ids: torch.Tensor, **_options: Any) -> torch.Tensor:
            """As `model.generate` asks of `custom_generate`: prompt and answer together (1 x tokens)."""
            tokens: list[int] = input_ids[0].tolist()
            made.append(decoding.answer(tokens))
            return torch.tensor([[*tokens, *made[0].tokens]], device=input_ids.device)

        options = {"custom_generate": generate, "return_full_text": False, "clean_up_tokenization_spaces": False}
        result = self._pipeline.generate([prompt], pipeline_kwargs=options)
        return result.generations[0][0].text, made[0]
