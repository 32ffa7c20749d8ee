"""The three kinds of node: an agent that answers, the one that judges all agents, the one that composes the month."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from langgraph.runtime import Runtime
from langgraph.types import Command
from pydantic import BaseModel

from agents.agent import Agent, Inputs
from agents.validation import Verdict, judge
from graph.state import Attempt, Pending, RunContext, RunState, Source
from models.completion import Completion, Sampling
from program.assistance import prescribed
from program.compose import compose
from program.dials import turned_plan, turned_week
from program.errors import ModelError
from program.notes import notes_for
from program.routine import Plan, Provenance, Routine
from program.schema import RoutineRequest, WeekChoice, WeightPlan
from program.waves import plan_text

LOG = logging.getLogger("burnfit.graph")
"""Every attempt of every run: the text and, where it was rejected, the errors that go back to the agent."""

Update = dict[str, Any]
"""The keys of a `RunState` that a node changes."""

Result = TypeVar("Result", covariant=True)


class Node(Protocol[Result]):
    """A node of the graph."""

    def __call__(self, state: RunState, *, runtime: Runtime[RunContext]) -> Result:
        """What the node makes of the state."""


class AnswerRejected(ModelError):  # noqa: N818 - the family's name says that it is an error
    """The model used up its attempts at one agent's answer, and the coach is not allowed to answer for it."""

    def __init__(self, agent: str, attempts: Sequence[Attempt]) -> None:
        self.agent = agent
        """The agent whose answer was rejected."""
        self.attempts = tuple(attempts)
        """Every attempt with its text and errors, oldest first."""
        told = "\n".join(
            f"attempt {number}: {attempt['text']!r}: {'; '.join(attempt['errors'])}"
            for number, attempt in enumerate(attempts, start=1)
        )
        super().__init__(
            f"no answer of {agent} was accepted in {len(self.attempts)} attempts; "
            f"ask again with another seed, or allow the fallback:\n{told}"
        )


