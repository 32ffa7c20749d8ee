"""The node that judges all agents' answers and says who comes next."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command
from pydantic import BaseModel, ValidationError

from agents.agent import Agent, Inputs, ModelAgent
from agents.validation import Verdict, judge
from graph.failures import AgentFailed, AnswerRejected, blaming, fields_told
from graph.scheduling import due, known, needed_inputs
from graph.state import Attempt, Node, Pending, RunContext, RunState, Source, Update
from program.errors import RequestError

LOG = logging.getLogger("burnfit.graph")
"""Every attempt of every run: the text and, where it was rejected, the errors that go back to the agent."""


def first_nodes(agents: Sequence[Agent[Any]], last: str) -> Callable[[RunState], list[str]]:
    """The routing out of the start: the agents that wait for nobody, else `last`."""

    def route(state: RunState) -> list[str]:
        return due(agents, *known(state, agents)) or [last]

    return route


def validate_node(agents: Sequence[Agent[Any]], last: str) -> Node[Command[str]]:
    """The node that judges the pending answers, whoever gave them, and says who comes next.

    An agent whose answer is accepted has answered, and after the last attempt its fallback has; one whose answer is
    rejected comes again. Who waited for them comes next.

    Args:
        agents: All agents in order.
        last: The node after the last agent.
    """

    def validate(state: RunState, *, runtime: Runtime[RunContext]) -> Command[str]:
        if not state["pending"]:
            raise RequestError("node validate needs pending, an answer to judge, in the state: run an agent before it")
        request, answers = known(state, agents)
        update: Update = {"pending": None, "attempts": {}, "answers": {}, "sources": {}}
        for agent in agents:
            if agent.name not in state["pending"]:
                continue
            pending, inputs = state["pending"][agent.name], needed_inputs("validate", agent, request, answers)
            failure = pending["failure"]
            with blaming(agent.name):
                verdict = judge(agent, inputs, pending["text"]) if failure is None else Verdict(None, (failure,))
            attempt = _attempt(pending, verdict.errors)
            update["attempts"][agent.name] = [attempt]
            settled = _settled(
                agent, inputs, [*state["attempts"].get(agent.name, []), attempt], verdict, runtime.context
            )
            if settled is not None:
                answer, update["sources"][agent.name] = settled
                update["answers"][agent.name] = answer.model_dump(mode="json")
                answers[agent.name] = answer
        return Command(goto=due(agents, request, answers) or [last], update=update)

    return validate


def _settled(
    agent: Agent[Any], inputs: Inputs, attempts: Sequence[Attempt], verdict: Verdict, context: RunContext
) -> tuple[BaseModel, Source] | None:
    """The answer that counts, and whose it is; None: the model is to try again."""
    told = (context.run_id, agent.name, len(attempts))
    named = {"run_id": context.run_id, "agent": agent.name}
    text, errors = attempts[-1]["text"], "; ".join(attempts[-1]["errors"])
    if verdict.answer is not None:
        LOG.info("run %s: %s attempt %d accepted: %r", *told, text, extra=named)
        return verdict.answer, "model" if isinstance(agent, ModelAgent) else "code"
    LOG.warning("run %s: %s attempt %d rejected: %r: %s", *told, text, errors, extra=named)
    if not isinstance(agent, ModelAgent):
        raise AgentFailed(agent.name, f"its answer was rejected: {errors}", verdict.errors)
    if len(attempts) < context.max_attempts:
        return None
    if not context.fallback:
        raise AnswerRejected(agent.name, attempts)
    LOG.warning("run %s: %s: the coach answers after %d attempts", *told, extra=named)
    answer, broken = _fallback(agent, inputs)
    if broken:
        LOG.warning("run %s: %s: the coach's answer breaks rules, too: %s", *told[:2], "; ".join(broken), extra=named)
    return answer, "coach"


def _fallback(agent: ModelAgent[Any], inputs: Inputs) -> tuple[BaseModel, list[str]]:
    """The coach's answer, and the rules that it breaks: it counts all the same, there is none after it.

    Raises:
        AgentFailed: It is none of the agent's answers.
    """
    expected = agent.answer_type.__name__
    with blaming(agent.name):
        answer = agent.fallback(inputs)
        if not isinstance(answer, BaseModel):
            raise AgentFailed(agent.name, f"its fallback gave {answer!r}, expected a {expected}")
        try:
            read = agent.answer_type.model_validate(answer.model_dump(mode="json", warnings=False))
        except ValidationError as error:
            raise AgentFailed(agent.name, f"its fallback gave no {expected}: {fields_told(error)}") from error
        return read, agent.check(inputs, read)


def _attempt(pending: Pending, errors: Sequence[str]) -> Attempt:
    """A judged answer."""
    return Attempt(
        text=pending["text"],
        errors=list(errors),
        prompt_tokens=pending["prompt_tokens"],
        forced_tokens=pending["forced_tokens"],
        chosen_tokens=pending["chosen_tokens"],
        passes=pending["passes"],
        ms=pending["ms"],
    )
