"""Which agents there are, and which of them run, in what order."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from agents import AGENTS
from agents.agent import Agent, check_order
from program.errors import UnavailableError

GROUP = "burnfit.agents"
"""The entry point group in which other packages name their agents: `name = "package.module:Class"`."""


def agents(chosen: Sequence[str] | None = None) -> tuple[Agent[Any], ...]:
    """The agents in the order in which they run.

    Args:
        chosen: Their names; None: all that are not optional, this project's own, then those of other packages in the
            order of their names.

    Raises:
        UnavailableError: There is no agent of a name, two have the same, one cannot be imported or is none, or they
            cannot run in this order.
    """
    found = _found(chosen)
    running = tuple(agent for agent in found if chosen is not None or not agent.optional)
    check_order(running)
    return running


def all_agents() -> tuple[Agent[Any], ...]:
    """All agents that there are, those that are optional included, in the order in which they would run.

    Raises:
        UnavailableError: As `agents`.
    """
    found = _found(None)
    check_order(found)
    return found


def _found(chosen: Sequence[str] | None) -> tuple[Agent[Any], ...]:
    """The agents of these names; None: all that there are."""
    own = {agent.name: agent for agent in AGENTS}
    foreign = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    if double := [point.name for point in foreign if point.name in own]:
        raise UnavailableError(
            f"two agents are called {double[0]!r}: one is this project's, the other comes from "
            f"{_origin(foreign, double[0])}; rename that one or uninstall it"
        )
    known = {point.name: point for point in foreign}
    names = tuple(chosen) if chosen is not None else (*own, *known)
    found: list[Agent[Any]] = []
    for name in names:
        if name not in own and name not in known:
            there_are = ", ".join((*own, *known))
            raise UnavailableError(f"BURNFIT_AGENTS names {name!r}, which is no agent: there are {there_are}")
        found.append(own[name] if name in own else _load(known[name]))
    return tuple(found)


def _load(point: EntryPoint) -> Agent[Any]:
    """The agent that an entry point names."""
    told = f"agent {point.name} of {_origin([point], point.name)}"
    way_out = "mend or uninstall that package, or leave the agent out of BURNFIT_AGENTS"
    try:
        made = point.load()()
    except Exception as error:
        raise UnavailableError(
            f"{told} cannot be loaded from {point.value}: {type(error).__name__}: {error}; {way_out}"
        ) from error
    if not isinstance(made, Agent):
        raise UnavailableError(f"{told} is no agent: {point.value} makes a {type(made).__name__}; {way_out}")
    if made.name != point.name:
        raise UnavailableError(f"{told} calls itself {made.name!r}: its name and its entry point's must be the same")
    return made


def _origin(points: Sequence[EntryPoint], name: str) -> str:
    """The package that an entry point comes from."""
    [package] = [point.dist.name for point in points if point.name == name and point.dist is not None][:1] or ["?"]
    return f"package {package}"
