"""Checks that agents can run, each alone and all in their order, before anything runs."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from agents.agent import Agent
from program.errors import UnavailableError

RESERVED = frozenset({"validate", "compose", "request", "answers", "attempts", "sources", "pending", "routine"})
"""Names that the graph's own nodes and the parts of its state have."""


def check_agent(agent: Agent[Any]) -> None:
    """Refuse an agent that lacks what the graph asks of every agent.

    Raises:
        UnavailableError: Its name, its answer type, its needs or its uses cannot be used.
    """
    made_from = class_of(agent)
    name: Any = getattr(agent, "name", None)
    if not (isinstance(name, str) and name.isidentifier()):
        raise UnavailableError(
            f"{made_from} has the name {name!r}, which can be no agent's: write a Python name, such as "
            f'name = "cool_down", in the class'
        )
    if name in RESERVED:
        raise UnavailableError(
            f"an agent is called {name!r}, as a node of the graph or a part of its state is: rename the agent"
        )
    answer_type: Any = getattr(agent, "answer_type", None)
    if not (isinstance(answer_type, type) and issubclass(answer_type, BaseModel)):
        raise UnavailableError(
            f"agent {name!r} has the answer type {answer_type!r}: expected a pydantic model; "
            f"write answer_type = … in {made_from}"
        )
    for member in ("needs", "uses"):
        names: Any = getattr(agent, member)
        if not isinstance(names, tuple) or not all(isinstance(one, str) for one in names):
            meant = names if isinstance(names, str) else "task1"
            raise UnavailableError(
                f"agent {name!r} has {member} = {names!r}: expected a tuple of names; "
                f'write {member} = ("{meant}",) in {made_from}'
            )


def class_of(agent: Agent[Any]) -> str:
    """The agent's class, as an error names it."""
    return f"{type(agent).__module__}.{type(agent).__qualname__}"


def check_order(agents: Sequence[Agent[Any]], others: Collection[str] = ()) -> None:
    """Refuse a sequence of agents that cannot run.

    Args:
        agents: Those that are to run, in their order.
        others: Names of agents that there are, too, and that do not run.

    Raises:
        UnavailableError: One lacks what the graph asks for, two have one name, or an agent needs one, or uses one of
            the others, that does not come before it.
    """
    named: dict[str, Agent[Any]] = {}
    for agent in agents:
        check_agent(agent)
        if agent.name in named:
            raise UnavailableError(
                f"two agents are called {agent.name!r}, {class_of(named[agent.name])} and {class_of(agent)}: "
                "rename one of them"
            )
        named[agent.name] = agent
    for agent in agents:
        for name in agent.needs:
            if name not in named:
                raise UnavailableError(_missing(agent.name, name, list(named), others))
    _check_circles(named)
    seen: set[str] = set()
    for agent in agents:
        if late := ", ".join(name for name in agent.waits_for(named.values()) if name not in seen):
            raise UnavailableError(
                f"agent {agent.name!r} needs the answer of {late}, which does not run before it: "
                f"put {late} in front of {agent.name!r}"
            )
        seen.add(agent.name)


def _missing(agent: str, name: str, running: Sequence[str], others: Collection[str]) -> str:
    """What is wrong where `agent` needs one that does not run."""
    if name in others:
        return (
            f"agent {agent!r} needs the answer of {name}, which does not run: "
            f"name {name} in BURNFIT_AGENTS, in front of {agent!r}"
        )
    there_are = [one for one in (*running, *others) if one != agent]
    close = get_close_matches(name, there_are, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return (
        f"agent {agent!r} needs the answer of {name}, and no agent of that name is there: {hint}"
        f"there are {', '.join(dict.fromkeys(there_are)) or 'no others'}"
    )


def _check_circles(named: Mapping[str, Agent[Any]]) -> None:
    try:
        TopologicalSorter({name: agent.waits_for(named.values()) for name, agent in named.items()}).prepare()
    except CycleError as error:
        first, *rest = error.args[1]
        waiting = (
            f"agent {first!r} waits for its own answer"
            if rest == [first]
            else (f"agents wait for each other's answers in a circle, {', '.join(error.args[1])}")
        )
        raise UnavailableError(f"{waiting}: take a name out of `needs` or `uses`") from None
