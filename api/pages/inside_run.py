"""What the pages of one run show: the run node by node, and one of its nodes run alone."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from api.pages.inside_graph import picture
from api.pages.inside_month import Section, sections_of
from api.pages.inside_text import as_json
from graph.build import COMPOSE, VALIDATE
from graph.parse_state import parse_state
from graph.run_visits import Visit, outcomes_of, visits_of
from graph.single_node import NodeRun, check_node, node_names
from program.month.routine import Routine
from service.service import Service

_ABOVE: Final = "… above"
"""Stands for the text, prompt and schema in a change of the state."""
_THE_MONTH: Final = "… the month"
"""Stands for the month in a change of the state: the page shows it elsewhere."""


def run_page(service: Service, run_id: str, typed: Mapping[str, str]) -> Mapping[str, Any]:
    """A run: the graph with what each node did, every visit, the month, and a form for a replay.

    Args:
        service: Has the recorded runs.
        run_id: The run.
        typed: The fields of the form for a replay that could not be done, `error`, why, and `recorded`, the id of the
            run that failed; none: nothing was typed.

    Raises:
        UnknownRun: No run has this id.
    """
    run = service.runs.get(run_id)
    visits, outcomes = visits_of(run), outcomes_of(run)
    visited = dict.fromkeys(visit.step.node for visit in visits)
    return {
        "run": run,
        "picture": picture(service.graph, outcomes),
        "outcomes": outcomes,
        "visits": visits,
        "changes": [_short(visit.step.update) for visit in visits],
        "month": _month(run.routine),
        "others": _others(visited),
        "starts": list(dict.fromkeys([*visited, *node_names()])),
        "typed": {"request": as_json(run.request), "from": next(iter(visited), ""), "error": "", "recorded": ""}
        | dict(typed),
    }


def node_page(service: Service, run_id: str, node: str, visit: int, typed: Mapping[str, str]) -> Mapping[str, Any]:
    """The form in which a node is run alone, and what the node did in the run.

    Args:
        service: Has the recorded runs.
        run_id: The run that the state comes from.
        node: The node. For one that the run never came to, the state before `compose` is taken.
        visit: Which of its visits, from 1.
        typed: The fields of the form as they were sent, and `error`, why they could not be used; none: not yet sent.

    Raises:
        UnknownRun: No run has this id.
        RequestError: There is no such node, or the run did not come to it so often.
    """
    check_node(node, node_names())
    run = service.runs.get(run_id)
    came = any(step.node == node for step in run.steps) or node in run.next
    state = service.runs.state_before(run_id, node, visit) if came else service.runs.state_before(run_id, COMPOSE)
    fields = {"adapter": "", "decoding": "", "temperature": "", "attempt": "", "feedback": "", "error": ""}
    return {
        "run": run,
        "node": node,
        "visit": visit,
        "came": came,
        "agent": node not in (VALIDATE, COMPOSE),
        "recorded": _visit(visits_of(run), node, visit),
        "attempt": len(state["attempts"].get(node, ())) + 1,
        "typed": {**fields, "state": as_json(_without_chosen(state)), **typed},
        "done": None,
    }


def result_of(done: NodeRun, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a node did that was run alone.

    Args:
        done: What it did.
        state: What it was run on.
    """
    pending = (done.update.get("pending") or {}).get(done.node)
    return {
        "done": done,
        "pending": pending,
        "change": _short(done.update),
        "month": _month(done.update.get("routine")),
        "to_validate": None if pending is None else as_json(_to_validate(state, done.node, pending)),
    }


def _month(routine: Mapping[str, Any] | None) -> Sequence[Section] | None:
    """A month in parts; no parts: another version has made it."""
    if routine is None:
        return None
    try:
        return sections_of(Routine.model_validate(routine))
    except ValidationError:
        return ()


def _others(visited: Collection[str]) -> list[str]:
    """The agents that a run never came to and that can be run alone: on what `compose` had, where it came there."""
    return [name for name in node_names() if name not in visited and name != VALIDATE] if COMPOSE in visited else []


def _to_validate(state: Mapping[str, Any], agent: str, pending: Mapping[str, Any]) -> Mapping[str, Any]:
    """A state, which may be just a request, with an agent's answer to be validated."""
    return _without_chosen({**parse_state(state), "pending": {agent: pending}})


def _without_chosen(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state without the places of the chosen parts, which no node needs, and which are longer than the answers."""
    return {
        **state,
        "pending": {agent: _unmarked(answer) for agent, answer in state["pending"].items()},
        "attempts": _unmarked_attempts(state["attempts"]),
    }


def _unmarked_attempts(attempts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {agent: list(map(_unmarked, answers)) for agent, answers in attempts.items()}


def _unmarked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without the places of its chosen parts."""
    return {name: value for name, value in answer.items() if name != "chosen"}


def _visit(visits: tuple[Visit, ...], node: str, number: int) -> Visit | None:
    return next((one for one in visits if one.step.node == node and one.number == number), None)


def _short(update: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A change of the state without what the page shows by itself."""
    if update is None:
        return None
    short = dict(update)
    if short.get("routine"):
        short["routine"] = _THE_MONTH
    if short.get("pending"):
        shown = {"text": _ABOVE, "prompt": _ABOVE, "schema": _ABOVE}
        short["pending"] = {agent: {**_unmarked(pending), **shown} for agent, pending in short["pending"].items()}
    if short.get("attempts"):
        short["attempts"] = _unmarked_attempts(short["attempts"])
    return short
