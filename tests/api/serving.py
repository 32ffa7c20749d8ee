"""A real server on a loopback port, with a model that only waits; in this process, or as one of its own.

`python -m tests.api.serving SECONDS` serves with a model that takes so long for each answer, and prints its port.
"""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGINT
from typing import Any

import httpx2
from sse_starlette.sse import AppStatus
from starlette.applications import Starlette

from api.http.app import create_app
from api.http.server import DrainingServer, serve
from api.http.worker_pool import WorkerPool
from models.language_model import Call, Cancelled, Completion, Cost
from service.service import Service
from service.settings import Settings
from tests.scripted import ScriptedModel


class Pausing(ScriptedModel):
    """A model that takes its time for an answer of no use, so that the coach answers."""

    def __init__(self, seconds: float) -> None:
        super().__init__({})
        self.seconds = seconds

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:
        if (cancel or threading.Event()).wait(self.seconds):
            raise Cancelled("cancelled")
        return Completion("no", Cost())


@dataclass
class Running:
    """A server in this process."""

    server: DrainingServer
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, timeout=30)

    def connect(self, *sent: bytes) -> socket.socket:
        """A connection on which this was sent."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        opened.sendall(b"".join(sent))
        return opened


@dataclass
class Serving(Running):
    """A server of the HTTP service."""

    pool: WorkerPool


@contextmanager
def running(app: Starlette, settings: Settings) -> Iterator[Running]:
    """Serves an app until the block ends, and waits until all of it has ended."""
    server = DrainingServer(app, settings, app.state.drain)
    bound = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([bound],))
    AppStatus.enable_automatic_graceful_drain = False
    thread.start()
    try:
        yield Running(server, bound.getsockname()[1])
    finally:
        if not app.state.drain.begun:
            server.stop(SIGINT)
        thread.join(30)
        AppStatus.enable_automatic_graceful_drain = True
        AppStatus.should_exit = False
        assert not thread.is_alive()


@contextmanager
def serving(seconds: float, **settings: Any) -> Iterator[Serving]:
    """Serves until the block ends, with a model that takes `seconds` for each answer."""
    chosen = Settings(**({"attempts": 1, "drain_s": 0, "stop_s": 5} | settings))
    app = create_app(chosen, load=lambda known: Service(Pausing(seconds), known))
    with running(app, chosen) as one:
        until_ready(one.address)
        yield Serving(one.server, one.port, app.state.worker_pool)


def until_ready(address: str) -> None:
    """Return when the service there is ready."""
    ended = time.monotonic() + 30
    while time.monotonic() < ended:
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the server did not become ready")


def main() -> None:
    """Serve, as `burnfit serve` does, until a signal comes."""
    settings = Settings.read()
    app = create_app(settings, load=lambda known: Service(Pausing(float(sys.argv[1])), known))
    bound = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{bound.getsockname()[1]}\n")
    sys.stdout.flush()
    serve(app, settings, bound)


if __name__ == "__main__":
    main()
