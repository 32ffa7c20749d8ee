"""What every key store does, whatever database is behind it; a further one adds itself to the fixture `place`."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from program.errors import UnavailableError
from service.keys.api_key import Rate, digest_of
from service.keys.key_store import KeyStore, NameTaken, UnknownKey
from service.keys.postgres_key_store import PostgresKeyStore, create_tables
from service.keys.sqlite_key_store import FILE, SqliteKeyStore
from tests.keys import add_key

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
DAY_S = 86400


@dataclass(frozen=True)
class Place:
    """An empty place for keys."""

    store: KeyStore
    query: Callable[[str], list[Any]]
    """Runs SQL as somebody beside the store, and returns the rows."""
    source: str
    """Python that opens the same place as `store` in another process."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        store = SqliteKeyStore(tmp_path / "keys")

        def in_sqlite(sql: str) -> list[Any]:
            with closing(sqlite3.connect(tmp_path / "keys" / FILE)) as connection, connection:
                return connection.execute(sql).fetchall()

        yield Place(
            store,
            in_sqlite,
            "from pathlib import Path\nfrom service.keys.sqlite_key_store import SqliteKeyStore\n"
            f"store = SqliteKeyStore(Path({str(tmp_path / 'keys')!r}))\n",
        )
        store.close()
        return
    schema = f"keys_{uuid4().hex}"
    url: str = request.getfixturevalue("postgres_url")
    address = make_conninfo(url, options=f"-c search_path={schema}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")

    def in_postgres(sql: str) -> list[Any]:
        with psycopg.connect(address) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    with psycopg.connect(address) as connection:
        create_tables(connection)
        create_tables(connection)  # as a second replica does
    with ConnectionPool(address, min_size=1, open=True) as pool:
        yield Place(
            PostgresKeyStore(lambda: pool, pool.close),
            in_postgres,
            "from psycopg_pool import ConnectionPool\n"
            "from service.keys.postgres_key_store import PostgresKeyStore\n"
            f"pool = ConnectionPool({address!r}, min_size=1, open=True)\n"
            "store = PostgresKeyStore(lambda: pool, pool.close)\n",
        )


@pytest.fixture
def store(place: Place) -> KeyStore:
    return place.store


def let_pass(place: Place, seconds: float) -> None:
    """Make it look to the buckets as if so much time has passed; negative: as if the clock has been put back."""
    place.query(f"UPDATE key_buckets SET at = at - ({seconds})")  # noqa: S608 - a number


def allowed(store: KeyStore, rate: Rate, times: int, key_id: str = "key_1") -> int:
    """How many of so many requests are allowed."""
    return sum(store.take(key_id, rate).allowed for _ in range(times))


def test_without_keys_there_are_none(store: KeyStore) -> None:
    assert not store.has_keys()
    assert list(store.list()) == []
    assert store.find(digest_of("bf_nothing")) is None


def test_a_key_is_found_by_its_secret_and_by_no_other(store: KeyStore) -> None:
    key, secret = add_key(store, "app", ("month", "inside"), "60/min", days=90)
    other, _ = add_key(store, "other")
    assert store.has_keys()
    assert store.find(digest_of(secret)) == key
    assert store.find(digest_of(secret + "x")) is None
    assert store.find(digest_of(secret)[:16] + "0" * 48) is None
    assert list(store.list()) == sorted([key, other], key=lambda one: (one.made, one.id))


def test_no_secret_is_kept(place: Place) -> None:
    _, secret = add_key(place.store)
    rows = place.query("SELECT * FROM api_keys")
    assert len(rows) == 1
    assert digest_of(secret) in rows[0]
    assert secret not in str(rows)


def test_a_revoked_key_is_found_as_one(store: KeyStore) -> None:
    by_id, secret = add_key(store, "first")
    add_key(store, "second")
    assert store.revoke(by_id.id, NOW).revoked == NOW
    assert store.revoke("second", NOW).name == "second"
    found = store.find(digest_of(secret))
    assert found is not None
    assert found.status(NOW) == "revoked"
    assert store.has_keys(), "keys stay in use when all are revoked"


def test_a_name_is_free_again_once_its_key_is_revoked(store: KeyStore) -> None:
    add_key(store, "app")
    with pytest.raises(NameTaken, match="'app'"):
        add_key(store, "app")
    store.revoke("app", NOW)
    add_key(store, "app")
    assert [key.name for key in store.list()] == ["app", "app"]


