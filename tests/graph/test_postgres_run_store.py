"""What only the run store in Postgres promises: its version, faults of the database, claims that are lost and kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bench.postgres import TemporaryPostgres
from graph.postgres_database import PostgresDatabase
from graph.postgres_run_store import PostgresRunStore
from graph.run_store import RunBusy
from program.errors import RequestError, UnavailableError
from tests.graph.test_run_store import checkpoints, ids, make

AWAY = r"the database postgresql://postgres@\S+ cannot be used: .*; see that the database runs"


@contextmanager
def opened(url: str, wait_s: float = 0.5) -> Iterator[PostgresRunStore]:
    """The store; it waits for its database for half a second at most."""
    store = PostgresRunStore(PostgresDatabase(url, wait_s))
    try:
        yield store
    finally:
        store.close()


def test_a_database_without_tables_is_refused_until_it_is_migrated(postgres: TemporaryPostgres) -> None:
    url = postgres.new_database(migrated=False)
    refused = pytest.raises(UnavailableError, match=r"has version 0 of the tables.*run `burnfit migrate` once")
    with opened(url) as store:
        for way in (lambda: store.list(None, 1), lambda: store.checkpointer, lambda: store.create("a", {})):
            with refused:
                way()
        assert store.database.migrate() > 0
        make(store, "a")
        assert ids(store) == ["a"]
        assert store.database.migrate() == 0
    postgres.drop(url)


def test_broken_connections_are_replaced_and_claims_go_on(postgres: TemporaryPostgres, database_url: str) -> None:
    with opened(database_url) as here, opened(database_url) as elsewhere:
        make(here, "a")
        with here.claim("b"):
            here.create("b", {})
            postgres.disconnect(database_url)
            assert here.get("a").status == "done"
            with here.claim("c"), pytest.raises(RunBusy), elsewhere.claim("b"):
                pass
            assert elsewhere.get("b").status == "running"
            here.finish("b", "done")
        postgres.disconnect(database_url)
        make(here, "d")
        assert checkpoints(here, "d") > 0
        with elsewhere.claim("b"):
            pass


def test_a_run_that_another_process_has_taken_over_is_not_finished_here(
    postgres: TemporaryPostgres, database_url: str
) -> None:
    with opened(database_url) as here, opened(database_url) as elsewhere, ExitStack() as taken:
        with here.claim("a"):
            here.create("a", {})
            postgres.disconnect(database_url)
            taken.enter_context(elsewhere.claim("a"))
            elsewhere.restart("a")
            with pytest.raises(UnavailableError, match="another process has taken over run a"):
                here.finish("a", "failed")
        assert elsewhere.get("a").status == "running"
        elsewhere.finish("a", "done")
        assert here.get("a").status == "done"


def until_it_is_back(call: Callable[[], object]) -> None:
    """Call until the database is there again, which is noticed within seconds."""
    end = time.monotonic() + 10
    while True:
        try:
            call()
        except UnavailableError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def test_a_database_that_was_away_is_used_again(postgres: TemporaryPostgres, database_url: str) -> None:
    with opened(database_url) as store, opened(database_url) as never_used:
        make(store, "a")
        with store.claim("b"):
            store.create("b", {})
            postgres.stop()
            try:
                for way in (
                    lambda: store.list(None, 1),
                    lambda: store.get("a"),
                    lambda: checkpoints(store, "a"),
                    lambda: store.finish("b", "done"),
                    lambda: store.prune(0),
                    lambda: store.claim("c").__enter__(),
                    lambda: never_used.list(None, 1),
                ):
                    with pytest.raises(UnavailableError, match=f"{AWAY}|could not be reached a moment ago"):
                        way()
            finally:
                postgres.start()
        until_it_is_back(lambda: store.get("a"))
        until_it_is_back(lambda: never_used.get("a"))
        assert [one.run_id for one in never_used.list(None, 9)] == ["b", "a"]
        assert never_used.get("b").status == "broken off"

        def go_on() -> None:
            with store.claim("b"):
                store.restart("b")
                store.finish("b", "done")

        until_it_is_back(go_on)
        assert (store.get("b").status, checkpoints(store, "a") > 0) == ("done", True)


def test_after_one_wait_in_vain_the_next_calls_hardly_wait(postgres: TemporaryPostgres, database_url: str) -> None:
    with opened(database_url, wait_s=2) as store:
        make(store, "a")
        waited = []
        postgres.stop()
        try:
            for _ in range(2):
                begun = time.monotonic()
                with pytest.raises(UnavailableError):
                    checkpoints(store, "a")
                waited.append(time.monotonic() - begun)
        finally:
            postgres.start()
        assert waited[1] < waited[0] / 2


def test_a_user_without_the_right_to_write_is_told(database_url: str) -> None:
    database = PostgresDatabase(database_url)
    with database.connection() as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    database.close()
    with opened(database_url.replace("postgres:@", "reader:@")) as store:
        assert ids(store) == []
        with pytest.raises(UnavailableError, match="permission denied for table runs; give this user the right"):
            store.create("a", {})


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("postgresql://ann:s3cret@127.0.0.1:1/runs", UnavailableError),
        ("postgresql://ann:s3cret@[::1/runs", RequestError),
        ("postgresql://ann:s3cret@localhost:1/runs?nonsense=s3cret", RequestError),
        ("postgresql://ann:s3cret/t@localhost:1/runs", RequestError),
        ("postgresql://ann:12/s3cret@localhost:1/runs", RequestError),
        ("postgresql://ann:s3cret@x@localhost:1/runs", RequestError),
        ("postgresql://ann:12@s3cret@localhost:1/runs", RequestError),
    ],
)
def test_a_password_is_in_no_text(url: str, error: type[Exception]) -> None:
    with pytest.raises((RequestError, UnavailableError)) as refused, PostgresDatabase(url).connection():
        pass
    whole: BaseException | None = refused.value
    assert isinstance(whole, error)
    while whole is not None:
        assert "s3cret" not in f"{whole!r} {whole}"
        whole = None if whole.__suppress_context__ else whole.__context__


def test_a_database_has_a_name_without_its_password() -> None:
    database = PostgresDatabase("postgresql://ann:s3cret@db.example:5433/runs?sslmode=require")
    assert database.name == "postgresql://ann@db.example:5433/runs"
    assert "s3cret" not in repr(database) + repr(PostgresRunStore(database))
