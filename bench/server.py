"""Starts the service as a user does, `burnfit serve` in a process of its own, and sends it requests over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx2
import psutil  # type: ignore[import-untyped]  # comes without types

from program.errors import UnavailableError
from program.schema import LifterRequest, RoutineRequest

LONGEST_START_S = 300.0
"""Longest wait for the service to become ready, in seconds."""

LONGEST_ANSWER_S = 600.0

_LOOK_S = 0.1
"""Seconds between two checks of `/readyz`; a measured start is too long by at most this. Checks every 0.01 s would slow
the loading itself, by half a second and more."""

_LONGEST_STOP_S = 30.0


class Answer(NamedTuple):
    """One answer of the service."""

    seconds: float
    """From the first byte sent to the last one read."""
    body: Any


@dataclass(frozen=True, slots=True)
class Server:
    """A running service."""

    port: int
    process: int
    """Its process's id."""
    start_s: float
    """From the start of the process to the first `ok` of `/readyz`, in seconds."""

    def client(self) -> Client:
        """A connection of its own to the service; close it."""
        return Client(f"http://127.0.0.1:{self.port}")

    def memory_gb(self) -> float:
        """Resident memory of the process in GB (10⁹ bytes), what it shares with others included."""
        return float(psutil.Process(self.process).memory_info().rss) / 1e9


@contextmanager
def running(settings: Mapping[str, str] | None = None, checkout: Path | None = None) -> Iterator[Server]:
    """Starts a service in a process of its own, waits until it is ready, and stops it on leaving.

    Args:
        settings: Variables of its environment beside this process's own.
        checkout: A folder of the project, whose `.venv/bin/burnfit` serves; None: this environment's serves.

    Raises:
        UnavailableError: It is not there, it stopped, or it was not ready in time; with the end of its log.
    """
    port = _free_port()
    program = Path(sys.executable).with_name("burnfit") if checkout is None else checkout / ".venv" / "bin" / "burnfit"
    if not program.exists():
        raise UnavailableError(f"{program} is not there: run `make setup` in that folder")
    command = [str(program), "serve", "--port", str(port)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        begun = time.perf_counter()
        with subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(settings or {})}) as process:  # noqa: S603 - our own program
            try:
                if not becomes_ready(lambda: process.poll() is None, port, begun + LONGEST_START_S):
                    log.seek(0)
                    raise UnavailableError(f"burnfit serve did not become ready: {log.read()[-1000:]}")
                yield Server(port, process.pid, time.perf_counter() - begun)
            finally:
                _stop(process)


def becomes_ready(alive: Callable[[], bool], port: int, deadline: float) -> bool:
    """Waits for a service on this machine; False if its process ends or the time is up.

    Args:
        alive: Whether its process runs.
        port: Where it listens.
        deadline: When the time is up, as `time.perf_counter` counts.
    """
    with httpx2.Client() as client:
        while alive() and time.perf_counter() < deadline:
            try:
                if client.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx2.codes.OK:
                    return True
            except httpx2.TransportError:
                pass  # it does not listen yet
            time.sleep(_LOOK_S)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()


class Client:
    """One caller of the service, with a connection that is kept open; a context manager."""

    def __init__(self, address: str) -> None:
        self._http = httpx2.Client(base_url=address, timeout=LONGEST_ANSWER_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def month(self, request: RoutineRequest) -> Answer:
        """The answer of `POST /routine`; UnavailableError for any other than a month."""
        return self._post("/routine", request.model_dump(mode="json", exclude_none=True))

    def rate(self, request: LifterRequest) -> Answer:
        """The answer of `POST /gen/routine/rate` to the request's first four fields; errors as `month`."""
        return self._post("/gen/routine/rate", request.model_dump(mode="json", include=set(LifterRequest.model_fields)))

    def response(self, path: str, body: Mapping[str, Any]) -> httpx2.Response:
        """The service's response to a `POST`, whatever its status."""
        return self._http.post(path, json=body)

    def _post(self, path: str, body: Mapping[str, Any]) -> Answer:
        begun = time.perf_counter()
        response = self.response(path, body)
        seconds = time.perf_counter() - begun
        if response.status_code != httpx2.codes.OK:
            raise UnavailableError(
                f"POST {path} was answered with {response.status_code}: {response.text}; "
                f"the request was {json.dumps(body, ensure_ascii=False)}"
            )
        return Answer(seconds, response.json())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port
