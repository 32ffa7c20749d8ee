"""Counts what the service does, for Prometheus."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from importlib.metadata import version
from typing import Final

from prometheus_client import Counter, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import CollectorRegistry

from graph.observer import AnswerSource, Outcome
from models.language_model import Cost
from program.errors import UnavailableError
from service.metric_table import BACKGROUND, OWN, Refusal

LOG = logging.getLogger("burnfit.service")

ROUTE: Final[ContextVar[str]] = ContextVar("route", default=BACKGROUND)
"""The template of the route whose request a thread or task works on."""

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the buckets of every histogram, in seconds."""

LONG: Final = (*SECONDS, 60.0, 120.0, 300.0)
"""The same for whole requests, which may wait and stream: up to the default of `BURNFIT_TIMEOUT_S`."""

Reading = Mapping[tuple[str, ...], float]
"""A gauge's values by the values of its labels, in their order."""


class Gauges:
    """Gauges that are read when somebody asks for them; one that nobody has joined has no value."""

    def __init__(self) -> None:
        self._described = {one.name: one for one in OWN if one.kind == "gauge"}
        self._read: dict[str, Callable[[], Reading]] = {}

    def join(self, name: str, read: Callable[[], Reading]) -> None:
        """Read a gauge by a function from now on.

        Args:
            name: Of a gauge of `metric_table.METRICS`.
            read: Returns its values; called in a thread of its own. Where it raises UnavailableError, the gauge has no
                value that time.
        """
        self._read[self._described[name].name] = read

    def describe(self) -> Iterable[Metric]:
        """The gauges without values."""
        for one in self._described.values():
            yield GaugeMetricFamily(one.name, one.meaning, labels=one.labels)

    def collect(self) -> Iterable[Metric]:
        """The gauges with their values."""
        for family in self.describe():
            assert isinstance(family, GaugeMetricFamily)
            for labels, value in self._values(family.name).items():
                family.add_metric(labels, value)
            yield family

    def _values(self, name: str) -> Reading:
        try:
            return self._read[name]() if name in self._read else {}
        except UnavailableError as error:
            LOG.warning("%s cannot be read now: %s", name, error)
            return {}


class Metrics:
    """The metrics of one app; a `graph.observer.Observer`. Safe to use from many threads.

    Each has a registry of its own, so that a process can have several apps.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters = {
            one.name: Counter(one.name, one.meaning, one.labels, registry=self._registry)
            for one in OWN
            if one.kind == "counter"
        }
        self._histograms = {
            one.name: Histogram(
                one.name,
                one.meaning,
                one.labels,
                registry=self._registry,
                buckets=LONG if one.name == "burnfit_request_seconds" else SECONDS,
            )
            for one in OWN
            if one.kind == "histogram"
        }
        for one in OWN:  # a series that starts at 0 shows its first event as a rise
            if one.kind == "counter" and len(one.labels) == 1 and one.values:
                for value in one.values[one.labels[0]]:
                    self._counters[one.name].labels(value)
        self.gauges = Gauges()
        """What is read when somebody asks."""
        self._in_progress = 0
        self.gauges.join("burnfit_requests_in_progress", lambda: {(): self._in_progress})
        self.built("", "")
        self._registry.register(self.gauges)
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format, version 0.0.4."""
        return generate_latest(self)

    def collect(self) -> Iterable[Metric]:
        """All metrics, without prometheus_client's times of creation, which would double the series."""
        for metric in self._registry.collect():
            metric.samples = [one for one in metric.samples if not one.name.endswith("_created")]
            yield metric

    def built(self, base: str, kernel: str) -> None:
        """Note which base model answers, and what computes it."""
        self.gauges.join("burnfit_build_info", lambda: {(version("burnfit"), base, kernel): 1})

    def refused(self, reason: Refusal) -> None:
        """Note that a request was refused before any work on it."""
        self._count("burnfit_refusals_total", reason)

    def request_began(self) -> None:
        """Note that a request came in; called on the event loop alone."""
        self._in_progress += 1

    def request_ended(self, route: str, method: str, status: int, seconds: float) -> None:
        """Note that a request was answered; called on the event loop alone.

        Args:
            route: The route's template, or `OTHER`.
            method: An HTTP method, or `OTHER`.
            status: The HTTP status.
            seconds: What it took.
        """
        self._in_progress -= 1
        self._count("burnfit_requests_total", route, method, str(status))
        self._histograms["burnfit_request_seconds"].labels(route, method).observe(seconds)

    def node_ended(self, node: str, seconds: float, *, failed: bool) -> None:
        """As `Observer.node_ended`."""
        self._histograms["burnfit_node_seconds"].labels(node).observe(seconds)
        if failed:
            self._count("burnfit_node_failures_total", node)

    def model_answered(self, agent: str, cost: Cost) -> None:
        """As `Observer.model_answered`."""
        self._count("burnfit_model_passes_total", agent, amount=cost.passes)
        self._count("burnfit_model_seconds_total", agent, amount=cost.ms / 1000)
        tokens = {"prompt": cost.prompt_tokens, "forced": cost.forced_tokens, "chosen": cost.chosen_tokens}
        for kind, amount in tokens.items():
            self._count("burnfit_model_tokens_total", agent, kind, amount=amount)

    def attempt_rejected(self, agent: str) -> None:
        """As `Observer.attempt_rejected`."""
        self._count("burnfit_rejected_attempts_total", agent)

    def agent_answered(self, agent: str, source: AnswerSource) -> None:
        """As `Observer.agent_answered`."""
        self._count("burnfit_answers_total", agent, source)

    def month_ended(self, outcome: Outcome, seconds: float, *, resumed: bool) -> None:
        """As `Observer.month_ended`."""
        route = ROUTE.get()
        self._count("burnfit_months_total", outcome, route)
        self._histograms["burnfit_month_seconds"].labels(route).observe(seconds)
        if resumed:
            self._count("burnfit_resumed_runs_total", outcome)

    def _count(self, name: str, *labels: str, amount: float = 1) -> None:
        self._counters[name].labels(*labels).inc(amount)
