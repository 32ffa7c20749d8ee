"""Stands in for the check of keys: a caller says who it is."""

from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from service.caller import ANYBODY, Caller

WHO: Final = "X-Caller"
"""The header that names the caller's key; without it the caller is anybody."""


class NamedCallers:
    """The app behind a check of keys that believes every caller.

    Args:
        app: The app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its caller noted as the check of keys notes it."""
        if scope["type"] == "http":
            headers: dict[bytes, bytes] = dict(scope["headers"])
            named = headers.get(WHO.lower().encode())
            state: dict[str, Any] = scope.setdefault("state", {})
            state["caller"] = Caller(named.decode()) if named else ANYBODY
        await self._app(scope, receive, send)
