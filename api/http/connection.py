"""A connection of the server that does not wait for ever: for a request, for its body, for a reader."""

import asyncio
import json
import socket
import sys
from http import HTTPStatus
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S: Final = 10.0
"""Seconds in which the head of a request must have arrived, from when the connection opens or its first byte comes."""

BODY_S: Final = 60.0
"""Seconds in which the rest of a request must have arrived. A body's own limit is shorter and is answered."""

UNREAD_S: Final = 60
"""Seconds after which a connection is cut whose other side takes nothing of what was sent to it."""

MOST_CONNECTIONS: Final = 800
"""Connections at once. Each one is an open file, of which a process has often no more than 1024."""


def _too_many() -> bytes:
    """The answer to one connection too many."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "Too many connections are open: close one, or connect again in a few seconds."
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class TimedConnection(H11Protocol):
    """An HTTP/1.1 connection that is closed when the client owes something for too long.

    The server closes a connection that is idle between two requests itself (`timeout_keep_alive`).
    """

    head_s = HEAD_S
    body_s = BODY_S

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._owed: float | None = None
        """The limit of what the client owes, in seconds; None: nothing."""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base
        """Count the connection, and wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(_too_many())
            transport.close()
            return
        opened = transport.get_extra_info("socket")
        if sys.platform == "linux" and opened is not None and opened.family in (socket.AF_INET, socket.AF_INET6):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * UNREAD_S)
        self._owe(self.head_s)

    def data_received(self, data: bytes) -> None:
        """Read what has come, and note what is still owed."""
        super().data_received(data)
        match self.conn.their_state:
            case h11.IDLE:
                self._owe(self.head_s)
            case h11.SEND_BODY:
                self._owe(self.body_s)
            case _:
                self._owe(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        self._owe(None)

    def _owe(self, limit_s: float | None) -> None:
        """The client owes something that has this limit; what it owed already keeps its time."""
        if limit_s == self._owed:
            return
        self._owed = limit_s
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if limit_s is None else self.loop.call_later(limit_s, self.transport.close)
