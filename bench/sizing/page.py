"""The tables of docs/scaling.md, and the page with its tables written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bench.arrivals import arrivals
from bench.document import figure
from bench.sizing.inputs import HOURS, Inputs
from bench.sizing.machines import Machine
from bench.sizing.measured import Measured
from bench.sizing.need import Fleet, Need
from bench.sizing.queue import jobs, mean_waits_s, refused_share, simulate
from program.errors import RequestError

USERS: Final = (10_000, 1_000_000, 100_000_000)

OTHERS: Final = ("avx2", "GPU")
"""Kinds of machines that the page names even where nobody has measured them."""

LOADS: Final = (0.5, 0.7, 0.8, 0.9, 1.0, 1.5, 3.0)
"""Of what a replica can make."""

REQUESTS: Final = 10_000
"""Requests of each simulation."""

SEED: Final = 531


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def inputs_table(inputs: Inputs) -> str:
    """Every figure with its source."""
    rows = [(f"`{name}`", what, value, source) for name, what, value, source in inputs.table()]
    rows.append(
        ("`HOURS`", "requests in the day's busiest hour, in those of the mean hour", f"{max(HOURS):g}", "assumption")
    )
    return _table(("name", "what", "value", "source"), rows)


def machines_table(machines: Mapping[str, Machine], inputs: Inputs) -> str:
    """Every kind of machine, and what a replica on it can make."""
    rows: list[tuple[str, ...]] = [
        (
            f"`{machine.name}`",
            machine.what,
            str(machine.cores),
            f"{machine.memory_gb:.2f} GB",
            f"{machine.month.p50_s:.3f} / {machine.month.p95_s:.3f} s",
            f"{machine.sentence.p50_s:.3f} / {machine.sentence.p95_s:.3f} s",
            f"{machine.months_per_s:.2f}",
            f"{1 / machine.busy_s(inputs.sentence_share):.2f}",
            machine.source,
        )
        for machine in machines.values()
    ]
    rows += [(name, *["not measured"] * 7, "–") for name in OTHERS if name not in machines]
    head = ("name", "what", "cores", "memory", "a month, p50 / p95", "with a sentence", "months a second")
    return _table((*head, "requests a second, mixed", "source"), rows)


def replica_table(machine: Machine, inputs: Inputs) -> str:
    """One replica at several loads, by formula and by simulation."""
    share, busy_s = inputs.sentence_share, machine.busy_s(inputs.sentence_share)
    rows = []
    for load in LOADS:
        times = _times(load / busy_s)
        found = simulate(
            jobs(machine, share, times, SEED), queue_s=inputs.queue_s, threads=int(inputs.threads), expected_s=busy_s
        )
        mean = "{:.2f} to {:.2f} s".format(*mean_waits_s(machine, share, load)) if load < 1 else "–"
        mean_simulated = sum(found.waits_s) / len(found.waits_s)
        refused = refused_share(machine, share, inputs.queue_s, load)
        rows.append(
            (
                f"{load:g} ×",
                f"{mean} / {mean_simulated:.2f} s",
                f"{found.wait_s(50):.2f} s",
                f"{found.wait_s(95):.2f} s",
                f"{found.took_s(95):.2f} s",
                f"{refused:.2%} / {found.refused_share:.2%}",
            )
        )
    head = ("load", "mean wait, formula / simulation", "wait p50", "wait p95", "answer p95")
    return _table((*head, "refused, formula / simulation"), rows)


def _times(per_s: float) -> list[float]:
    """Times of requests that come at random."""
    return list(arrivals(per_s, REQUESTS / per_s, SEED))


def need_table(needs: Sequence[Need]) -> str:
    """A column for each number of lifters."""

    def row(what: str, value: Callable[[Need], str]) -> Sequence[str]:
        return (what, *(value(need) for need in needs))

    rows = (
        row("requests a second, mean of a day", lambda need: figure(need.mean_per_s)),
        row("requests a second, busiest hour", lambda need: figure(need.peak_per_s)),
        row("a replica's load in that hour, at most", lambda need: f"{need.load:.0%}"),
        row("replicas, spare ones included", lambda need: f"{need.replicas:,}"),
        row("replicas in a campaign", lambda need: f"{need.campaign_replicas:,}"),
        row("cores of the replicas", lambda need: f"{need.cores:,}"),
        row("memory of the replicas", lambda need: figure(need.memory_gb, "GB")),
        row("connections to Postgres, at most", lambda need: f"{need.connections:,}"),
        row("transactions a second, busiest hour", lambda need: figure(need.commits_per_s)),
        row("log of the database, busiest hour", lambda need: figure(need.log_mb_per_s, "MB/s")),
        row("runs that are kept", lambda need: f"{need.kept_runs:,.0f}"),
        row("size of the database", lambda need: figure(need.stored_gb, "GB")),
        row("look for old runs", lambda need: figure(need.look_s, "s")),
        row("cores of the database", lambda need: f"{need.database_cores:,}"),
        row("replicas, a month", lambda need: f"$ {need.replicas_cost:,.0f}"),
        row("replicas that follow the day, a month", lambda need: f"$ {need.following_cost:,.0f}"),
        row("database, a month", lambda need: f"$ {need.database_cost:,.0f}"),
        row("for a thousand lifters, a month", lambda need: f"$ {need.cost / need.users * 1000:,.2f}"),
        row("limits that are exceeded", lambda need: ", ".join(limit.what for limit in need.over()) or "none"),
    )
    return _table(("lifters", *(f"{need.users:,}" for need in needs)), rows)


def limits_table(fleet: Fleet) -> str:
    """What breaks, the first first."""
    rows = [
        (
            limit.what,
            f"{limit.most:,g} {limit.unit}".rstrip(),
            "–" if users is None else f"{_rounded(users):,}",
            limit.then,
        )
        for limit, users in fleet.limits()
    ]
    return _table(("what", "limit", "exceeded from so many lifters", "then"), rows)


def _rounded(users: int) -> int:
    """Two digits, as the figures are no better."""
    return int(float(f"{users:.1e}"))


def recorded_table(measured: Measured) -> str:
    """What recorded months cost the databases, each."""
    rows = [
        (
            _KINDS[kind],
            f"{one.commits:g}",
            f"{one.rows:g}",
            f"{one.log_kb:g} kB",
            f"{one.stored_kb:g} kB",
            f"{measured.sqlite_stored_kb[kind]:g} kB",
            str(one.months),
        )
        for kind, one in measured.postgres.items()
    ]
    head = (
        "a recorded month",
        "transactions that write",
        "rows written",
        "log",
        "stays in Postgres",
        "stays in SQLite",
    )
    return _table((*head, "mean of"), rows)


_KINDS: Final = {"month": "without a sentence", "sentence": "with a sentence"}


def tables(fleet: Fleet, machines: Mapping[str, Machine]) -> dict[str, str]:
    """All tables of the page, by the name of their place.

    Args:
        fleet: The one that the page is about.
        machines: All kinds of machines.
    """
    return {
        "needs": need_table([fleet.need(users) for users in USERS]),
        "limits": limits_table(fleet),
        "replica": replica_table(fleet.machine, fleet.inputs),
        "machines": machines_table(machines, fleet.inputs),
        "recorded": recorded_table(fleet.measured),
        "inputs": inputs_table(fleet.inputs),
    }


def with_tables(page: str, found: Mapping[str, str]) -> str:
    """A page with each table in its place, between `<!-- fleet: NAME -->` and `<!-- end -->`.

    Raises:
        RequestError: The page has no such place, or a place for no table.
    """
    pattern = re.compile(r"<!-- fleet: (.+?) -->\n.*?<!-- end -->", re.DOTALL)
    places = pattern.findall(page)
    if sorted(places) != sorted(found):
        raise RequestError(f"the page has places for {', '.join(places)}; expected one each for {', '.join(found)}")
    return pattern.sub(lambda place: f"<!-- fleet: {place[1]} -->\n{found[place[1]]}\n<!-- end -->", page)
