"""Rounding a model's layers to 8-bit integers: the same integers on every processor.

What the rounding rests on is computed in a fixed order, too: the largest inputs are measured by the engine itself, with
layers that are rounded without smoothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.engine.int8 import Int8Layers
from models.engine.int8_weights import LayerWeights, Smoothed, Smoothing, smoothed_weights
from models.engine.kernels import Kernel

SMOOTHED = 0.6
"""Share of the states' variation that is moved into the weights; of 0.3 to 0.7 the value with the least error."""

SAMPLE = """## 질문
- 중급, 남성, 목표 근력 향상, 주 3일
- 1RM 벤치프레스 80, 스쿼트 100, 데드리프트 105
- 문장: 무릎이 안 좋아서 런지는 빼 주시고 40분 안에 끝나게 해 주세요. My shoulder hurts, no dips, only two days please.
- 언급: 무릎, 런지, 40분
## 답변
{"named":{"무릎":"avoid","런지":"exclude","40분":"minutes"},"volume":"as_planned","equipment":null,"sets":[5,3,1],
"days":[["leg_press","cable_row"],["dumbbell_bench_press"]],"rate":85}"""
"""A text like those that agents read and write; it shows which inputs grow large."""

_FORM = f"2 {SMOOTHED} {SAMPLE}"
"""Version of what is computed below, to be changed with it: weights of another version are made again."""


def sample_of(tokenizer: PreTrainedTokenizerFast) -> list[int]:
    """The tokens of `SAMPLE`."""
    return list(tokenizer(SAMPLE)["input_ids"])


def key_of(base: str, dtype: torch.dtype, adapter: Sequence[Path]) -> str:
    """The key of kept weights: a hash of the base's identity and dtype, the adapter's files if any, and the version."""
    digest = hashlib.sha256(f"{_FORM}\n{base}\n{dtype}\n".encode())
    for file in adapter:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def rounded(model: PreTrainedModel, sample: Sequence[int], by: Kernel | None = None) -> list[LayerWeights]:
    """All layers of a Gemma 3 model, rounded.

    Args:
        model: In bf16 or fp32.
        sample: Tokens of a text like those that agents read and write.
        by: The kernel that measures the inputs; None: the fastest of this machine. All give the same bits.
    """
    body: Any = model.base_model
    layers = list(body.layers)
    unsmoothed = Int8Layers(model, [LayerWeights.rounded(layer, _none(layer)) for layer in layers], by)
    largest: dict[tuple[int, Smoothed], torch.Tensor] = {}

    def watch(layer: int, matrix: Smoothed, states: torch.Tensor) -> None:
        largest[layer, matrix] = states.abs().amax(0)

    unsmoothed.watched(len(sample), watch).read(sample)
    return [LayerWeights.rounded(layer, _smoothing(number, layer, largest)) for number, layer in enumerate(layers)]


def _smoothing(number: int, layer: Any, largest: Mapping[tuple[int, Smoothed], torch.Tensor]) -> Smoothing:
    return Smoothing(**{name: _factors(largest[number, name], of) for name, of in smoothed_weights(layer).items()})


def _none(layer: Any) -> Smoothing:
    return Smoothing(**{name: torch.ones(weights[0].shape[1]) for name, weights in smoothed_weights(layer).items()})


def _factors(largest: torch.Tensor, weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """Factors that states are divided by and weights multiplied by (inputs), so that both vary about as much.

    In fp64: what processors compute otherwise is rounded away.
    """
    heaviest = torch.cat([weight.float() for weight in weights]).abs().amax(0).clamp(min=1e-4).double()
    inputs = torch.maximum(largest, largest.median() / 10).clamp(min=1e-6).double()
    return (inputs**SMOOTHED / heaviest ** (1 - SMOOTHED)).float()
