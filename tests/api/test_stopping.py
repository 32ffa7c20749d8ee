"""How the server stops: announced, in order, within a bound, and at once when it is told twice."""

import asyncio
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
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client

from api.http.drain import Drain
from api.mcp import create_server, http_app
from program.schema import LifterRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES
from tests.api.serving import Pausing, Running, running, serving, until_ready
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


def test_a_tool_that_is_called_goes_to_its_end_and_idle_streams_do_not_hold_the_server() -> None:
    settings, drain = Settings(attempts=1, drain_s=0, stop_s=30, log_level="error"), Drain()
    tools = create_server(settings, lambda known: Service(Pausing(0.8), known), drain)
    lifter = {name: EXAMPLES["3"][name] for name in LifterRequest.model_fields}

    async def scenario(one: Running) -> types.CallToolResult:
        async with Client(streamable_http_client(f"{one.address}/mcp")) as client:
            await client.list_tools()  # else the client asks for them after the call, when the port is closed
            calling = asyncio.create_task(client.call_tool("weight_plan", lifter))
            await asyncio.sleep(0.4)
            one.server.stop()
            return await calling

    begun = time.monotonic()
    with running(http_app(tools, settings, drain), settings) as one:
        assert not asyncio.run(scenario(one)).is_error
    assert time.monotonic() - begun < 15


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
        until_ready(self.address)

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
