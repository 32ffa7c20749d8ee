"""The weights of a Gemma 3 model's layers in 8-bit integers; kept in a file, so that rounding is done once."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import torch
from filelock import FileLock
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

LOG = logging.getLogger("burnfit.model")


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix of weights in int8."""

    rows: torch.Tensor
    """Outputs x inputs, int8."""
    scales: torch.Tensor
    """Factor of each output, beside the scale of the token (outputs, fp32)."""

    @classmethod
    def rounded(cls, weights: Sequence[torch.Tensor], smoothing: torch.Tensor | float = 1.0) -> Matrix:
        """These matrices, joined by rows, for states that are divided by `smoothing` (one factor for each input)."""
        rows = torch.cat([weight.float() for weight in weights]) * smoothing
        scales = rows.abs().amax(1).clamp_(min=1e-12) / 127
        return cls(rows.div_(scales[:, None]).round_().to(torch.int8), scales)

    @property
    def shape(self) -> tuple[int, int]:
        """Inputs, outputs."""
        outputs, inputs = self.rows.shape
        return inputs, outputs


Smoothed = Literal["attention", "gate", "down"]
"""The matrices of a layer whose inputs are smoothed."""


@dataclass(frozen=True, slots=True)
class Smoothing:
    """What the inputs of a layer's matrices are divided by before they are rounded (a factor each, fp32).

    The output matrix has none: nothing stands before it that could divide its inputs.
    """

    attention: torch.Tensor
    gate: torch.Tensor
    down: torch.Tensor


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """One layer: its matrices and the factors of its norms (fp32)."""

    attention: Matrix
    """Queries of all heads, the key, the value."""
    output: Matrix
    gate: Matrix
    """The gates, then the values that they scale."""
    down: Matrix
    before_attention: torch.Tensor
    after_attention: torch.Tensor
    before_mlp: torch.Tensor
    after_mlp: torch.Tensor
    query: torch.Tensor
    key: torch.Tensor

    @property
    def norms(self) -> tuple[torch.Tensor, ...]:
        """All norms: four of a state's width, two of a head's."""
        around = (self.before_attention, self.after_attention, self.before_mlp, self.after_mlp)
        return (*around, self.query, self.key)

    @classmethod
    def rounded(cls, layer: Any, smoothing: Smoothing) -> LayerWeights:
        """A layer of the model, rounded; in bf16 or fp32."""
        attention, weights = layer.self_attn, smoothed_weights(layer)
        gate = Matrix.rounded(weights["gate"], smoothing.gate)
        gate.scales[len(smoothing.down) :] /= smoothing.down
        return cls(
            attention=Matrix.rounded(weights["attention"], smoothing.attention),
            output=Matrix.rounded([attention.o_proj.weight]),
            gate=gate,
            down=Matrix.rounded(weights["down"], smoothing.down),
            before_attention=norm(layer.input_layernorm) / smoothing.attention,
            after_attention=norm(layer.post_attention_layernorm),
            before_mlp=norm(layer.pre_feedforward_layernorm) / smoothing.gate,
            after_mlp=norm(layer.post_feedforward_layernorm),
            query=norm(attention.q_norm),
            key=norm(attention.k_norm),
        )


def smoothed_weights(layer: Any) -> dict[Smoothed, list[torch.Tensor]]:
    """The matrices whose inputs are smoothed (outputs x inputs), by the name of the rounded matrix that they become."""
    attention, mlp = layer.self_attn, layer.mlp
    return {
        "attention": [attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight],
        "gate": [mlp.gate_proj.weight, mlp.up_proj.weight],
        "down": [mlp.down_proj.weight],
    }


def norm(module: Any) -> torch.Tensor:
    """The factors of a norm; Gemma stores them less 1."""
    factors: torch.Tensor = 1 + module.weight.float()
    return factors


def keep(layers: Sequence[LayerWeights], file: Path, key: str) -> None:
    """Write the layers to `file`, all or nothing. Raises OSError or SafetensorError where that fails."""
    tensors: dict[str, torch.Tensor] = {}
    for number, layer in enumerate(layers):
        for one in fields(layer):
            value = getattr(layer, one.name)
            parts = {"": value} if isinstance(value, torch.Tensor) else {".rows": value.rows, ".scales": value.scales}
            tensors |= {f"{number}.{one.name}{part}": tensor for part, tensor in parts.items()}
    unfinished = file.with_name(f".{file.name}.unfinished")
    save_file(tensors, unfinished, metadata={"key": key})
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(file)


def kept(file: Path, key: str) -> list[LayerWeights] | None:
    """The layers in `file`; None: it is missing, damaged or has another key."""
    try:
        with safe_open(file, "pt") as content:
            if (content.metadata() or {}).get("key") != key:
                return None
            tensors = {name: content.get_tensor(name) for name in content.keys()}  # noqa: SIM118 - it is no mapping
        count = 1 + max(int(name.split(".")[0]) for name in tensors)
        return [
            LayerWeights(**{one.name: _part(tensors, f"{number}.{one.name}") for one in fields(LayerWeights)})
            for number in range(count)
        ]
    except (OSError, SafetensorError, KeyError, ValueError):
        return None


def _part(tensors: Mapping[str, torch.Tensor], name: str) -> Any:
    """One field as `keep` wrote it: a matrix or a norm."""
    return tensors[name] if name in tensors else Matrix(tensors[f"{name}.rows"], tensors[f"{name}.scales"])


def kept_or_made(file: Path, key: str, make: Callable[[], list[LayerWeights]]) -> list[LayerWeights]:
    """The layers in `file`, made and written first where they are missing; made each time where it cannot be written.

    Of two processes that ask at once, one makes them and the other waits.
    """
    if (layers := kept(file, key)) is not None:
        return layers
    made: list[LayerWeights] | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_name(f".{file.name}.lock")):
            if (layers := kept(file, key)) is not None:
                return layers
            made = make()
            keep(made, file, key)
    except (OSError, SafetensorError) as error:
        LOG.warning("layers in 8-bit integers cannot be kept in %s, so every start makes them again: %s", file, error)
    return kept(file, key) or made or make()
