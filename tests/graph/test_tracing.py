"""The spans of a run: its nodes, and the model's calls with what they cost."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graph import tracing
from graph.build import build_graph
from graph.state import RunContext, initial_state
from tests.graph.toys import REQUEST, Doubler, Toy, even
from tests.scripted import ScriptedModel


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    provider, memory = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    monkeypatch.setattr(tracing, "TRACER", provider.get_tracer("test"))
    yield memory
    provider.shutdown()


def spans(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    graph = build_graph([Toy("one"), Doubler("double", "one")], until="double")
    model = ScriptedModel({"one": [even(4)]})
    graph.invoke(initial_state(REQUEST.model_copy(update={"seed": 7})), context=RunContext(model=model, run_id="r"))
    return {span.name: span for span in exporter.get_finished_spans()}


def test_every_node_is_a_span_and_the_models_call_one_within_its_agents(exporter: InMemorySpanExporter) -> None:
    found = spans(exporter)
    assert set(found) == {"node one", "node double", "node validate", "text_completion one"}
    call, node = found["text_completion one"], found["node one"]
    assert call.parent is not None
    assert node.context is not None
    assert call.parent.span_id == node.context.span_id


def test_a_call_tells_what_was_asked_and_what_it_cost(exporter: InMemorySpanExporter) -> None:
    told = dict(spans(exporter)["text_completion one"].attributes or {})
    assert told["gen_ai.operation.name"] == "text_completion"
    assert told["gen_ai.request.model"] == "one"
    assert told["gen_ai.request.temperature"] == 0.7
    assert isinstance(told["gen_ai.request.seed"], int)
    assert told["gen_ai.usage.output_tokens"] == 5
    assert told["burnfit.passes"] == 4
