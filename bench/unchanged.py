"""Whether reading ahead changes an answer: the constrained loop with a draft and without, token for token."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.agent import Agent, ModelAgent
from models.language_model import Call, LanguageModel, Sampling
from training.pairs import inputs_of


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
            model.complete(Call(prompt, agent.adapter, schema, sampling, draft))
            for draft in (agent.draft(inputs), None)
        )
        alike += (fast.text, fast.cost.chosen_tokens) == (plain.text, plain.cost.chosen_tokens)
    return alike
