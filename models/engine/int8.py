"""Gemma 3 270M in 8-bit integers on a CPU: several times as fast as in bf16, and exact.

Weights are rounded to int8 with one scale for each output, states with one scale for each token (vector-wise
quantization: Dettmers et al., *LLM.int8()*, 2022). Before that, inputs that grow large in the states are divided by a
factor, and their weights are multiplied by it (Xiao et al., *SmoothQuant*, 2023): the products stay the same, and the
rounding error falls to a sixth. Products of integers are exact, and everything between them is computed token by token
in a fixed order (`int8.c`). So the state after a text is the same, bit for bit, no matter how the text was split into
passes and what was read ahead of it; and the same on every processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch
from transformers import PreTrainedModel

from models.engine.int8_weights import LayerWeights, Matrix, Smoothed, norm
from models.engine.kernels import Kernel, kernel
from program.errors import UnavailableError

HEADS, HEAD, LANES = 4, 256, 16
"""As in `int8.c`: query heads, width of a head, keys in a block."""

CONTEXT = 4096
"""Most tokens that a text can have; the model could read more, and requests need less than a tenth of it."""

_SHAPE = {
    "model_type": "gemma3_text",
    "num_attention_heads": HEADS,
    "num_key_value_heads": 1,
    "head_dim": HEAD,
    "hidden_activation": "gelu_pytorch_tanh",
    "attention_bias": False,
    "attn_logit_softcapping": None,
    "use_bidirectional_attention": False,
}
"""The only shape of model that the C code computes."""

_ALL = CONTEXT
"""Window of a layer that attends to the whole text."""


def obstacle(model: PreTrainedModel) -> str | None:
    """The reason why `model` cannot be computed in 8-bit integers on this machine; None: it can."""
    config: Any = model.config
    if any(getattr(config, name, None) != value for name, value in _SHAPE.items()) or any(
        rope["rope_type"] != "default" for rope in config.rope_parameters.values()
    ):
        return "the base model is not of Gemma 3 270M's shape"
    if config.hidden_size % LANES or config.intermediate_size % LANES:
        return f"the base model's widths are no multiples of {LANES}"
    if model.device.type != "cpu":
        return "the model is on a GPU"
    try:
        kernel()
    except UnavailableError as error:
        return str(error)
    return None


@cache
def _positions(theta: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines (positions x half a head) of the rotary embedding with this base."""
    # In fp64: what processors compute otherwise is rounded away.
    frequencies = 1 / theta ** (torch.arange(0, HEAD, 2, dtype=torch.float64) / HEAD)
    angles = torch.outer(torch.arange(CONTEXT, dtype=torch.float64), frequencies)
    return angles.cos().float(), angles.sin().float()


Watch = Callable[[int, Smoothed, torch.Tensor], None]
"""Is told what a matrix of a layer is multiplied by: the layer's number, the matrix, and the states before they are
rounded (tokens x inputs)."""


class Int8Layers:
    """The layers of a model for which `obstacle` is None; its vocabulary is shared.

    Args:
        model: Gives its shape, its vocabulary and its last norm.
        layers: The weights of its layers, with or without an adapter.
        by: The kernel that computes them; None: the fastest of this machine.

    Raises:
        ValueError: The weights do not have the model's shape.
    """

    exact = True

    def __init__(self, model: PreTrainedModel, layers: Sequence[LayerWeights], by: Kernel | None = None) -> None:
        self.kernel = by or kernel()
        config: Any = model.config
        body: Any = model.base_model
        positions = {kind: _positions(rope["rope_theta"]) for kind, rope in config.rope_parameters.items()}
        windows = {"sliding_attention": int(config.sliding_window), "full_attention": _ALL}
        self.vocabulary: torch.Tensor = body.embed_tokens.weight
        self.width, self.inner = int(config.hidden_size), int(config.intermediate_size)
        self.epsilon, self.factor = float(config.rms_norm_eps), float(config.query_pre_attn_scalar) ** -0.5
        self.scale = body.embed_tokens.embed_scale.to(self.vocabulary.dtype).float()
        self.context = min(CONTEXT, int(config.max_position_embeddings))
        self.layers = list(layers)
        self._check(len(config.layer_types))
        self.views = [(windows[kind], *positions[kind]) for kind in config.layer_types]
        """For each layer: how many positions a token attends to, its own included; cosines and sines of positions."""
        self.norms_after = [*(layer.before_attention for layer in self.layers[1:]), norm(body.norm)]

    @property
    def matrices(self) -> list[Matrix]:
        """The matrices of all layers."""
        return [one for layer in self.layers for one in (layer.attention, layer.output, layer.gate, layer.down)]

    def _check(self, count: int) -> None:
        """Refuse weights of another shape, because the C code does not check them."""
        width, heads = self.width, HEADS * HEAD
        matrices = [(width, heads + 2 * HEAD), (heads, width), (width, 2 * self.inner), (self.inner, width)] * count
        sizes = [*[width] * 4, HEAD, HEAD] * count
        norms = [one for layer in self.layers for one in layer.norms]
        scales = [matrix.scales for matrix in self.matrices]
        tensors = (*norms, *scales, *(matrix.rows for matrix in self.matrices))
        if (
            [matrix.shape for matrix in self.matrices] != matrices
            or [tuple(one.shape) for one in norms] != [(size,) for size in sizes]
            or [tuple(one.shape) for one in scales] != [(outputs,) for _, outputs in matrices]
            or any(one.dtype != torch.float32 for one in (*norms, *scales))
            or any(matrix.rows.dtype != torch.int8 for matrix in self.matrices)
            or not all(one.is_contiguous() for one in tensors)
        ):
            raise ValueError(f"these are not the {count} layers of a model of width {width}")

    def text(self, room: int) -> Int8Text:
        """An empty text that may grow to `room` tokens. Raises IndexError where that is more than `context`."""
        return self.watched(room, lambda *_: None)

    def watched(self, room: int, watch: Watch) -> Int8Text:
        """As `text`; what its layers multiply while it is read is handed to `watch`."""
        if room > self.context:
            raise IndexError(f"a text of {room} tokens: expected at most {self.context}")
        return Int8Text(self, room, watch)


