"""Lets only requests with a key through, once there are keys, and counts them for the key's rate."""

import asyncio
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from api.http.key_rules import Rule, rules_of
from api.http.problems import own, problem
from program.errors import BurnfitError
from service.caller import Caller
from service.keys.api_key import SECRET, ApiKey, Scope
from service.keys.key_ring import KeyRing
from service.keys.key_store import Taken

LOG = logging.getLogger("burnfit.api")

_CHALLENGE: Final = 'Bearer realm="burnfit"'
_HOW: Final = "send one as `Authorization: Bearer bf_…`"
_IN_QUERY: Final = frozenset({"access_token", "api_key", "apikey", "key", "token"})
"""Names under which a key is often put into an address; no route has a parameter of such a name."""

_LOGGED_EVERY_S: Final = 60.0
"""Shortest time between two lines of the log about wrong keys, in seconds."""


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A request that may go on."""

    caller: Caller
    taken: Taken | None = None
    """What its key's bucket said; None: the request was not counted."""


class KeyCheck:
    """Answers 401, 403 or 429 to a request whose key does not open the route, or has no request left.

    It notes the caller in the state of the request, where `api.http.callers` finds it. As long as there are no keys,
    and none are required, every request goes on, and its caller is anybody.

    Args:
        app: What is guarded.
        ring: The keys.
    """

    def __init__(self, app: ASGIApp, ring: KeyRing) -> None:
        self._app = app
        self._ring = ring
        self._lock = threading.Lock()
        self._wrong = 0
        self._logged = float("-inf")

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no websockets: one that somebody adds is open to no key
            await send({"type": "websocket.close", "code": 1008})
            return
        rules = rules_of(scope["path"])
        rule = rules.get(scope["method"])
        if self._ring.open_to_all or (rule is not None and rule.is_open):
            await self._app(scope, receive, send)
            return
        try:
            admitted: _Admitted | Response = await asyncio.to_thread(self._admit, scope, rules)
        except BurnfitError as error:
            admitted = own(Request(scope), error)
        if isinstance(admitted, Response):
            await admitted(scope, receive, send)
            return
        scope["state"] = {**scope.get("state", {}), "caller": admitted.caller}
        await self._app(scope, receive, _with_limits(send, admitted.taken))

    def _admit(self, scope: Connection, rules: Mapping[str, Rule]) -> _Admitted | Response:
        """Whether a request may go on, or the answer to it. Blocks while the store is asked.

        Raises:
            UnavailableError: The keys cannot be read.
        """
        if not self._ring.in_use():
            return _Admitted(Caller())
        if _key_in_query(scope):
            return _unauthorized(
                "A key does not belong into an address, which logs and histories keep: revoke it, make a new one, and "
                "send that as `Authorization: Bearer bf_…`.",
                "invalid_request",
            )
        credentials = Headers(scope=scope).getlist("authorization")
        if not credentials:
            return _unauthorized(f"A key is needed: {_HOW}. Whoever runs this service makes keys with `burnfit keys`.")
        key = self._ring.key_of(_secret(credentials))
        status = "unknown" if key is None else key.status(datetime.now(UTC))
        if key is None or status != "active":
            self._log_wrong_key()
            # Only whoever has the secret of a key learns that it was one.
            said = "This key is not known here" if key is None else f"The key {key.name!r} ({key.id}) is {status}"
            return _unauthorized(f"{said}: {_HOW} that is valid.", "invalid_token")
        return self._opened(scope, rules, key)

    def _opened(self, scope: Connection, rules: Mapping[str, Rule], key: ApiKey) -> _Admitted | Response:
        """What a valid key opens."""
        path, method = scope["path"], scope["method"]
        if not rules:
            return problem(404, f"There is nothing at {path} that a key opens: see /docs for what there is.")
        if method not in rules:
            allowed = ", ".join(sorted(rules))
            return problem(405, f"{method} is not for {path}: use {allowed}.", headers={"Allow": allowed})
        rule = rules[method]
        if not set(rule.scopes) & set(key.scopes):
            return _forbidden(key, rule.scopes)
        if not rule.is_limited:
            return _Admitted(Caller(key=key.id))
        taken = self._ring.take(key)
        return _Admitted(Caller(key=key.id), taken) if taken.allowed else _too_many(key, taken)

    def _log_wrong_key(self) -> None:
        """Log wrong keys without what was sent, and not each one."""
        with self._lock:
            self._wrong += 1
            now, wrong = time.monotonic(), self._wrong
            if now - self._logged < _LOGGED_EVERY_S:
                return
            self._logged, self._wrong = now, 0
        LOG.warning("requests with a key that is unknown, revoked or expired since the last such line: %d", wrong)


def _secret(credentials: list[str]) -> str:
    """The secret of the `Authorization` headers; empty: they have none that can be read."""
    kind, _, secret = credentials[0].partition(" ")
    return secret.strip() if len(credentials) == 1 and kind.lower() == "bearer" else ""


def _key_in_query(scope: Connection) -> bool:
    query = scope.get("query_string", b"").decode("latin-1")
    return any(name.lower() in _IN_QUERY or SECRET.search(value) for name, value in parse_qsl(query, True))


def _unauthorized(detail: str, error: str | None = None) -> Response:
    challenge = f'{_CHALLENGE}, error="{error}"' if error else _CHALLENGE
    return problem(401, detail, headers={"WWW-Authenticate": challenge})


def _forbidden(key: ApiKey, scopes: tuple[Scope, ...]) -> Response:
    needed = " or ".join(scopes)
    return problem(
        403,
        f"The key {key.name!r} has the scope {', '.join(key.scopes)}: this route needs {needed}; use a key with it.",
        headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'},
    )


def _too_many(key: ApiKey, taken: Taken) -> Response:
    wait_s = taken.next_in_s
    return problem(
        429,
        f"The key {key.name!r} may ask {key.rate} and has no request left: ask again in {wait_s} s.",
        headers={"Retry-After": str(wait_s), **_limits(taken)},
    )


def _limits(taken: Taken) -> dict[str, str]:
    """The headers of draft-ietf-httpapi-ratelimit-headers: the quota `q` in `w` seconds; `r` left, all again in `t`."""
    rate = taken.rate
    return {
        "RateLimit-Policy": f'"default";q={rate.count};w={rate.span_s}',
        "RateLimit": f'"default";r={taken.left};t={taken.full_in_s}',
    }


def _with_limits(send: Send, taken: Taken | None) -> Send:
    """`send` that adds the headers of the limit to the answer of a request that was counted."""
    if taken is None:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_limits(taken))
        await send(message)

    return sending
