"""The functions of `int8.c`, one by one, against torch in fp64."""

from typing import Any

import pytest
import torch
from torch.nn import functional

from models.engine.int8 import HEAD, HEADS, LANES, kernels

pytestmark = pytest.mark.skipif(kernels() is None, reason="int8.c was not compiled for this processor")

ROWS, WIDTH, EPSILON = 21, 96, 1e-6


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(531)


def call(name: str, *arguments: Any) -> None:
    """A function of the library, tensors by their addresses."""
    at = [one.data_ptr() if isinstance(one, torch.Tensor) else one for one in arguments]
    getattr(kernels(), name)(ROWS, *at)


def norm(states: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return functional.rms_norm(states.double(), states.shape[-1:], weight.double(), EPSILON)


def assert_rounded(quantized: torch.Tensor, scales: torch.Tensor, values: torch.Tensor) -> None:
    """Each row to the nearest of 255 steps between its largest size and its negative."""
    assert torch.allclose(scales, values.float().abs().amax(1) / 127, rtol=1e-5)
    assert ((quantized * scales[:, None] - values).abs() <= 0.501 * scales[:, None]).all()


def quantized_buffers(width: int) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.empty(ROWS, width, dtype=torch.int8), torch.empty(ROWS)


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e4])
def test_states_are_normed_and_rounded(size: float) -> None:
    states, weight, normed = size * torch.randn(ROWS, WIDTH), torch.randn(WIDTH), torch.empty(ROWS, WIDTH)
    narrow, scales = quantized_buffers(WIDTH)
    call("normalize", WIDTH, EPSILON, states, weight, normed, narrow, scales)
    assert torch.allclose(normed.double(), norm(states, weight), rtol=1e-5, atol=1e-9)
    assert_rounded(narrow, scales, normed)


def test_a_row_of_zeros_stays_zeros() -> None:
    states, normed = torch.zeros(ROWS, WIDTH), torch.empty(ROWS, WIDTH)
    narrow, scales = quantized_buffers(WIDTH)
    call("normalize", WIDTH, EPSILON, states, torch.ones(WIDTH), normed, narrow, scales)
    assert not narrow.any()
    assert not scales.any()


def test_what_a_layer_adds_is_normed_first() -> None:
    products = torch.randint(-(10**6), 10**6, (ROWS, WIDTH), dtype=torch.int32)
    columns, weight, after = torch.rand(WIDTH) / 1e5, torch.randn(WIDTH), torch.randn(WIDTH)
    states, scales, normed = torch.randn(ROWS, WIDTH), torch.rand(ROWS) + 0.1, torch.empty(ROWS, WIDTH)
    narrow, _ = quantized_buffers(WIDTH)
    added = states.double() + norm(products * scales[:, None].double() * columns, weight)
    call("add", WIDTH, EPSILON, products, columns, weight, states, after, normed, narrow, scales)
    assert torch.allclose(states.double(), added, rtol=1e-5, atol=1e-6)
    assert torch.allclose(normed.double(), norm(added, after), rtol=1e-5, atol=1e-5)
    assert_rounded(narrow, scales, normed)


def test_gates_are_those_of_gelu() -> None:
    products = torch.randint(-(10**6), 10**6, (ROWS, 2 * WIDTH), dtype=torch.int32)
    columns, scales, gated = torch.rand(2 * WIDTH) / 1e5, torch.rand(ROWS) + 0.1, torch.empty(ROWS, WIDTH)
    narrow, _ = quantized_buffers(WIDTH)
    gate, up = torch.split(products * scales[:, None].double() * columns, WIDTH, 1)
    call("gate", WIDTH, products, columns, gated, narrow, scales)
    assert torch.allclose(gated.double(), functional.gelu(gate, approximate="tanh") * up, rtol=1e-4, atol=1e-5)
    assert_rounded(narrow, scales, gated)


@pytest.mark.parametrize("window", [5, 16, 30, 4096])
def test_each_token_attends_to_the_last_of_its_window(window: int) -> None:
    first, length = 13, 13 + ROWS
    blocks = -(-length // LANES)
    keys, values = torch.empty(blocks, HEAD, LANES), torch.empty(blocks * LANES, HEAD)
    queries, scales = torch.empty(ROWS, HEADS * HEAD), torch.rand(ROWS) + 0.1
    columns, weights = torch.rand((HEADS + 2) * HEAD) / 1e6, (torch.randn(HEAD), torch.randn(HEAD))
    angles = torch.randn(length, HEAD // 2)
    earlier = torch.randn(2, first, HEAD)
    for position in range(first):
        keys[position // LANES, :, position % LANES], values[position] = earlier[:, position]
    products = torch.randint(-(10**6), 10**6, (ROWS, (HEADS + 2) * HEAD), dtype=torch.int32)
    parts = torch.split(products * scales[:, None].double() * columns, [HEADS * HEAD, HEAD, HEAD], 1)
    factor = 1 / 16

    waves = angles.cos(), angles.sin()
    call("split", first, EPSILON, factor, products, scales, columns, *weights, *waves, queries, keys, values)
    mixed, out = quantized_buffers(HEADS * HEAD)
    scratch = torch.empty(ROWS, HEADS * LANES * blocks)
    call("attend", first, window, queries, keys, values, scratch, mixed, out)

    query = turned(norm(parts[0].view(ROWS, HEADS, HEAD), weights[0]), angles[first:, None])
    all_keys = torch.cat((earlier[0].double(), turned(norm(parts[1], weights[1]), angles[first:])))
    all_values = torch.cat((earlier[1].double(), parts[2]))
    behind = torch.arange(first, length)[:, None] - torch.arange(length)
    hidden = (behind < 0) | (behind >= window)
    scores = (factor * query @ all_keys.T).masked_fill(hidden[:, None], -torch.inf)
    expected = (scores.softmax(-1) @ all_values).reshape(ROWS, -1)
    assert torch.allclose(out.double(), expected.abs().amax(1) / 127, rtol=1e-4)
    assert ((mixed * out[:, None] - expected).abs() <= 0.51 * out[:, None]).all()


def turned(head: torch.Tensor, angles: torch.Tensor) -> torch.Tensor:
    """Rotary positions, halves of a head as pairs."""
    low, high = head.chunk(2, -1)
    cosines, sines = angles.double().cos(), angles.double().sin()
    return torch.cat((low * cosines - high * sines, high * cosines + low * sines), -1)


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 8, 23])
@pytest.mark.parametrize(("inputs", "outputs"), [(16, 2), (96, 64), (640, 1536)])
def test_products_are_exact_up_to_the_largest_numbers(rows: int, inputs: int, outputs: int) -> None:
    states = torch.randint(-127, 128, (rows, inputs), dtype=torch.int8)
    weights = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
    states[0], weights[0], weights[1] = 127, 127, -127
    products, wide = torch.empty(rows, outputs, dtype=torch.int32), torch.empty(rows, inputs, dtype=torch.int16)
    tensors = (states, weights, wide, products)
    kernels().multiply(rows, inputs, outputs, *(one.data_ptr() for one in tensors))
    assert torch.equal(products.long(), states.long() @ weights.long().T)
