"""An API key: its secret, what it opens, how often it may ask, and how long it holds."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, Self, TypeAlias, get_args

from program.errors import RequestError

Scope: TypeAlias = Literal["month", "inside", "metrics"]
"""What a key can open: `month` makes and reads months, `inside` looks inside, `metrics` reads figures."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

PREFIX: Final = "bf_"
"""How every secret begins, so that people and scanners see what it is."""

SECRET: Final = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}", re.ASCII)
"""The form of a secret: 256 random bits in base64 after the prefix."""

_ID: Final = "key_"
"""How every id begins; no name does, so that an id and a name are never mixed up."""

_NAME: Final = re.compile(r"(?!key_)[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)

_UNIT_S: Final = {"s": 1, "min": 60, "h": 3600, "day": 86400}
"""Unit of time in a rate -> seconds."""

_RATE: Final = re.compile(r"([0-9]{1,7})/(s|min|h|day)", re.ASCII)

MOST: Final = 1_000_000
"""The largest number of requests in a rate."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a key may ask: so many requests at once, and as many again in each span of time."""

    count: int
    """Requests: the size of the bucket."""
    unit: str
    """The span of time in which an empty bucket is full again: `s`, `min`, `h` or `day`."""

    @classmethod
    def read(cls, text: str) -> Self:
        """The rate that a text such as `60/min` means.

        Raises:
            RequestError: It means none.
        """
        found = _RATE.fullmatch(text)
        if found is None or not 1 <= int(found[1]) <= MOST:
            raise RequestError(
                f"rate {text!r} cannot be used: expected requests and a time, such as 60/min, with 1 to {MOST} "
                f"requests and one of {', '.join(_UNIT_S)}"
            )
        return cls(int(found[1]), found[2])

    @property
    def span_s(self) -> int:
        """The span of time, in seconds."""
        return _UNIT_S[self.unit]

    @property
    def per_s(self) -> float:
        """Requests that the bucket gains in a second."""
        return self.count / self.span_s

    def __str__(self) -> str:
        return f"{self.count}/{self.unit}"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept, without its secret."""

    id: str
    """Names the key in lists and logs; what the key makes belongs to this id."""
    name: str
    """What a person calls it; no two keys that are not revoked have the same."""
    scopes: tuple[Scope, ...]
    """What it opens."""
    rate: Rate
    made: datetime
    expires: datetime | None
    """From when on it opens nothing; None: it does not expire."""
    revoked: datetime | None = None
    """When it was taken back; None: it was not."""

    def status(self, now: datetime) -> Literal["active", "expired", "revoked"]:
        """Whether the key opens anything at a time, and why not."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= now else "active"


def new_key(name: str, scopes: Iterable[str], rate: Rate, days: int | None, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its secret, which is kept nowhere.

    Args:
        name: What a person calls it.
        scopes: What it opens.
        rate: How often it may ask.
        days: How many days it holds; None: until it is revoked.
        now: When it is made.

    Raises:
        RequestError: The name or a scope cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise RequestError(
            f"name {name!r} cannot be used: expected 1 to 64 letters, digits, '.', '_' or '-', not {_ID}… at the start"
        )
    wanted = set(scopes)
    if not wanted or wanted - set(SCOPES):
        wrong = ", ".join(map(repr, sorted(wanted - set(SCOPES)))) or "nothing"
        raise RequestError(f"scope {wrong} cannot be used: expected one or several of {','.join(SCOPES)}")
    key = ApiKey(
        id=_ID + secrets.token_hex(8),
        name=name,
        scopes=tuple(scope for scope in SCOPES if scope in wanted),
        rate=rate,
        made=now,
        expires=None if days is None else now + timedelta(days=days),
    )
    return key, PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """The SHA-256 of a secret, in hexadecimal: all that is kept of it.

    A secret has 256 random bits, so nobody finds it by trying, and no slow hash is needed.
    """
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
