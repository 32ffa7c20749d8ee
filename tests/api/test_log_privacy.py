"""No log line and no span holds what a lifter wrote or lifted, whatever happens; each names its request and its run."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.http.app import create_app
from graph import tracing
from program.errors import RequestError, UnavailableError
from program.schema import RoutineRequest
from service.resumer import Resumer
from service.service import Service
from service.settings import Settings
from service.telemetry import RequestIds, log_handler
from tests.api.conftest import MakeClient, coach_script
from tests.api.test_runs import events
from tests.scripted import ScriptedModel

MARK = "zebra"
SENTENCE = f"My {MARK} lower back hurts, no deadlifts please"
KILOGRAMS = 97.25
"""A record that no computed weight equals."""

AGENTS = ("review", "intake", "task1", "task2")

SECRETS = (MARK, str(KILOGRAMS))


@pytest.fixture
def request_with_secrets(example: dict[str, Any]) -> dict[str, Any]:
    return example | {
        "request": SENTENCE,
        "gender": "male",
        "rm_weight": example["rm_weight"] | {"squat": KILOGRAMS},
    }


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[dict[str, io.StringIO]]:
    """What the handlers of both formats write, with every logger at `debug`."""
    for name in ("", "burnfit", "uvicorn"):
        caplog.set_level(logging.DEBUG, name)
    written: dict[str, io.StringIO] = {}
    handlers = []
    for name, settings in {
        "text": Settings(),
        "json": Settings(log_format="json"),
        "allowed": Settings(log_sentences=True),
    }.items():
        written[name] = io.StringIO()
        handlers.append(log_handler(settings, written[name]))
        logging.getLogger().addHandler(handlers[-1])
    yield written
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    provider, memory = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(RequestIds())
    provider.add_span_processor(SimpleSpanProcessor(memory))
    monkeypatch.setattr(tracing, "TRACER", provider.get_tracer("test"))
    yield memory
    provider.shutdown()


def check(
    lines: dict[str, io.StringIO], caplog: pytest.LogCaptureFixture, spans: InMemorySpanExporter, *secrets: str
) -> None:
    """No line, no record of ours and no span has a secret."""
    assert lines["text"].getvalue()
    own = [record for record in caplog.records if record.name.startswith("burnfit")]
    said = {
        **{f"{form} line": lines[form].getvalue() for form in ("text", "json")},
        # What other handlers would write of the record, but for the error that it may have.
        "record": "\n".join(f"{one.getMessage()} {vars(one) | {'exc_info': None, 'exc_text': None}}" for one in own),
        "span": "\n".join(one.to_json() for one in spans.get_finished_spans()),
    }
    assert said["span"]
    for where, text in said.items():
        for secret in secrets:
            assert secret not in text, f"a {where} has {secret!r}"


def test_months_with_a_sentence_a_rejected_quote_and_a_search(
    make_client: MakeClient,
    request_with_secrets: dict[str, Any],
    lines: dict[str, io.StringIO],
    caplog: pytest.LogCaptureFixture,
    spans: InMemorySpanExporter,
) -> None:
    script = coach_script(RoutineRequest.model_validate(request_with_secrets))
    quoting = json.dumps({"said": SENTENCE})
    texts = {name: [quoting, *answers] * 3 for name, answers in script.items()}
    client = make_client(script=texts)
    month = client.post("/routine", json=request_with_secrets)
    assert month.status_code == 200
    streamed = client.post("/routine", json=request_with_secrets, headers={"accept": "text/event-stream"})
    assert [name for name, _ in events(streamed.text)][-1] == "done"
    assert client.get("/runs", params={"text": MARK}).json()
    assert client.get(f"/runs/{month.json()['run_id']}").status_code == 200
    assert client.get(f"/{MARK}").status_code == 404
    assert client.post("/routine", json=request_with_secrets | {MARK: MARK, "experience": MARK}).status_code == 422
    check(lines, caplog, spans, *SECRETS)
    assert "intake attempt 1 rejected: " in lines["text"].getvalue()
    assert "GET /runs/{run_id} 200 " in lines["text"].getvalue()


def test_the_month_after_one_with_a_report(
    make_client: MakeClient,
    request_with_secrets: dict[str, Any],
    lines: dict[str, io.StringIO],
    caplog: pytest.LogCaptureFixture,
    spans: InMemorySpanExporter,
) -> None:
    quoting = json.dumps({"said": SENTENCE})
    client = make_client(script={name: [quoting] * 6 for name in AGENTS}, attempts=1, agents=AGENTS)
    carry = client.post("/routine", json=request_with_secrets).json()["carry"]
    body = {"carry": carry, "report": SENTENCE, "log": [{"lift": "squat", "week": 3, "weight_kg": 71.75, "reps": 5}]}
    assert client.post("/routine/next", json=body).status_code == 200
    check(lines, caplog, spans, *SECRETS, "71.75")
    assert "review attempt 1 rejected: " in lines["text"].getvalue()


@pytest.mark.parametrize(
    "error", [ValueError(SENTENCE), RequestError(SENTENCE), KeyError(SENTENCE)], ids=lambda one: type(one).__name__
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_errors_that_quote_the_sentence(
    make_client: MakeClient,
    request_with_secrets: dict[str, Any],
    lines: dict[str, io.StringIO],
    caplog: pytest.LogCaptureFixture,
    spans: InMemorySpanExporter,
    error: Exception,
    accept: str,
) -> None:
    script: Any = coach_script(RoutineRequest.model_validate(request_with_secrets))
    client = make_client(script=script | {"task2": [error] * 3})
    client.post("/routine", json=request_with_secrets, headers={"accept": accept})
    check(lines, caplog, spans, *SECRETS)


def test_a_run_that_cannot_be_resumed(
    request_with_secrets: dict[str, Any],
    lines: dict[str, io.StringIO],
    caplog: pytest.LogCaptureFixture,
    spans: InMemorySpanExporter,
) -> None:
    script: Any = coach_script(RoutineRequest.model_validate(request_with_secrets))
    gone = UnavailableError("the disk is gone")
    model = ScriptedModel(script | {"task2": [gone, SENTENCE]})
    service = Service(model, Settings(attempts=1, fallback=False))
    with pytest.raises(UnavailableError):
        service.routine(RoutineRequest.model_validate(request_with_secrets))
    recorder = service.runs._recorder
    recorder.store.restart(service.runs.find("latest"))  # as a process leaves a run that is killed
    Resumer().look(service.runs)
    check(lines, caplog, spans, *SECRETS)
    assert "cannot be resumed" in lines["text"].getvalue()
    assert "AnswerRejected" in lines["text"].getvalue()


def test_the_setting_shows_sentences(
    make_client: MakeClient, request_with_secrets: dict[str, Any], lines: dict[str, io.StringIO]
) -> None:
    quoting = json.dumps({"said": SENTENCE})
    client = make_client(script={name: [quoting] for name in AGENTS}, attempts=1, log_sentences=True)
    assert client.post("/routine", json=request_with_secrets).status_code == 200
    assert SENTENCE in lines["allowed"].getvalue()


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_lines_and_spans_name_their_request_and_their_run_in_every_thread(
    request_with_secrets: dict[str, Any], lines: dict[str, io.StringIO], spans: InMemorySpanExporter, accept: str
) -> None:
    model = ScriptedModel(coach_script(RoutineRequest.model_validate(request_with_secrets)))
    app = create_app(Settings(), load=lambda settings: Service(model, settings))
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        client.post("/routine", json=request_with_secrets, headers={"accept": accept, "x-request-id": "request-1"})
        [run] = client.get("/runs").json()
    written = [json.loads(line) for line in lines["json"].getvalue().splitlines()]
    accepted = [line for line in written if line["name"] == "burnfit.graph"]
    assert accepted
    assert {(line["request_id"], line["run_id"]) for line in accepted} == {("request-1", run["run_id"])}
    [access] = [line for line in written if line["name"] == "burnfit.access" and line["route"] == "/routine"]
    assert (access["method"], access["status"], access["request_id"]) == ("POST", 200, "request-1")
    assert access["ms"] > 0
    found = spans.get_finished_spans()
    assert {"run", "node task1", "text_completion task1"} <= {span.name for span in found}
    assert {(span.attributes or {}).get("burnfit.request_id") for span in found} == {"request-1"}
