"""The arithmetic of the overload benchmark, with a service that is only a function."""

import asyncio
import itertools
import statistics

import httpx2
import pytest

from bench.arrivals import SEED, arrivals
from bench.overload import Level, Sent, ask, capacity, measure, open_loop, results, table

BODY = {"experience": 3}


class Service:
    """Makes a month in a tenth of a second, two at once; refuses a request when `places` are taken."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._making = asyncio.Semaphore(2)

    async def answer(self, _: httpx2.Request) -> httpx2.Response:
        if not self._places:
            return httpx2.Response(503, headers={"Retry-After": "1"})
        self._places -= 1
        async with self._making:
            await asyncio.sleep(0.1)
        self._places += 1
        return httpx2.Response(200, json={})

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url="http://service", transport=httpx2.MockTransport(self.answer))


def test_requests_come_at_random_as_often_as_asked_for() -> None:
    times = list(arrivals(rate=50.0, seconds=100.0))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) == pytest.approx(5000, rel=0.05)
    assert statistics.stdev(gaps) == pytest.approx(1 / 50, rel=0.1)  # as of gaps that do not depend on each other
    assert times == list(arrivals(50.0, 100.0, SEED))
    assert max(times) < 100


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        (Sent(200, 0.2), "month"),
        (Sent(503, 0.01, told_when=True), "refused"),
        (Sent(429, 0.01, told_when=True), "refused"),
        (Sent(503, 0.01), "lost"),
        (Sent(500, 0.01, told_when=True), "lost"),
        (Sent(0, 0.01), "lost"),
    ],
)
def test_only_a_month_or_a_refusal_that_says_when_is_not_lost(sent: Sent, outcome: str) -> None:
    assert sent.outcome == outcome


def test_no_answer_is_counted_as_lost() -> None:
    def broken(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    async def scenario() -> Sent:
        async with httpx2.AsyncClient(base_url="http://service", transport=httpx2.MockTransport(broken)) as client:
            return await ask(client, BODY)

    assert asyncio.run(scenario()).outcome == "lost"


def test_requests_are_sent_without_waiting_for_answers() -> None:
    async def scenario() -> list[Sent]:
        async with Service(places=2).client() as client:
            return await open_loop(client, [BODY], [0.0, 0.01, 0.02, 0.03])

    assert [one.outcome for one in asyncio.run(scenario())] == ["month", "month", "refused", "refused"]


def test_the_capacity_is_what_is_made_and_not_what_is_refused() -> None:
    async def scenario(places: int) -> float:
        async with Service(places).client() as client:
            return await capacity(client, [BODY], 0.5)

    for places in (10, 2):
        assert asyncio.run(scenario(places)) == pytest.approx(20, rel=0.5)


def test_the_table_has_a_row_for_each_level() -> None:
    normal = Level(0.5, 10.0, [Sent(200, 0.2)] * 10, (1.0, 1.01))
    over = Level(3.0, 10.0, [*[Sent(200, 0.3)] * 20, *[Sent(503, 0.005, told_when=True)] * 40, Sent(0, 1.0)])
    first, second = table(2.0, [normal, over]).splitlines()[-2:]
    assert first == "| 0.5 × | 10 | 1.00 | 0.20 s | 0.20 s | 1.00 | 0 | – | 0 | 1.00 → 1.01 GB | 0.0 ms |"
    assert second == "| 3 × | 61 | 2.00 | 0.30 s | 0.30 s | 1.50 | 40 | 5.0 ms | 1 | – | 0.0 ms |"


def test_the_figures_for_programs_are_those_of_the_table() -> None:
    over = Level(3.0, 10.0, [*[Sent(200, 0.3)] * 20, *[Sent(503, 0.005, told_when=True)] * 40, Sent(0, 1.0)])
    nothing = Level(9.0, 10.0, [Sent(503, 0.005, told_when=True)])
    found = results(2.0, [over, nothing])
    assert found["capacity"] == 2.0
    first, second = found["levels"]
    assert first == {
        "share": 3.0,
        "seconds": 10.0,
        "sent": 61,
        "months": 20,
        "refused": 40,
        "lost": 1,
        "p50_s": 0.3,
        "p95_s": pytest.approx(0.3),
    }
    assert (second["p50_s"], second["p95_s"]) == (None, None)


def test_a_whole_measurement_sends_every_level() -> None:
    messages = list[str]()

    async def scenario() -> tuple[float, list[Level]]:
        async with Service(places=10).client() as client:
            return await measure(client, [BODY], [0.5, 3.0], 0.5, lambda: 1.5, messages.append)

    most, levels = asyncio.run(scenario())
    assert [level.share for level in levels] == [0.5, 3.0]
    assert [level.memory_gb for level in levels] == [(1.5, 1.5)] * 2
    assert len(levels[1].sent) > len(levels[0].sent)
    assert levels[1].of("refused")
    assert not levels[1].of("lost")
    assert len(messages) == 3
    assert most > 0
