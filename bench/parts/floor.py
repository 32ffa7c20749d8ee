"""The floor: what the arithmetic alone takes, if the answers were known and had only to be read once.

Prompt and answer of each agent go through the layers' matrices in one pass, at the rate at which this machine
multiplies such matrices with so many tokens. The vocabulary, attention and everything else are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import Linear, functional

from bench.figures import Findings, Row, Target, percentile
from bench.workbench import Asked, Stopwatch, Workbench

NEAR = (Target("ratio", "≥", 1 / 1.6),)
"""The service takes at most 1.6 times the floor."""


def measure(bench: Workbench) -> Findings:
    """The matrix rate for each agent's number of tokens, the floor that follows, and real passes over the same."""
    months = bench.times(20, 2)
    bench.report(f"{months} months' answers, for the floor")
    by_agent = list(zip(*bench.asked(months), strict=True))
    rows, floors, passes = [], [0.0] * months, [0.0] * months
    for asked in by_agent:
        name, model = asked[0].question.agent, bench.merged(asked[0].question.adapter)
        weights = _weights(model)
        parameters = sum(weight.numel() for weight in weights)
        tokens = round(percentile([_tokens(one) for one in asked], 50))
        bench.report(f"matrices of {name} with {tokens} tokens")
        seconds = percentile(_multiplied(weights, tokens, bench.times(15, 2)), 50)
        rate = 2 * parameters * tokens / seconds
        note = f"{parameters / 1e6:.1f} M parameters in the layers, {_dtype(weights)}, {seconds:.3f} s together"
        rows.append(Row(f"matrix products of the layers, {tokens} tokens ({name})", "GFLOP/s", rate / 1e9, note=note))
        for month, one in enumerate(asked):
            floors[month] += 2 * parameters * _tokens(one) / rate
            passes[month] += _pass(bench, model, one)
    ours = bench.months_s[:months]
    note = f"2 × parameters in the layers × tokens ÷ rate, a pass for each agent; {months} months"
    rows.append(Row.of("floor of a month", "s", floors, ours=ours, targets=NEAR, note=note))
    note = "the same tokens through the whole model without its vocabulary, answers known"
    rows.append(Row.of("the passes of the floor, as they are", "s", passes, ours=ours, note=note))
    return Findings(rows)


def _tokens(asked: Asked) -> int:
    return asked.prompt_tokens + asked.answer_tokens


def _weights(model: Any) -> list[torch.Tensor]:
    """The matrices of the layers; the vocabulary, which is no part of the base model's layers, is not among them."""
    return [module.weight for module in model.base_model.modules() if isinstance(module, Linear)]


def _multiplied(weights: Sequence[torch.Tensor], tokens: int, times: int) -> list[float]:
    """Seconds for `tokens` rows times every matrix, `times` times after one to warm up."""
    states = {
        weight.shape[1]: torch.randn(tokens, weight.shape[1], dtype=weight.dtype, device=weight.device)
        for weight in weights
    }

    seconds = []
    with torch.inference_mode():
        for _ in range(1 + times):
            with Stopwatch() as watch:
                for weight in weights:
                    functional.linear(states[weight.shape[1]], weight)
            seconds.append(watch.seconds)
    return seconds[1:]


def _dtype(weights: Sequence[torch.Tensor]) -> str:
    return str(weights[0].dtype).removeprefix("torch.")


def _pass(bench: Workbench, model: Any, asked: Asked) -> float:
    """Seconds of one pass over prompt and answer, after one to warm up."""
    tokenize: Any = bench.base.tokenizer
    prompt = tokenize(asked.question.prompt)["input_ids"]
    answer = tokenize(asked.answer.text, add_special_tokens=False)["input_ids"]
    ids = torch.tensor([prompt + answer], device=model.device)
    watch = Stopwatch()
    with torch.inference_mode():
        for _ in range(2):
            with watch:
                model.base_model(input_ids=ids, use_cache=False)
    return watch.seconds
