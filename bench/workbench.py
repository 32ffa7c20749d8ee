"""Shared by all parts of the benchmark: requests, the service's times for them, the model, prompts and answers."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import torch
from transformers import PreTrainedModel

from agents import CORE
from agents.agent import Inputs
from data.generate import read
from data.requests import unseen_requests
from models import adapter
from models.base_model import BaseModel
from models.engine.layers import Layers
from models.language_model import Call, Completion
from models.local_model import LocalModel
from models.prepare_base import Report
from program.schema import RoutineRequest
from service.model_loader import load_local
from service.settings import Settings

SEED = 90210
"""Seed of the random requests."""


@dataclass(frozen=True, slots=True)
class Question:
    """An agent's prompt and schema for one request."""

    agent: str
    adapter: str | None
    prompt: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the model's answer to it."""

    question: Question
    answer: Completion

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the prompt."""
        return self.answer.cost.prompt_tokens

    @property
    def answer_tokens(self) -> int:
        """Tokens of the answer, forced ones included."""
        return self.answer.cost.forced_tokens + self.answer.cost.chosen_tokens


@dataclass
class Workbench:
    """One run of the benchmark."""

    settings: Settings
    quick: bool
    """Whether to repeat as little as possible, only to see that everything runs."""
    report: Report
    """Receives progress messages."""
    months_s: list[float] = field(default_factory=list)
    """Seconds of `POST /routine` for each of the first requests; empty until `latency` has measured them."""
    rates_s: list[float] = field(default_factory=list)
    """Seconds of `POST /gen/routine/rate` for the same."""
    _asked: list[tuple[Asked, ...]] = field(default_factory=list)
    _merged: dict[str, PreTrainedModel] = field(default_factory=dict)

    def times(self, full: int, quick: int) -> int:
        """Number of repetitions: `full`, or `quick` in a quick run."""
        return quick if self.quick else full

    def requests(self, number: int, skip: int = 0) -> list[RoutineRequest]:
        """`number` requests over the whole input space, always the same, without the first `skip`."""
        return list(itertools.islice(unseen_requests(SEED), skip, skip + number))

    def sentences(self, number: int) -> list[RoutineRequest]:
        """Requests with held-out sentences, drawn among all of them."""
        rows = random.Random(SEED).sample(read("intake", "test"), number)
        texts = (row["request"]["request"] for row in rows)
        return [
            request.model_copy(update={"request": text})
            for request, text in zip(self.requests(number), texts, strict=True)
        ]

    @property
    def base(self) -> BaseModel:
        """The base model, in this process."""
        return self._model.base

    def merged(self, name: str | None) -> Any:
        """The model with an adapter merged in, as it was trained, by the adapter's name; for None the base itself."""
        if name is None:
            return self.base.model
        if name not in self._merged:
            self._merged[name] = adapter.load(self.base, self.settings.adapters / name)
        return self._merged[name]

    @cached_property
    def _model(self) -> LocalModel:
        return load_local(self.settings.model_copy(update={"agents": tuple(agent.name for agent in CORE)}))

    def layers(self, name: str | None) -> Layers:
        """The layers that the service computes with for an adapter, by the adapter's name; for None the base's."""
        return self._model.layers(name)

    def asked(self, number: int) -> Sequence[tuple[Asked, ...]]:
        """What the model is asked for each of the first `number` requests, and what it answers, greedily."""
        for request in self.requests(number)[len(self._asked) :]:
            asked = tuple(Asked(question, self._answer(question)) for question in questions(request))
            self._asked.append(asked)
        return self._asked[:number]

    def _answer(self, question: Question) -> Completion:
        return self._model.complete(Call(question.prompt, question.adapter, question.schema))


def questions(request: RoutineRequest) -> Iterator[Question]:
    """Yields each agent's question for `request`; its inputs are the coach policy's answers of the agents before."""
    inputs = Inputs(request)
    for agent in CORE:
        if agent.runs(inputs):
            yield Question(agent.name, agent.adapter, agent.prompt(inputs), agent.schema(inputs))
            inputs = Inputs(request, {**inputs.answers, agent.name: agent.fallback(inputs)})


class Stopwatch:
    """Measures the time of a `with` block, including work still queued on a GPU."""

    seconds = 0.0
    """Duration of the last `with` block, set when it ends."""

    def __enter__(self) -> Self:
        _finish_gpu()
        self._begun = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _finish_gpu()
        self.seconds = time.perf_counter() - self._begun


def _finish_gpu() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
