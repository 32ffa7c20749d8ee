"""Start time, memory and answer times of the service, started as a user starts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.figures import Findings, Row, Target
from bench.server import Answer, running
from bench.workbench import Workbench
from program.schema import RoutineRequest

MONTH = (Target("p50", "≤", 0.8), Target("p95", "≤", 1.2))
SENTENCE = (Target("p50", "≤", 1.1), Target("p95", "≤", 1.6))
RATE = (Target("p50", "≤", 0.25),)
MEMORY = (Target("p50", "≤", 1.6),)
START = (Target("p50", "≤", 6),)

WARM_UP = 3
"""Requests of each kind before measuring, other ones than those measured."""


def measure(bench: Workbench) -> Findings:
    """Start, memory, and the three kinds of request, one after the other."""
    starts = []
    for _ in range(bench.times(2, 0)):
        with running() as server:
            starts.append(server.start_s)
    number = bench.times(60, 3)
    requests, sentences = bench.requests(number), bench.sentences(number)
    with running() as server, server.client() as client:
        starts.append(server.start_s)
        for request in bench.requests(WARM_UP, skip=number):
            client.rate(request)
            client.month(request)
            client.month(request.model_copy(update={"request": sentences[0].request}))
        memory_gb = server.memory_gb()
        months = _ask(bench, "months", client.month, requests)
        with_sentence = _ask(bench, "months with a sentence", client.month, sentences)
        rates = _ask(bench, "rates", client.rate, requests)
        later_gb = server.memory_gb()
    bench.months_s = [answer.seconds for answer in months]
    bench.rates_s = [answer.seconds for answer in rates]
    return Findings(
        [
            Row.of("a month (`POST /routine`)", "s", bench.months_s, targets=MONTH, note=_sources(months)),
            Row.of(
                "a month with a sentence",
                "s",
                [answer.seconds for answer in with_sentence],
                targets=SENTENCE,
                note=_sources(with_sentence),
            ),
            Row.of(
                "the weight plan alone (`POST /gen/routine/rate`)",
                "s",
                bench.rates_s,
                targets=RATE,
                note=f"{number} requests",
            ),
            Row(
                "memory of the service",
                "GB",
                memory_gb,
                targets=MEMORY,
                note=f"resident after {3 * WARM_UP} requests; {later_gb:.2f} GB after the {3 * number} above",
            ),
            Row.of(
                "from the start until it is ready",
                "s",
                starts,
                targets=START,
                note=f"process started to `/readyz` ok, {len(starts)} starts",
            ),
        ]
    )


def _ask(
    bench: Workbench, kind: str, ask: Callable[[RoutineRequest], Answer], requests: Sequence[RoutineRequest]
) -> list[Answer]:
    bench.report(f"{len(requests)} {kind}, one after the other")
    return [ask(request) for request in requests]


def _sources(months: Sequence[Answer]) -> str:
    """How many months have only first answers of the model, all accepted."""
    own = sum(
        all(one["source"] == "model" and one["attempts"] == 1 for one in month.body["provenance"].values())
        for month in months
    )
    return f"{len(months)} requests; in {own} the model's first answers were accepted"
