"""Many callers at once: months a second, and the time until each answer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from bench.figures import Findings, Lines, Plot, Row, Target, percentile
from bench.server import Server, running
from bench.workbench import Workbench
from program.schema import RoutineRequest

CLIENTS = (1, 2, 4, 8, 16, 32)
QUICK = (1, 2)

JUDGED = 16
"""Number of callers that has a target."""
WAITING = (Target("p95", "≤", 8),)
THROUGHPUT = (Target("p50", "≥", 3),)

FEWEST_MONTHS = 16
"""Fewest months to measure for each number of callers, so that a few slow ones do not decide the figure."""
MONTHS_EACH = 3
"""Fewest months for each caller, which asks for the next as soon as it has the last."""


def measure(bench: Workbench) -> Findings:
    """A row for each number of callers, and one for months a second at the number with a target."""
    rows, throughput, p50s, p95s = [], [], [], []
    levels = QUICK if bench.quick else CLIENTS
    with running({"BURNFIT_QUEUE_S": "3600"}) as server:  # all of them wait, however long that is
        for clients in levels:
            each = bench.times(max(MONTHS_EACH, -(-FEWEST_MONTHS // clients)), 1)
            requests = bench.requests(clients * each)
            bench.report(f"{_name(clients)}, months each: {each}")
            took, seconds = _together(server, requests, clients)
            rate = len(requests) / took
            note = f"{rate:.2f} months a second; {len(requests)} months"
            targets = WAITING if clients == JUDGED else ()
            rows.append(Row.of(_name(clients), "s", seconds, targets=targets, note=note))
            if clients == JUDGED:
                rows.append(Row(f"months a second, {_name(clients)}", "months/s", rate, targets=THROUGHPUT))
            throughput.append(rate)
            p50s.append(percentile(seconds, 50))
            p95s.append(percentile(seconds, 95))
    panels = [
        Lines("months a second", {"months a second": throughput}),
        Lines("seconds until the answer", {"p50": p50s, "p95": p95s}),
    ]
    return Findings(rows, [Plot("load", "Many callers at once", "callers", levels, panels)])


def _name(clients: int) -> str:
    return "1 caller" if clients == 1 else f"{clients} callers at once"


def _together(server: Server, requests: list[RoutineRequest], clients: int) -> tuple[float, list[float]]:
    """Seconds for all months together, and of each, when each caller asks for an equal share of them in turn."""

    def call(number: int) -> list[float]:
        with server.client() as client:
            return [client.month(request).seconds for request in requests[number::clients]]

    with ThreadPoolExecutor(clients) as callers:
        begun = time.perf_counter()
        seconds = [one for share in callers.map(call, range(clients)) for one in share]
        return time.perf_counter() - begun, seconds
