"""Worker threads count their calls, and know who asked."""

import threading
from contextvars import ContextVar

import pytest

from api.http.worker_threads import WorkerThreads
from program.errors import UnavailableError

ASKED: ContextVar[str] = ContextVar("asked", default="nobody")


def test_work_runs_in_its_callers_context() -> None:
    threads = WorkerThreads(1, "test")
    token = ASKED.set("somebody")
    try:
        future = threads.submit(ASKED.get)
    finally:
        ASKED.reset(token)
    assert future.result(10) == "somebody"
    assert threads.submit(ASKED.get).result(10) == "nobody"
    threads.shutdown()


def test_calls_are_counted_until_they_end_are_cancelled_or_fail() -> None:
    threads, begun, let_go = WorkerThreads(1, "test"), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert let_go.wait(10)
        raise ZeroDivisionError

    running, waiting = threads.submit(work), threads.submit(print)
    assert begun.wait(10)
    assert (threads.waiting, threads.working) == (1, 1)
    assert waiting.cancel()
    assert (threads.waiting, threads.working) == (0, 1)
    dropped = threads.submit(print)
    threads.shutdown(wait=False, cancel_futures=True)
    assert dropped.cancelled()
    let_go.set()
    assert isinstance(running.exception(10), ZeroDivisionError)
    threads.shutdown()
    assert (threads.waiting, threads.working) == (0, 0)
    with pytest.raises(UnavailableError, match="is being stopped"):
        threads.submit(print)
    assert threads.waiting == 0
