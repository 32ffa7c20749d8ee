"""Servers in processes of their own that can be killed at a node of a run, and are started again."""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final

import uvicorn

from api.http.app import create_app
from bench.coach_model import CoachModel
from graph import build
from graph.state import RunContext
from models.language_model import LanguageModel
from service.model_loader import load_model
from service.service import Service
from service.settings import Settings

_LOOK_S: Final = 0.05
"""Seconds between two looks whether a server still runs."""

_PROCESSES: Final = multiprocessing.get_context("forkserver")


@contextmanager
def serving(settings: Settings, kills: Path, number: int, real: bool) -> Iterator[Sequence[int]]:
    """Servers that are started again when they are killed; gives their ports.

    Args:
        settings: Of the servers; they share one store.
        kills: A folder: the file `NODE.before` or `NODE.after` in it ends the next server that comes to this node.
        number: How many there are.
        real: Whether the real model answers; else the coach policy does.
    """
    _PROCESSES.set_forkserver_preload([__name__])
    ports = [free_port() for _ in range(number)]
    ending = threading.Event()
    watching = [threading.Thread(target=_keep_serving, args=(settings, kills, port, real, ending)) for port in ports]
    for one in watching:
        one.start()
    try:
        yield ports
    finally:
        ending.set()
        for one in watching:
            one.join()


def _keep_serving(settings: Settings, kills: Path, port: int, real: bool, ending: threading.Event) -> None:
    while not ending.is_set():
        process = _PROCESSES.Process(target=_serve, args=(settings.model_dump(), kills, port, real), daemon=True)
        process.start()
        while process.is_alive():
            if ending.wait(_LOOK_S):
                process.kill()
            process.join(_LOOK_S)
        process.close()


def _serve(values: Mapping[str, Any], kills: Path, port: int, real: bool) -> None:
    """Serve until the process is killed."""
    settings = Settings(**values)
    app = create_app(settings, load=lambda chosen: killable(chosen, kills, real))
    with socket.create_server(("127.0.0.1", port)) as bound:
        uvicorn.Server(uvicorn.Config(app, log_config=None)).run([bound])


def killable(settings: Settings, kills: Path, real: bool) -> Service:
    """The service, whose process ends at a node where a file asks for it; the arguments are those of `serving`."""
    vars(build)["traced"] = _ending(vars(build)["traced"], kills)
    return Service(model_of(settings, real), settings)


def _ending(traced: Callable[..., Any], kills: Path) -> Callable[..., Any]:
    """What builds nodes that end the process before or after their work, where a file asks for it."""

    def built(name: str, node: Any, defaults: RunContext | None) -> Any:
        @wraps(node)
        def visit(state: Any, *, runtime: Any) -> Any:
            _end(kills / f"{name}.before")
            update = node(state, runtime=runtime)
            _end(kills / f"{name}.after")
            return update

        return traced(name, visit, defaults)

    return built


def _end(asked: Path) -> None:
    """End this process as a crash would, where the file is there; of several processes one does."""
    try:
        asked.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def model_of(settings: Settings, real: bool) -> LanguageModel:
    """What answers: the real model, or the coach policy."""
    return load_model(settings) if real else CoachModel()


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port
