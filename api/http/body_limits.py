"""Limits on the body of a request: how many bytes it may have, and how long it may take to arrive."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import exports, programme
from api.pages import inside_form, lifter

LARGEST_BODY: Final = 64 * 1024
"""Bytes. A request with every field and the longest sentence has about 4 kB."""

_LARGEST: Final = {
    "/log": programme.LARGEST_LOG,
    "/export": exports.LARGEST_MONTH,
    "/month/view": exports.LARGEST_MONTH,
    "/month/next": lifter.LARGEST_FORM,
}
"""Path -> bytes of its largest body, where that is not `LARGEST_BODY`."""

LONGEST_BODY_S: Final = 10.0
"""Seconds in which a small body must have arrived."""

SLOWEST_BODY: Final = 256 * 1024
"""Bytes a second of the slowest connection on which the largest body still arrives in time."""


def largest_body(path: str) -> int:
    """Bytes of the largest body of a path."""
    return inside_form.LARGEST if path.startswith("/inside/") else _LARGEST.get(path, LARGEST_BODY)


class BodyLimits:
    """Answers 413 to a body that is too long, and 408 to one that does not arrive in time.

    Starlette's own limit would not answer with a problem.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting the bytes of its body as they are read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read, whole = 0, False
        largest = largest_body(scope["path"])
        until = asyncio.get_running_loop().time() + LONGEST_BODY_S + largest / SLOWEST_BODY

        async def limited() -> Message:
            nonlocal read, whole
            if whole:  # what comes now is that the caller leaves, whenever that is
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    408, "The body has not arrived in time: send the request again.", headers={"Connection": "close"}
                ) from None
            read += len(message.get("body", b""))
            if read > largest:
                raise HTTPException(413, f"The body has more than {largest} bytes: send a shorter request.")
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, limited, send)
