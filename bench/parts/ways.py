"""What each optimisation of the service is worth: months with it turned off."""

from __future__ import annotations

from collections.abc import Mapping

from bench.figures import Findings, Row
from bench.server import running
from bench.workbench import Workbench

WITHOUT: Mapping[str, Mapping[str, str]] = {
    "without drafts": {"BURNFIT_DRAFTING": "false"},
    "without 8-bit integers": {"BURNFIT_KERNEL": "float"},
    "without drafts and 8-bit integers": {"BURNFIT_DRAFTING": "false", "BURNFIT_KERNEL": "float"},
}


def measure(bench: Workbench) -> Findings:
    """A month of the same requests, with one optimisation or all turned off."""
    requests = bench.requests(bench.times(20, 1))
    rows = []
    for name, settings in WITHOUT.items():
        bench.report(f"{len(requests)} months {name}")
        with running(settings) as server, server.client() as client:
            client.month(requests[0])
            seconds = [client.month(request).seconds for request in requests]
        note = ", ".join(f"`{variable}={value}`" for variable, value in settings.items())
        rows.append(Row.of(f"a month {name}", "s", seconds, ours=bench.months_s[: len(requests)], note=note))
    return Findings(rows)
