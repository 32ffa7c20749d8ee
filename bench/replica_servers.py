"""The service on Ray Serve in a process of its own; its replicas can be killed at a node of a run."""

import multiprocessing
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from api.cluster import serve_replicas
from bench.killed_servers import free_port, killable
from bench.server import becomes_ready
from program.errors import UnavailableError
from service.settings import Settings

LONGEST_START_S: Final = 150.0
"""Longest time until the first replica answers, in seconds: Ray starts, and each replica imports the service."""

LONGEST_STOP_S: Final = 60.0
"""Longest time for an orderly end, in seconds."""

_PROCESSES: Final = multiprocessing.get_context("spawn")


@contextmanager
def replicated(settings: Settings, kills: Path, number: int, real: bool) -> Iterator[Sequence[int]]:
    """Replicas behind one port on the loopback address, which Ray starts again when they are killed; gives the port.

    Args:
        settings: Of the replicas; they share one store.
        kills: A folder: the file `NODE.before` or `NODE.after` in it ends the next replica that comes to this node.
        number: How many there are.
        real: Whether the real model answers; else the coach policy does.

    Raises:
        UnavailableError: They did not start in time.
    """
    own = settings.model_copy(update={"host": "127.0.0.1", "port": free_port(), "log_level": "error"})
    process = _PROCESSES.Process(target=_serve, args=(own.model_dump(), kills, number, real))
    process.start()
    try:
        if not becomes_ready(process.is_alive, own.port, time.perf_counter() + LONGEST_START_S):
            raise UnavailableError("the replicas did not become ready; their log says why")
        yield [own.port]
    finally:
        process.terminate()
        process.join(LONGEST_STOP_S)
        if process.is_alive():
            process.kill()
            process.join()


def _serve(values: Mapping[str, Any], kills: Path, number: int, real: bool) -> None:
    """Serve until a signal comes."""
    serve_replicas(Settings(**values), number, partial(killable, kills=kills, real=real))
