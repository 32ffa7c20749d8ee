"""The node that validates all agents' answers and names the nodes that come next."""

import logging
from collections.abc import Sequence
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command, Send
from pydantic import BaseModel, ValidationError

from agents.agent import Agent, Inputs, ModelAgent
from agents.validation import Verdict, judge
from graph.agent_node import FIRST_OF_THREAD
from graph.failures import AgentFailed, AnswerRejected, blaming, fields_in_one_line
from graph.parse_state import parse_inputs
from graph.scheduling import Schedule, inputs_for
from graph.state import Attempt, Node, Pending, RunContext, RunState, Source, Update, attempt, context_of, initial_state
from models.language_model import Unreachable
from program.errors import RequestError

LOG = logging.getLogger("burnfit.graph")
"""Every attempt of every run: how long its text is and how many errors it has; with `log_sentences` both in full."""


class FirstWave:
    """The edge out of the start: to the agents that wait for no other, else to the last node.

    Each request of a LangGraph thread begins anew: the answers to the request before it are neither seen nor kept.
    """

    def __init__(self, schedule: Schedule, defaults: RunContext | None) -> None:
        self._schedule = schedule
        self._defaults = defaults

    def __call__(self, state: RunState, *, runtime: Runtime[RunContext]) -> list[str | Send]:
        """The first nodes of a run."""
        parts = context_of(runtime, self._defaults).parts
        inputs = parse_inputs({"request": state.get("request")}, (), parts)
        nodes = self._schedule.next_nodes(inputs)
        if not state["attempts"] and not state["pending"]:
            return [*nodes]
        return [Send(node, {**initial_state(inputs.request), FIRST_OF_THREAD: True}) for node in nodes]


def validate_node(schedule: Schedule, defaults: RunContext | None) -> Node[Command[str]]:
    """The node that validates the pending answers, whoever gave them, and names the nodes that come next.

    An accepted answer counts; after the last attempt the agent's fallback does. An agent whose answer is rejected runs
    again. Then follow the agents that waited for these answers.

    Args:
        schedule: Of all agents.
        defaults: The context of runs that bring none.
    """

    def validate(state: RunState, *, runtime: Runtime[RunContext]) -> Command[str]:
        context = context_of(runtime, defaults)
        if not state["pending"]:
            raise RequestError(
                "node validate needs pending, an answer to validate, in the state: run an agent before it"
            )
        inputs = parse_inputs(state, schedule.agents, context.parts)
        answers = dict(inputs.answers)
        update: Update = {"pending": None, "attempts": {}, "answers": {}, "sources": {}}
        for agent in _pending_agents(state, schedule, inputs):
            visible = inputs_for(agent, inputs, "validate")
            pending = state["pending"][agent.name]
            verdict = _verdict(agent, visible, pending)
            newest = attempt(pending, list(verdict.errors))
            update["attempts"][agent.name] = [newest]
            attempts = [*state["attempts"].get(agent.name, []), newest]
            unreachable = pending.get("unreachable", False)
            accepted = _accepted(agent, visible, attempts, verdict, context, unreachable=unreachable)
            if accepted is not None:
                answers[agent.name], update["sources"][agent.name] = accepted
                stored = answers[agent.name].model_dump(mode="json")
                update["answers"][agent.name] = stored
                context.parts.add(f"answers.{agent.name}", stored, answers[agent.name])
        return Command(goto=schedule.next_nodes(Inputs(inputs.request, answers, inputs.briefs)), update=update)

    return validate


def _pending_agents(state: RunState, schedule: Schedule, inputs: Inputs) -> list[Agent[Any]]:
    """The agents whose answers are to be validated.

    A run of the same thread that broke off may have left answers of agents whose turn it is not: those do not count.
    """
    pending = [agent for agent in schedule.agents if agent.name in state["pending"]]
    due = schedule.due(inputs)
    return [agent for agent in pending if agent.name in due] or pending


def _verdict(agent: Agent[Any], inputs: Inputs, pending: Pending) -> Verdict:
    failure = pending["failure"]
    if failure is not None:
        return Verdict(None, (failure,))
    with blaming(agent.name):
        return judge(agent, inputs, pending["text"])


def _accepted(
    agent: Agent[Any],
    inputs: Inputs,
    attempts: Sequence[Attempt],
    verdict: Verdict,
    context: RunContext,
    *,
    unreachable: bool,
) -> tuple[BaseModel, Source] | None:
    """The answer that counts, and who gave it; None: the model is to try again."""
    run = (context.run_id, agent.name, len(attempts))
    fields = {"run_id": context.run_id, "agent": agent.name, "attempt": len(attempts), "ms": attempts[-1]["ms"]}
    errors, shown = "; ".join(attempts[-1]["errors"]), _shown(attempts[-1], context)
    if verdict.answer is not None:
        source: Source = "model" if isinstance(agent, ModelAgent) else "code"
        LOG.info("run %s: %s attempt %d accepted: %s", *run, shown, extra=fields | {"source": source})
        return verdict.answer, source
    LOG.warning("run %s: %s attempt %d rejected: %s", *run, shown, extra=fields)
    if not isinstance(agent, ModelAgent):
        raise AgentFailed(agent.name, f"its answer was rejected: {errors}", verdict.errors)
    if not unreachable and len(attempts) < context.max_attempts:
        return None
    if not context.fallback:
        raise Unreachable(errors) if unreachable else AnswerRejected(agent.name, attempts)
    fields |= {"source": "coach"}
    LOG.warning("run %s: %s: the coach answers after %d attempts", *run, extra=fields)
    answer, broken = _fallback(agent, inputs)
    if broken:
        rules = "; ".join(broken) if context.log_sentences else f"{len(broken)} of them"
        LOG.warning("run %s: %s: the coach's answer breaks rules, too: %s", *run[:2], rules, extra=fields)
    return answer, "coach"


def _shown(newest: Attempt, context: RunContext) -> str:
    """What the log says of an attempt: its text quotes the lifter, and so do the errors."""
    text, errors = newest["text"], newest["errors"]
    if context.log_sentences:
        return ": ".join([repr(text), *(["; ".join(errors)] if errors else [])])
    counted = f", {len(errors)} error{'s' * (len(errors) > 1)}" if errors else ""
    return f"{len(text)} characters, {newest['ms']} ms{counted}"


def _fallback(agent: ModelAgent[Any], inputs: Inputs) -> tuple[BaseModel, list[str]]:
    """The coach's answer, and the rules that it breaks: it counts all the same, as none comes after it.

    Raises:
        AgentFailed: It has not the shape of the agent's answers.
    """
    expected = agent.answer_type.__name__
    with blaming(agent.name):
        answer = agent.fallback(inputs)
        if not isinstance(answer, BaseModel):
            raise AgentFailed(agent.name, f"its fallback gave {answer!r}, expected a {expected}")
        try:
            read = agent.answer_type.model_validate(answer.model_dump(mode="json", warnings=False))
        except ValidationError as error:
            raise AgentFailed(agent.name, f"its fallback gave no {expected}: {fields_in_one_line(error)}") from error
        return read, agent.check(inputs, read)
