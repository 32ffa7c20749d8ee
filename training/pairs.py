"""An agent's dataset as the (prompt, completion) pairs that its adapter is trained on."""

import copy
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.agent import Agent, ModelAgent
from agents.prompt_hash import inputs_of
from agents.validation import judge

RETRY_SHARE = 0.1
"""Share of the pairs whose prompt carries the errors of a failed attempt, so that the model learns to read them."""

SEED = 531


def pairs(
    agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]], agents: Sequence[Agent[Any]], seed: int = SEED
) -> Iterator[tuple[str, str]]:
    """The (prompt, completion) pair of each row; about one in ten is a retry after a spoilt answer."""
    draw = random.Random(seed)
    for row in rows:
        inputs = inputs_of(row, agents)
        completion = agent.target(inputs, row)
        errors: tuple[str, ...] = ()
        if draw.random() < RETRY_SHARE:
            errors = judge(agent, inputs, _spoil(completion, draw)).errors
        yield agent.prompt(inputs, errors), completion


def _spoil(completion: str, draw: random.Random) -> str:
    """Break an answer as a model might: cut off, a key missing, a value that makes no sense."""
    if draw.random() < 0.3:
        return completion[: draw.randrange(1, len(completion))]
    value = copy.deepcopy(json.loads(completion))
    key = draw.choice(list(value))
    if draw.random() < 0.3:
        del value[key]
    else:
        _ruin(value, key, draw)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _ruin(parent: Any, key: Any, draw: random.Random) -> None:
    """Replace the value at `key`, or one somewhere below it, by a wrong one of its type."""
    value = parent[key]
    if isinstance(value, list) and value:
        _ruin(value, draw.randrange(len(value)), draw)
    elif isinstance(value, dict) and value:
        _ruin(value, draw.choice(list(value)), draw)
    elif isinstance(value, bool) or value is None:
        parent[key] = "?"
    elif isinstance(value, int):
        parent[key] = value + draw.choice((-30, 30, 100))
    else:
        parent[key] = f"{str(value)[:-4]}x{draw.randrange(10)}"
