"""The floor: the time of the arithmetic alone, if the answers were known and read in one pass.

Prompt and answer of each agent go through the layers' matrices in one pass, at the rate at which this machine
multiplies such matrices with so many tokens, in the numbers that the service computes in. The vocabulary, attention
and everything else are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.nn import Linear, functional

from bench.figures import Findings, Row, Target, percentile
from bench.workbench import Asked, Stopwatch, Workbench
from models.engine.int8 import Int8Layers
from models.engine.layers import Layers, TransformersLayers

NEAR = (Target("ratio", "≥", 1 / 1.6),)
"""The service takes at most 1.6 times the floor."""


def measure(bench: Workbench) -> Findings:
    """The matrix rate for each agent's number of tokens, the floor that follows, and real passes over the same."""
    months = bench.times(20, 2)
    bench.report(f"{months} months' answers, for the floor")
    by_agent = list(zip(*bench.asked(months), strict=True))
    rows, floors, passes = [], [0.0] * months, [0.0] * months
    for asked in by_agent:
        name, layers = asked[0].question.agent, bench.layers(asked[0].question.adapter)
        tokens = round(percentile([_tokens(one) for one in asked], 50))
        parameters, arithmetic, products = _products(layers, tokens)
        bench.report(f"matrices of {name} with {tokens} tokens")
        seconds = percentile(_timed(products, bench.times(15, 2)), 50)
        rate = 2 * parameters * tokens / seconds
        note = f"{parameters / 1e6:.1f} M parameters in the layers, {arithmetic}, {seconds:.3f} s together"
        rows.append(Row(f"matrix products of the layers, {tokens} tokens ({name})", "GFLOP/s", rate / 1e9, note=note))
        for month, one in enumerate(asked):
            floors[month] += 2 * parameters * _tokens(one) / rate
            passes[month] += _pass(bench, layers, one)
    ours = bench.months_s[:months]
    note = f"2 × parameters in the layers × tokens ÷ rate, a pass for each agent; {months} months"
    rows.append(Row.of("floor of a month", "s", floors, ours=ours, targets=NEAR, note=note))
    note = "the same tokens through all of the layers, answers known"
    rows.append(Row.of("the passes of the floor, as they are", "s", passes, ours=ours, note=note))
    return Findings(rows)


def _tokens(asked: Asked) -> int:
    return asked.prompt_tokens + asked.answer_tokens


def _products(layers: Layers, tokens: int) -> tuple[int, str, Callable[[], None]]:
    """Parameters in the layers' matrices, what they are computed in, and `tokens` rows times every matrix once."""
    if isinstance(layers, Int8Layers):
        return _int8_products(layers, tokens)
    assert isinstance(layers, TransformersLayers)
    return _float_products(layers, tokens)


def _int8_products(layers: Int8Layers, tokens: int) -> tuple[int, str, Callable[[], None]]:
    sizes = {matrix.shape for matrix in layers.matrices}
    states = {size: torch.randint(-127, 128, (tokens, size[0]), dtype=torch.int8) for size in sizes}
    written = {size: torch.empty(tokens, size[1], dtype=torch.int32) for size in sizes}

    def multiply() -> None:
        for matrix in layers.matrices:
            layers.kernel.product(matrix, states[matrix.shape], written[matrix.shape])

    return sum(inputs * outputs for inputs, outputs in (matrix.shape for matrix in layers.matrices)), "int8", multiply


def _float_products(layers: TransformersLayers, tokens: int) -> tuple[int, str, Callable[[], None]]:
    """The vocabulary, which is no part of the base model's layers, is not among the matrices."""
    weights = [module.weight for module in layers.model.base_model.modules() if isinstance(module, Linear)]
    states = {
        weight.shape[1]: torch.randn(tokens, weight.shape[1], dtype=weight.dtype, device=weight.device)
        for weight in weights
    }

    def multiply() -> None:
        for weight in weights:
            functional.linear(states[weight.shape[1]], weight)

    parameters = sum(weight.numel() for weight in weights)
    return parameters, str(weights[0].dtype).removeprefix("torch."), multiply


def _timed(work: Callable[[], None], times: int) -> Sequence[float]:
    """Seconds of `work`, `times` times after one to warm up."""
    seconds = []
    with torch.inference_mode():
        for _ in range(1 + times):
            with Stopwatch() as watch:
                work()
            seconds.append(watch.seconds)
    return seconds[1:]


def _pass(bench: Workbench, layers: Layers, asked: Asked) -> float:
    """Seconds of one pass over prompt and answer, after one to warm up."""
    tokenize = bench.base.tokenizer
    prompt = list(tokenize(asked.question.prompt)["input_ids"])
    tokens = [*prompt, *tokenize(asked.answer.text, add_special_tokens=False)["input_ids"]]
    watch = Stopwatch()
    with torch.inference_mode():
        for _ in range(2):
            with watch:
                layers.text(len(tokens)).read(tokens)
    return watch.seconds
