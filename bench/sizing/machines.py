"""Kinds of machines that a replica can run on, with what was measured of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Final

from bench.sizing.measured import Measured, MonthTimes
from program.errors import RequestError

BENCHMARK: Final = Path(__file__).resolve().parents[2] / "docs" / "benchmark.md"
"""Where `make bench` keeps its figures."""

_Z95: Final = NormalDist().inv_cdf(0.95)
_POINTS: Final = 200
"""Quantiles that stand for a distribution where something is summed over it."""

MODEL_ANSWERS: Final = {"month": 2, "sentence": 3}
"""How often a month asks the model: the plan and the week, before them the sentence."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A lognormal distribution of seconds, by its median and its 95th percentile."""

    p50_s: float
    p95_s: float

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.p95_s / self.p50_s) / _Z95

    @property
    def mean_s(self) -> float:
        """The mean."""
        return self.p50_s * math.exp(self.sigma**2 / 2)

    def points(self) -> list[float]:
        """Seconds at equal steps of probability."""
        normal = NormalDist()
        return [self.p50_s * math.exp(self.sigma * normal.inv_cdf((n + 0.5) / _POINTS)) for n in range(_POINTS)]

    def times(self, factor: float) -> Spread:
        """The same, so many times as long."""
        return Spread(self.p50_s * factor, self.p95_s * factor)


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of machine, as one replica uses it."""

    name: str
    what: str
    cores: int
    memory_gb: float
    """Of the service, resident, in GB."""
    month: Spread
    """Seconds of a month without a sentence, asked for alone."""
    sentence: Spread
    """The same with a sentence."""
    months_per_s: float
    """Without sentences, many callers at once."""
    source: str

    @property
    def model_share(self) -> float:
        """The share of a month's time that no other month can use; the rest overlaps with other months."""
        return min(1.0, 1 / (self.months_per_s * self.month.mean_s))

    def busy_s(self, sentence_share: float) -> float:
        """Mean seconds that a request keeps the machine from others."""
        mean = (1 - sentence_share) * self.month.mean_s + sentence_share * self.sentence.mean_s
        return mean * self.model_share

    def points(self, sentence_share: float) -> Sequence[tuple[float, float]]:
        """Seconds that a request keeps the machine from others, each with its probability; those of 0 are left out."""
        parts = ((self.month, 1 - sentence_share), (self.sentence, sentence_share))
        return [
            (point * self.model_share, share / _POINTS) for spread, share in parts if share for point in spread.points()
        ]

    def with_capacity(self, months_per_s: float) -> Machine:
        """A machine of this kind that makes so many months a second: everything takes longer or shorter alike."""
        factor = self.months_per_s / months_per_s
        return replace(
            self, month=self.month.times(factor), sentence=self.sentence.times(factor), months_per_s=months_per_s
        )


def machines(benchmark: Path = BENCHMARK, measured: Measured | None = None) -> Mapping[str, Machine]:
    """All kinds that were measured, by name.

    Args:
        benchmark: The page that `make bench` writes: taken as the kind `vnni`.
        measured: The kinds that were measured beside it; None: those in `measured.json`.

    Raises:
        RequestError: The page does not have the rows.
    """
    others = (measured or Measured.read()).by_kernel
    found = {"vnni": _of_benchmark(benchmark)}
    return found | {kernel: _measured(kernel, times) for kernel, times in others.items() if kernel not in found}


def _measured(kernel: str, times: MonthTimes) -> Machine:
    return Machine(
        kernel,
        f"{times.processor}, kernel `{kernel}`",
        times.cores,
        times.memory_gb,
        Spread(times.month_p50_s, times.month_p95_s),
        Spread(times.sentence_p50_s, times.sentence_p95_s),
        times.months_per_s,
        "`bench/sizing/measured.json`",
    )


def _of_benchmark(page: Path) -> Machine:
    text = page.read_text(encoding="utf-8")
    month, sentence = (_seconds(page, text, row) for row in ("a month (`POST /routine`)", "a month with a sentence"))
    [rate] = _found(page, text, rf"^\| months a second, \d+ callers at once \| {_NUMBER} months/s")
    [memory] = _found(page, text, rf"^\| memory of the service \|.*; {_NUMBER} GB after")
    processor, cores = _found(page, text, r"^(.+), (\d+) cores?, ")
    return Machine(
        "vnni",
        f"{processor}, kernel `vnni`",
        int(cores),
        float(memory),
        Spread(*month),
        Spread(*sentence),
        float(rate),
        "[benchmark.md](benchmark.md)",
    )


_NUMBER: Final = r"([\d.]+)"


def _seconds(page: Path, text: str, row: str) -> tuple[float, float]:
    p50, p95 = _found(page, text, rf"^\| {re.escape(row)} \| {_NUMBER} s \| {_NUMBER} s \|")
    return float(p50), float(p95)


def _found(page: Path, text: str, pattern: str) -> Sequence[str]:
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        raise RequestError(f"{page.name} has no line like {pattern}: write the page again with `make bench`")
    return found.groups()
