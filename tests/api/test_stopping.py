"""How the server stops: announced, in order, within a bound, and at once when it is told twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.conftest import EXAMPLES
from tests.api.serving import serving
from tests.api.test_bad_input import problem
from tests.api.test_runs import events

ROOT = Path(__file__).parents[2]


def month(address: str) -> httpx2.Response:
    return httpx2.post(f"{address}/routine", json=EXAMPLES["3"], timeout=60)


def stream(address: str) -> httpx2.Response:
    return httpx2.post(f"{address}/routine", json=EXAMPLES["3"], headers={"Accept": "text/event-stream"}, timeout=60)


@contextmanager
def asked(address: str, *asking: Callable[[str], httpx2.Response]) -> Iterator[list["Future[httpx2.Response]"]]:
    """Callers who have asked, and wait."""
    with ThreadPoolExecutor(len(asking)) as callers:
        waiting = [callers.submit(ask, address) for ask in asking]
        time.sleep(0.4)
        yield waiting


def refuses(address: str) -> bool:
    try:
        httpx2.get(f"{address}/livez", timeout=5)
    except httpx2.TransportError:
        return True
    return False


def within(seconds: float, reached: Callable[[], bool]) -> bool:
    ended = time.monotonic() + seconds
    while time.monotonic() < ended:
        if reached():
            return True
        time.sleep(0.05)
    return False


def test_readyz_says_so_at_once_while_the_port_stays_open() -> None:
    with serving(0.01, drain_s=1.0, log_level="error") as server:
        server.server.stop()
        with server.client() as client:
            refused = problem(client.get("/readyz"), 503)
            assert "being stopped" in refused["detail"]
            alive = client.get("/livez")
        assert (alive.status_code, alive.headers["connection"]) == (200, "close")
        assert month(server.address).status_code == 200
        assert within(5, lambda: refuses(server.address))


def test_what_is_in_work_goes_to_its_end() -> None:
    with serving(0.5, log_level="error") as server, asked(server.address, month, stream) as [plain, streamed]:
        server.server.stop()
        assert within(2, lambda: refuses(server.address))
        assert plain.result().status_code == 200
        assert events(streamed.result().text)[-1][0] == "done"


def test_what_takes_too_long_is_told_where_to_go_on() -> None:
    with (
        serving(30, stop_s=0.3, log_level="error") as server,
        asked(server.address, month, stream) as [plain, streamed],
    ):
        begun = time.monotonic()
        server.server.stop()
        assert "being stopped" in problem(plain.result(), 503)["detail"]
        told = events(streamed.result().text)
        name, last = told[-1]
        assert (name, last["status"]) == ("problem", 503)
        assert last["run_id"] == told[0][1]["run_id"]
        assert time.monotonic() - begun < 5


class Process:
    """The service in a process of its own, which is ready."""

    def __init__(self, seconds: float, **settings: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "BURNFIT_ATTEMPTS": "1", "BURNFIT_LOG_LEVEL": "error"}
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.api.serving", str(seconds)],
            cwd=ROOT,
            env={**environment, **{f"BURNFIT_{name.upper()}": value for name, value in settings.items()}},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.popen.stdout is not None
        self.address = f"http://127.0.0.1:{int(self.popen.stdout.readline())}"
        assert within(30, self._ready)

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/readyz").status_code == 200
        except httpx2.TransportError:
            return False

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.popen.kill()
        self.popen.communicate()


def test_sigterm_ends_the_process_in_order() -> None:
    with Process(0.7, drain_s="0.5") as process, asked(process.address, month) as [waiting]:
        process.popen.send_signal(signal.SIGTERM)
        problem(httpx2.get(f"{process.address}/readyz"), 503)
        assert waiting.result().status_code == 200
        assert process.popen.wait(10) == -signal.SIGTERM


def test_a_second_signal_ends_the_process_at_once() -> None:
    def broken(address: str) -> Any:
        with pytest.raises(httpx2.TransportError):
            month(address)

    with Process(30, drain_s="30") as process, asked(process.address, broken):
        for _ in range(2):
            process.popen.send_signal(signal.SIGTERM)
            time.sleep(0.3)
        assert process.popen.wait(5) == -signal.SIGTERM
