"""The spans of a run: its nodes, and the model's calls with what they cost."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graph import tracing
from graph.build import build_graph
from graph.state import RunContext, initial_state
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
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
    graph.invoke(initial_state(REQUEST), context=RunContext(model=model, run_id="r", first_temperature=0.7))
    return {span.name: span for span in exporter.get_finished_spans()}


def test_every_node_is_a_span_and_the_models_call_one_within_its_agents(exporter: InMemorySpanExporter) -> None:
    found = spans(exporter)
    assert set(found) == {"node one", "node double", "node validate", "text_completion one"}
    call, node = found["text_completion one"], found["node one"]
    assert call.parent is not None
    assert node.context is not None
    assert call.parent.span_id == node.context.span_id


def test_every_node_tells_its_run(exporter: InMemorySpanExporter) -> None:
    nodes = [span for name, span in spans(exporter).items() if name.startswith("node ")]
    assert {(span.attributes or {})["burnfit.run_id"] for span in nodes} == {"r"}


def test_a_call_tells_what_was_asked_and_what_it_cost(exporter: InMemorySpanExporter) -> None:
    attributes = dict(spans(exporter)["text_completion one"].attributes or {})
    assert attributes["gen_ai.operation.name"] == "text_completion"
    assert attributes["gen_ai.request.model"] == "one"
    assert attributes["gen_ai.request.temperature"] == 0.7
    assert isinstance(attributes["gen_ai.request.seed"], int)
    assert attributes["gen_ai.usage.output_tokens"] == 5
    assert attributes["burnfit.passes"] == 4


def test_every_way_to_make_a_month_or_a_part_of_it_is_one_span_with_its_run(exporter: InMemorySpanExporter) -> None:
    request = RoutineRequest.model_validate(EXAMPLES["3"])
    [plan], [week] = (coach_script(request)[agent] for agent in ("task1", "task2"))
    gone: list[str | Exception] = [UnavailableError("the disk is gone")]
    model = ScriptedModel({"task1": [plan] * 5, "task2": [week, week, *gone, week, week]})
    service = Service(model, Settings.read())

    def run_id() -> str:
        """Of the only run since the last time."""
        found = exporter.get_finished_spans()
        exporter.clear()
        [whole] = [span for span in found if span.name == "run"]
        nodes = [span for span in found if span.name.startswith("node ")]
        assert nodes
        assert all(span.parent is not None and whole.context is not None for span in nodes)
        assert {span.parent.span_id for span in nodes if span.parent} == {whole.context and whole.context.span_id}
        [only] = {(span.attributes or {})["burnfit.run_id"] for span in (whole, *nodes)}
        return str(only)

    first = service.routine(request).run_id
    assert run_id() == first
    assert {event.run_id for event in service.progress(request)} == {run_id()}
    with pytest.raises(UnavailableError):
        service.routine(request)
    broken = run_id()
    service.runs.resume(broken)
    assert run_id() == broken
    _, again = service.runs.replay(first, "task2", {})
    assert run_id() == again.run_id
    service.weight_plan(request)
    assert run_id()
    service.node("task1", EXAMPLES["3"])
    assert run_id()
