"""The first system's way: a model of 1.3 billion parameters in fp32 writes the plan's text token by token.

The model has the shape of polyglot-ko-1.3b and random weights; its text is noise, but takes the same time.
"""

from __future__ import annotations

from typing import Any

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from bench.figures import Findings, Row, Target
from bench.workbench import Stopwatch, Workbench, questions
from program.coach import weight_plan
from program.month.waves import plan_text

FASTER = (Target("ratio", "≥", 100),)

FEW = 4
"""Tokens that a quick run writes instead of all."""


def measure(bench: Workbench) -> Findings:
    """One weight plan: as many tokens as our prompt and as the plan's text have."""
    request = bench.requests(1)[0]
    tokenize: Any = bench.base.tokenizer
    text = plan_text(weight_plan(request).model_copy(update={"scheme": "5/3/1"}))
    prompt = len(tokenize(next(questions(request)).prompt)["input_ids"])
    answer = len(tokenize(text, add_special_tokens=False)["input_ids"])
    bench.report("building a model of 1.3 billion parameters")
    model = _model()
    bench.report("a weight plan the first system's way")
    note = (
        f"1.3 B parameters, random, fp32; prompt of {prompt} tokens as ours, the plan's text of {answer}; 1 repetition"
    )
    first = _seconds(model, prompt, 1)
    if bench.quick:
        seconds = first + (_seconds(model, prompt, 1 + FEW) - first) / FEW * (answer - 1)
        note += f", extrapolated from {FEW} tokens"
    else:
        seconds = _seconds(model, prompt, answer)
    name = "the first system's way, the weight plan alone"
    return Findings([Row.of(name, "s", [seconds], ours=bench.rates_s, targets=FASTER, note=note)])


def _model() -> Any:
    config = GPTNeoXConfig(
        vocab_size=30080,
        hidden_size=2048,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=8192,
        max_position_embeddings=2048,
        dtype=torch.float32,
    )
    model: Any = GPTNeoXForCausalLM(config)
    return model.to("cuda" if torch.cuda.is_available() else "cpu").eval()


def _seconds(model: Any, prompt: int, answer: int) -> float:
    """Seconds to write `answer` tokens after `prompt`."""
    ids = torch.arange(prompt, device=model.device)[None]
    with torch.inference_mode(), Stopwatch() as watch:
        model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=answer, min_new_tokens=answer
        )
    return watch.seconds
