"""What the size of a fleet rests on beside measurements: each figure has a name, a unit, and a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final

from service.settings import Settings

ASSUMED: Final = "assumption"

HOURS: Final = (
    *(0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.6, 1.0, 1.1, 1.0, 0.9, 1.0),
    *(1.2, 1.0, 0.9, 0.9, 1.0, 1.3, 1.6, 1.9, 2.2, 2.3, 1.9, 1.1),
)
"""Requests in each hour of a day, the mean hour is 1: an assumption. All lifters live in one time zone, which is the
worst case: lifters of several time zones make the day flatter."""

DAYS_IN_A_MONTH: Final = 28
"""A month of the programme has four weeks."""

HOURS_BILLED: Final = 730
"""Hours of a calendar month, as prices count them."""


def _figure(value: float, what: str, unit: str = "", source: str = ASSUMED) -> Any:
    """A field with its default, and what the page says of it."""
    return field(default=value, metadata={"what": what, "unit": unit, "source": source})


def _setting(name: str) -> float:
    return float(Settings.model_fields[name].default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The figures; every one can be replaced."""

    months: float = _figure(
        1.0, "months that a lifter needs in four weeks: the first one, then the next", "", "the programme"
    )
    again: float = _figure(0.5, "further requests for each of them, with other wishes")
    sentence_share: float = _figure(0.5, "share of requests with a sentence or a report")
    campaign: float = _figure(3.0, "the peak of a campaign, in usual peaks")
    refused_share: float = _figure(0.001, "share of requests that may be refused in the peak hour", "", "target")
    spare_share: float = _figure(0.1, "replicas more than are needed, as a share; one at least")
    kept_days: float = _figure(90, "days that a run is kept, as `BURNFIT_RUNS_DAYS` says", "days")
    queue_s: float = _figure(
        _setting("queue_s"), "longest expected wait, `BURNFIT_QUEUE_S`", "s", "default of the setting"
    )
    threads: float = _figure(
        _setting("threads"), "requests in work at once, `BURNFIT_THREADS`", "", "default of the setting"
    )
    connections: float = _figure(33, "connections of a replica to Postgres at most", "", "docs/operations.md")
    commits_a_core: float = _figure(500, "transactions a second for each core of the database", "a second")
    core_hour: float = _figure(0.04, "price of a core for an hour, 4 GB of memory with it, 2026", "$")
    gb_month: float = _figure(0.12, "price of a GB of the database's disk for a month, 2026", "$")

    def table(self) -> Iterator[tuple[str, str, str, str]]:
        """Name, what it is, value with unit, and source of each figure."""
        for one in fields(self):
            about = one.metadata
            value = f"{getattr(self, one.name):g} {about['unit']}".rstrip()
            yield one.name, about["what"], value, about["source"]

    @property
    def requests_a_day(self) -> float:
        """Of one lifter."""
        return self.months * (1 + self.again) / DAYS_IN_A_MONTH


@dataclass(frozen=True, slots=True)
class Limit:
    """What one part of the fleet can take, and what to do where that is not enough."""

    name: str
    """As in `Need.loads`."""
    what: str
    most: float
    unit: str
    then: str
    source: str = ASSUMED


LIMITS: Final = (
    Limit(
        "look",
        "the look for runs that are too many",
        1,
        "s",
        "keep runs for fewer days",
    ),
    Limit(
        "connections",
        "connections to Postgres",
        1000,
        "",
        "a pooler in session mode, or smaller pools in each replica",
    ),
    Limit(
        "stored",
        "size of the database",
        4000,
        "GB",
        "keep runs for fewer days, or a database for each share of lifters",
    ),
    Limit("commits", "transactions a second at the peak", 10_000, "a second", "a database for each share of lifters"),
    Limit("log", "log of the database at the peak", 100, "MB/s", "a database for each share of lifters"),
    Limit(
        "balancer", "requests a second through one balancer", 20_000, "a second", "several balancers behind one name"
    ),
)
"""In the order in which the page names those that are reached at the same number of lifters."""
