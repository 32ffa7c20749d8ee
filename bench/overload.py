"""`python -m bench.overload`: sends the service more than it can do, and prints how it copes.

First some callers ask for one month after the other: how many months a second the service makes is its capacity. Then
months are asked for at random times, at shares of this capacity, whether or not earlier ones have been answered, as
callers do who do not know of each other. Nothing else should run meanwhile; the callers themselves run on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal

import httpx2
import typer

from bench.arrivals import SEED, arrivals
from bench.figures import percentile
from bench.server import LONGEST_ANSWER_S, running
from data.requests import unseen_requests
from models.prepare_base import reporting
from service.model_loader import prepare_base
from service.settings import Settings

SHARES: Final = (0.5, 0.9, 1.5, 3.0)
"""Requests a second at each level, as shares of the capacity."""

CALLERS: Final = 8
"""Callers who measure the capacity together; few enough that none is refused."""

BODIES: Final = 200
"""Different requests, sent in turn."""

_PAUSE_S: Final = 0.1
"""Seconds that a caller pauses who got no month while the capacity is measured."""

REFUSING: Final = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, and what became of it."""

    status: int
    """Of the answer; 0: there was none."""
    seconds: float
    """From the first byte sent to the last one read."""
    told_when: bool = False
    """Whether the answer has `Retry-After`."""
    late_s: float = 0.0
    """How much later than planned it was sent, in seconds: large values mean that the callers were the bottleneck."""

    @property
    def outcome(self) -> Literal["month", "refused", "lost"]:
        """A month, a refusal that says when to ask again, or anything else."""
        if self.status == HTTPStatus.OK:
            return "month"
        return "refused" if self.status in REFUSING and self.told_when else "lost"


@dataclass(frozen=True, slots=True)
class Level:
    """All requests of one level."""

    share: float
    """Of the capacity."""
    seconds: float
    """How long requests were sent."""
    sent: Sequence[Sent]
    memory_gb: tuple[float, float] | None = None
    """The service's memory before and after, in GB; None: it is not known."""

    def of(self, outcome: str) -> list[float]:
        """The seconds of the requests with an outcome."""
        return [one.seconds for one in self.sent if one.outcome == outcome]


async def ask(client: httpx2.AsyncClient, body: Body, late_s: float = 0.0) -> Sent:
    """Ask for a month once."""
    begun = time.perf_counter()
    try:
        answered = await client.post("/routine", json=body)
    except httpx2.HTTPError:
        return Sent(0, time.perf_counter() - begun, late_s=late_s)
    return Sent(answered.status_code, time.perf_counter() - begun, "retry-after" in answered.headers, late_s)


async def capacity(client: httpx2.AsyncClient, bodies: Sequence[Body], seconds: float) -> float:
    """Months a second when `CALLERS` callers each ask for the next month as soon as they have the last."""
    ended = asyncio.get_running_loop().time() + seconds
    remaining = itertools.cycle(bodies)

    async def call() -> int:
        months = 0
        while asyncio.get_running_loop().time() < ended:
            if (await ask(client, next(remaining))).outcome == "month":
                months += 1
            else:
                await asyncio.sleep(_PAUSE_S)
        return months

    begun = time.perf_counter()
    months = await asyncio.gather(*(call() for _ in range(CALLERS)))
    return sum(months) / (time.perf_counter() - begun)


async def open_loop(client: httpx2.AsyncClient, bodies: Sequence[Body], times: Iterable[float]) -> list[Sent]:
    """Ask for a month at each of the times, in seconds from now, and wait for all answers."""
    begun = time.perf_counter()
    asked: list[asyncio.Task[Sent]] = []
    for at, body in zip(times, itertools.cycle(bodies), strict=False):
        await asyncio.sleep(max(0.0, begun + at - time.perf_counter()))
        asked.append(asyncio.create_task(ask(client, body, time.perf_counter() - begun - at)))
    return list(await asyncio.gather(*asked))


