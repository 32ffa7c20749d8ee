"""The node of an agent: it answers once."""

import hashlib
import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, cast

from langgraph.runtime import Runtime

from agents.agent import Agent, CodeAgent, Inputs, ModelAgent
from graph.failures import AgentFailed, blaming
from graph.parse_state import parse_inputs
from graph.scheduling import Schedule, inputs_for
from graph.state import Attempt, Node, Pending, RunContext, RunState, Update, context_of, generation
from graph.tracing import model_call
from models.language_model import Call, Completion, Cost, LanguageModel, Sampling, Unreachable
from program.errors import ModelError, RequestError

LOG = logging.getLogger("burnfit.graph")

FIRST_OF_THREAD = "first_of_thread"
"""Key in the input of a node that answers first to the next request of a thread: it clears what the last run left."""

NOTHING = Completion("", Cost())
"""No answer, at no cost."""

_CLEARED: Update = {"answers": None, "attempts": None, "sources": None, "routine": None}


def agent_node(agent: Agent[Any], schedule: Schedule, defaults: RunContext | None) -> Node[Update]:
    """The node in which `agent` answers once; a retry's prompt has the errors of the last answer.

    An answer that the model could not complete is a failed attempt, and its `ModelError` the attempt's error. A model
    that cannot be reached is asked once more; then no further attempt is of use.

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
    model = context.language_model
    drafts = context.drafting and model.capabilities.drafts
    with blaming(agent.name):
        call = Call(
            prompt=agent.prompt(inputs, attempts[-1]["errors"] if attempts else ()),
            adapter=agent.adapter if context.adapters else None,
            schema=agent.schema(inputs) if context.decoding == "constrained" else None,
            sampling=_sampling(context, agent, inputs.request.seed, len(attempts) + 1),
            draft=agent.draft(inputs) if drafts else None,
        )
    try:
        return _pending(_complete(model, call, context.cancelled), call)
    except (ModelError, Unreachable) as error:
        return _pending(NOTHING, call, failure=str(error), unreachable=isinstance(error, Unreachable))
    except RequestError as error:
        # The model refuses a prompt that is too long (the caller's fault) or what the agent decodes with (the agent's):
        # the prompt alone shows which.
        model.complete(Call(call.prompt, call.adapter, sampling=Sampling(max_tokens=1)), context.cancelled)
        raise AgentFailed(agent.name, f"its schema or logit_bias cannot be used: {error}") from error


def _complete(model: LanguageModel, call: Call, cancel: threading.Event | None) -> Completion:
    """The model's answer; a model that cannot be reached is asked once more."""
    with model_call(call) as answered:
        try:
            completion = model.complete(call, cancel)
        except Unreachable as error:
            LOG.warning("the model of %s cannot be reached, it is asked once more: %s", call.adapter or "base", error)
            completion = model.complete(call, cancel)
        answered(completion)
    return completion


def _decided(agent: CodeAgent[Any], inputs: Inputs) -> Pending:
    """A code agent's answer."""
    begun = time.monotonic()
    with blaming(agent.name):
        # What its type forbids is found in validation.
        text = agent.answer(inputs).model_dump_json(warnings=False)
    ms = round((time.monotonic() - begun) * 1000)
    return _pending(Completion(text, Cost(ms=ms)), Call(prompt=""))


def _pending(completion: Completion, call: Call, *, failure: str | None = None, unreachable: bool = False) -> Pending:
    """An answer to a call as the state stores it."""
    schema = None if call.schema is None else dict(call.schema)
    asked = {"prompt": call.prompt, "schema": schema, "failure": failure}
    return cast(Pending, asked | generation(completion) | ({"unreachable": True} if unreachable else {}))


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
