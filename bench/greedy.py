"""The call of an agent for a row of its dataset, with the answer that is likeliest at each place."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.agent import Agent, ModelAgent
from agents.prompt_hash import inputs_of
from models.language_model import Call, Sampling


def greedy_call(agent: ModelAgent[Any], row: Mapping[str, Any], agents: Sequence[Agent[Any]]) -> Call:
    """What the model is asked, the agent's draft included.

    Args:
        agent: Whose prompt and schema are used.
        row: Of the agent's dataset.
        agents: The agents whose answers the row contains.
    """
    inputs = inputs_of(row, agents)
    sampling = Sampling(logit_bias=agent.logit_bias)
    return Call(agent.prompt(inputs), agent.adapter, agent.schema(inputs), sampling, agent.draft(inputs))
