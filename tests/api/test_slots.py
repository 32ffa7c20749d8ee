"""A request's place in the queue is free again, whatever happens; reads need none."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from fastapi import Request

from api.http.gate import Gate, Overloaded
from api.http.worker_pool import WorkerPool
from program.errors import RequestError, UnavailableError
from service.service import Service
from service.settings import Settings
from tests.scripted import ScriptedModel


async def _stays() -> dict[str, Any]:
    await asyncio.sleep(60)
    return {"type": "http.disconnect"}


async def _leaves() -> dict[str, Any]:
    await asyncio.sleep(0.05)
    return {"type": "http.disconnect"}


def request(receive: Callable[[], Awaitable[dict[str, Any]]] = _stays) -> Request:
    return Request({"type": "http", "path": "/", "headers": []}, receive)


def until_cancelled(_: Service, cancelled: threading.Event) -> str:
    assert cancelled.wait(30)
    return "cancelled"


def refused(_: Service, __: threading.Event) -> str:
    raise RequestError("that cannot be done")


def run(scenario: Callable[[WorkerPool], Awaitable[None]], *, timeout_s: float = 30, queue_s: float = 5) -> None:
    """Runs a scenario with a pool of one thread, at whose end every slot must be free within a second."""

    async def with_pool() -> None:
        service = Service(ScriptedModel({}), Settings())
        pool = WorkerPool(lambda: service, threads=1, timeout_s=timeout_s, gate=Gate(queue_s))
        await asyncio.to_thread(pool.wait)
        try:
            await scenario(pool)
            for _ in range(100):
                if not pool.gate.ahead:
                    break
                await asyncio.sleep(0.01)
            assert (pool.gate.ahead, pool.gate.running) == (0, 0)
            assert pool.drain.in_work == 0
        finally:
            pool.close()

    asyncio.run(with_pool())


def test_an_error_frees_it() -> None:
    async def scenario(pool: WorkerPool) -> None:
        with pytest.raises(RequestError):
            await pool.answer(request(), refused)

    run(scenario)


def test_the_time_limit_frees_it() -> None:
    async def scenario(pool: WorkerPool) -> None:
        with pytest.raises(UnavailableError, match="No answer within"):
            await pool.answer(request(), until_cancelled)
        with pytest.raises(UnavailableError, match="No answer within"):
            await pool.call(until_cancelled)

    run(scenario, timeout_s=0.1)


def test_a_caller_who_leaves_while_it_waits_frees_it_at_once() -> None:
    async def scenario(pool: WorkerPool) -> None:
        first = asyncio.create_task(pool.answer(request(), until_cancelled))
        await asyncio.sleep(0.05)
        assert await pool.answer(request(_leaves), until_cancelled) is None
        await asyncio.sleep(0.01)
        assert (pool.gate.ahead, pool.gate.running) == (1, 1)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    run(scenario)


def test_a_tool_call_that_is_cancelled_frees_it() -> None:
    async def scenario(pool: WorkerPool) -> None:
        calling = asyncio.create_task(pool.call(until_cancelled))
        await asyncio.sleep(0.05)
        assert pool.gate.running == 1
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling

    run(scenario)


def _events(_: Service, cancelled: threading.Event) -> Iterator[str]:
    yield "first"
    assert cancelled.wait(30)
    yield "last"


def test_a_stream_that_is_left_frees_it() -> None:
    async def scenario(pool: WorkerPool) -> None:
        steps: Any = pool.stream(_events)
        assert await anext(steps) == "first"
        await steps.aclose()

    run(scenario)


def test_a_stream_that_nobody_reads_frees_it_after_the_time_limit() -> None:
    async def scenario(pool: WorkerPool) -> None:
        pool.stream(_events)
        assert pool.gate.ahead == 1
        await asyncio.sleep(0.15)

    run(scenario, timeout_s=0.1)


def test_a_stream_that_would_wait_too_long_is_refused_before_it_begins() -> None:
    async def scenario(pool: WorkerPool) -> None:
        first = asyncio.create_task(pool.answer(request(), until_cancelled, months=3))
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            pool.stream(_events)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    run(scenario, queue_s=0.1)


def test_reads_do_not_wait_for_months_and_are_never_refused() -> None:
    async def scenario(pool: WorkerPool) -> None:
        month = asyncio.create_task(pool.answer(request(), until_cancelled))
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await pool.answer(request(), until_cancelled)
        reads = [pool.read(request(), lambda *_: "read") for _ in range(20)]
        assert await asyncio.wait_for(asyncio.gather(*reads), 5) == ["read"] * 20
        assert not month.done()
        month.cancel()
        with pytest.raises(asyncio.CancelledError):
            await month

    run(scenario, queue_s=0.1)


def test_what_is_broken_off_is_told_so() -> None:
    async def scenario(pool: WorkerPool) -> None:
        month = asyncio.create_task(pool.answer(request(), until_cancelled))
        steps: Any = pool.stream(_events)
        assert await anext(steps) == "first"
        reading = asyncio.ensure_future(anext(steps))
        await asyncio.sleep(0.05)
        pool.drain.break_off()
        for one in (month, reading):
            with pytest.raises(UnavailableError, match="being stopped"):
                await one
        with pytest.raises(UnavailableError, match="being stopped"):
            await pool.answer(request(), until_cancelled)

    run(scenario)
