"""Checks that a draft never changes an answer: decodes with and without one and compares the tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.agent import Agent, ModelAgent
from bench.greedy import greedy_call
from models.language_model import LanguageModel


def unchanged(
    model: LanguageModel, agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]], agents: Sequence[Agent[Any]]
) -> int:
    """Counts the rows of a dataset whose greedy answer is the same with a draft and without one.

    Args:
        model: The model to decode with.
        agent: The agent whose prompts and schemas are used.
        rows: Rows of the agent's dataset.
        agents: The agents whose answers the rows contain.
    """
    alike = 0
    for row in rows:
        call = greedy_call(agent, row, agents)
        fast, plain = (model.complete(one) for one in (call, replace(call, draft=None)))
        alike += (fast.text, fast.cost.chosen_tokens) == (plain.text, plain.cost.chosen_tokens)
    return alike
