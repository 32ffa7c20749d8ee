"""Callers who say themselves whose key they have."""

from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.caller import ANYBODY, Caller

WHO: Final = "X-Caller"
"""The header that names the caller's key; without it the caller is anybody."""


class NamedCallers:
    """Notes the caller that the header names, as the check of keys notes one.

    Args:
        app: The app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            headers: dict[bytes, bytes] = dict(scope["headers"])
            named = headers.get(WHO.lower().encode())
            state: dict[str, Any] = scope.setdefault("state", {})
            state["caller"] = Caller(named.decode()) if named else ANYBODY
        await self._app(scope, receive, send)


def believing(app: Starlette) -> Starlette:
    """The app, which believes every caller once the check of keys has let the request pass."""
    app.user_middleware.append(Middleware(NamedCallers))  # the innermost
    app.middleware_stack = None
    return app
