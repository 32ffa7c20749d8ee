"""Recorded runs: the state after every node, kept in SQLite, so that a run can be looked at, replayed and resumed."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from graph.build import RunGraph
from graph.state import RunState, thread
from program.errors import RequestError, UnavailableError
from program.schema import Closed

FILE = "runs.sqlite"

PLAIN = JsonPlusSerializer(allowed_msgpack_modules=None)
"""Reads back plain data only: no type is looked up, nothing is called."""


class UnknownRun(RequestError):  # noqa: N818 - the family's name says that it is an error
    """There is no run of this id."""


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
    """The nodes that it stands before; none: it has ended."""
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
    return [find(graph, run_id) for run_id in list(_ids(saver.conn))[:limit]]


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
    return Run(
        run_id=run_id,
        begun=str(snapshots[0].created_at),
        request=last.values.get("request", {}),
        next=last.next,
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


def state_of(snapshot: Any) -> RunState:
    """The whole state in a snapshot."""
    values: dict[str, Any] = {"answers": {}, "attempts": {}, "sources": {}, "pending": {}, "routine": None}
    return cast(RunState, values | snapshot.values)


def _plain(error: Any) -> str | None:
    return None if error is None else str(error)
