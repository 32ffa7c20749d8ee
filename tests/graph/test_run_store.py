"""What every run store does, whatever database is behind it; a further one adds itself to `IMPLEMENTATIONS`."""

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.checkpoint.base import id as checkpoint_ids
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from bench.postgres import TemporaryPostgres
from graph.postgres_database import PostgresDatabase
from graph.postgres_run_store import PostgresRunStore
from graph.run_store import KeyTaken, RunBusy, RunFilter, RunStore, UnknownRun
from graph.sqlite_run_store import SqliteRunStore
from graph.state import thread

ROOT = Path(__file__).parents[2]

CLOCK_2100 = 0x01B21DD213814000 + 4_102_444_800 * 10**7
"""The first moment of the year 2100, as UUIDs count it."""


@dataclass(frozen=True)
class Implementation:
    """A run store, and how a test or another process opens it on an empty place of its own."""

    open: Callable[[Path], RunStore]
    source: Callable[[Path], str]
    """Python that opens the store on a place as `store`."""
    clear: Callable[[Path], None] = lambda _: None
    """Deletes what is at a place, where it is more than a folder of the test."""


def _sqlite(_: pytest.FixtureRequest) -> Implementation:
    def source(place: Path) -> str:
        return (
            "from pathlib import Path\nfrom graph.sqlite_run_store import SqliteRunStore\n"
            f"store = SqliteRunStore(Path({str(place)!r}) / 'runs')\n"
        )

    return Implementation(lambda place: SqliteRunStore(place / "runs"), source)


def _postgres(request: pytest.FixtureRequest) -> Implementation:
    server: TemporaryPostgres = request.getfixturevalue("postgres")
    urls: dict[Path, str] = {}

    def url_at(place: Path) -> str:
        if place not in urls:
            urls[place] = server.new_database()
        return urls[place]

    def source(place: Path) -> str:
        return (
            "from graph.postgres_database import PostgresDatabase\n"
            "from graph.postgres_run_store import PostgresRunStore\n"
            f"store = PostgresRunStore(PostgresDatabase({url_at(place)!r}))\n"
        )

    def clear(place: Path) -> None:
        if place in urls:
            server.drop(urls.pop(place))

    return Implementation(lambda place: PostgresRunStore(PostgresDatabase(url_at(place))), source, clear)


IMPLEMENTATIONS = {"sqlite": _sqlite, "postgres": _postgres}


@pytest.fixture(scope="session", params=IMPLEMENTATIONS)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    return IMPLEMENTATIONS[request.param](request)


@pytest.fixture
def open_store(implementation: Implementation, tmp_path: Path) -> Iterator[Callable[[], RunStore]]:
    """Opens the same database each time, as another process would."""
    opened: list[RunStore] = []

    def open_one() -> RunStore:
        opened.append(implementation.open(tmp_path))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()
    implementation.clear(tmp_path)


@pytest.fixture
def store(open_store: Callable[[], RunStore]) -> RunStore:
    return open_store()


class Count(TypedDict):
    """The state of a run that is quick to make."""

    request: dict[str, str]
    text: str


def _graph(store: RunStore) -> CompiledStateGraph[Count]:
    graph = StateGraph(Count)
    graph.add_node("write", lambda state: {"text": state["request"]["request"] * 2})
    graph.add_edge(START, "write")
    graph.add_edge("write", END)
    return graph.compile(checkpointer=store.checkpointer)


def make(store: RunStore, run_id: str, sentence: str = "squat more", owner: str = "") -> None:
    """Record a whole run."""
    request = {"request": sentence}
    with store.claim(run_id):
        store.create(run_id, request, owner=owner)
        _graph(store).invoke({"request": request, "text": ""}, thread(run_id), durability="sync")
        store.finish(run_id, "done")


def checkpoints(store: RunStore, run_id: str) -> int:
    return len(list(store.checkpointer.list(thread(run_id))))


