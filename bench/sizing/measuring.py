"""Measures what `measured.json` keeps: months by kernel with a real server, and what databases hold of each month."""

from __future__ import annotations

import itertools
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]  # comes without types
import psycopg
from pydantic import SecretStr

from bench.coach_model import CoachModel
from bench.figures import percentile
from bench.postgres import TemporaryPostgres, temporary_postgres
from bench.server import Server, running
from bench.sizing.measured import Measured, MonthTimes, Recorded
from data.generate import read
from data.requests import unseen_requests
from graph.postgres_database import PostgresDatabase
from graph.postgres_run_store import PostgresRunStore
from models.machine import processor
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings

SEED: Final = 90210

CALLERS: Final = 8
"""Callers who measure months a second together."""

_WARM_UP: Final = 3
_LOOKED_THROUGH: Final = 1_000_000
"""Runs in the table in which too many are looked for."""
_LOOKS: Final = 5

Case = tuple[RoutineRequest, Mapping[str, Any]]
"""A request, and what its sentence asks for."""


def cases(number: int) -> dict[str, list[Case]]:
    """Requests without and with a sentence, as many of each; always the same."""
    plain = list(itertools.islice(unseen_requests(SEED), number))
    rows = random.Random(SEED).sample(read("intake", "test"), number)
    told = [
        (request.model_copy(update={"request": row["request"]["request"]}), row["answer"])
        for request, row in zip(plain, rows, strict=True)
    ]
    return {"month": [(request, {}) for request in plain], "sentence": told}


def month_times(kernel: str, number: int, report: Callable[[str], None]) -> MonthTimes:
    """Measure a server of its own with one kernel.

    Args:
        kernel: As `BURNFIT_KERNEL` names it.
        number: Months of each kind, one after the other; each caller asks for an eighth of them at once.
        report: Receives progress messages.

    Raises:
        UnavailableError: The server does not start, for example because the processor does not have the kernel.
    """
    busy = float(psutil.cpu_percent(interval=2))
    asked = {kind: [request for request, _ in some] for kind, some in cases(number + _WARM_UP).items()}
    with running({"BURNFIT_KERNEL": kernel, "BURNFIT_QUEUE_S": "3600"}) as server:
        alone = {}
        for kind, requests in asked.items():
            report(f"{kernel}: {number} of kind {kind}, one after the other")
            alone[kind] = _one_after_the_other(server, requests)[_WARM_UP:]
        report(f"{kernel}: {CALLERS} callers at once")
        months_per_s = _at_once(server, asked["month"][_WARM_UP:])
        memory_gb = server.memory_gb()
    return MonthTimes(
        processor=processor(),
        cores=os.cpu_count() or 1,
        busy_percent=busy,
        months=number,
        month_p50_s=round(percentile(alone["month"], 50), 3),
        month_p95_s=round(percentile(alone["month"], 95), 3),
        sentence_p50_s=round(percentile(alone["sentence"], 50), 3),
        sentence_p95_s=round(percentile(alone["sentence"], 95), 3),
        months_per_s=round(months_per_s, 2),
        memory_gb=round(memory_gb, 2),
    )


def _one_after_the_other(server: Server, requests: Sequence[RoutineRequest]) -> list[float]:
    with server.client() as client:
        return [client.month(request).seconds for request in requests]


def _at_once(server: Server, requests: Sequence[RoutineRequest]) -> float:
    """Months a second when callers each ask for the next month as soon as they have the last."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        shares = [requests[number::CALLERS] for number in range(CALLERS)]
        list(callers.map(lambda share: _one_after_the_other(server, share), shares))
    return len(requests) / (time.perf_counter() - begun)


def _record(store: str, some: Sequence[Case]) -> None:
    """Make months and record them; the coach policy answers in the model's place."""
    model = CoachModel()
    service = Service(model, Settings(store=SecretStr(store), runs_kept=10 * len(some)))
    for request, asks in some:
        model.expect(request, asks)
        service.routine(request)


def recorded_in_postgres(server: TemporaryPostgres, some: Sequence[Case]) -> Recorded:
    """What these months cost a database of their own, each."""
    url = server.new_database()
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        before = _counted(connection)
        _record(url, some)
        after = _counted(connection)
    commits, rows, log, stored = ((last - first) / len(some) for first, last in zip(before, after, strict=True))
    return Recorded(
        months=len(some),
        commits=round(commits, 1),
        rows=round(rows, 1),
        log_kb=round(log / 1000, 1),
        stored_kb=round(stored / 1000, 1),
    )


def _counted(connection: psycopg.Connection[Any]) -> Sequence[int]:
    """Writing transactions, rows written, bytes of the log, bytes of the database, all since its beginning."""
    time.sleep(1.5)  # a session tells of its rows once a second at most
    connection.execute("VACUUM ANALYZE")
    connection.execute("SELECT pg_stat_clear_snapshot()")
    row = connection.execute(
        "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
        " (SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables),"
        " pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,"
        " (SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_stat_user_tables)"
    ).fetchone()
    assert row is not None
    return [int(figure) for figure in row]


def stored_in_sqlite(some: Sequence[Case]) -> float:
    """Kilobytes that stay of each month in a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "runs.sqlite"
        _record(f"sqlite:///{file}", some[:1])
        before = _bytes(Path(folder))
        _record(f"sqlite:///{file}", some[1:])
        return round((_bytes(Path(folder)) - before) / (len(some) - 1) / 1000, 1)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("runs.sqlite"))


def look_s(server: TemporaryPostgres) -> float:
    """Seconds of a look for runs that are too many, where a million are kept and none is; the fastest of some."""
    url = server.new_database()
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(
            "INSERT INTO runs (run_id, owner, status, begun, updated, request, texts)"
            " SELECT md5(n::text), '', 'done', '2026-12-01', '2026-12-01', '{}', '' FROM generate_series(1, %s) n",
            (_LOOKED_THROUGH,),
        )
        connection.execute("VACUUM ANALYZE runs")
    store = PostgresRunStore(PostgresDatabase(url))
    try:
        return round(min(_seconds(lambda: store.prune(_LOOKED_THROUGH)) for _ in range(_LOOKS)), 3)
    finally:
        store.close()


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def measure(kernels: Sequence[str], number: int, report: Callable[[str], None]) -> Measured:
    """Everything.

    Args:
        kernels: Those that are measured here.
        number: Months of each kind.
        report: Receives progress messages.
    """
    times = {kernel: month_times(kernel, number, report) for kernel in kernels}
    some = cases(number)
    report("what the databases hold of recorded months")
    with temporary_postgres() as server:
        postgres = {kind: recorded_in_postgres(server, asked) for kind, asked in some.items()}
        look = look_s(server)
    sqlite = {kind: stored_in_sqlite(asked) for kind, asked in some.items()}
    return Measured(by_kernel=times, postgres=postgres, sqlite_stored_kb=sqlite, look_s_per_million=look)
