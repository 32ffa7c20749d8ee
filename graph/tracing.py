"""Spans of runs, nodes and model calls, by OpenTelemetry's conventions for generative AI; nothing until they are sent.

https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from langgraph.runtime import Runtime
from opentelemetry import trace

from graph.state import Node, RunContext, RunState
from models.language_model import Completion, Sampling

TRACER = trace.get_tracer("burnfit")


@contextmanager
def run_span(run_id: str) -> Iterator[None]:
    """The span of a run, whole or a part of one, around all that it does."""
    with TRACER.start_as_current_span("run", attributes={"burnfit.run_id": run_id}):
        yield


def traced(name: str, node: Node[Any], standing: RunContext | None = None) -> Node[Any]:
    """The node, each visit a span; `standing` is the context of runs that bring none."""

    def visit(state: RunState, *, runtime: Runtime[RunContext]) -> Any:
        if standing is not None and cast("RunContext | None", runtime.context) is None:
            runtime = runtime.override(context=standing)
        attributes = {"burnfit.node": name, "burnfit.run_id": runtime.context.run_id}
        with TRACER.start_as_current_span(f"node {name}", attributes=attributes):
            return node(state, runtime=runtime)

    return visit


@contextmanager
def model_call(adapter: str | None, sampling: Sampling) -> Iterator[list[Completion]]:
    """The span of one model call; the completion is put into the list that it gives."""
    asked: dict[str, Any] = {
        "gen_ai.operation.name": "text_completion",
        "gen_ai.provider.name": "burnfit",
        "gen_ai.request.model": adapter or "base",
        "gen_ai.request.temperature": sampling.temperature,
        "gen_ai.request.max_tokens": sampling.max_tokens,
    }
    if sampling.seed is not None:
        asked["gen_ai.request.seed"] = sampling.seed
    answered: list[Completion] = []
    with TRACER.start_as_current_span(
        f"text_completion {adapter or 'base'}", kind=trace.SpanKind.CLIENT, attributes=asked
    ) as span:
        yield answered
        for one in answered:
            span.set_attributes(_answered(one))


def _answered(completion: Completion) -> Mapping[str, int]:
    return {
        "gen_ai.usage.input_tokens": completion.cost.prompt_tokens,
        "gen_ai.usage.output_tokens": completion.cost.forced_tokens + completion.cost.chosen_tokens,
        "burnfit.forced_tokens": completion.cost.forced_tokens,
        "burnfit.passes": completion.cost.passes,
    }
