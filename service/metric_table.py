"""Every metric: its name, its kind, its labels, what it counts. No label has values without a bound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, get_args

from graph.observer import AnswerSource, Outcome

Refusal = Literal["overload", "rate", "key", "forbidden", "unknown_host", "too_large", "slow_body"]
"""Why a request was refused: the queue is full, the caller's own limit, no valid key, a scope or site that may not, a
`Host` that is not known, a body too large or too slow."""

BACKGROUND: Final = "background"
"""The label `route` of a month that no request waits for, such as a run that is resumed when the server starts."""

OTHER: Final = "other"
"""The label of a path without a route, and of a method that HTTP does not name."""


@dataclass(frozen=True, slots=True)
class Described:
    """One metric."""

    name: str
    """As `/metrics` names it; a histogram's samples add `_bucket`, `_sum` and `_count`."""
    kind: Literal["counter", "histogram", "gauge"]
    labels: tuple[str, ...]
    meaning: str
    """One sentence."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """All values of a label, where they are few and known."""


METRICS: Final = (
    Described(
        "burnfit_months_total",
        "counter",
        ("outcome", "route"),
        "Months by how they ended and the route that asked for them.",
        {"outcome": get_args(Outcome)},
    ),
    Described("burnfit_month_seconds", "histogram", ("route",), "Seconds of work on a month, without its wait."),
    Described(
        "burnfit_resumed_runs_total",
        "counter",
        ("outcome",),
        "Runs that went on where they were broken off, by how they ended then.",
        {"outcome": get_args(Outcome)},
    ),
    Described(
        "burnfit_unfinished_runs",
        "gauge",
        ("state",),
        "Recorded runs without an end, counted up to 100.",
        {"state": ("running", "broken off")},
    ),
    Described("burnfit_node_seconds", "histogram", ("node",), "Seconds of a visit of a node."),
    Described("burnfit_node_failures_total", "counter", ("node",), "Visits of a node that raised an error."),
    Described(
        "burnfit_answers_total",
        "counter",
        ("agent", "source"),
        "Answers that count, by who gave them: the model at once, the model again, the coach policy, code.",
        {"source": get_args(AnswerSource)},
    ),
    Described("burnfit_rejected_attempts_total", "counter", ("agent",), "Answers that validation rejected."),
    Described("burnfit_model_passes_total", "counter", ("agent",), "Forward passes of the model."),
    Described(
        "burnfit_model_tokens_total",
        "counter",
        ("agent", "kind"),
        "Tokens: of prompts, of answers forced by the schema, of answers chosen by the model.",
        {"kind": ("prompt", "forced", "chosen")},
    ),
    Described("burnfit_model_seconds_total", "counter", ("agent",), "Seconds in which the model worked on answers."),
    Described(
        "burnfit_requests_total",
        "counter",
        ("route", "method", "status"),
        "Requests by the route's template, method and HTTP status; 499: the caller left before an answer.",
    ),
    Described(
        "burnfit_request_seconds",
        "histogram",
        ("route", "method"),
        "Seconds from a request's head to the end of its answer, the wait in the queue included.",
    ),
    Described("burnfit_requests_in_progress", "gauge", (), "Requests that are being answered now."),
    Described(
        "burnfit_refusals_total",
        "counter",
        ("reason",),
        "Requests that were refused before any work on them.",
        {"reason": get_args(Refusal)},
    ),
    Described(
        "burnfit_queue_requests",
        "gauge",
        ("state",),
        "Calls of the service that wait for a thread, and that run in one.",
        {"state": ("waiting", "working")},
    ),
    Described("burnfit_ready", "gauge", (), "1: the model is loaded and requests are answered; 0: not, see `/readyz`."),
    Described(
        "burnfit_store_connections",
        "gauge",
        ("state",),
        "Connections to the database of runs, and callers that wait for one; only with Postgres.",
        {"state": ("idle", "used", "waiting")},
    ),
    Described(
        "burnfit_build_info",
        "gauge",
        ("version", "base", "kernel"),
        "Always 1: the version, the base model, and what computes it (empty until it is loaded).",
    ),
    Described("process_resident_memory_bytes", "gauge", (), "Memory of the process; Linux alone, as all `process_`."),
    Described("process_virtual_memory_bytes", "gauge", (), "Address space of the process."),
    Described("process_cpu_seconds_total", "counter", (), "Processor time of the process."),
    Described("process_start_time_seconds", "gauge", (), "When the process started, in seconds since 1970."),
    Described("process_open_fds", "gauge", (), "Open files and connections."),
    Described("process_max_fds", "gauge", (), "The most that may be open."),
)
"""All metrics in the order of the documentation."""

OWN: Final = tuple(one for one in METRICS if one.name.startswith("burnfit_"))
"""The metrics of this project; the others are prometheus_client's."""


def markdown() -> str:
    """The table of docs/operations.md."""
    lines = ["| metric | kind | labels | what it says |", "| --- | --- | --- | --- |"]
    for one in METRICS:
        labels = ", ".join(
            f"`{label}`" + (f" ({', '.join(one.values[label])})" if label in one.values else "") for label in one.labels
        )
        lines.append(f"| `{one.name}` | {one.kind} | {labels} | {one.meaning} |")
    return "\n".join(lines)
