"""Gemma 3 270M in 8-bit integers on a CPU: two to four times as fast as in bf16, and exact in how a text is cut.

Weights are rounded to int8 with a scale for each output, states with a scale for each token (vector-wise
quantization: Dettmers et al., *LLM.int8()*, 2022). Inputs that grow large in the states are made small there and large
in the weights before (Xiao et al., *SmoothQuant*, 2023), which leaves the products as they are and a sixth of the
error. Products of integers are exact, and what stands between them is computed token by token in a fixed order
(`int8.c`). So the state after a text is the same, bit for bit, however the text was cut into passes and whatever was
read ahead of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import torch
from transformers import PreTrainedModel

HEADS, HEAD, LANES = 4, 256, 16
"""Query heads, width of a head, keys in a block: as in `int8.c`."""

CONTEXT = 4096
"""Tokens that a text can have; the model could read more, a request never asks for a tenth of it."""

SMOOTHED = 0.6
"""How much of the states' variation goes over into the weights; of 0.3 to 0.7 the one with the least error."""

SAMPLE = """## 질문
- 중급, 남성, 목표 근력 향상, 주 3일
- 1RM 벤치프레스 80, 스쿼트 100, 데드리프트 105
- 문장: 무릎이 안 좋아서 런지는 빼 주시고 40분 안에 끝나게 해 주세요. My shoulder hurts, no dips, only two days please.
- 언급: 무릎, 런지, 40분
## 답변
{"named":{"무릎":"avoid","런지":"exclude","40분":"minutes"},"volume":"as_planned","equipment":null,"sets":[5,3,1],
"days":[["leg_press","cable_row"],["dumbbell_bench_press"]],"rate":85}"""
"""A text of the kind that agents read and write."""

_ALL = CONTEXT
"""Window of a layer that looks back to the beginning."""

_INT, _FLOAT, _ARRAY = ctypes.c_int, ctypes.c_float, ctypes.c_void_p
_SIGNATURES = {
    "normalize": (_INT, _INT, _FLOAT, *[_ARRAY] * 5),
    "add": (_INT, _INT, _FLOAT, *[_ARRAY] * 8),
    "split": (_INT, _INT, _FLOAT, _FLOAT, *[_ARRAY] * 10),
    "attend": (_INT, _INT, _INT, *[_ARRAY] * 5),
    "gate": (_INT, _INT, *[_ARRAY] * 4),
}


@cache
def _kernels() -> Any:
    """The functions of `int8.c` as setup compiled them; None where it had no compiler for this processor."""
    compiled = find_spec("models._int8")
    if compiled is None or compiled.origin is None:
        return None
    library = ctypes.CDLL(compiled.origin)
    for name, arguments in _SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, None
    return library


def obstacle(model: PreTrainedModel) -> str | None:
    """Why `model` cannot be computed in 8-bit integers here; None where it can."""
    config: Any = model.config
    shape = ("model_type", "num_attention_heads", "num_key_value_heads", "head_dim", "hidden_activation")
    if [getattr(config, name, None) for name in shape] != ["gemma3_text", HEADS, 1, HEAD, "gelu_pytorch_tanh"]:
        return "the base model is not of Gemma 3 270M's shape"
    if model.device.type != "cpu":
        return "the model is on a GPU"
    if not torch.cpu._is_vnni_supported():
        return "the processor has no AVX-512 VNNI"
    return None if _kernels() else "models/int8.c was not compiled: run `make setup` where there is a C compiler"


class _Matrix:
    """The rows of some weight matrices in int8, for states that are divided by `smoothing` (shape: inputs).

    `scales` (shape: outputs) are what a product of integers and a token's scale are multiplied by.
    """

    def __init__(self, weights: Sequence[torch.Tensor], smoothing: torch.Tensor | float = 1.0) -> None:
        rows = torch.cat([weight.float() for weight in weights]) * smoothing
        self.scales = rows.abs().amax(1).clamp_(min=1e-12) / 127
        self._columns = rows.div_(self.scales[:, None]).round_().to(torch.int8).t()

    def product(self, states: torch.Tensor, out: torch.Tensor) -> None:
        """Write `states` (tokens x inputs, int8) times the matrix to `out` (tokens x outputs, int32)."""
        torch._int_mm(states, self._columns, out=out)