def ids(store: RunStore, owner: str | None = None) -> list[str]:
    return [summary.run_id for summary in store.list(owner, 1000)]


def test_an_empty_store_has_no_runs(store: RunStore) -> None:
    assert list(store.list(None, 10)) == []
    assert list(store.ids(None, "", 10)) == []
    store.prune(1)


def test_a_run_is_running_and_then_done(store: RunStore) -> None:
    before = datetime.now(UTC)
    with store.claim("a"):
        store.create("a", {"request": "squat more"}, owner="ann", idempotency_key="k1", body_hash="h1")
        running = store.get("a")
        store.finish("a", "done")
    done = store.get("a")
    assert (running.status, running.ended, running.attempts, running.failed) == ("running", None, 1, ())
    assert (done.status, done.request, done.owner) == ("done", {"request": "squat more"}, "ann")
    assert (done.idempotency_key, done.body_hash) == ("k1", "h1")
    begun, ended, updated = (datetime.fromisoformat(text) for text in (done.begun, done.ended or "", done.updated))
    assert before <= begun <= ended == updated <= datetime.now(UTC)


def test_a_run_that_nobody_claims_any_more_is_broken_off(store: RunStore) -> None:
    with store.claim("a"):
        store.create("a", {})
        assert store.list(None, 1)[0].status == "running"
    assert store.get("a").status == store.list(None, 1)[0].status == "broken off"


def test_a_run_that_failed_says_in_which_nodes_and_can_be_worked_on_again(store: RunStore) -> None:
    with store.claim("a"):
        store.create("a", {})
        store.finish("a", "failed", ["task1", "intake"])
    failed = store.list(None, 1)[0]
    assert (failed.status, failed.failed, failed.attempts) == ("failed", ("task1", "intake"), 1)
    with store.claim("a"):
        store.restart("a")
        again = store.get("a")
        store.finish("a", "done")
    assert (again.status, again.failed, again.attempts, again.ended) == ("running", (), 2, None)
    assert (store.get("a").status, store.get("a").attempts) == ("done", 2)


def test_an_id_that_no_run_has_is_unknown(store: RunStore) -> None:
    make(store, "a")
    ways: list[Callable[[], object]] = [
        lambda: store.get("b"),
        lambda: store.list(None, 1, before="b"),
        lambda: store.restart("b"),
        lambda: store.finish("b", "done"),
        lambda: store.delete("b"),
    ]
    for way in ways:
        with pytest.raises(UnknownRun, match="there is no run 'b': `burnfit runs` lists"):
            way()


def test_runs_outlive_the_process(open_store: Callable[[], RunStore]) -> None:
    first = open_store()
    make(first, "a", "no lunges")
    first.close()
    second = open_store()
    assert second.get("a").request == {"request": "no lunges"}
    assert _graph(second).get_state(thread("a")).values["text"] == "no lungesno lunges"


def test_closing_twice_is_no_error(store: RunStore) -> None:
    make(store, "a")
    store.close()
    store.close()


