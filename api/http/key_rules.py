"""What each route asks of a key. A route that is not here is open to no key: name it here when you add one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from service.keys.api_key import Scope


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route asks of a key."""

    method: str
    path: str
    """As FastAPI writes it: `{name}` is one part of a path, `{name:path}` any number of them."""
    scopes: tuple[Scope, ...]
    """A key needs one of them; empty: no key is needed."""

    @property
    def is_open(self) -> bool:
        """Whether the route needs no key."""
        return not self.scopes

    @property
    def is_limited(self) -> bool:
        """Whether a request counts for the key's rate; reading figures does not."""
        return bool(self.scopes) and self.scopes != ("metrics",)


def _rules() -> Iterator[Rule]:
    for path in ("/livez", "/readyz", "/docs", "/openapi.json", "/static/{file:path}"):
        yield Rule("GET", path, ())
    for path in ("/routine", "/routine/next", "/programme", "/gen/routine/rate", "/log", "/export"):
        yield Rule("POST", path, ("month",))
    # A run is read and deleted by whoever made it; whoever looks inside reads it, too.
    for path in ("/runs/{run_id}", "/runs/{run_id}/export", "/runs/{run_id}/events"):
        yield Rule("GET", path, ("month", "inside"))
    yield Rule("DELETE", "/runs/{run_id}", ("month",))
    for path in ("/graph", "/runs", "/runs/{run_id}/state"):
        yield Rule("GET", path, ("inside",))
    for path in ("/graph/nodes/{node}", "/runs/{run_id}/replay"):
        yield Rule("POST", path, ("inside",))
    yield Rule("GET", "/metrics", ("metrics",))
    for path in ("/", "/month", "/month/next", "/service-worker.js"):
        yield Rule("GET", path, ("month",))
    for path in ("/month", "/month/request", "/month/view", "/month/next"):
        yield Rule("POST", path, ("month",))
    for path in ("/inside", "/inside/{rest:path}"):
        yield Rule("GET", path, ("inside",))
    yield Rule("POST", "/inside/{rest:path}", ("inside",))
    for method in ("GET", "POST", "DELETE"):  # of the MCP server
        yield Rule(method, "/mcp", ("month",))


RULES: Final = tuple(_rules())


def _pattern(path: str) -> re.Pattern[str]:
    """Matches the paths that a rule is for."""
    parts = re.split(r"(\{\w+(?::path)?\})", path)
    return re.compile(
        "".join(
            re.escape(part) if not part.startswith("{") else ".*" if part.endswith(":path}") else "[^/]+"
            for part in parts
        ),
        re.DOTALL,
    )


_PATTERNS: Final = tuple((_pattern(rule.path), rule) for rule in RULES)


def rules_of(path: str) -> Mapping[str, Rule]:
    """The rules of a path by their methods; empty: no key opens it."""
    found = {rule.method: rule for pattern, rule in _PATTERNS if pattern.fullmatch(path)}
    return found | {"HEAD": found["GET"]} if "GET" in found else found