def agent_node(agent: Agent[Any], before: Sequence[Agent[Any]]) -> Node[Update]:
    """The node in which `agent` answers once; on a retry it is told the errors of its last answer.

    An answer that the model could not complete is one more attempt that failed, and its `ModelError` the error.

    Args:
        agent: Who answers.
        before: The agents whose answers it may look at.
    """

    def answer(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        context = runtime.context
        inputs = _inputs(state, before)
        attempts = state["attempts"].get(agent.name, [])
        failure = None
        try:
            completion = context.model.complete(
                agent.adapter,
                agent.prompt(inputs, attempts[-1]["errors"] if attempts else ()),
                schema=agent.schema(inputs) if context.decoding == "constrained" else None,
                sampling=_sampling(context, inputs.request.seed, agent.name, len(attempts) + 1),
                draft=agent.draft(inputs) if context.drafting else None,
                cancelled=context.cancelled,
            )
        except ModelError as error:
            failure = str(error)
            completion = Completion(text="", prompt_tokens=0, forced_tokens=0, chosen_tokens=0, passes=0, ms=0)
        pending = Pending(
            agent=agent.name,
            failure=failure,
            text=completion.text,
            prompt_tokens=completion.prompt_tokens,
            forced_tokens=completion.forced_tokens,
            chosen_tokens=completion.chosen_tokens,
            passes=completion.passes,
            ms=completion.ms,
        )
        return {"pending": pending}

    return answer


def validate_node(agents: Sequence[Agent[Any]], last: str) -> Node[Command[str]]:
    """The node that judges the pending answer, whoever gave it, and says who comes next.

    Accepted: the next agent. Rejected: the same agent again, or after the last attempt its fallback's answer and the
    next agent.

    Args:
        agents: All agents in order.
        last: The node after the last agent.
    """
    position = {agent.name: index for index, agent in enumerate(agents)}

    def validate(state: RunState, *, runtime: Runtime[RunContext]) -> Command[str]:
        context, pending = runtime.context, state["pending"]
        if pending is None:
            raise ValueError("validate was reached with no answer to judge: an agent's node must run before it")
        index = position[pending["agent"]]
        agent, inputs = agents[index], _inputs(state, agents[:index])
        failure = pending["failure"]
        verdict = judge(agent, inputs, pending["text"]) if failure is None else Verdict(None, (failure,))
        attempt = Attempt(
            text=pending["text"],
            errors=list(verdict.errors),
            prompt_tokens=pending["prompt_tokens"],
            forced_tokens=pending["forced_tokens"],
            chosen_tokens=pending["chosen_tokens"],
            passes=pending["passes"],
            ms=pending["ms"],
        )
        attempts = [*state["attempts"].get(agent.name, []), attempt]
        judged: Update = {"pending": None, "attempts": {agent.name: [attempt]}}
        told = (context.run_id, agent.name, len(attempts))
        if verdict.answer is not None:
            LOG.info("run %s: %s attempt %d accepted: %r", *told, attempt["text"])
            return Command(
                goto=_following(agents, index, inputs, verdict.answer, last),
                update=judged | _accepted(agent, verdict.answer, "model"),
            )
        LOG.warning("run %s: %s attempt %d rejected: %r: %s", *told, attempt["text"], "; ".join(attempt["errors"]))
        if len(attempts) < context.max_attempts:
            return Command(goto=agent.name, update=judged)
        if not context.fallback:
            raise AnswerRejected(agent.name, attempts)
        LOG.warning("run %s: %s: the coach answers after %d attempts", *told)
        answer = agent.fallback(inputs)
        return Command(
            goto=_following(agents, index, inputs, answer, last), update=judged | _accepted(agent, answer, "coach")
        )

    return validate


def first_node(agents: Sequence[Agent[Any]], last: str) -> Callable[[RunState], str]:
    """The routing out of the start: the first agent that has anything to decide, else `last`."""

    def route(state: RunState) -> str:
        return _next(agents, 0, _inputs(state, agents), last)

    return route


def _following(agents: Sequence[Agent[Any]], index: int, inputs: Inputs, answer: BaseModel, last: str) -> str:
    """The node after the agent at `index`, which has answered."""
    return _next(agents, index + 1, Inputs(inputs.request, {**inputs.answers, agents[index].name: answer}), last)


def _next(agents: Sequence[Agent[Any]], start: int, inputs: Inputs, last: str) -> str:
    return next((agent.name for agent in agents[start:] if agent.runs(inputs)), last)


def compose_node(agents: Sequence[Agent[Any]]) -> Node[Update]:
    """The node that turns the answers of `task1` and `task2` into the month: arithmetic, no model.

    Args:
        agents: All agents in order.
    """

    def compose_month(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        inputs = _inputs(state, agents)
        brief = inputs.brief
        plan = turned_plan(brief, WeightPlan.model_validate(inputs.answers["task1"].model_dump()))
        chosen = prescribed(WeekChoice.model_validate(inputs.answers["task2"].model_dump()))
        week = turned_week(brief, chosen)
        month = compose(brief, plan, week)
        routine = Routine(
            run_id=runtime.context.run_id,
            training_max=month.training_max,
            plan=written_out(plan),
            weeks=month.weeks,
            constraints=brief.constraints if "intake" in inputs.answers else None,
            notes=tuple(notes_for(brief, plan, week, month, state["sources"], form=inputs.request)),
            provenance={
                agent.name: provenance_of(state, agent.name) for agent in agents if agent.name in state["sources"]
            },
        )
        return {"routine": routine.model_dump(mode="json")}

    return compose_month


def written_out(plan: WeightPlan) -> Plan:
    """The plan with the text that follows from its rates."""
    return Plan(**plan.model_dump(), weekly_weight_increase_plan=plan_text(plan))


def _inputs(state: RunState, before: Sequence[Agent[Any]]) -> Inputs:
    return Inputs(
        RoutineRequest.model_validate(state["request"]),
        {
            agent.name: agent.answer_type.model_validate(state["answers"][agent.name])
            for agent in before
            if agent.name in state["answers"]
        },
    )


def _sampling(context: RunContext, seed: int | None, agent: str, attempt: int) -> Sampling:
    """Greedy for the first answer to a request without a seed; every other one is sampled.

    What it is sampled with follows from the request's seed, the agent and the attempt, and from nothing else.
    """
    hot = context.free_temperature if context.decoding == "free" else None
    if attempt == 1 and seed is None and hot is None:
        return Sampling()
    digest = hashlib.sha256(f"{seed or 0}/{agent}/{attempt}".encode()).digest()
    return Sampling(temperature=hot or context.temperature, seed=int.from_bytes(digest[:4], "big"))


def _accepted(agent: Agent[Any], answer: BaseModel, source: Source) -> Update:
    return {"answers": {agent.name: answer.model_dump(mode="json")}, "sources": {agent.name: source}}


def provenance_of(state: RunState, agent: str) -> Provenance:
    """Who answered for an agent, after how many attempts and ms."""
    attempts = state["attempts"].get(agent, [])
    return Provenance(
        source=state["sources"][agent], attempts=len(attempts), ms=sum(attempt["ms"] for attempt in attempts)
    )
