"""A language model that says what the coach policy would: months of the whole service without a real model."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from agents import CORE
from agents.agent import Inputs
from agents.intake import Intake
from models.language_model import Call, Cancelled, Capabilities, Completion, Cost
from program.lifter.constraints import Constraints
from program.schema import RoutineRequest


class CoachModel:
    """Answers each agent's prompt with the coach policy's answer, and a sentence with what it is said to ask for.

    To a prompt that it does not know it says nothing, which no agent accepts: then the coach answers as well.
    """

    capabilities = Capabilities(schemas=False, drafts=False, logit_bias=False, reproducible=True, exact=True)

    def __init__(self) -> None:
        self._answers: dict[tuple[str | None, str], str] = {}

    def expect(self, request: RoutineRequest, asks: Mapping[str, Any]) -> None:
        """Know the answers to one request; those to others are forgotten.

        Args:
            request: Whose month will be asked for.
            asks: What its sentence asks for, as fields of `Constraints`; those that it does not have are left out.
        """
        self._answers = dict(_answers(request, asks))

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        """The coach policy's answer to the prompt."""
        if cancel is not None and cancel.is_set():
            raise Cancelled("cancelled")
        text = self._answers.get((call.adapter, call.prompt), "")
        return Completion(text, Cost(len(call.prompt), forced_tokens=0, chosen_tokens=0, passes=0, ms=0))

    def warm(self) -> None:
        """Nothing has to be loaded."""

    def close(self) -> None:
        """Nothing has to be given back."""


def _answers(request: RoutineRequest, asks: Mapping[str, Any]) -> Iterator[tuple[tuple[str | None, str], str]]:
    inputs = Inputs(request)
    for agent in CORE:
        if agent.runs(inputs):
            answer = agent.fallback(inputs)
            if isinstance(agent, Intake):
                answer = Constraints(
                    **{name: value for name, value in asks.items() if name in Constraints.model_fields}
                )
            yield (agent.adapter, agent.prompt(inputs)), agent.completion(inputs, answer)
            inputs = Inputs(request, {**inputs.answers, agent.name: answer})