@pytest.mark.parametrize("name", ["", "nobody", "' OR '1'='1", "a\0b", "키"])
def test_what_is_no_key_cannot_be_revoked(store: KeyStore, name: str) -> None:
    with pytest.raises(UnknownKey, match="burnfit keys list"):
        store.revoke(name, NOW)
    add_key(store, "app")
    with pytest.raises(UnknownKey):
        store.revoke(name, NOW)


def test_a_key_revoked_twice_keeps_its_first_time(store: KeyStore) -> None:
    key, _ = add_key(store)
    store.revoke(key.id, NOW)
    with pytest.raises(UnknownKey):
        store.revoke(key.id, NOW + timedelta(days=1))
    assert store.list()[0].revoked == NOW


def test_a_bucket_gives_what_it_holds_and_says_when_there_is_more(place: Place) -> None:
    add_key(place.store)
    rate = Rate.read("3/day")
    taken = [place.store.take("key_1", rate) for _ in range(4)]
    assert [one.allowed for one in taken] == [True, True, True, False]
    assert [one.left for one in taken] == [2, 1, 0, 0]
    assert DAY_S / 3 - 60 < taken[-1].next_in_s <= DAY_S / 3
    assert DAY_S - 60 < taken[-1].full_in_s <= DAY_S
    assert allowed(place.store, rate, 5, "key_2") == 3, "another key has a bucket of its own"


def test_a_bucket_fills_with_time_and_never_over_its_size(place: Place) -> None:
    add_key(place.store)
    rate = Rate.read("3/day")
    assert allowed(place.store, rate, 5) == 3
    let_pass(place, DAY_S / 3 + 1)
    assert allowed(place.store, rate, 5) == 1
    let_pass(place, 10 * DAY_S)
    assert allowed(place.store, rate, 5) == 3


def test_a_clock_that_jumps_gives_and_takes_one_bucket_at_most(place: Place) -> None:
    add_key(place.store)
    rate = Rate.read("3/day")
    assert allowed(place.store, rate, 2) == 2
    let_pass(place, -10 * DAY_S)
    assert allowed(place.store, rate, 5) == 1, "what was left stays"
    let_pass(place, DAY_S / 3 + 1)
    assert allowed(place.store, rate, 5) == 1, "the bucket fills from the new time on"
    let_pass(place, 10 * DAY_S)
    assert allowed(place.store, rate, 9) == 3


TAKING = """
import sys
from service.keys.api_key import Rate
rate = Rate.read("50/day")
{source}
sys.stdin.readline()
print(sum(store.take("key_1", rate).allowed for _ in range(30)))
store.close()  # else the threads of a pool can hold the process up at its end
"""


def test_processes_that_take_at_once_get_no_token_twice(place: Place) -> None:
    add_key(place.store)
    command = [sys.executable, "-c", TAKING.format(source=place.source)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    try:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        counts = [int(process.communicate(timeout=60)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert sum(counts) == 50


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = SqliteKeyStore(tmp_path / "new" / "keys")
    assert not store.has_keys()
    assert not (tmp_path / "new").exists(), "asking makes no file"
    with closing(store):
        add_key(store)
        assert (tmp_path / "new" / "keys").stat().st_mode & 0o077 == 0
        assert [file.name for file in (tmp_path / "new" / "keys").iterdir() if file.stat().st_mode & 0o077] == []
        (tmp_path / "new" / "keys" / FILE).chmod(0o644)
    with closing(SqliteKeyStore(tmp_path / "new" / "keys")) as again:
        assert again.has_keys()
        assert (tmp_path / "new" / "keys" / FILE).stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with closing(SqliteKeyStore(tmp_path)) as store, pytest.raises(UnavailableError, match="put a backup in its place"):
        store.has_keys()


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    store = SqliteKeyStore(tmp_path)
    _, secret = add_key(store)
    store.close()
    assert store.find(digest_of(secret)) is not None
    store.close()


def test_several_that_create_the_tables_at_once_do_not_fail(postgres_url: str) -> None:
    for _ in range(5):
        schema = f"keys_{uuid4().hex}"
        address = make_conninfo(postgres_url, options=f"-c search_path={schema}")
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")

        def create(_: int, address: str = address) -> None:
            with psycopg.connect(address) as connection:
                create_tables(connection)

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(create, range(4)))
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT count(*) FROM api_keys").fetchone() == (0,)


def test_a_database_that_is_away_or_was_never_set_up_is_told(postgres_url: str) -> None:
    with ConnectionPool(postgres_url, min_size=1, open=True) as pool:
        store = PostgresKeyStore(lambda: pool)
        with pytest.raises(UnavailableError, match="burnfit migrate"):
            store.has_keys()
    with pytest.raises(UnavailableError, match="can be reached"):
        store.take("key_1", Rate.read("1/s"))
