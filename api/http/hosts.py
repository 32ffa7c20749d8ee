"""Answers only requests that name a known host, so that no web page can read the service by DNS rebinding.

In such an attack a page in a browser makes its own domain name point to 127.0.0.1. The browser then sends requests to
this service, with the page's name in the `Host` header, and lets the page read the answers.
"""

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import problem
from service.settings import Settings

ANY = "*"
"""Among the names of `BURNFIT_HOSTS`: every host is known."""

TEST_CLIENT = "testserver"
"""The host that Starlette's test client names."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]", TEST_CLIENT)


CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods of requests that can change something."""

EVERY_METHOD: Final = CHANGING | {"GET", "HEAD", "OPTIONS"}

_OWN_SITE: Final = ("same-origin", "none")
"""Values of `Sec-Fetch-Site`: a page that this service is behind itself, or somebody who typed its address."""

_PAGES: Final = ("/month", "/inside")
"""How the paths of the pages' forms begin: they look at the origin themselves, and answer with a page."""


class KnownHosts:
    """Answers 421 to a request whose `Host` is not known, and 403 to one that a page of an unknown site makes.

    Known are the names of `settings.hosts`. Without it these are the loopback names and `settings.host`. An IP address
    that the connection came in on is always known: a page cannot be served under it by anybody else.

    Args:
        app: What is guarded.
        settings: Of the process.
        origins: Methods of requests whose `Origin` header, which a browser sends for a page's requests, is checked,
            too.
    """

    def __init__(self, app: ASGIApp, settings: Settings, *, origins: Collection[str] = ()) -> None:
        self._app = app
        self._known = {_plain(name) for name in settings.hosts or (*LOOPBACK, settings.host)}
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or ANY in self._known:
            await self._app(scope, receive, send)
            return
        host, origin = Headers(scope=scope).get("host", ""), self._checked_origin(scope)
        if not self._knows(_name(f"//{host}"), scope):
            await problem(
                421,
                f"The host {host!r} is not known here: use an address or name of this server, "
                "or add the name to BURNFIT_HOSTS.",
            )(scope, receive, send)
        elif origin is not None and not self._knows(_name(origin), scope):
            await problem(
                403,
                f"Pages of {origin!r} may not use this server: add the site's host name to BURNFIT_HOSTS to allow it.",
            )(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _checked_origin(self, scope: Scope) -> str | None:
        """The origin that must be known; None: a page need not be asked about."""
        headers = Headers(scope=scope)
        own_site = headers.get("sec-fetch-site") in _OWN_SITE
        if scope["method"] not in self._origins or own_site or scope["path"].startswith(_PAGES):
            return None
        return headers.get("origin")

    def _knows(self, name: str, scope: Scope) -> bool:
        address, _ = scope.get("server") or ("", None)
        return name in self._known or (_is_address(name) and name == _plain(address))


def _name(url: str) -> str:
    """The plain host name of a URL; empty: it has none."""
    try:
        return _plain(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _plain(name: str) -> str:
    """A host name or IP address in one spelling: no brackets, no dot at the end, lower case."""
    name = name.strip("[]").rstrip(".").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return name
    # A socket for both IPv6 and IPv4 calls an IPv4 address ::ffff:10.0.0.5.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
