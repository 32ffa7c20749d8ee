"""Counts every request, and logs it in one line: method, route, status, milliseconds."""

import logging
import time
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import CLIENT_CLOSED_REQUEST
from api.http.route_labels import route_of
from service.metric_table import OTHER, Refusal
from service.metrics import ROUTE, Metrics

LOG = logging.getLogger("burnfit.access")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Any other word that a caller sends as a method is counted as one."""

_OFTEN: Final = frozenset({"/livez", "/readyz", "/metrics"})
"""Routes that machines ask all the time: their lines are for the level `debug`."""

_REFUSALS: Final[dict[int, Refusal]] = {
    401: "key",
    403: "forbidden",
    408: "slow_body",
    413: "too_large",
    421: "unknown_host",
    429: "rate",
}
"""Statuses that only a refusal has; what refuses with 503 calls `Metrics.refused` itself."""


async def note_route(request: Request) -> None:
    """Note the route of a request for what is counted while it is answered: a dependency of all routes."""
    ROUTE.set(route_of(request.scope))


class RequestLog:
    """Counts and logs requests.

    Args:
        app: What answers them.
        metrics: Where they are counted; None: nowhere.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics | None = None) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; count and log it when its answer has been sent."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = CLIENT_CLOSED_REQUEST, time.monotonic()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        if self._metrics:
            self._metrics.request_began()
        try:
            await self._app(scope, receive, sending)
        except Exception:
            status = 500  # answered further out, and logged there
            raise
        finally:
            self._ended(scope, status, time.monotonic() - begun)

    def _ended(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        if self._metrics:
            self._metrics.request_ended(route, method, status, seconds)
            if status in _REFUSALS:
                self._metrics.refused(_REFUSALS[status])
        level = logging.DEBUG if route in _OFTEN and status < 400 else logging.INFO
        ms = round(seconds * 1000, 1)
        fields = {"method": method, "route": route, "status": status, "ms": ms}
        LOG.log(level, "%s %s %d %.1f ms", method, route, status, ms, extra=fields)
