"""Recorded runs: the state after every node, kept in SQLite, so that a run can be looked at, replayed and resumed."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.build import RunGraph
from graph.state import AGENTS, PLAIN, RunState, thread
from program.errors import RequestError, UnavailableError
from program.schema import Closed

FILE = "runs.sqlite"


class UnknownRun(RequestError):  # noqa: N818 - the family's name says that it is an error
    """There is no run of this id."""


class RunInWork(RequestError):  # noqa: N818 - as above
    """Another process, or another thread of this one, is making the month of this run."""


class Step(Closed):
    """One visit of a node."""

    node: str
    at: str
    """When it was due, in ISO 8601."""
    update: dict[str, Any] | None
    """The keys of the state that it changed; None: it did not end."""
    error: str | None
    """What it raised."""


class Run(Closed):
    """One recorded run."""

    run_id: str
    begun: str
    """When, in ISO 8601."""
    request: dict[str, Any]
    next: tuple[str, ...]
    """The nodes that it stands before; none: it has ended, or its agents do not run now."""
    failed: tuple[str, ...]
    """Those of them that raised."""
    absent: tuple[str, ...]
    """Its agents that do not run now, so that their visits are not among the steps, and it cannot go on."""
    steps: tuple[Step, ...]
    """Oldest first."""
    routine: dict[str, Any] | None
    """The month; None: it was not composed."""


def open_records(folder: Path, kept: int) -> SqliteSaver:
    """The checkpointer over the runs in `folder`, of which the newest `kept` stay. Close its `conn` at the end.

    Raises:
        UnavailableError: The folder cannot be written, or its file is no database.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with told(folder):
            connection = sqlite3.connect(folder / FILE, check_same_thread=False, timeout=30)
            saver = SqliteSaver(connection, serde=PLAIN)
            saver.setup()
            # The log survives the process at any moment; that it survives a power cut is not worth a wait a node.
            connection.execute("PRAGMA synchronous=NORMAL")
            for run_id in list(_ids(connection))[kept:]:
                saver.delete_thread(run_id)
                _lock_of(folder, run_id).unlink(missing_ok=True)
    except OSError as error:
        raise UnavailableError(_untold(folder, error)) from error
    return saver


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Say of an error of the database whose it is and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise UnavailableError(_untold(folder, error)) from error


@contextmanager
def in_work(folder: Path, run_id: str) -> Iterator[None]:
    """Keep everybody else from a run as long as its month is being made; a process that is killed lets go of it.

    Raises:
        RunInWork: Somebody else is at it.
        UnavailableError: The folder cannot be written.
    """
    file = _lock_of(folder, run_id)
    lock = FileLock(file, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise RunInWork(
            f"run {run_id} is being worked on by another process: wait until it has ended, `burnfit runs` tells"
        ) from error
    except OSError as error:
        raise UnavailableError(_untold(folder, error)) from error
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        lock.release()


def _lock_of(folder: Path, run_id: str) -> Path:
    return folder / f"{run_id}.lock"


def _untold(folder: Path, error: Exception) -> str:
    return f"runs cannot be recorded in {folder}: {error}; make room, or set BURNFIT_RUNS or BURNFIT_RECORD=false"


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    """The ids of the recorded runs, the newest first."""
    rows = connection.execute("SELECT thread_id FROM checkpoints GROUP BY thread_id ORDER BY MIN(checkpoint_id) DESC")
    return (str(row[0]) for row in rows)


def newest(graph: RunGraph, limit: int) -> list[Run]:
    """The newest recorded runs, newest first."""
    saver = graph.checkpointer
    assert isinstance(saver, SqliteSaver)
    found: list[Run] = []
    for run_id in list(_ids(saver.conn))[:limit]:
        with suppress(UnknownRun):  # let go meanwhile
            found.append(find(graph, run_id))
    return found


def find(graph: RunGraph, run_id: str) -> Run:
    """A recorded run.

    Raises:
        UnknownRun: There is none of this id.
    """
    snapshots = snapshots_of(graph, run_id)
    last = snapshots[-1]
    steps = [
        Step(node=task.name, at=str(one.created_at), update=task.result, error=_plain(task.error))
        for one in snapshots
        for task in one.tasks
        if not task.name.startswith("__")
    ]
    # Agents that ran side by side: what one of them made is kept, whatever became of the others.
    left = tuple(task.name for task in last.tasks if task.result is None)
    return Run(
        run_id=run_id,
        begun=str(snapshots[0].created_at),
        request=last.values.get("request", {}),
        next=left or last.next,
        failed=tuple(task.name for task in last.tasks if task.error is not None),
        absent=absent(graph, last),
        steps=tuple(steps),
        routine=last.values.get("routine"),
    )


def snapshots_of(graph: RunGraph, run_id: str) -> Sequence[Any]:
    """LangGraph's snapshots of a run, oldest first.

    Raises:
        UnknownRun: There is none of this id.
    """
    snapshots = list(graph.get_state_history(thread(run_id)))[::-1]
    if not snapshots:
        raise UnknownRun(f"there is no run {run_id!r}: `burnfit runs` lists those that are recorded")
    return snapshots


def absent(graph: RunGraph, snapshot: Any) -> tuple[str, ...]:
    """The agents that a run had and `graph` has not."""
    return tuple(name for name in _agents_of(snapshot) if name not in graph.nodes)


def check_present(graph: RunGraph, run_id: str, snapshot: Any) -> None:
    """Refuse to go on with a run some of whose agents `graph` does not have.

    Raises:
        RequestError: It had others.
    """
    if missing := absent(graph, snapshot):
        raise RequestError(
            f"run {run_id} had the agent {', '.join(missing)}, which does not run now: "
            f"set BURNFIT_AGENTS={','.join(_agents_of(snapshot))}"
        )


def _agents_of(snapshot: Any) -> list[str]:
    """The names of the agents of a run; none: it was recorded before they were."""
    return [name for name in str(snapshot.metadata.get(AGENTS, "")).split(",") if name]


def state_of(snapshot: Any) -> RunState:
    """The whole state in a snapshot."""
    values: dict[str, Any] = {"answers": {}, "attempts": {}, "sources": {}, "pending": {}, "routine": None}
    return cast(RunState, values | snapshot.values)


def _plain(error: Any) -> str | None:
    return None if error is None else str(error)
