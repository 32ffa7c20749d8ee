"""The node of an agent: it answers once."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from langgraph.runtime import Runtime

from agents.agent import Agent, CodeAgent, Inputs, ModelAgent
from graph.failures import AgentFailed, blaming
from graph.parse_state import parse_inputs
from graph.scheduling import Schedule, inputs_for
from graph.state import Attempt, Node, Pending, RunContext, RunState, Update, context_of, generation
from graph.tracing import model_call
from models.language_model import Completion, Sampling
from program.errors import ModelError, RequestError

FIRST_OF_THREAD = "first_of_thread"
"""Key in the input of a node that answers first to the next request of a thread: it clears what the last run left."""

NOTHING = Completion(text="", prompt_tokens=0, forced_tokens=0, chosen_tokens=0, passes=0, ms=0)
"""No answer, at no cost."""

_CLEARED: Update = {"answers": None, "attempts": None, "sources": None, "routine": None}


def agent_node(agent: Agent[Any], schedule: Schedule, defaults: RunContext | None) -> Node[Update]:
    """The node in which `agent` answers once; a retry's prompt has the errors of the last answer.

    An answer that the model could not complete is a failed attempt, and its `ModelError` the attempt's error.

    Args:
        agent: Who answers.
        schedule: Of all agents; the agent sees the answers of those that it needs or uses.
        defaults: The context of runs that bring none.
    """

    def answer(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        context = context_of(runtime, defaults)
        inputs = inputs_for(agent, parse_inputs(state, schedule.agents, context.parts), agent.name)
        if isinstance(agent, CodeAgent):
            pending = _decided(agent, inputs)
        else:
            assert isinstance(agent, ModelAgent)
            pending = _asked(agent, inputs, state["attempts"].get(agent.name, []), context)
        cleared = _CLEARED if FIRST_OF_THREAD in state else {}
        return {**cleared, "pending": {agent.name: pending}}

    return answer


def _asked(agent: ModelAgent[Any], inputs: Inputs, attempts: Sequence[Attempt], context: RunContext) -> Pending:
    """The model's next answer."""
    failure = None
    with blaming(agent.name):
        prompt = agent.prompt(inputs, attempts[-1]["errors"] if attempts else ())
        schema = agent.schema(inputs) if context.decoding == "constrained" else None
        draft = agent.draft(inputs) if context.drafting else None
        adapter = agent.adapter if context.adapters else None
    sampling = _sampling(context, agent, inputs.request.seed, len(attempts) + 1)
    model = context.language_model
    try:
        with model_call(adapter, prompt, sampling) as answered:
            completion = model.complete(
                adapter, prompt, schema=schema, sampling=sampling, draft=draft, cancelled=context.cancelled
            )
            answered(completion)
    except ModelError as error:
        failure = str(error)
        completion = NOTHING
    except RequestError as error:
        # The model refuses a prompt that is too long (the caller's fault) or what the agent decodes with (the agent's):
        # the prompt alone shows which.
        model.complete(adapter, prompt, schema=None, sampling=Sampling(max_tokens=1), cancelled=context.cancelled)
        raise AgentFailed(agent.name, f"its schema or logit_bias cannot be used: {error}") from error
    return _pending(completion, prompt=prompt, schema=schema, failure=failure)


def _decided(agent: CodeAgent[Any], inputs: Inputs) -> Pending:
    """A code agent's answer."""
    begun = time.monotonic()
    with blaming(agent.name):
        # What its type forbids is found in validation.
        text = agent.answer(inputs).model_dump_json(warnings=False)
    ms = round((time.monotonic() - begun) * 1000)
    return _pending(replace(NOTHING, text=text, ms=ms))


def _pending(
    completion: Completion, *, prompt: str = "", schema: dict[str, Any] | None = None, failure: str | None = None
) -> Pending:
    return cast(Pending, {**generation(completion), "prompt": prompt, "schema": schema, "failure": failure})


def _sampling(context: RunContext, agent: ModelAgent[Any], seed: int | None, attempt: int) -> Sampling:
    """How an attempt's tokens are chosen.

    A first answer is greedy, but where there are several right ones and the request has a seed; retries are sampled.
    The draws follow from the request's seed, the agent and the attempt, and from nothing else.
    """
    hot = context.first_temperature
    if attempt == 1 and hot is None and (seed is None or agent.one_right):
        return Sampling(logit_bias=agent.logit_bias)
    digest = hashlib.sha256(f"{seed or 0}/{agent.name}/{attempt}".encode()).digest()
    drawn = int.from_bytes(digest[:4], "big")
    return Sampling(temperature=hot or context.temperature, seed=drawn, logit_bias=agent.logit_bias)