class _Layer:
    """One layer's matrices and norms, and what its attention sees.

    Args:
        layer: Of the model.
        largest: Of each matrix, by its module: the largest size of each of its inputs in a sample.
        window: Positions that a token sees, its own the last.
        positions: Cosines and sines of the rotary embedding.
    """

    def __init__(
        self,
        layer: Any,
        largest: Mapping[Any, torch.Tensor],
        window: int,
        positions: tuple[torch.Tensor, torch.Tensor],
    ) -> None:
        attention, mlp = layer.self_attn, layer.mlp
        heads = [attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight]
        gates = [mlp.gate_proj.weight, mlp.up_proj.weight]
        of_heads = _smoothing(largest[attention.q_proj], heads)
        of_gates = _smoothing(largest[mlp.gate_proj], gates)
        of_down = _smoothing(largest[mlp.down_proj], [mlp.down_proj.weight])
        self.attention = _Matrix(heads, of_heads)
        self.output = _Matrix([attention.o_proj.weight])
        self.gate = _Matrix(gates, of_gates)
        self.gate.scales[len(of_down) :] /= of_down
        self.down = _Matrix([mlp.down_proj.weight], of_down)
        self.before_attention = _norm(layer.input_layernorm) / of_heads
        self.after_attention = _norm(layer.post_attention_layernorm)
        self.before_mlp = _norm(layer.pre_feedforward_layernorm) / of_gates
        self.after_mlp = _norm(layer.post_feedforward_layernorm)
        self.query, self.key = _norm(attention.q_norm), _norm(attention.k_norm)
        self.window = window
        self.cosines, self.sines = positions