@settings(max_examples=25)
@given(number=st.integers(0, 12), limit=st.integers(1, 5), owned=st.lists(st.booleans(), min_size=12, max_size=12))
def test_the_pages_of_a_list_are_all_runs_newest_first(
    implementation: Implementation,
    number: int,
    limit: int,
    owned: list[bool],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    place = tmp_path_factory.mktemp("pages")
    store = implementation.open(place)
    made = [f"{index:02}" for index in range(number)]
    for run_id, mine in zip(made, owned, strict=False):
        store.create(run_id, {}, owner="ann" if mine else "bob")
    for owner in (None, "ann", "nobody"):
        expected = [one for one, mine in zip(made, owned, strict=False) if owner is None or (mine and owner == "ann")]
        seen: list[str] = []
        while page := store.list(owner, limit, before=seen[-1] if seen else None):
            assert len(page) <= limit
            seen += [summary.run_id for summary in page]
        assert seen == expected[::-1]
    store.close()
    implementation.clear(place)


def test_a_list_reads_no_checkpoint(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for run_id in ("a", "b"):
        make(store, run_id)

    def read(*_: object, **__: object) -> object:
        raise AssertionError("a checkpoint was read")

    for name in ("get_tuple", "list"):
        monkeypatch.setattr(type(store.checkpointer), name, read)
    assert ids(store) == ["b", "a"]
    assert store.get("a").status == "done"


def test_ids_by_their_start(store: RunStore) -> None:
    for run_id, owner in (("ab1", "ann"), ("ab2", "bob"), ("b", "ann"), ("a%", "ann")):
        store.create(run_id, {}, owner=owner)
    assert list(store.ids(None, "ab", 10)) == ["ab1", "ab2"]
    assert list(store.ids("ann", "ab", 10)) == ["ab1"]
    assert list(store.ids(None, "a%", 10)) == ["a%"]
    assert list(store.ids(None, "", 2)) == ["a%", "ab1"]
    assert list(store.ids(None, "c", 2)) == []


def test_a_run_is_claimed_by_one_at_a_time(open_store: Callable[[], RunStore]) -> None:
    here, elsewhere = open_store(), open_store()
    busy = pytest.raises(RunBusy, match="run a is being worked on by another process: wait")
    with here.claim("a"):
        for other in (here, elsewhere):
            with busy, other.claim("a"):
                pass
        with elsewhere.claim("b"):
            pass
    with elsewhere.claim("a"):
        pass


def test_of_many_threads_one_gets_the_claim(open_store: Callable[[], RunStore]) -> None:
    stores = [open_store() for _ in range(8)]
    together, held, most = threading.Barrier(len(stores)), [0], [0]

    def work(store: RunStore) -> None:
        together.wait()
        for _ in range(20):
            try:
                with store.claim("a"):
                    held[0] += 1
                    most[0] = max(most[0], held[0])
                    held[0] -= 1
            except RunBusy:
                pass

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [1]


def test_a_claim_is_not_lost_to_somebody_who_lists(open_store: Callable[[], RunStore]) -> None:
    here, elsewhere = open_store(), open_store()
    here.create("a", {})
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            elsewhere.list(None, 10)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(100):
            with here.claim("a"):
                assert elsewhere.get("a").status == "running"
    finally:
        stop.set()
        looking.join()


def test_a_run_that_ends_while_somebody_looks_at_it_never_stands_as_broken_off(
    open_store: Callable[[], RunStore],
) -> None:
    here, elsewhere = open_store(), open_store()
    seen: set[str] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.update(one.status for one in elsewhere.list(None, 10))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for number in range(100):
            with here.claim(str(number)):
                here.create(str(number), {})
                here.finish(str(number), "done")
    finally:
        stop.set()
        looking.join()
    assert "done" in seen
    assert "broken off" not in seen


KILLED = """
import os, signal, sys
{source}
with store.claim("a"):
    store.create("a", {{}})
    print("claimed", flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_loses_its_claim(
    implementation: Implementation, store: RunStore, tmp_path: Path
) -> None:
    program = KILLED.format(source=implementation.source(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        assert store.get("a").status == "running"
        store.prune(0)
        with pytest.raises(RunBusy), store.claim("a"):
            pass
        process.communicate("die\n")
    end = time.monotonic() + 10
    while store.get("a").status == "running":  # a database on another machine needs a moment to see it
        assert time.monotonic() < end
    assert store.get("a").status == "broken off"
    with store.claim("a"):
        store.restart("a")
        assert store.get("a").attempts == 2
    store.prune(0)
    assert ids(store) == []


def test_the_newest_stay(open_store: Callable[[], RunStore]) -> None:
    store = open_store()
    for run_id in "abcde":
        make(store, run_id)
    open_store().list(None, 10)
    assert ids(store) == ["e", "d", "c", "b", "a"], "to open a store deletes nothing"
    store.prune(5)
    assert len(ids(store)) == 5
    store.prune(2)
    assert ids(store) == ["e", "d"]
    assert [checkpoints(store, run_id) > 0 for run_id in "abcde"] == [False, False, False, True, True]


def test_what_is_too_old_goes_even_if_few_are_recorded(store: RunStore) -> None:
    make(store, "a")
    begun = datetime.fromisoformat(store.get("a").begun)
    make(store, "b")
    store.prune(100, begun_before=begun)
    assert ids(store) == ["b", "a"]
    store.prune(100, begun_before=(begun + timedelta(microseconds=1)).astimezone())
    assert ids(store) == ["b"]
    store.prune(100, begun_before=datetime.now(UTC) + timedelta(days=1))
    assert ids(store) == []


def test_a_run_that_is_being_worked_on_is_not_deleted(open_store: Callable[[], RunStore]) -> None:
    here, elsewhere = open_store(), open_store()
    for run_id in "abc":
        make(here, run_id)
    with here.claim("a"):
        elsewhere.prune(0, begun_before=datetime.now(UTC) + timedelta(days=1))
        assert ids(elsewhere) == ["a"]
        assert checkpoints(elsewhere, "a") > 0
        with pytest.raises(RunBusy):
            elsewhere.delete("a")
    elsewhere.prune(0)
    assert ids(here) == []


def test_a_deleted_run_is_gone_whole_and_no_other(store: RunStore) -> None:
    make(store, "a")
    make(store, "b")
    store.delete("a")
    assert ids(store) == ["b"]
    assert (checkpoints(store, "a"), checkpoints(store, "b") > 0) == (0, True)
    with store.claim("a"):
        store.create("a", {})


def test_a_run_is_found_by_its_owner_and_key(store: RunStore) -> None:
    assert store.keyed("ann", "k") is None
    for run_id, owner, key in (
        ("a", "ann", "k"),
        ("b", "bob", "k"),
        ("c", "", "k"),
        ("d", "ann", "k\n2"),
        ("e", "ann", None),
    ):
        store.create(run_id, {"run": run_id}, owner=owner, idempotency_key=key, body_hash=f"hash of {run_id}")
    for run_id, owner, key in (("a", "ann", "k"), ("b", "bob", "k"), ("c", "", "k"), ("d", "ann", "k\n2")):
        assert store.keyed(owner, key) == store.get(run_id)
    assert [store.keyed("ann", other) for other in ("", "K", "k%", "k\n3")] == [None] * 4
    assert store.keyed("nobody", "k") is None
    with store.claim("a"):
        found = store.keyed("ann", "k")
        assert found is not None
        assert found.status == "running"


def test_an_owner_has_one_run_under_a_key(open_store: Callable[[], RunStore]) -> None:
    here, elsewhere = open_store(), open_store()
    here.create("a", {"request": "first"}, owner="ann", idempotency_key="k", body_hash="h")
    with pytest.raises(KeyTaken, match="another request with this Idempotency-Key has just begun: wait"):
        elsewhere.create("b", {"request": "second"}, owner="ann", idempotency_key="k", body_hash="h")
    assert ids(here) == ["a"]
    assert here.get("a").request == {"request": "first"}
    for run_id in ("c", "d"):  # runs without a key are no hindrance to each other
        elsewhere.create(run_id, {}, owner="ann")
    here.delete("a")
    elsewhere.create("b", {}, owner="ann", idempotency_key="k", body_hash="h")
    assert (here.keyed("ann", "k") or here.get("c")).run_id == "b"


def test_of_many_who_create_under_a_key_at_once_one_does(open_store: Callable[[], RunStore]) -> None:
    stores = [open_store() for _ in range(6)]
    together, created = threading.Barrier(len(stores)), list[str]()

    def create(number: int, store: RunStore) -> None:
        together.wait()
        for key in ("k1", "k2", "k3"):
            run_id = f"{number}-{key}"
            try:
                with store.claim(run_id):
                    store.create(run_id, {}, owner="ann", idempotency_key=key, body_hash="h")
                created.append(run_id)
            except KeyTaken:
                pass

    threads = [threading.Thread(target=create, args=one) for one in enumerate(stores)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(run_id[-2:] for run_id in created) == ["k1", "k2", "k3"]
    assert sorted(ids(stores[0])) == sorted(created)


def test_runs_are_recorded_side_by_side(open_store: Callable[[], RunStore]) -> None:
    stores = [open_store(), open_store()]
    threads = [
        threading.Thread(target=make, args=(store, f"{number}-{index}"))
        for index, (number, store) in enumerate(itertools.product(range(5), stores))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(ids(stores[0])) == 10
    assert {summary.status for summary in stores[1].list(None, 100)} == {"done"}


ODD = (
    "\x00",
    "knee\x00pain",
    "\ud800",
    "\udfff knee \ud83d",
    "\\u0000",
    "\uffff\u202e",
    "'; DROP TABLE runs; --",
    "%s %(a)s ?",
)
"""Texts that a database may choke on."""


@pytest.mark.parametrize("text", ODD)
def test_any_text_can_be_recorded_searched_and_asked_for(store: RunStore, text: str) -> None:
    with store.claim("a"):
        store.create("a", {"request": text, "past": [{"report": text}]}, owner="ann", idempotency_key="k")
        store.finish("a", "failed", ["validate"])
    recorded = store.get("a").request["request"]
    assert recorded == text.encode("utf-8", "replace").decode(), "no more than a lone surrogate is lost"
    assert "a" in [one.run_id for one in store.list(None, 9, wanted=RunFilter(text="a"))]
    assert (list(store.list(text, 9)), list(store.ids(None, text, 9))) == ([], [])
    assert list(store.list(None, 9, wanted=RunFilter.model_construct(agent=text))) == []
    store.list(None, 9, wanted=RunFilter.model_construct(text=text))
    for way in (store.get, store.delete, store.restart):
        with pytest.raises(UnknownRun):
            way(text)


def test_the_order_of_runs_is_that_of_their_making_whatever_the_clock_says(
    open_store: Callable[[], RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    for run_id, time_of_day in (("a", "09"), ("b", "08"), ("c", "08"), ("d", "07")):
        clock = datetime.fromisoformat(f"2026-05-01T{time_of_day}:00:00+00:00")
        for module in ("sqlite", "postgres"):
            monkeypatch.setattr(f"graph.{module}_run_store.now", clock.isoformat)
        make(store, run_id)
    assert ids(store) == ["d", "c", "b", "a"]
    assert [one.run_id for one in store.list(None, 9, before="c")] == ["b", "a"]
    store.prune(2)
    assert ids(store) == ["d", "c"]


def test_a_run_goes_on_in_a_process_whose_clock_is_behind(
    open_store: Callable[[], RunStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, behind = open_store(), open_store()
    monkeypatch.setattr(checkpoint_ids, "_last_v6_timestamp", CLOCK_2100)
    ahead.create("a", {"request": "squat"})
    begun = {"request": {"request": "squat"}, "text": ""}
    _graph(ahead).invoke(begun, thread("a"), durability="sync", interrupt_before=["write"])  # type: ignore[call-overload]
    monkeypatch.setattr(checkpoint_ids, "_last_v6_timestamp", None)
    _graph(behind).invoke(None, thread("a"), durability="sync")
    assert _graph(behind).get_state(thread("a")).values["text"] == "squatsquat"


def test_a_store_that_was_closed_can_be_used_again(store: RunStore) -> None:
    make(store, "a")
    store.close()
    make(store, "b")
    assert ids(store) == ["b", "a"]
