"""Parsing of run states: JSON into the request and the answers, each part once a run; states of callers are checked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from agents.agent import Agent, Inputs
from graph.failures import fields_in_one_line
from graph.parsed_parts import ParsedParts
from graph.state import PLAIN, RunState, initial_state
from program.errors import RequestError
from program.lifter.brief import Brief
from program.lifter.constraints import Constraints
from program.progression.review import Review
from program.schema import RoutineRequest

_STATE: TypeAdapter[RunState] = TypeAdapter(RunState)


def parse_inputs(state: Mapping[str, Any], agents: Sequence[Agent[Any]], parts: ParsedParts) -> Inputs:
    """The request and all accepted answers of a state, in their types.

    Raises:
        RequestError: The request cannot be used, or an answer has not the shape of its agent's; the field is named.
    """
    raw = state.get("request")
    request = parts.get("request", raw, _parse_request)
    answers: dict[str, BaseModel] = {}
    for agent in agents:
        if agent.name in state.get("answers", ()):
            answers[agent.name] = parts.get(f"answers.{agent.name}", state["answers"][agent.name], _parser(agent))
    briefs: dict[tuple[Constraints, Review], Brief] = parts.get("briefs", raw, lambda _: {})
    return Inputs(request, answers, briefs)


def _parse_request(raw: Any) -> RoutineRequest:
    try:
        return RoutineRequest.model_validate(raw)
    except ValidationError as error:
        wrong = fields_in_one_line(error, "request")
        raise RequestError(f"the state holds no request of this version: {wrong}; ask for a new month") from error


def _parser(agent: Agent[Any]) -> Callable[[Any], BaseModel]:
    def parse(raw: Any) -> BaseModel:
        try:
            return cast(BaseModel, agent.answer_type.model_validate(raw))
        except ValidationError as error:
            wrong = fields_in_one_line(error, "answers", agent.name)
            raise RequestError(f"the state holds no answer of {agent.name}'s: {wrong}") from error

    return parse


def parse_state(value: Mapping[str, Any]) -> RunState:
    """Parse a state in a caller's JSON: a whole one, the keys of one that matter, or just a request.

    Raises:
        RequestError: It is neither, or holds what cannot be stored; the keys that are wrong are named.
    """
    try:
        if "request" not in value or not isinstance(value["request"], Mapping):
            return initial_state(RoutineRequest.model_validate(value))
        initial = initial_state(RoutineRequest.model_validate(value["request"]))
        if unknown := sorted(set(value) - set(initial)):
            raise RequestError(f"a state has no {', '.join(unknown)}: it has {', '.join(initial)}")
        state = _STATE.validate_python({**initial, **value, "request": initial["request"]})
    except ValidationError as error:
        raise RequestError(f"this is neither a state nor a request: {fields_in_one_line(error)}") from error
    for key, part in state.items():
        try:
            PLAIN.dumps_typed(part)
        except TypeError as error:
            raise RequestError(
                f"{key} of the state cannot be stored: {error}; expected numbers of 64 bits at most and fewer levels"
            ) from error
    return state


def check_agents_named(state: RunState, agents: Sequence[str]) -> None:
    """Refuse a state that names other agents than these.

    Raises:
        RequestError: It does; the first one is named.
    """
    for key, by_agent in (
        ("answers", state["answers"]),
        ("attempts", state["attempts"]),
        ("sources", state["sources"]),
        ("pending", state["pending"]),
    ):
        if unknown := [name for name in by_agent if name not in agents]:
            raise RequestError(
                f"{key} of the state names {unknown[0]!r}, which is no agent that runs: there are {', '.join(agents)}; "
                "leave it out, or name the agent in BURNFIT_AGENTS"
            )
