"""Checks keys against their store, and remembers for a few seconds what it said."""

import time
import weakref
from collections.abc import Callable
from typing import Final, TypeVar

from program.errors import UnavailableError
from service.keys.api_key import SECRET, ApiKey, digest_of
from service.keys.key_store import KeyStore, Taken

REMEMBERED_S: Final = 3.0
"""How long a key that was found is remembered, in seconds: a revoked key opens nothing after that."""

_AWAY_S: Final = 0.5
"""How long a store that failed is not asked again, in seconds, so that requests do not queue up before it."""

_Answer = TypeVar("_Answer")


class KeyRing:
    """The keys of a service; safe to call from many threads.

    Only keys that exist are remembered, so wrong ones take no memory.

    Args:
        store: Where the keys are.
        required: Whether a key is needed even as long as none was made.
    """

    def __init__(self, store: KeyStore, *, required: bool = False) -> None:
        self._store = store
        weakref.finalize(self, store.close)  # a pool of connections must be closed before the process ends
        self._in_use = required
        self._none_until = 0.0
        self._found: dict[str, tuple[ApiKey, float]] = {}
        self._away_until = 0.0
        self._away = ""

    @property
    def open_to_all(self) -> bool:
        """Whether the store said a moment ago that there are no keys, so that nobody needs one; asks nothing."""
        return not self._in_use and time.monotonic() < self._none_until

    def in_use(self) -> bool:
        """Whether a key is needed: from the first key on that is made, for good. May ask the store.

        Raises:
            UnavailableError: The store cannot be used.
        """
        if not self._in_use and not self.open_to_all:
            self._in_use = self._asked(self._store.has_keys)
            self._none_until = time.monotonic() + REMEMBERED_S
        return self._in_use

    def key_of(self, secret: str) -> ApiKey | None:
        """The key with this secret, which may be revoked or expired; None: there is none. May ask the store.

        Raises:
            UnavailableError: The store cannot be used.
        """
        if not SECRET.fullmatch(secret):
            return None
        digest = digest_of(secret)
        key, until = self._found.get(digest, (None, 0.0))
        if key is None or time.monotonic() >= until:
            key = self._asked(lambda: self._store.find(digest))
            if key is not None:
                self._found[digest] = (key, time.monotonic() + REMEMBERED_S)
        return key

    def take(self, key: ApiKey) -> Taken:
        """Count one more request of a key. Asks the store.

        Raises:
            UnavailableError: The store cannot be used.
        """
        return self._asked(lambda: self._store.take(key.id, key.rate))

    def close(self) -> None:
        """Let the store go; a later call opens it again."""
        self._store.close()

    def _asked(self, question: Callable[[], _Answer]) -> _Answer:
        """What the store answers; while it is away, its last error at once."""
        if time.monotonic() < self._away_until:
            raise UnavailableError(self._away)
        try:
            return question()
        except UnavailableError as error:
            self._away, self._away_until = str(error), time.monotonic() + _AWAY_S
            raise
