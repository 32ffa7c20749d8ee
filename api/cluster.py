"""The HTTP service as replicas on Ray Serve: `serve run api.cluster:app`, or `burnfit serve --replicas 2`.

Ray comes with the extra `burnfit[ray]`. So it is imported when it is used, and is `Any` here: its types may be absent.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Self

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.answer_headers import REQUEST_ID
from api.http.app import create_app
from api.http.connection import MOST_CONNECTIONS
from program.errors import RequestError, UnavailableError
from service.keys.open_keys import with_keys
from service.service import Service
from service.settings import Settings
from service.stores import is_shared, sqlite_place
from service.telemetry import set_up_log

LOG = logging.getLogger("burnfit.api")

BUSY: Final = 6
"""Requests in work at which a replica counts as busy, so that another one is started while that is allowed."""

NAME: Final = "burnfit"
"""Of the application and its deployment in Ray Serve."""

HEALTH_S: Final = 2
"""Seconds between two looks of Ray whether a replica still lives."""

STARTS: Final = 3
"""How often Ray tries to start a replica of a new version before it says that it cannot."""

RAY: Final = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0", "RAY_AUTH_MODE": "token"}
"""Environment of a Ray of our own, where it is not set: no statistics to others, whole logs, nobody without a token."""

_CHECKOUT: Final = Path(__file__).resolve().parents[1]

_LAST_WORD_S: Final = 2.0
"""Seconds beyond `BURNFIT_STOP_S` after which Ray ends a replica that is being stopped."""

Load = Callable[[Settings], Service]


class Replicas(BaseModel):
    """How many replicas run: what stands behind `serve run api.cluster:app`, such as `least=2 most=4 cpus=2`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: int = Field(default=1, ge=1)
    """Replicas that always run."""
    most: int | None = Field(default=None, ge=1)
    """Replicas that run under load; absent: as many as `least`."""
    cpus: float = Field(default=2, gt=0)
    """Processors that each replica takes; the model uses as many threads as whole ones."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most is not None and self.most < self.least:
            raise ValueError(f"most={self.most} is less than least={self.least}: there are never fewer than `least`")
        return self


def app(replicas: Replicas) -> Any:
    """What `serve run api.cluster:app` runs. Ray decides on which address, so every request needs a key.

    Raises:
        RequestError: There is no key.
        UnavailableError: The store of the keys cannot be used.
    """
    reached = "Ray Serve decides on which address it serves, so others may reach it"
    return application(with_keys(Settings.read(), reached), replicas)


def application(settings: Settings, replicas: Replicas, load: Load = Service.load) -> Any:
    """The service as an application of Ray Serve.

    Args:
        settings: Of all replicas.
        replicas: How many there are.
        load: Loads the service in each replica.
    """
    serve = import_module("ray.serve")

    def build() -> ASGIApp:
        set_up_log(settings, settings.log_level)
        _refuse_torn_store(settings)
        return _OneRequestId(_ready_first(create_app(settings, load=load)))

    deployment: Any = serve.deployment(
        serve.ingress(build)(),
        name=NAME,
        # The app refuses by itself what would wait too long, and says when to ask again: Ray must not do it before.
        max_ongoing_requests=MOST_CONNECTIONS,
        autoscaling_config={
            "min_replicas": replicas.least,
            "max_replicas": replicas.most or replicas.least,
            "target_ongoing_requests": BUSY,
        },
        ray_actor_options={"num_cpus": replicas.cpus},
        health_check_period_s=HEALTH_S,
        max_constructor_retry_count=STARTS,
        graceful_shutdown_timeout_s=settings.stop_s + _LAST_WORD_S,
        # The app logs its requests itself; Ray's line would have the path.
        logging_config={"enable_access_log": False},
    )
    return deployment.bind()


def serve_replicas(settings: Settings, number: int, load: Load = Service.load) -> None:
    """Serve on this machine until the process is asked to stop, with a Ray of its own.

    Args:
        settings: Of all replicas; the address and the port, too.
        number: How many replicas there are; they share the processors of this machine.
        load: Loads the service in each replica.

    Raises:
        RequestError: The extra is not there, or there are fewer processors than replicas.
        UnavailableError: The replicas did not start.
    """
    replicas = on_this_machine(number)
    for name, value in RAY.items():
        os.environ.setdefault(name, value)
    ray, serve = import_module("ray"), import_module("ray.serve")
    # `local`: never somebody else's Ray, whose address would be another one than the one that was checked for keys.
    ray.init(
        address="local",
        include_dashboard=False,
        runtime_env={"env_vars": {"PYTHONPATH": _python_path()}},
        logging_level=logging.WARNING,
    )
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    try:
        serve.start(
            http_options={"host": settings.host, "port": settings.port},
            logging_config={"enable_access_log": False, "log_level": "WARNING"},
        )
        try:
            serve.run(application(settings, replicas, load), name=NAME)
        except RuntimeError as error:
            raise UnavailableError(f"the replicas did not start: {error}") from error
        LOG.info("serving on http://%s:%d with %d replicas", settings.host, settings.port, number)
        ended.wait()
        LOG.info("stopping: requests in work have %g s", settings.stop_s)
        try:
            serve.delete(NAME)  # its replicas end what is in work; `shutdown` alone would cut it off
        except TimeoutError:
            LOG.warning("stopping: Ray waits no longer than 60 s; requests are broken off")
        serve.shutdown()
    finally:
        ray.shutdown()


def on_this_machine(number: int) -> Replicas:
    """So many replicas, which share the processors of this machine.

    Raises:
        RequestError: There are fewer processors than replicas, or Ray is not there.
    """
    if find_spec("ray") is None:
        raise RequestError("replicas need Ray: install the extra with `pip install 'burnfit[ray]'`")
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if number > there:
        raise RequestError(f"{number} replicas need a processor each, and there are {there}: ask for at most {there}")
    return Replicas(least=number, cpus=there // number)


def _python_path() -> str:
    """Where the replicas find the code: this checkout first, as in this process."""
    return os.pathsep.join(filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH"))))


def _refuse_torn_store(settings: Settings) -> None:
    """Let no replica start where each machine would have runs and keys of its own.

    Raises:
        RequestError: There are several machines, and the store is a file on each of them.
    """
    if is_shared(settings):
        return
    folder, _ = sqlite_place(settings)
    machines = _machines()
    if machines > 1:
        raise RequestError(
            f"the cluster has {machines} machines, and {folder} is a folder on each of them: runs and keys would be "
            "torn apart. Set BURNFIT_STORE to a Postgres database"
        )
    LOG.warning("runs and keys are in %s: this holds for replicas on one machine, more need Postgres", folder)


def _machines() -> int:
    """How many machines the cluster of this replica has now."""
    return sum(node["Alive"] for node in import_module("ray").nodes())


def _ready_first(built: FastAPI) -> FastAPI:
    """The app, which begins to serve when its model is loaded: until then Ray sends requests to other replicas."""
    lifespan = built.router.lifespan_context

    @asynccontextmanager
    async def loaded(built: FastAPI) -> AsyncIterator[Any]:
        async with lifespan(built) as state:
            await asyncio.to_thread(built.state.worker_pool.wait)
            built.state.worker_pool.ready()
            yield state

    built.router.lifespan_context = loaded
    return built


class _OneRequestId:
    """Leaves the header with the request's id to Ray's proxy, which adds it to every answer.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def without(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)[REQUEST_ID]
            await send(message)

        await self._app(scope, receive, without)
