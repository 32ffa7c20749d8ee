"""Where API keys are kept, and how often each one has asked: the port, and what its rows hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from math import ceil
from typing import Any, Final, Protocol, cast

from program.errors import RequestError
from service.keys.api_key import ApiKey, Rate, Scope


class NameTaken(RequestError):  # noqa: N818 - the family's name says that it is an error
    """Another key that is not revoked has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a key called {name!r} already: choose another name, or revoke that key first")


class UnknownKey(RequestError):  # noqa: N818 - as above
    """No key that is not revoked has this id or name."""

    def __init__(self, id_or_name: str) -> None:
        super().__init__(f"there is no key {id_or_name!r} to revoke: `burnfit keys list` lists all keys")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a key's bucket says to one more request."""

    allowed: bool
    """Whether there was a token for it."""
    tokens: float
    """Tokens that are left."""
    rate: Rate
    """How the bucket fills."""

    @property
    def left(self) -> int:
        """Requests that are left right now."""
        return int(self.tokens)

    @property
    def full_in_s(self) -> int:
        """Seconds until the bucket is full again."""
        return ceil((self.rate.count - self.tokens) / self.rate.per_s)

    @property
    def next_in_s(self) -> int:
        """Seconds until there is a token again; at least 1."""
        return max(1, ceil((1 - self.tokens) / self.rate.per_s))


class KeyStore(Protocol):
    """Keys and their buckets. Safe to call from many threads, and with the same database from many processes.

    Every method raises UnavailableError where the database cannot be used.
    """

    def has_keys(self) -> bool:
        """Whether a key was ever made, also one that is revoked or has expired."""

    def add(self, key: ApiKey, digest: str) -> None:
        """Keep a new key.

        Args:
            key: The key.
            digest: `digest_of` its secret.

        Raises:
            NameTaken: Another key that is not revoked has its name.
        """

    def list(self) -> Sequence[ApiKey]:
        """All keys, the oldest first."""

    def revoke(self, id_or_name: str, now: datetime) -> ApiKey:
        """Take a key back; returns it.

        Raises:
            UnknownKey: No key that is not revoked has this id or name.
        """

    def find(self, digest: str) -> ApiKey | None:
        """The key with this digest; None: there is none."""

    def take(self, key_id: str, rate: Rate) -> Taken:
        """Take a token out of a key's bucket, which is full at first.

        It is one statement, so several processes together give no token twice. Time is that of the database. When its
        clock jumps back, the tokens stay and fill from then on; when it jumps forward, the bucket is full at most.
        """

    def close(self) -> None:
        """Let the database go; a later call opens it again."""


COLUMNS: Final = "id, name, scopes, rate, made, expires, revoked, lookup, digest"
"""The columns of a key, in the order of `row_of`."""


def lookup_of(digest: str) -> str:
    """The part of a digest that a key is looked up by; the rest is compared in constant time."""
    return digest[:16]


def row_of(key: ApiKey, digest: str) -> tuple[str | None, ...]:
    """The values of `COLUMNS` for a new key."""
    expires = key.expires.isoformat() if key.expires else None
    scopes = ",".join(key.scopes)
    return (
        key.id, key.name, scopes, str(key.rate), key.made.isoformat(), expires, None, lookup_of(digest), digest,
    )  # fmt: skip


def key_of(row: Sequence[Any]) -> ApiKey:
    """The key of a row of `COLUMNS`."""
    key_id, name, scopes, rate, made, expires, revoked, _, _ = row
    return ApiKey(
        id=key_id,
        name=name,
        scopes=tuple(cast(Scope, scope) for scope in scopes.split(",")),
        rate=Rate.read(rate),
        made=datetime.fromisoformat(made),
        expires=datetime.fromisoformat(expires) if expires else None,
        revoked=datetime.fromisoformat(revoked) if revoked else None,
    )


def matching(rows: Sequence[Sequence[Any]], digest: str) -> ApiKey | None:
    """The key among rows of one `lookup` that has this digest; how long it takes says nothing about the digests."""
    for row in rows:
        if compare_digest(row[-1], digest):
            return key_of(row)
    return None
