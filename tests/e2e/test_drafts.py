"""Reading ahead must not be seen in an answer: the real model with the agents' drafts, with wrong ones and without."""

from typing import Any

import pytest

from agents import AGENTS
from agents.agent import ModelAgent
from agents.prompt_hash import inputs_of
from bench.unchanged import unchanged
from data.generate import read
from models.language_model import Sampling
from models.local_model import LocalModel
from tests.e2e.conftest import MODEL_AGENTS


@pytest.mark.parametrize("agent", MODEL_AGENTS, ids=lambda agent: agent.name)
def test_answers_are_the_same_with_a_draft_and_without(model: LocalModel, agent: ModelAgent[Any]) -> None:
    rows = read(agent.name, "test")[-8:]
    assert unchanged(model, agent, rows, AGENTS) == len(rows)


@pytest.mark.parametrize("agent", MODEL_AGENTS, ids=lambda agent: agent.name)
def test_the_answer_itself_as_a_draft_is_read_in_one_pass(model: LocalModel, agent: ModelAgent[Any]) -> None:
    inputs = inputs_of(read(agent.name, "test")[-1], AGENTS)
    asked, sampling = (agent.adapter, agent.prompt(inputs)), Sampling(logit_bias=agent.logit_bias)
    plain = model.complete(*asked, schema=agent.schema(inputs), sampling=sampling)
    foreseen = model.complete(*asked, schema=agent.schema(inputs), sampling=sampling, draft=plain.text)
    assert foreseen.text == plain.text
    assert foreseen.passes < plain.passes
    if exact(model, agent):
        assert foreseen.passes == 1


@pytest.mark.parametrize("agent", MODEL_AGENTS, ids=lambda agent: agent.name)
def test_drawn_answers_are_the_same_with_the_draft_of_another_request(
    model: LocalModel, agent: ModelAgent[Any]
) -> None:
    if not exact(model, agent):
        pytest.skip("in bf16 a draw between two chances may fall otherwise in another pass")
    first, second = (inputs_of(row, AGENTS) for row in read(agent.name, "test")[-2:])
    plain, misled = (
        model.complete(
            agent.adapter,
            agent.prompt(first),
            schema=agent.schema(first),
            sampling=Sampling(temperature=0.9, seed=11, logit_bias=agent.logit_bias),
            draft=draft,
        )
        for draft in (None, agent.draft(second))
    )
    assert misled.text == plain.text


def exact(model: LocalModel, agent: ModelAgent[Any]) -> bool:
    """Whether the layers give the same bits however a text is cut."""
    return bool(model.llm(agent.adapter).layers.exact)
