"""What is remembered of keys, and for how long."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from program.errors import RequestError, UnavailableError
from service.keys import key_ring
from service.keys.api_key import PREFIX, SCOPES, ApiKey, Rate, new_key
from service.keys.key_ring import REMEMBERED_S, KeyRing
from service.keys.open_keys import is_loopback
from service.keys.sqlite_key_store import SqliteKeyStore
from tests.keys import add_key

NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


class Clock:
    """Stands in for `time.monotonic`."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(key_ring, "time", clock)
    return clock


class CountingStore(SqliteKeyStore):
    """Counts what it is asked, and fails while it is away."""

    asked = 0
    away = False

    def find(self, digest: str) -> ApiKey | None:
        self.asked += 1
        if self.away:
            raise UnavailableError("away")
        return super().find(digest)


@pytest.fixture
def store(tmp_path: Path) -> CountingStore:
    return CountingStore(tmp_path)


def test_a_revoked_key_is_known_as_revoked_after_some_seconds(store: CountingStore, clock: Clock) -> None:
    _, secret = add_key(store)
    ring = KeyRing(store)
    for _ in range(3):
        key = ring.key_of(secret)
        assert key is not None
        assert key.status(NOW) == "active"
    assert store.asked == 1
    store.revoke("app", NOW)
    clock.now += REMEMBERED_S
    key = ring.key_of(secret)
    assert key is not None
    assert key.status(NOW) == "revoked"


def test_the_first_key_is_noticed_and_stays_noticed(store: CountingStore, clock: Clock) -> None:
    ring = KeyRing(store)

    def seen() -> tuple[bool, bool, bool]:
        return ring.open_to_all, ring.in_use(), ring.open_to_all

    assert seen() == (False, False, True), "nothing is open before the store has been asked"
    add_key(store)
    clock.now += REMEMBERED_S
    assert seen() == (False, True, False)
    clock.now += REMEMBERED_S
    assert seen() == (False, True, False)


def test_required_keys_are_in_use_before_one_is_made(store: CountingStore) -> None:
    ring = KeyRing(store, required=True)
    assert not ring.open_to_all
    assert ring.in_use()


def test_ten_thousand_wrong_keys_take_no_memory(store: CountingStore) -> None:
    add_key(store)
    ring = KeyRing(store)
    secrets = [f"{PREFIX}{number:043}" for number in range(10_000)]
    ring.key_of(secrets[0])
    tracemalloc.start()
    try:
        assert not any(ring.key_of(secret) for secret in secrets)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()


def test_a_store_that_is_away_is_not_asked_by_everybody(store: CountingStore, clock: Clock) -> None:
    _, secret = add_key(store)
    ring = KeyRing(store)
    store.away = True
    for _ in range(5):
        with pytest.raises(UnavailableError, match="away"):
            ring.key_of(secret)
    assert store.asked == 1
    store.away = False
    clock.now += 1
    assert ring.key_of(secret) is not None


@pytest.mark.parametrize("text", ["60", "0/min", "60/week", "1000001/s", "-1/s", "6e1/min", "60/min ", "٦٠/min", ""])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(RequestError, match="60/min"):
        Rate.read(text)


@pytest.mark.parametrize("name", ["", "a b", "key_1", "키", "a" * 65, "-a", "a\n"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(RequestError, match="1 to 64 letters"):
        new_key(name, SCOPES, Rate.read("1/s"), None, NOW)


@pytest.mark.parametrize("scopes", [[], ["month", "everything"], ["MONTH"]])
def test_what_is_no_scope(scopes: list[str]) -> None:
    with pytest.raises(RequestError, match="month,inside,metrics"):
        new_key("app", scopes, Rate.read("1/s"), None, NOW)


def test_a_key_holds_for_its_days() -> None:
    key, _ = new_key("app", ["month"], Rate.read("1/s"), 90, NOW)
    assert key.status(NOW.replace(year=2027, month=2, day=28)) == "active"
    assert key.status(NOW.replace(year=2027, month=3, day=1)) == "expired"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("LocalHost", True),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("::", False),
        ("", False),
        ("10.0.0.5", False),
        ("localhost.example", False),
    ],
)
def test_what_only_this_machine_can_reach(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
