"""The process's log and traces."""

import logging
import os
from typing import Final

import langsmith
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pythonjsonlogger.json import JsonFormatter

from service.settings import Settings

_FIELDS: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


def set_up_log(settings: Settings, level: str) -> None:
    """Log to standard error: lines of text, or JSON objects with the run's id in a field of its own.

    Args:
        settings: Of the process; `log_format` is used.
        level: The lowest level that is logged.
    """
    handler = logging.StreamHandler()
    line = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter(_FIELDS) if settings.log_format == "json" else line)
    logging.basicConfig(handlers=[handler])
    for name in ("burnfit", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger("uvicorn.access").addFilter(_without_query)


def _without_query(record: logging.LogRecord) -> bool:
    """Take the query out of the path that uvicorn logs: a search for runs has a lifter's words in it."""
    match record.args:
        case (client, method, str(path), *rest):
            record.args = (client, method, path.partition("?")[0], *rest)
    return True


def set_up_traces(settings: Settings) -> None:
    """Send OpenTelemetry spans to `settings.traces`; without it none are recorded."""
    if settings.traces is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # takes 0.1 s

    provider = TracerProvider(resource=Resource.create({"service.name": "burnfit"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
    trace.set_tracer_provider(provider)


def turn_off_langsmith() -> None:
    """Send nothing to LangSmith from this process, whatever its environment variables say.

    LangChain reads them by itself and would send every prompt. Only the settings start traces.
    """
    langsmith.configure(enabled=False)
    for name in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):
        os.environ.pop(name, None)  # with one of them, and LangSmith off, LangChain refuses to run
