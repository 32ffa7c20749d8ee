"""The node of an agent: it answers once."""

import hashlib
import time
from collections.abc import Sequence
from typing import Any

from langgraph.runtime import Runtime

from agents.agent import Agent, CodeAgent, Inputs, ModelAgent
from graph.failures import AgentFailed, blaming
from graph.scheduling import known, needed_inputs
from graph.state import Attempt, Generation, Node, Pending, RunContext, RunState, Update
from graph.tracing import model_call
from models.language_model import Call, Completion, Cost, Sampling
from program.errors import ModelError, RequestError


def agent_node(agent: Agent[Any], agents: Sequence[Agent[Any]]) -> Node[Update]:
    """The node in which `agent` answers once; on a retry its model is told the errors of its last answer.

    An answer that the model could not complete is one more attempt that failed, and its `ModelError` the error.

    Args:
        agent: Who answers.
        agents: All agents, of whose answers it sees those that it needs or uses.
    """

    def answer(state: RunState, *, runtime: Runtime[RunContext]) -> Update:
        inputs = needed_inputs(agent.name, agent, *known(state, agents))
        if isinstance(agent, CodeAgent):
            pending = _decided(agent, inputs)
        else:
            assert isinstance(agent, ModelAgent)
            pending = _asked(agent, inputs, state["attempts"].get(agent.name, []), runtime.context)
        return {"pending": {agent.name: pending}}

    return answer


def _asked(agent: ModelAgent[Any], inputs: Inputs, attempts: Sequence[Attempt], context: RunContext) -> Pending:
    """The model's next answer."""
    failure = None
    drafts = context.model.capabilities.drafts
    with blaming(agent.name):
        prompt = agent.prompt(inputs, attempts[-1]["errors"] if attempts else ())
        schema = agent.schema(inputs) if context.decoding == "constrained" else None
        draft = agent.draft(inputs) if context.drafting and drafts else None
        adapter = agent.adapter if context.adapters else None
    sampling = _sampling(context, agent, inputs.request.seed, len(attempts) + 1)
    try:
        with model_call(adapter, sampling) as answered:
            completion = context.model.complete(Call(prompt, adapter, schema, sampling, draft), context.cancelled)
            answered.append(completion)
    except ModelError as error:
        failure = str(error)
        completion = Completion("", Cost())
    except RequestError as error:
        # The model refuses a prompt that is too long, which is the caller's, and what the agent decodes with. Asked
        # with the prompt alone it tells which.
        context.model.complete(Call(prompt, adapter, sampling=Sampling(max_tokens=1)), context.cancelled)
        raise AgentFailed(agent.name, f"its schema or logit_bias cannot be used: {error}") from error
    return Pending(
        prompt=prompt,
        schema=schema,
        failure=failure,
        text=completion.text,
        prompt_tokens=completion.cost.prompt_tokens,
        forced_tokens=completion.cost.forced_tokens,
        chosen_tokens=completion.cost.chosen_tokens,
        passes=completion.cost.passes,
        ms=completion.cost.ms,
    )


def _decided(agent: CodeAgent[Any], inputs: Inputs) -> Pending:
    """A code agent's answer."""
    begun = time.monotonic()
    with blaming(agent.name):
        text = agent.answer(inputs).model_dump_json(warnings=False)  # what its type forbids is told in judging
    ms = round((time.monotonic() - begun) * 1000)
    cost = Generation(text=text, prompt_tokens=0, forced_tokens=0, chosen_tokens=0, passes=0, ms=ms)
    return Pending(prompt="", schema=None, failure=None, **cost)


def _sampling(context: RunContext, agent: ModelAgent[Any], seed: int | None, attempt: int) -> Sampling:
    """Greedy for a first answer, but for one of several right ones to a request with a seed; retries are sampled.

    What it is sampled with follows from the request's seed, the agent and the attempt, and from nothing else.
    """
    hot = context.first_temperature
    if attempt == 1 and hot is None and (seed is None or agent.one_right):
        return Sampling(logit_bias=agent.logit_bias)
    digest = hashlib.sha256(f"{seed or 0}/{agent.name}/{attempt}".encode()).digest()
    drawn = int.from_bytes(digest[:4], "big")
    return Sampling(temperature=hot or context.temperature, seed=drawn, logit_bias=agent.logit_bias)
