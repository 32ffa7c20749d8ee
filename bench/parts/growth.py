"""How the time for a month grows with days a week and with exercises to choose from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from bench.figures import Findings, Lines, Plot, Row, percentile
from bench.server import Client, running
from bench.workbench import Workbench
from program.exercises.catalogue import available
from program.schema import Equipment, RoutineRequest

DAYS = (2, 3, 4)

GYMS: tuple[tuple[Equipment, ...], ...] = tuple(
    itertools.accumulate(
        ((kind,) for kind in ("bodyweight", "dumbbell", "barbell", "cable", "machine")), lambda gym, more: gym + more
    )
)
"""From bodyweight alone to a full gym, one more kind of equipment each time."""

LEVEL = 3
"""Experience of all lifters here; it decides which exercises they may do."""

FIXED: Mapping[str, Any] = {"experience": LEVEL, "minutes": 90, "days_per_week": 4, "equipment": None}
"""Fields that stay the same; all others are random, as elsewhere."""


def measure(bench: Workbench) -> Findings:
    """The same lifters with more and more days, then with more and more equipment."""
    lifters = [request.model_copy(update=FIXED) for request in bench.requests(bench.times(10, 1))]
    by_days: dict[int, list[float]] = {}
    by_gym: dict[int, list[float]] = {}
    rows = []
    with running() as server, server.client() as client:
        client.month(lifters[0])
        for days in DAYS:
            bench.report(f"months of {days} days a week")
            by_days[days] = _seconds(client, lifters, {"days_per_week": days})
            rows.append(Row.of(f"a month of {days} days a week", "s", by_days[days], note=f"{len(lifters)} lifters"))
        for gym in GYMS:
            offered = len(available(frozenset(gym), LEVEL))
            bench.report(f"months out of {offered} exercises")
            by_gym[offered] = _seconds(client, lifters, {"equipment": gym})
            rows.append(Row.of(f"a month out of {offered} exercises", "s", by_gym[offered], note=", ".join(gym)))
    return Findings(
        rows,
        [
            _plot("days", "Days a week", "days a week", by_days),
            _plot("catalogue", "Exercises to choose from", "exercises", by_gym),
        ],
    )


def _seconds(client: Client, lifters: Sequence[RoutineRequest], fields: Mapping[str, Any]) -> list[float]:
    return [client.month(lifter.model_copy(update=dict(fields))).seconds for lifter in lifters]


def _plot(name: str, title: str, x_label: str, seconds: Mapping[int, Sequence[float]]) -> Plot:
    values = {f"p{share}": [percentile(one, share) for one in seconds.values()] for share in (50, 95)}
    return Plot(name, title, x_label, list(seconds), [Lines("seconds for a month", values)])
