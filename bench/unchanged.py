"""Whether reading ahead changes an answer: the constrained loop with a draft and without, token for token."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.agent import Agent, ModelAgent
from agents.prompt_hash import inputs_of
from models.language_model import LanguageModel, Sampling


def unchanged(
    model: LanguageModel, agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]], agents: Sequence[Agent[Any]]
) -> int:
    """How many rows of the agent's dataset are answered greedily alike with a draft and without one.

    Args:
        model: Whose answers are compared.
        agent: Who asks.
        rows: Of its dataset.
        agents: Those whose answers the rows hold.
    """
    alike = 0
    for row in rows:
        inputs = inputs_of(row, agents)
        prompt, schema, sampling = agent.prompt(inputs), agent.schema(inputs), Sampling(logit_bias=agent.logit_bias)
        fast, plain = (
            model.complete(agent.adapter, prompt, schema=schema, sampling=sampling, draft=draft)
            for draft in (agent.draft(inputs), None)
        )
        alike += (fast.text, fast.chosen_tokens) == (plain.text, plain.chosen_tokens)
    return alike
