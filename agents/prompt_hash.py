"""Whether an agent still asks the model as it did when its adapter was trained."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from agents.agent import Agent, Inputs, ModelAgent
from program.schema import RoutineRequest

_STRUCTURE = ("type", "properties", "items", "prefixItems", "anyOf")
"""Keywords of a JSON schema that say which fields an answer has. Their values may change without a new training: an
exercise more in the catalogue is one more value that the schema allows."""


_HASHED = 2
"""Rows whose prompts are hashed. An adapter is checked each time it is loaded, so they are few."""


class Prompts(TypedDict):
    """What an adapter's `prompt.json` says of the prompts that it was trained with."""

    sha256: str
    """Of the prompts for `rows`, and of the structure of their schemas."""
    rows: list[dict[str, Any]]
    """Rows of the dataset: `request` and `answers`."""


def inputs_of(row: Mapping[str, Any], agents: Sequence[Agent[Any]]) -> Inputs:
    """The inputs that a dataset row stands for; `agents` are those that may have answered before."""
    types = {agent.name: agent.answer_type for agent in agents}
    answers = {name: types[name].model_validate(answer) for name, answer in row["answers"].items()}
    return Inputs(RoutineRequest.model_validate_json(json.dumps(row["request"])), answers)


def prompts_of(agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]], agents: Sequence[Agent[Any]]) -> Prompts:
    """What `prompt.json` says of the agent's prompts.

    Args:
        agent: Whose prompts they are.
        rows: Of its dataset; the two with the most fields in `answers` are hashed: their prompts have the most lines.
        agents: Those that may have answered before.
    """
    fullest = sorted(rows, key=lambda row: sum(map(len, row["answers"].values())), reverse=True)[:_HASHED]
    kept = [{"request": row["request"], "answers": row["answers"]} for row in fullest]
    return Prompts(sha256=_hash(agent, kept, agents), rows=kept)


def changed(agent: ModelAgent[Any], prompts: Prompts, agents: Sequence[Agent[Any]]) -> bool:
    """Whether the agent asks otherwise than `prompts` says, or cannot read its rows any more."""
    try:
        return _hash(agent, prompts["rows"], agents) != prompts["sha256"]
    except (KeyError, ValueError, TypeError, AttributeError):
        return True


def _hash(agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]], agents: Sequence[Agent[Any]]) -> str:
    asked = []
    for row in rows:
        inputs = inputs_of(row, agents)
        asked.append([agent.prompt(inputs, ["an error"]), _structure(agent.schema(inputs))])
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


def _structure(schema: Any) -> Any:
    """A JSON schema without the values that it allows."""
    if isinstance(schema, list):
        return [_structure(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {key: value for key, value in schema.items() if key in _STRUCTURE and key != "properties"}
    fields = schema.get("properties", {})
    return {
        **{key: _structure(value) for key, value in kept.items()},
        "properties": {name: _structure(field) for name, field in fields.items()},
    }
