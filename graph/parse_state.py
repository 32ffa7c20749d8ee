"""States from outside: read, and refused where they are none."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from graph.failures import fields_told
from graph.run_store import PLAIN
from graph.state import RunState, initial_state
from program.errors import RequestError
from program.schema import RoutineRequest

_STATE: TypeAdapter[RunState] = TypeAdapter(RunState)


def read_state(value: Mapping[str, Any]) -> RunState:
    """The state in JSON from outside: a whole one, the keys of one that matter, or just a request.

    Raises:
        RequestError: It is neither, or holds what cannot be stored; the keys that are wrong are named.
    """
    try:
        if "request" not in value or not isinstance(value["request"], Mapping):
            return initial_state(RoutineRequest.model_validate(value))
        begun = initial_state(RoutineRequest.model_validate(value["request"]))
        if unknown := sorted(set(value) - set(begun)):
            raise RequestError(f"a state has no {', '.join(unknown)}: it has {', '.join(begun)}")
        state = _STATE.validate_python({**begun, **value, "request": begun["request"]})
    except ValidationError as error:
        raise RequestError(f"this is neither a state nor a request: {fields_told(error)}") from error
    for key, part in state.items():
        try:
            PLAIN.dumps_typed(part)
        except TypeError as error:
            raise RequestError(
                f"{key} of the state cannot be stored: {error}; expected numbers of 64 bits at most and fewer levels"
            ) from error
    return state


def check_named(state: RunState, agents: Sequence[str]) -> None:
    """Refuse a state that tells of other agents than these.

    Raises:
        RequestError: It does; the first one is named.
    """
    for key, told in (
        ("answers", state["answers"]),
        ("attempts", state["attempts"]),
        ("sources", state["sources"]),
        ("pending", state["pending"]),
    ):
        if unknown := [name for name in told if name not in agents]:
            raise RequestError(
                f"{key} of the state names {unknown[0]!r}, which is no agent that runs: there are {', '.join(agents)}; "
                "leave it out, or name the agent in BURNFIT_AGENTS"
            )
