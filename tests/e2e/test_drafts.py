"""Reading ahead must not be seen in an answer: the real model with the agents' drafts, with wrong ones and without."""

from typing import Any

import pytest

from agents import CORE
from agents.agent import ModelAgent
from agents.examples import inputs_of
from bench.unchanged import unchanged
from data.generate import read
from models.completion import Sampling
from models.llm import LocalModel


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_answers_are_the_same_with_a_draft_and_without(model: LocalModel, agent: ModelAgent[Any]) -> None:
    rows = read(agent.name, "test")[-8:]
    assert unchanged(model, agent, rows, CORE) == len(rows)


@pytest.mark.parametrize("agent", CORE, ids=lambda agent: agent.name)
def test_drawn_answers_are_the_same_with_the_draft_of_another_request(
    model: LocalModel, agent: ModelAgent[Any]
) -> None:
    first, second = (inputs_of(row, CORE) for row in read(agent.name, "test")[-2:])
    plain, misled = (
        model.complete(
            agent.adapter,
            agent.prompt(first),
            schema=agent.schema(first),
            sampling=Sampling(temperature=0.9, seed=11),
            draft=draft,
        )
        for draft in (None, agent.draft(second))
    )
    assert misled.text == plain.text
