"""The process's log and traces."""

import logging
import os
from typing import TextIO

import langsmith
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from typing_extensions import override

from graph.request_ids import current_request_id
from service.log_lines import OWN, JsonLine, TextLine, is_own
from service.settings import Settings


def log_handler(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Writes lines of text, or JSON objects, each with the ids of its request and its run.

    Args:
        settings: Of the process; `log_format` and `log_sentences` are used.
        stream: Where to; None: standard error.
    """
    handler = logging.StreamHandler(stream)
    whole = settings.log_sentences
    handler.setFormatter(JsonLine(whole=whole) if settings.log_format == "json" else TextLine(whole=whole))
    if not whole:
        handler.addFilter(is_own)
    return handler


def set_up_log(settings: Settings, level: str) -> None:
    """Log to standard error.

    Args:
        settings: Of the process.
        level: The lowest level that is logged.
    """
    logging.basicConfig(handlers=[log_handler(settings)])
    for name in OWN:
        logging.getLogger(name).setLevel(level.upper())
    # The app logs its requests itself; uvicorn's line has the query, and a search for runs has a lifter's words in it.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


class RequestIds(SpanProcessor):
    """Names the HTTP request in every span that begins while it is answered."""

    @override
    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        if (request_id := current_request_id()) is not None:
            span.set_attribute("burnfit.request_id", request_id)


def set_up_traces(settings: Settings) -> None:
    """Send OpenTelemetry spans to `settings.traces`; without it none are recorded."""
    if settings.traces is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # takes 0.1 s

    provider = TracerProvider(resource=Resource.create({"service.name": "burnfit"}))
    provider.add_span_processor(RequestIds())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
    trace.set_tracer_provider(provider)


def turn_off_langsmith() -> None:
    """Send nothing to LangSmith from this process, whatever its environment variables say.

    LangChain reads them by itself and would send every prompt. Only the settings start traces.
    """
    langsmith.configure(enabled=False)
    for name in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):
        os.environ.pop(name, None)  # with one of them, and LangSmith off, LangChain refuses to run
