"""Headers that every answer has: the request's id, and what keeps browsers and caches careful."""

from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.drain import Drain
from graph.request_ids import answering, request_id_for

REQUEST_ID: Final = "X-Request-Id"

SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent where a route does not say otherwise, as the pages do with `Referrer-Policy`."""

_FILES: Final = "/static/"
"""What lies below holds no lifter's data, so a browser may keep it."""


class AnswerHeaders:
    """Gives every request an id, and every answer its headers.

    Args:
        app: What answers.
        drain: Of the server: while it stops, each answer asks the caller to close the connection.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its id as the current one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_for(Headers(scope=scope).get(REQUEST_ID))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                self._add(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        with answering(request_id):
            await self._app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, path: str, request_id: str) -> None:
        headers[REQUEST_ID] = request_id
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        if not path.startswith(_FILES):
            headers.setdefault("Cache-Control", "no-store")
        if self._drain.begun:
            headers["Connection"] = "close"


def install(app: Starlette, drain: Drain) -> None:
    """Give the headers to every answer of `app`, also to the one to an unforeseen error.

    Starlette answers that one outside of the middleware that `add_middleware` takes.
    """
    build = app.build_middleware_stack

    def outermost() -> ASGIApp:
        return AnswerHeaders(build(), drain)

    app.build_middleware_stack = outermost  # type: ignore[method-assign]  # there is no other way to be outermost
