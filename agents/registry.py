"""Which agents there are, and which of them run, in what order."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from agents import AGENTS
from agents.agent import Agent
from agents.order import check_agent, check_order, class_of
from program.errors import UnavailableError
from program.schema import Language

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
    points = _points()
    there_are = _names(points)
    for name, times in Counter(chosen or ()).items():
        if name not in there_are:
            raise UnavailableError(
                f"BURNFIT_AGENTS names {name!r}, which is no agent: there are {', '.join(there_are)}"
            )
        if times > 1:
            raise UnavailableError(f"BURNFIT_AGENTS names {name} twice: name it once")
    found = [_found(name, points) for name in (there_are if chosen is None else chosen)]
    running = tuple(agent for agent in found if chosen is not None or not agent.optional)
    check_order(running, there_are)
    return running


def agent_names() -> tuple[str, ...]:
    """The names of all agents that there are, those that are optional included; other packages are not loaded."""
    return _names(_points())


def agents_for(name: str) -> tuple[Agent[Any], ...]:
    """An agent and all that it may wait for, in the order in which they would run.

    These are all of this project, those that are optional included, and of other packages those that one of these
    needs or uses. What else is installed is not loaded, and can do no harm.

    Args:
        name: One of `agent_names()`.

    Raises:
        UnavailableError: As `agents`.
    """
    points = _points()
    there_are = _names(points)
    found: dict[str, Agent[Any]] = {}
    wanted = [name, *(agent.name for agent in AGENTS)]
    while wanted:
        if (one := wanted.pop()) in there_are and one not in found:
            found[one] = _found(one, points)
            wanted += (*found[one].needs, *found[one].uses)
    running = tuple(found[one] for one in there_are if one in found)
    check_order(running, there_are)
    return running


def title_of(name: str, language: Language) -> str:
    """What stands above an agent's texts in a month: its own words, or its name where it has none or is gone."""
    agent = _called(name)
    if agent is not None and language in agent.titles:
        return agent.titles[language]
    return name.replace("_", " ").capitalize()


def prints_answer(name: str) -> bool:
    """Whether the texts in an agent's answer are printed below a month; also where the agent is gone."""
    agent = _called(name)
    return agent is None or agent.prints_answer


def _called(name: str) -> Agent[Any] | None:
    """The agent of this name; None: it is gone."""
    with suppress(UnavailableError):
        return next((agent for agent in agents_for(name) if agent.name == name), None)
    return None


def _points() -> list[EntryPoint]:
    """Where other packages say that their agents are, in the order of the agents' names."""
    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _names(points: Sequence[EntryPoint]) -> tuple[str, ...]:
    for agent in AGENTS:
        check_agent(agent)
    return tuple(dict.fromkeys([*(agent.name for agent in AGENTS), *(point.name for point in points)]))


def _found(name: str, points: Sequence[EntryPoint]) -> Agent[Any]:
    """The one agent that is called `name`."""
    own = [agent for agent in AGENTS if agent.name == name]
    foreign = [point for point in points if point.name == name]
    if len(own) + len(foreign) > 1:
        first, second, *_ = (
            *(f"this project's {class_of(agent)}" for agent in own),
            *(f"{point.value} of {_origin(point)}" for point in foreign),
        )
        way_out = "rename one, or uninstall its package" if foreign else "rename one"
        raise UnavailableError(f"two agents are called {name!r}: {first} and {second}; {way_out}")
    return own[0] if own else _load(foreign[0])


def _load(point: EntryPoint) -> Agent[Any]:
    """The agent that an entry point names."""
    origin = f"agent {point.name} of {_origin(point)}"
    way_out = "mend or uninstall that package, or leave the agent out of BURNFIT_AGENTS"
    try:
        made = point.load()()
    except (Exception, SystemExit) as error:
        raise UnavailableError(
            f"{origin} cannot be loaded from {point.value}: {type(error).__name__}: {error}; {way_out}"
        ) from error
    if not isinstance(made, Agent):
        raise UnavailableError(f"{origin} is no agent: {point.value} makes a {type(made).__name__}; {way_out}")
    check_agent(made)
    if made.name != point.name:
        raise UnavailableError(f"{origin} calls itself {made.name!r}: its name and its entry point's must be the same")
    return made


def _origin(point: EntryPoint) -> str:
    """The package that an entry point comes from."""
    return f"package {point.dist.name if point.dist is not None else '?'}"
