"""The results of a measurement: rows of figures with their targets, and plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

WeightUnit = Literal["s", "ms", "GB", "months/s", "GFLOP/s", "%", "a month"]


@dataclass(frozen=True, slots=True)
class Target:
    """A limit for one figure of a row."""

    figure: Literal["p50", "p95", "ratio"]
    bound: Literal["≤", "≥"]
    limit: float
    """In the row's unit; of a ratio, times ours."""

    def met_by(self, value: float) -> bool:
        """Whether `value` is within the limit."""
        return value <= self.limit if self.bound == "≤" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a measured figure, or a note that says why it was not measured."""

    name: str
    unit: WeightUnit
    p50: float | None
    """The median; None: not measured, and `note` says why."""
    p95: float | None = None
    """None if there are too few values for it."""
    ours: float | None = None
    """The service's own median for the same work, in the same unit; None: this row is not compared."""
    targets: tuple[Target, ...] = ()
    note: str = ""

    @classmethod
    def of(
        cls,
        name: str,
        unit: WeightUnit,
        values: Sequence[float],
        *,
        ours: Sequence[float] = (),
        targets: tuple[Target, ...] = (),
        note: str = "",
    ) -> Self:
        """The row of repeated measurements; those of the service for the same work, where it was measured, are `ours`.

        The 95th percentile is left out of fewer than `FEWEST_FOR_P95` values.
        """
        p95 = percentile(values, 95) if len(values) >= FEWEST_FOR_P95 else None
        return cls(name, unit, percentile(values, 50), p95, percentile(ours, 50) if ours else None, targets, note)

    @property
    def ratio(self) -> float | None:
        """This row's median divided by ours; None if either was not measured."""
        return None if self.p50 is None or self.ours is None else self.p50 / self.ours

    def met(self, target: Target) -> bool | None:
        """Whether `target` was met; None where its figure was not measured."""
        value: float | None = getattr(self, target.figure)
        return None if value is None else target.met_by(value)


FEWEST_FOR_P95 = 8
"""With fewer values the 95th percentile is almost the maximum."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One panel of a plot."""

    label: str
    """What is on the y axis, with its unit."""
    values: Mapping[str, Sequence[float]]
    """Name of a line -> y for each x."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over a common x axis, panels side by side."""

    name: str
    """The end of its file's name."""
    title: str
    x_label: str
    x: Sequence[float]
    panels: Sequence[Lines]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one part of the benchmark found."""

    rows: Sequence[Row]
    plots: Sequence[Plot] = ()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` percent of `values` lie, interpolated between neighbours.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("a percentile of no values: measure at least once")
    return float(np.percentile(values, share))
