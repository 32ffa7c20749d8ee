"""Spans of runs, nodes and model calls, and LangChain's events of model calls.

Spans follow OpenTelemetry's conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/. Nothing
is recorded unless the settings send them somewhere. No span holds a text of a lifter or of the model: of an error
it has the type alone. The events `on_llm_start`, `on_llm_end` and `on_llm_error` reach the callbacks that a caller gave
the graph.
"""

from collections.abc import Callable, Iterator, Mapping
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
from program.current_run import working_on

TRACER = trace.get_tracer("burnfit")


@contextmanager
def _span(
    name: str, attributes: Mapping[str, Any], kind: trace.SpanKind = trace.SpanKind.INTERNAL
) -> Iterator[trace.Span]:
    """A span. An error's message may quote a lifter, so OpenTelemetry's own way to record errors is turned off."""
    with TRACER.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(trace.StatusCode.ERROR)
            raise


@contextmanager
def run_span(run_id: str) -> Iterator[None]:
    """The span of a run, whole or a part of one, around all that it does; log lines within name the run."""
    with working_on(run_id), _span("run", {"burnfit.run_id": run_id}):
        yield


def traced(name: str, node: Node[Any], defaults: RunContext | None) -> Node[Any]:
    """The node, each visit a span."""

    @wraps(node)
    def visit(state: RunState, *, runtime: Runtime[RunContext]) -> Any:
        run_id = context_of(runtime, defaults).run_id
        with working_on(run_id), _span(f"node {name}", {"burnfit.node": name, "burnfit.run_id": run_id}):
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
    with _span(f"text_completion {name}", attributes, trace.SpanKind.CLIENT) as span:

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
