"""How an agent's text is judged: JSON, then the request's schema, then the rules of the programme."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import BaseModel, ValidationError

from agents.agent import Agent, Inputs, ModelAgent


@dataclass(frozen=True)
class Verdict:
    """The judgement of one attempt: an accepted answer, or the errors that go back to the agent."""

    answer: BaseModel | None
    errors: tuple[str, ...] = ()


def judge(agent: Agent[Any], inputs: Inputs, text: str) -> Verdict:
    """Judge `text` as `agent`'s answer to `inputs`; each error says where, what was wrong and what is expected."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return Verdict(None, (f"not JSON: {error.msg} at character {error.pos}; answer with one JSON object only",))
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond Python's limits
        return Verdict(None, (f"not JSON that can be read: {error}; answer with one JSON object only",))
    misfits = _misfits(agent.schema(inputs), value) if isinstance(agent, ModelAgent) else []
    try:
        answer = agent.read(inputs, value) if isinstance(agent, ModelAgent) else agent.answer_type.model_validate(value)
    except ValidationError as error:
        broken = [f"{_place(item['loc'])}: {item['msg']}" for item in error.errors()]
        return Verdict(None, tuple(misfits or broken))
    # A rule says better what is wrong with a well-formed answer than the schema that was made from it.
    errors = agent.check(inputs, answer) or misfits
    return Verdict(None, tuple(errors)) if errors else Verdict(answer)


def _misfits(schema: Mapping[str, Any], value: Any) -> list[str]:
    """Where a JSON value does not fit its schema; of several schemas, the one that it was most likely written for."""
    found = [one for error in Draft202012Validator(schema).iter_errors(value) for one in _told(error)]
    return [_describe(error) for error in sorted(found, key=lambda error: list(map(str, error.absolute_path)))]


def _told(error: SchemaError) -> list[SchemaError]:
    """An error, or the errors of the likeliest schema where none of several fits.

    A value that names one schema, such as a split, counts before the number of errors.
    """
    if error.validator != "anyOf" or not error.context:
        return [error]
    branches: dict[int | str, list[SchemaError]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    return min(branches.values(), key=lambda errors: (sum(map(_names_another, errors)), len(errors)))


def _names_another(error: SchemaError) -> bool:
    allowed = error.validator_value
    return error.validator == "enum" and isinstance(allowed, list) and len(allowed) == 1


def _place(path: Any) -> str:
    return ".".join(str(step) for step in path) or "answer"


def _describe(error: SchemaError) -> str:
    place = _place(error.absolute_path)
    match error.validator:
        case "enum":
            expected = error.schema["enum"] if isinstance(error.schema, Mapping) else ()
            return f"{place}: {error.instance!r} is not one of {', '.join(map(str, expected))}"
        case "pattern":
            return f"{place}: {error.instance!r} is not of the form that is asked for"
        case "type":
            return f"{place}: expected {error.validator_value}, got {type(error.instance).__name__}"
        case _:
            return f"{place}: {error.message}"
