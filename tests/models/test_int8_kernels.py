"""The compiled functions, one by one, against torch in fp64: with every kernel that runs on this machine."""

import pytest
import torch
from torch.nn import functional

from models.engine.int8 import HEAD, HEADS, LANES
from models.engine.int8_weights import Matrix
from models.engine.kernels import Kernel, kernel, kernels
from program.errors import UnavailableError

ROWS, WIDTH, EPSILON = 21, 96, 1e-6


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(531)


@pytest.fixture(params=kernels(), ids=lambda one: one.name)
def by(request: pytest.FixtureRequest) -> Kernel:
    """A kernel of this machine."""
    found: Kernel = request.param
    return found


def test_the_kernel_of_a_name_is_the_one_that_computes(by: Kernel) -> None:
    assert kernel(by.name).name == by.name
    assert kernel().name == kernels()[0].name


def test_a_kernel_that_does_not_run_here_is_refused_with_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda: False)
    if kernels():
        with pytest.raises(UnavailableError, match="vnni does not run on this machine: choose auto, avx2 or float"):
            kernel("vnni")
    monkeypatch.setattr(torch.cpu, "_is_avx2_supported", lambda: False)
    with pytest.raises(UnavailableError, match="no AVX2"):
        kernel()


def norm(states: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return functional.rms_norm(states.double(), states.shape[-1:], weight.double(), EPSILON)


def assert_rounded(quantized: torch.Tensor, scales: torch.Tensor, values: torch.Tensor) -> None:
    """Each row to the nearest of 255 steps between its largest size and its negative."""
    assert torch.allclose(scales, values.float().abs().amax(1) / 127, rtol=1e-5)
    assert ((quantized * scales[:, None] - values).abs() <= 0.501 * scales[:, None]).all()


def quantized_buffers(width: int) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.empty(ROWS, width, dtype=torch.int8), torch.empty(ROWS)


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e4])
def test_states_are_normed_and_rounded(by: Kernel, size: float) -> None:
    states, weight, normed = size * torch.randn(ROWS, WIDTH), torch.randn(WIDTH), torch.empty(ROWS, WIDTH)
    narrow, scales = quantized_buffers(WIDTH)
    by.call("normalize", ROWS, WIDTH, EPSILON, states, weight, normed, narrow, scales)
    assert torch.allclose(normed.double(), norm(states, weight), rtol=1e-5, atol=1e-9)
    assert_rounded(narrow, scales, normed)


def test_a_row_of_zeros_stays_zeros(by: Kernel) -> None:
    states, normed = torch.zeros(ROWS, WIDTH), torch.empty(ROWS, WIDTH)
    narrow, scales = quantized_buffers(WIDTH)
    by.call("normalize", ROWS, WIDTH, EPSILON, states, torch.ones(WIDTH), normed, narrow, scales)
    assert not narrow.any()
    assert not scales.any()


def test_what_a_layer_adds_is_normed_first(by: Kernel) -> None:
    products = torch.randint(-(10**6), 10**6, (ROWS, WIDTH), dtype=torch.int32)
    columns, weight, after = torch.rand(WIDTH) / 1e5, torch.randn(WIDTH), torch.randn(WIDTH)
    states, scales, normed = torch.randn(ROWS, WIDTH), torch.rand(ROWS) + 0.1, torch.empty(ROWS, WIDTH)
    narrow, _ = quantized_buffers(WIDTH)
    added = states.double() + norm(products * scales[:, None].double() * columns, weight)
    by.call("add", ROWS, WIDTH, EPSILON, products, columns, weight, states, after, normed, narrow, scales)
    assert torch.allclose(states.double(), added, rtol=1e-5, atol=1e-6)
    assert torch.allclose(normed.double(), norm(added, after), rtol=1e-5, atol=1e-5)
    assert_rounded(narrow, scales, normed)


def test_gates_are_those_of_gelu(by: Kernel) -> None:
    products = torch.randint(-(10**6), 10**6, (ROWS, 2 * WIDTH), dtype=torch.int32)
    columns, scales, gated = torch.rand(2 * WIDTH) / 1e5, torch.rand(ROWS) + 0.1, torch.empty(ROWS, WIDTH)
    narrow, _ = quantized_buffers(WIDTH)
    gate, up = torch.split(products * scales[:, None].double() * columns, WIDTH, 1)
    by.call("gate", ROWS, WIDTH, products, columns, gated, narrow, scales)
    assert torch.allclose(gated.double(), functional.gelu(gate, approximate="tanh") * up, rtol=1e-4, atol=1e-5)
    assert_rounded(narrow, scales, gated)


@pytest.mark.parametrize("window", [5, 16, 30, 4096])
def test_each_token_attends_to_the_last_of_its_window(by: Kernel, window: int) -> None:
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
    by.call("split", ROWS, first, EPSILON, factor, products, scales, columns, *weights, *waves, queries, keys, values)
    mixed, out = quantized_buffers(HEADS * HEAD)
    scratch = torch.empty(ROWS, HEADS * LANES * blocks)
    by.call("attend", ROWS, first, window, queries, keys, values, scratch, mixed, out)

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
def test_products_are_exact_up_to_the_largest_numbers(by: Kernel, rows: int, inputs: int, outputs: int) -> None:
    states = torch.randint(-127, 128, (rows, inputs), dtype=torch.int8)
    weights = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
    states[0], weights[0], weights[1] = 127, 127, -127
    products = torch.empty(rows, outputs, dtype=torch.int32)
    by.product(Matrix(weights, torch.ones(outputs)), states, products)
    assert torch.equal(products.long(), states.long() @ weights.long().T)
