"""API keys for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from service.keys.api_key import SCOPES, ApiKey, Rate, digest_of, new_key
from service.keys.key_store import KeyStore
from service.keys.open_keys import open_keys
from service.settings import Settings

FAST = "1000000/s"
"""A rate that no test reaches."""


def add_key(
    store: KeyStore,
    name: str = "app",
    scopes: Sequence[str] = SCOPES,
    rate: str = FAST,
    days: int | None = None,
    *,
    made_days_ago: int = 0,
) -> tuple[ApiKey, str]:
    """A key in a store, and its secret."""
    made = datetime.now(UTC) - timedelta(days=made_days_ago)
    key, secret = new_key(name, scopes, Rate.read(rate), days, made)
    store.add(key, digest_of(secret))
    return key, secret


def make_key(
    name: str = "app",
    scopes: Sequence[str] = SCOPES,
    rate: str = FAST,
    days: int | None = None,
    *,
    made_days_ago: int = 0,
) -> str:
    """The secret of a key of the services of this test."""
    store = open_keys(Settings())
    try:
        return add_key(store, name, scopes, rate, days, made_days_ago=made_days_ago)[1]
    finally:
        store.close()


def revoke_key(name: str = "app") -> None:
    """Take back a key of the services of this test."""
    store = open_keys(Settings())
    try:
        store.revoke(name, datetime.now(UTC))
    finally:
        store.close()


def bearing(secret: str) -> dict[str, str]:
    """The header that a request with a key has."""
    return {"Authorization": f"Bearer {secret}"}
