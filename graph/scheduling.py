"""Who comes next: every agent whose turn has come, so that agents that do not wait for each other run side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from agents.agent import Agent, Inputs
from graph.failures import blaming, fields_told
from graph.state import RunState
from program.errors import RequestError
from program.schema import RoutineRequest


def known(state: RunState, agents: Sequence[Agent[Any]]) -> tuple[RoutineRequest, dict[str, BaseModel]]:
    """The request and the accepted answers of a state, read back into their types.

    Raises:
        RequestError: The request is none, or an answer has not the shape of its agent's; what is wrong is named.
    """
    try:
        request = RoutineRequest.model_validate(state["request"])
    except ValidationError as error:
        wrong = fields_told(error, "request")
        raise RequestError(f"the state holds no request of this version: {wrong}; ask for a new month") from error
    answers: dict[str, BaseModel] = {}
    for agent in agents:
        if agent.name in state["answers"]:
            try:
                answers[agent.name] = agent.answer_type.model_validate(state["answers"][agent.name])
            except ValidationError as error:
                wrong = fields_told(error, "answers", agent.name)
                raise RequestError(f"the state holds no answer of {agent.name}'s: {wrong}") from error
    return request, answers


def inputs_for(agent: Agent[Any], request: RoutineRequest, answers: Mapping[str, BaseModel]) -> Inputs:
    """What an agent may look at: the request, and the answers that it needs or uses."""
    visible = (*agent.needs, *agent.uses)
    return Inputs(request, {name: answers[name] for name in answers if name in visible})


def needed_inputs(node: str, agent: Agent[Any], request: RoutineRequest, answers: Mapping[str, BaseModel]) -> Inputs:
    """The same, all that the agent needs among it, for a node that works on its answer.

    Raises:
        RequestError: An answer that it needs is not in the state.
    """
    inputs = inputs_for(agent, request, answers)
    if missing := [f"answers.{name}" for name in agent.needs if name not in inputs.answers]:
        raise RequestError(f"node {node} needs {', '.join(missing)} in the state: add it, or run it before")
    return inputs


def due(agents: Sequence[Agent[Any]], request: RoutineRequest, answers: Mapping[str, BaseModel]) -> list[str]:
    """The agents that have not answered and that wait for nobody; none: all have answered or were passed over.

    An agent waits for those that it needs or uses. One that has nothing to decide is passed over, as is one that
    needs the answer of an agent that was passed over.

    Raises:
        AgentFailed: An agent could not say whether it has anything to decide.
    """
    settled = set(answers)
    names = []
    for agent in agents:
        waits_for = {*agent.needs, *agent.uses} & {other.name for other in agents}
        if agent.name in answers or not waits_for <= settled:
            continue
        with blaming(agent.name):
            wanted = set(agent.needs) <= set(answers) and agent.runs(inputs_for(agent, request, answers))
        if wanted:
            names.append(agent.name)
        else:
            settled.add(agent.name)
    return names


def with_those_before(agents: Sequence[Agent[Any]], last: str) -> list[Agent[Any]]:
    """The agent called `last` and all that it waits for, in their order."""
    wanted = {last}
    for agent in reversed(agents):
        if agent.name in wanted:
            wanted.update((*agent.needs, *agent.uses))
    return [agent for agent in agents if agent.name in wanted]
