"""The weights of a Gemma 3 model's layers in 8-bit integers; kept in a file, so that rounding is done once."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from transformers import PreTrainedModel, PreTrainedTokenizerFast

LOG = logging.getLogger("burnfit.model")

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

_FORM = f"1 {SMOOTHED} {SAMPLE}"
"""Version of what is computed below, to be changed with it: weights of another version are made again."""


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
    def rounded(cls, layer: Any, largest: Mapping[Any, torch.Tensor]) -> LayerWeights:
        """A layer of the model, rounded; `largest`: the largest absolute value of each input of each linear module."""
        attention, mlp = layer.self_attn, layer.mlp
        heads = [attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight]
        gates = [mlp.gate_proj.weight, mlp.up_proj.weight]
        of_heads = _smoothing(largest[attention.q_proj], heads)
        of_gates = _smoothing(largest[mlp.gate_proj], gates)
        of_down = _smoothing(largest[mlp.down_proj], [mlp.down_proj.weight])
        gate = Matrix.rounded(gates, of_gates)
        gate.scales[len(of_down) :] /= of_down
        return cls(
            attention=Matrix.rounded(heads, of_heads),
            output=Matrix.rounded([attention.o_proj.weight]),
            gate=gate,
            down=Matrix.rounded([mlp.down_proj.weight], of_down),
            before_attention=norm(layer.input_layernorm) / of_heads,
            after_attention=norm(layer.post_attention_layernorm),
            before_mlp=norm(layer.pre_feedforward_layernorm) / of_gates,
            after_mlp=norm(layer.post_feedforward_layernorm),
            query=norm(attention.q_norm),
            key=norm(attention.k_norm),
        )


def norm(module: Any) -> torch.Tensor:
    """The factors of a norm; Gemma stores them less 1."""
    factors: torch.Tensor = 1 + module.weight.float()
    return factors


def rounded(model: PreTrainedModel, sample: Sequence[int]) -> list[LayerWeights]:
    """All layers of a Gemma 3 model, rounded.

    Args:
        model: In bf16 or fp32. Hooks are put on it meanwhile, so no other thread may use it.
        sample: Tokens of a text like those that agents read and write.
    """
    largest = _largest_inputs(model, sample)
    body: Any = model.base_model
    return [LayerWeights.rounded(layer, largest) for layer in body.layers]


def _smoothing(largest: torch.Tensor, weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """Factors that states are divided by and weights multiplied by (inputs), so that both vary about as much."""
    heaviest = torch.cat([weight.float() for weight in weights]).abs().amax(0).clamp(min=1e-4)
    return torch.maximum(largest, largest.median() / 10).clamp(min=1e-6) ** SMOOTHED / heaviest ** (1 - SMOOTHED)


def _largest_inputs(model: PreTrainedModel, sample: Sequence[int]) -> dict[Any, torch.Tensor]:
    """For each linear module: the largest absolute value of each of its inputs (fp32) while `sample` is read."""
    largest: dict[Any, torch.Tensor] = {}

    def measure(module: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        largest[module] = inputs[0].float().abs().flatten(0, -2).amax(0)

    linear = [module for module in model.base_model.modules() if isinstance(module, torch.nn.Linear)]
    hooks = [module.register_forward_pre_hook(measure) for module in linear]
    try:
        with torch.no_grad():
            model.base_model(input_ids=torch.tensor([list(sample)]), use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return largest


def sample_of(tokenizer: PreTrainedTokenizerFast) -> list[int]:
    """The tokens of `SAMPLE`."""
    return list(tokenizer(SAMPLE)["input_ids"])


def key_of(base: str, dtype: torch.dtype, adapter: Sequence[Path]) -> str:
    """The key of kept weights: a hash of the base's identity and dtype, the adapter's files if any, and the version."""
    digest = hashlib.sha256(f"{_FORM}\n{base}\n{dtype}\n".encode())
    for file in adapter:
        digest.update(file.read_bytes())
    return digest.hexdigest()


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
