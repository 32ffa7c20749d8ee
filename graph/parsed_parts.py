"""What has been parsed of a run's state, so that each part is parsed once a run and not once a node."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

_Part = TypeVar("_Part")


class ParsedParts:
    """The parts of a run's state that are parsed already: a part that has not changed is not parsed again.

    Safe to share between threads and between runs: a part is parsed again whenever its JSON differs.
    """

    def __init__(self) -> None:
        self._parts: dict[str, tuple[Any, Any]] = {}

    def add(self, key: str, raw: Any, parsed: Any) -> None:
        """Keep what the part `key` was parsed into."""
        self._parts[key] = (raw, parsed)

    def get(self, key: str, raw: Any, parse: Callable[[Any], _Part]) -> _Part:
        """What the part `key` is parsed into, by `parse` where its JSON differs from the last one."""
        known = self._parts.get(key)
        if known is None or known[0] != raw:
            known = (raw, parse(raw))
            self._parts[key] = known
        return cast(_Part, known[1])
