"""What the process tells about itself: its log, and its traces where somebody listens."""

import logging
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pythonjsonlogger.json import JsonFormatter

from service.settings import Settings

_FIELDS: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


def set_up_log(settings: Settings, level: str) -> None:
    """Log to standard error: a line an event, or a JSON object an event with the run's id in a field of its own."""
    handler = logging.StreamHandler()
    line = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter(_FIELDS) if settings.log_format == "json" else line)
    logging.basicConfig(handlers=[handler])
    for name in ("burnfit", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())


def set_up_traces(settings: Settings) -> None:
    """Send spans to the settings' endpoint; without one nothing is recorded and nothing is sent."""
    if settings.traces is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # takes a tenth of a second

    provider = TracerProvider(resource=Resource.create({"service.name": "burnfit"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
    trace.set_tracer_provider(provider)