def _smoothing(largest: torch.Tensor, weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """What to divide each input by, and to multiply its weights by: states and weights then vary about as much."""
    heaviest = torch.cat([weight.float() for weight in weights]).abs().amax(0).clamp(min=1e-4)
    return torch.maximum(largest, largest.median() / 10) ** SMOOTHED / heaviest ** (1 - SMOOTHED)


def _largest_inputs(model: PreTrainedModel, sample: Sequence[int]) -> dict[Any, torch.Tensor]:
    """Of each linear module: the largest size of each of its inputs (fp32) while `sample` is read."""
    largest: dict[Any, torch.Tensor] = {}

    def measure(module: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        largest[module] = inputs[0].float().abs().flatten(0, -2).amax(0)

    linear = [module for module in model.base_model.modules() if isinstance(module, torch.nn.Linear)]
    hooks = [module.register_forward_pre_hook(measure) for module in linear]
    try:
        with torch.inference_mode():
            model.base_model(input_ids=torch.tensor([list(sample)]), use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return {module: size.clone() for module, size in largest.items()}


def _norm(module: Any) -> torch.Tensor:
    """What a norm multiplies by: Gemma keeps it less one."""
    factors: torch.Tensor = 1 + module.weight.float()
    return factors


def _positions(theta: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines (positions x half a head) of the rotary embedding with this base."""
    frequencies = 1 / theta ** (torch.arange(0, HEAD, 2).float() / HEAD)
    angles = torch.outer(torch.arange(CONTEXT).float(), frequencies)
    return angles.cos(), angles.sin()


class Int8Layers:
    """The layers of a model that has no `obstacle`, copied into int8; its vocabulary is shared.

    Args:
        model: bf16 or fp32; not needed afterwards, but for its vocabulary.
        sample: Tokens of a text like those that will be read, to see which states grow large.
    """

    exact = True
    context = CONTEXT

    def __init__(self, model: PreTrainedModel, sample: Sequence[int]) -> None:
        config: Any = model.config
        body: Any = model.base_model
        largest = _largest_inputs(model, sample)
        positions = {kind: _positions(rope["rope_theta"]) for kind, rope in config.rope_parameters.items()}
        windows = {"sliding_attention": int(config.sliding_window), "full_attention": _ALL}
        self.vocabulary: torch.Tensor = body.embed_tokens.weight
        self.width, self.inner = int(config.hidden_size), int(config.intermediate_size)
        self.epsilon, self.factor = float(config.rms_norm_eps), float(config.query_pre_attn_scalar) ** -0.5
        self.scale = body.embed_tokens.embed_scale.to(self.vocabulary.dtype).float()
        self.layers = [
            _Layer(layer, largest, windows[kind], positions[kind])
            for layer, kind in zip(body.layers, config.layer_types, strict=True)
        ]
        self.norms_after = [*(layer.before_attention for layer in self.layers[1:]), _norm(body.norm)]

    def text(self, room: int) -> Int8Text:
        """A text that may grow to `room` tokens, nothing of it read yet."""
        return Int8Text(self, room)


class Int8Text:
    """A text with its keys and values in fp32."""

    def __init__(self, model: Int8Layers, room: int) -> None:
        self._model = model
        self._length = 0
        blocks = -(-room // LANES)
        self._keys = torch.empty(len(model.layers), blocks, HEAD, LANES)
        self._values = torch.empty(len(model.layers), blocks * LANES, HEAD)

    def forget(self, tokens: int) -> None:
        """As `Text.forget`."""
        self._length -= tokens

    def read(self, tokens: Sequence[int]) -> torch.Tensor:
        """As `Text.read`; fp32.

        Raises:
            IndexError: There is no room for so many tokens.
        """
        model, kernels, rows, first = self._model, _kernels(), len(tokens), self._length
        if first + rows > self._values.shape[1]:
            raise IndexError(f"{first} tokens and {rows} more: there is room for {self._values.shape[1]}")
        width, inner, epsilon = model.width, model.inner, model.epsilon
        states = model.vocabulary[torch.tensor(tokens)].float() * model.scale
        normed, scales, queries = torch.empty(rows, width), torch.empty(rows), torch.empty(rows, HEADS * HEAD)
        narrow, mixed, gated = (torch.empty(rows, size, dtype=torch.int8) for size in (width, HEADS * HEAD, inner))
        heads, added, gates = (
            torch.empty(rows, size, dtype=torch.int32) for size in ((HEADS + 2) * HEAD, width, 2 * inner)
        )

        def call(name: str, *arguments: Any) -> None:
            at = (one.data_ptr() if isinstance(one, torch.Tensor) else one for one in arguments)
            getattr(kernels, name)(rows, *at)

        call("normalize", width, epsilon, states, model.layers[0].before_attention, normed, narrow, scales)
        for layer, after, keys, values in zip(model.layers, model.norms_after, self._keys, self._values, strict=True):
            layer.attention.product(narrow, heads)
            of_heads = (scales, layer.attention.scales, layer.query, layer.key, layer.cosines, layer.sines)
            call("split", first, epsilon, model.factor, heads, *of_heads, queries, keys, values)
            call("attend", first, layer.window, queries, keys, values, mixed, scales)
            layer.output.product(mixed, added)
            onto = (states, layer.before_mlp, normed, narrow, scales)
            call("add", width, epsilon, added, layer.output.scales, layer.after_attention, *onto)
            layer.gate.product(narrow, gates)
            call("gate", inner, gates, layer.gate.scales, gated, scales)
            layer.down.product(gated, added)
            onto = (states, after, normed, narrow, scales)
            call("add", width, epsilon, added, layer.down.scales, layer.after_mlp, *onto)
        self._length += rows
        return normed
