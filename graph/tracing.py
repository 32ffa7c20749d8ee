"""Spans of runs, nodes and model calls, and LangChain's events of model calls.

Spans follow OpenTelemetry's conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/. Nothing
is recorded unless the settings send them somewhere. The events `on_llm_start`, `on_llm_end` and `on_llm_error` reach
the callbacks that a caller gave the graph.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from langchain_core.callbacks.manager import CallbackManager
from langchain_core.outputs import Generation, LLMResult
from langchain_core.runnables.config import get_callback_manager_for_config
from langgraph.config import get_config
from langgraph.runtime import Runtime
from opentelemetry import trace

from graph.state import Node, RunContext, RunState, context_of
from models.language_model import Call, Completion

TRACER = trace.get_tracer("burnfit")


@contextmanager
def run_span(run_id: str) -> Iterator[None]:
    """The span of a run, whole or a part of one, around all that it does."""
    with TRACER.start_as_current_span("run", attributes={"burnfit.run_id": run_id}):
        yield


def traced(name: str, node: Node[Any], defaults: RunContext | None) -> Node[Any]:
    """The node, each visit a span."""

    @wraps(node)
    def visit(state: RunState, *, runtime: Runtime[RunContext]) -> Any:
        attributes = {"burnfit.node": name, "burnfit.run_id": context_of(runtime, defaults).run_id}
        with TRACER.start_as_current_span(f"node {name}", attributes=attributes):
            return node(state, runtime=runtime)

    return visit


@contextmanager
def model_call(call: Call) -> Iterator[Callable[[Completion], None]]:
    """The span and the events of one model call in a node; it gives a function that takes the completion."""
    name, sampling = call.adapter or "base", call.sampling
    attributes: dict[str, Any] = {
        "gen_ai.operation.name": "text_completion",
        "gen_ai.provider.name": "burnfit",
        "gen_ai.request.model": name,
        "gen_ai.request.temperature": sampling.temperature,
        "gen_ai.request.max_tokens": sampling.max_tokens,
    }
    if sampling.seed is not None:
        attributes["gen_ai.request.seed"] = sampling.seed
    callbacks = get_callback_manager_for_config(get_config())
    assert isinstance(callbacks, CallbackManager)
    [events] = callbacks.on_llm_start({"name": name}, [call.prompt], invocation_params={"model": name})
    with TRACER.start_as_current_span(
        f"text_completion {name}", kind=trace.SpanKind.CLIENT, attributes=attributes
    ) as span:

        def answered(completion: Completion) -> None:
            span.set_attributes(_usage(completion))
            events.on_llm_end(
                LLMResult(generations=[[Generation(text=completion.text)]], llm_output=_usage(completion))
            )

        try:
            yield answered
        except Exception as error:
            events.on_llm_error(error)
            raise


def _usage(completion: Completion) -> dict[str, int]:
    return {
        "gen_ai.usage.input_tokens": completion.cost.prompt_tokens,
        "gen_ai.usage.output_tokens": completion.cost.forced_tokens + completion.cost.chosen_tokens,
        "burnfit.forced_tokens": completion.cost.forced_tokens,
        "burnfit.passes": completion.cost.passes,
    }
