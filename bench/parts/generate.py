"""transformers' own `generate` with the same models and prompts: greedy, token by token, no grammar, no draft."""

from __future__ import annotations

from typing import Any

import torch

from bench.figures import Findings, Row, Target
from bench.workbench import Asked, Stopwatch, Workbench

FASTER = (Target("ratio", "≥", 10),)

ROOM = 32
"""Tokens that an answer may be longer than ours before it is cut off: it may never come to an end by itself."""


def measure(bench: Workbench) -> Findings:
    """A month's answers, the model's work alone."""
    months = bench.times(4, 1)
    bench.report("the same answers, to compare with")
    asked = bench.asked(months)
    _generate(bench, asked[0][0], longest=2)
    seconds, written, ended, same = [], 0, 0, 0
    for number, month in enumerate(asked, start=1):
        bench.report(f"month {number} of {months} with generate")
        took = 0.0
        for one in month:
            with Stopwatch() as watch:
                answer = _generate(bench, one)
            took += watch.seconds
            written += len(answer)
            ended += answer[-1] == bench.base.end_of_text
            same += bench.base.tokenizer.decode(answer, skip_special_tokens=True) == one.answer.text
        seconds.append(took)
    answers = sum(len(month) for month in asked)
    note = (
        f"{written / months:.0f} tokens a month; of {answers} answers {ended} ended by themselves (the rest was cut "
        f"off {ROOM} tokens after the length of ours), {same} are ours word for word"
    )
    row = Row.of(
        "`model.generate`, a month's answers", "s", seconds, ours=bench.months_s[:months], targets=FASTER, note=note
    )
    return Findings([row])


def _generate(bench: Workbench, asked: Asked, longest: int | None = None) -> list[int]:
    """The tokens of the answer."""
    model: Any = bench.merged(asked.question.adapter)
    prompt = bench.base.tokenizer(asked.question.prompt, return_tensors="pt").to(model.device)
    with torch.inference_mode():
        written = model.generate(
            **prompt,
            do_sample=False,
            max_new_tokens=longest or asked.answer_tokens + ROOM,
            eos_token_id=bench.base.end_of_text,
            pad_token_id=bench.base.end_of_text,
        )
    answer: list[int] = written[0, prompt["input_ids"].shape[1] :].tolist()
    return answer
