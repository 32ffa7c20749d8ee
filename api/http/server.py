"""The HTTP server of the process: connections with time limits, and an orderly end."""

import asyncio
import logging
import math
import signal
import socket
import time
from types import FrameType
from typing import Final

import uvicorn
from sse_starlette.sse import AppStatus
from starlette.applications import Starlette

from api.http.connection import TimedConnection
from api.http.drain import Drain
from service.settings import Settings

LOG = logging.getLogger("burnfit.api")

KEEP_ALIVE_S: Final = 5
"""Seconds after which a connection is closed that is idle between two requests."""

LAST_WORD_S: Final = 1.0
"""Seconds in which what was broken off may still be answered."""

_FORCED_S: Final = 5
"""Seconds after the last word in which the server still waits for connections to close."""


class DrainingServer(uvicorn.Server):
    """A server that ends in order when it gets SIGTERM, faster after Ctrl-C, and at once when it gets another signal.

    SIGTERM: the drain begins, so `/readyz` answers 503; requests are still taken. After `drain_s` seconds the port is
    closed. What is in work goes to its end, for `stop_s` seconds at most, and is broken off then. Ctrl-C leaves out the
    first part.

    Args:
        app: What is served.
        settings: Of the process.
        drain: Of the app.
    """

    def __init__(self, app: Starlette, settings: Settings, drain: Drain) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=TimedConnection,
                loop="asyncio",  # the same one, whether or not another package has brought uvloop
                ws="none",
                log_config=None,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=math.ceil(settings.stop_s + LAST_WORD_S) + _FORCED_S,
            )
        )
        self._drain = drain
        self._drain_s = settings.drain_s
        self._stop_s = settings.stop_s
        self._signal: int = signal.SIGTERM
        self._close_at = math.inf
        """When the port is closed, by `time.monotonic`."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as its base
        """A signal has come."""
        if self._drain.begun:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self.stop(sig)

    def stop(self, sig: int = signal.SIGTERM) -> None:
        """Begin to end the server, as that signal would."""
        self._signal = sig
        self._close_at = time.monotonic() + (0 if sig == signal.SIGINT else self._drain_s)
        self._drain.begin()

    async def on_tick(self, counter: int) -> bool:
        """Look, some times a second, whether it is time to close the port."""
        if time.monotonic() >= self._close_at and not self.should_exit:
            super().handle_exit(self._signal, None)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the port, and end what is open."""
        LOG.info("stopping: %d requests are in work, they have %g s", self._drain.in_work, self._stop_s)
        ending = asyncio.create_task(self._end())
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()

    async def _end(self) -> None:
        """Let what is in work go to its end, break off what is left, and end the streams of those who only listen."""
        await self._drain.idle(self._stop_s)
        if self._drain.in_work:
            LOG.warning("stopping: %d requests are broken off", self._drain.in_work)
        self._drain.break_off()
        await asyncio.sleep(LAST_WORD_S)
        AppStatus.should_exit = True  # sse_starlette ends its streams now


def serve(app: Starlette, settings: Settings, bound: socket.socket) -> None:
    """Serve until the process is asked to stop.

    Args:
        app: What is served; `app.state.drain` is its drain.
        settings: Of the process.
        bound: The socket to serve on.
    """
    # Else sse_starlette would cut every stream as soon as a signal comes.
    AppStatus.enable_automatic_graceful_drain = False
    try:
        DrainingServer(app, settings, app.state.drain).run([bound])
    finally:
        AppStatus.enable_automatic_graceful_drain = True
        AppStatus.should_exit = False
