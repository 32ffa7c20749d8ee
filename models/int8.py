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
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import torch
from transformers import PreTrainedModel

from models.int8_weights import LayerWeights, Matrix, norm

HEADS, HEAD, LANES = 4, 256, 16
"""Query heads, width of a head, keys in a block: as in `int8.c`."""

CONTEXT = 4096
"""Tokens that a text can have; the model could read more, a request never asks for a tenth of it."""

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


def _positions(theta: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines (positions x half a head) of the rotary embedding with this base."""
    frequencies = 1 / theta ** (torch.arange(0, HEAD, 2).float() / HEAD)
    angles = torch.outer(torch.arange(CONTEXT).float(), frequencies)
    return angles.cos(), angles.sin()


class Int8Layers:
    """The layers of a model that has no `obstacle`; its vocabulary is shared.

    Args:
        model: For its shape, its vocabulary and its last norm.
        layers: Its layers' weights, with or without an adapter.
    """

    exact = True
    context = CONTEXT

    def __init__(self, model: PreTrainedModel, layers: Sequence[LayerWeights]) -> None:
        config: Any = model.config
        body: Any = model.base_model
        positions = {kind: _positions(rope["rope_theta"]) for kind, rope in config.rope_parameters.items()}
        windows = {"sliding_attention": int(config.sliding_window), "full_attention": _ALL}
        self.vocabulary: torch.Tensor = body.embed_tokens.weight
        self.width, self.inner = int(config.hidden_size), int(config.intermediate_size)
        self.epsilon, self.factor = float(config.rms_norm_eps), float(config.query_pre_attn_scalar) ** -0.5
        self.scale = body.embed_tokens.embed_scale.to(self.vocabulary.dtype).float()
        self.layers = list(layers)
        self.views = [(windows[kind], *positions[kind]) for kind in config.layer_types]
        """Of each layer: positions that a token sees, its own the last; cosines and sines of the rotary embedding."""
        self.norms_after = [*(layer.before_attention for layer in self.layers[1:]), norm(body.norm)]

    @property
    def matrices(self) -> list[Matrix]:
        """All of the layers'."""
        return [one for layer in self.layers for one in (layer.attention, layer.output, layer.gate, layer.down)]

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
        for layer, (window, cosines, sines), after, keys, values in zip(
            model.layers, model.views, model.norms_after, self._keys, self._values, strict=True
        ):
            layer.attention.product(narrow, heads)
            of_heads = (scales, layer.attention.scales, layer.query, layer.key, cosines, sines)
            call("split", first, epsilon, model.factor, heads, *of_heads, queries, keys, values)
            call("attend", first, window, queries, keys, values, mixed, scales)
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