async def measure(
    client: httpx2.AsyncClient,
    bodies: Sequence[Body],
    shares: Sequence[float],
    seconds: float,
    memory_gb: Callable[[], float] | None,
    report: Callable[[str], None],
) -> tuple[float, list[Level]]:
    """The capacity in months a second, and the levels.

    Args:
        client: Of the service.
        bodies: What is asked for, in turn.
        shares: Of the capacity, one for each level.
        seconds: How long the capacity is measured, and each level.
        memory_gb: Measures the service's memory; None: it cannot be measured.
        report: Receives progress messages.
    """
    report(f"capacity, {CALLERS} callers")
    await capacity(client, bodies, min(5.0, seconds))  # the service learns how long a month takes
    most = await capacity(client, bodies, seconds)
    levels = []
    for share in shares:
        report(f"{share:g} times the capacity: {share * most:.2f} requests a second")
        before = memory_gb() if memory_gb else 0.0
        sent = await open_loop(client, bodies, arrivals(share * most, seconds))
        levels.append(Level(share, seconds, sent, (before, memory_gb()) if memory_gb else None))
    return most, levels


def table(most: float, levels: Sequence[Level]) -> str:
    """The levels as Markdown; the first one is the normal load that the others are compared with.

    `late` is the 95th percentile of how much later than planned requests were sent.
    """
    lines = [
        f"Capacity: {most:.2f} months a second, {CALLERS} callers at once.",
        "",
        "| load | sent | months a second | p50 | p95 | p95 ÷ normal | refused | refusals' p95 | lost | memory | late |",
        "| --- " * 11 + "|",
    ]
    normal = _percentile(levels[0].of("month"), 95) if levels else None
    for level in levels:
        months, refusals, lost = level.of("month"), level.of("refused"), level.of("lost")
        p95 = _percentile(months, 95)
        cells = (
            f"{level.share:g} ×",
            str(len(level.sent)),
            f"{len(months) / level.seconds:.2f}",
            _in(_percentile(months, 50), "s"),
            _in(p95, "s"),
            "–" if p95 is None or not normal else f"{p95 / normal:.2f}",
            str(len(refusals)),
            _in(_percentile(refusals, 95), "ms"),
            str(len(lost)),
            "–" if level.memory_gb is None else "{:.2f} → {:.2f} GB".format(*level.memory_gb),
            _in(_percentile([one.late_s for one in level.sent], 95), "ms"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def results(most: float, levels: Sequence[Level]) -> dict[str, Any]:
    """The same figures for programs, as `python -m bench.fleet --check` reads them; times in seconds."""
    return {
        "capacity": most,
        "levels": [
            {
                "share": level.share,
                "seconds": level.seconds,
                "sent": len(level.sent),
                "months": len(level.of("month")),
                "refused": len(level.of("refused")),
                "lost": len(level.of("lost")),
                "p50_s": _percentile(level.of("month"), 50),
                "p95_s": _percentile(level.of("month"), 95),
            }
            for level in levels
        ],
    }


def _percentile(values: Sequence[float], share: float) -> float | None:
    return percentile(values, share) if values else None


def _in(seconds: float | None, unit: Literal["s", "ms"]) -> str:
    if seconds is None:
        return "–"
    return f"{seconds:.2f} s" if unit == "s" else f"{1000 * seconds:.1f} ms"


def connected(address: str) -> httpx2.AsyncClient:
    """A client with as many connections as it needs."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx2.AsyncClient(base_url=address, timeout=LONGEST_ANSWER_S, limits=limits)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.overload", description="Measure the service under overload.")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each level; 60 unless it is given")
    parser.add_argument("--loads", type=float, nargs="+", default=SHARES, help="shares of the capacity")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--url", help="of a service that runs already; else one is started")
    options = parser.parse_args(arguments)
    requests = itertools.islice(unseen_requests(SEED), BODIES)
    bodies = [request.model_dump(mode="json", exclude_none=True) for request in requests]

    async def measured(address: str, memory_gb: Callable[[], float] | None) -> tuple[float, list[Level]]:
        async with connected(address) as client:
            return await measure(client, bodies, options.loads, options.seconds, memory_gb, report)

    with reporting("overload") as report:
        if options.url:
            found = asyncio.run(measured(options.url, None))
        else:
            prepare_base(Settings.read())
            with running() as server:
                found = asyncio.run(measured(f"http://127.0.0.1:{server.port}", server.memory_gb))
    typer.echo(table(*found))
    if options.json:
        options.json.write_text(json.dumps(results(*found), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
