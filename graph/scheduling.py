"""The schedule of a run: the agents whose dependencies are settled come next, in parallel."""

from collections.abc import Sequence
from typing import Any

from agents.agent import Agent, Inputs
from graph.failures import blaming
from program.errors import RequestError


class Schedule:
    """Which nodes come next.

    An agent waits for those that it needs or uses, and unless it says otherwise for those that read the lifter's
    sentence. It is skipped where it has nothing to decide, and so is every agent that needs the answer of a skipped
    one. Agents whose turn it is at the same time form a wave: they run in parallel.

    Args:
        agents: All agents in order.
        last: The node after the last agent.
    """

    def __init__(self, agents: Sequence[Agent[Any]], last: str) -> None:
        self.agents = tuple(agents)
        self.last = last
        self._waits_for = {agent.name: set(agent.waits_for(agents)) for agent in agents}

    def due(self, inputs: Inputs) -> list[str]:
        """The names of the agents of the next wave; none: all have answered or are skipped.

        Args:
            inputs: The request, and all accepted answers.

        Raises:
            AgentFailed: An agent could not say whether it has anything to decide.
        """
        settled = set(inputs.answers)
        names = []
        for agent in self.agents:
            if agent.name in inputs.answers or not self._waits_for[agent.name] <= settled:
                continue
            with blaming(agent.name):
                wanted = inputs.answers.keys() >= set(agent.needs) and agent.runs(inputs.visible_to(agent))
            if wanted:
                names.append(agent.name)
            else:
                settled.add(agent.name)
        return names

    def next_nodes(self, inputs: Inputs) -> list[str]:
        """The nodes that come next: the agents of the next wave, else the last node."""
        return self.due(inputs) or [self.last]

    @property
    def possible_first_nodes(self) -> list[str]:
        """The nodes that a run may begin with, whatever its request."""
        firsts: list[str] = []
        may_be_skipped: set[str] = set()
        for agent in self.agents:
            if self._waits_for[agent.name] <= may_be_skipped and not set(agent.needs) & self._waits_for.keys():
                firsts.append(agent.name)
                if type(agent).runs is not Agent.runs:
                    may_be_skipped.add(agent.name)
        return firsts if set(firsts) != may_be_skipped else [*firsts, self.last]


def inputs_for(agent: Agent[Any], inputs: Inputs, node: str) -> Inputs:
    """What an agent may see, for a node that works on its answer.

    Args:
        agent: The agent.
        inputs: The request, and all accepted answers.
        node: The node's name, for the error.

    Raises:
        RequestError: An answer that the agent needs is missing.
    """
    visible = inputs.visible_to(agent)
    if missing := [f"answers.{name}" for name in agent.needs if name not in visible.answers]:
        raise RequestError(f"node {node} needs {', '.join(missing)} in the state: add it, or run it before")
    return visible


def up_to(agents: Sequence[Agent[Any]], last: str) -> list[Agent[Any]]:
    """The agent called `last` and all that it waits for, directly or not, in their order."""
    wanted = {last}
    for agent in reversed(agents):
        if agent.name in wanted:
            wanted.update(agent.waits_for(agents))
    return [agent for agent in agents if agent.name in wanted]