class Int8Text:
    """A text whose keys and values are kept in fp32."""

    def __init__(self, model: Int8Layers, room: int, watch: Watch) -> None:
        self._model = model
        self._watch = watch
        self._room = room
        self._length = 0
        blocks = -(-room // LANES)
        self._keys = torch.empty(len(model.layers), blocks, HEAD, LANES)
        self._values = torch.empty(len(model.layers), blocks * LANES, HEAD)

    def forget(self, tokens: int) -> None:
        """As `Text.forget`. Raises IndexError for more tokens than were read."""
        if tokens > self._length:
            raise IndexError(f"{tokens} tokens cannot be taken back: {self._length} were read")
        self._length -= tokens

    def read(self, tokens: Sequence[int]) -> torch.Tensor:
        """As `Text.read`; fp32.

        Raises:
            IndexError: There is no room for so many tokens.
        """
        model, rows, first = self._model, len(tokens), self._length
        if first + rows > self._room:
            raise IndexError(f"{first} tokens and {rows} more: there is room for {self._room}")
        width, inner, epsilon = model.width, model.inner, model.epsilon
        states = model.vocabulary[torch.tensor(tokens)].float() * model.scale
        normed, scales, queries = torch.empty(rows, width), torch.empty(rows), torch.empty(rows, HEADS * HEAD)
        gated, scratch = torch.empty(rows, inner), torch.empty(rows, HEADS * LANES * -(-(first + rows) // LANES))
        narrow, mixed, wide = (torch.empty(rows, size, dtype=torch.int8) for size in (width, HEADS * HEAD, inner))
        heads, added, gates = (
            torch.empty(rows, size, dtype=torch.int32) for size in ((HEADS + 2) * HEAD, width, 2 * inner)
        )

        product = model.kernel.product

        def call(name: str, *arguments: Any) -> None:
            model.kernel.call(name, rows, *arguments)

        call("normalize", width, epsilon, states, model.layers[0].before_attention, normed, narrow, scales)
        for number, (layer, (window, cosines, sines), after, keys, values) in enumerate(
            zip(model.layers, model.views, model.norms_after, self._keys, self._values, strict=True)
        ):
            self._watch(number, "attention", normed)
            product(layer.attention, narrow, heads)
            of_heads = (scales, layer.attention.scales, layer.query, layer.key, cosines, sines)
            call("split", first, epsilon, model.factor, heads, *of_heads, queries, keys, values)
            call("attend", first, window, queries, keys, values, scratch, mixed, scales)
            product(layer.output, mixed, added)
            onto = (states, layer.before_mlp, normed, narrow, scales)
            call("add", width, epsilon, added, layer.output.scales, layer.after_attention, *onto)
            self._watch(number, "gate", normed)
            product(layer.gate, narrow, gates)
            call("gate", inner, gates, layer.gate.scales, gated, wide, scales)
            self._watch(number, "down", gated)
            product(layer.down, wide, added)
            onto = (states, after, normed, narrow, scales)
            call("add", width, epsilon, added, layer.down.scales, layer.after_mlp, *onto)
        self._length += rows
        return normed
