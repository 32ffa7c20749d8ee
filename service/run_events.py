"""The events of a recorded run, read from its record: what it did so far, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.build import RunGraph
from graph.failures import recorded_error
from graph.progress import Done, Progress, recorded_progress
from graph.run_history import errors_of
from graph.run_store import RunRecord, Status
from program.errors import BurnfitError, UnavailableError


@dataclass(frozen=True)
class RunEvents:
    """The events of a run, from some event on."""

    events: Sequence[Progress]
    """Those that the record has so far; the last one of a run that is done holds the month."""
    status: Status
    """How the run stood just before they were read."""
    error: BurnfitError | None
    """Of a run that failed: why."""


def run_events(graph: RunGraph, row: RunRecord, after: int) -> RunEvents:
    """Reads the events of a run.

    Args:
        graph: With the checkpointer that the run is recorded with.
        row: Of the run, read before this call: a run that is done then has all its events.
        after: How many of the first events to leave out.
    """
    found = recorded_progress(graph, row.run_id)
    if row.status != "done":  # the month is composed, and not yet noted as done
        found = [event for event in found if not isinstance(event, Done)]
    return RunEvents(found[after:], row.status, _error_of(graph, row) if row.status == "failed" else None)


def _error_of(graph: RunGraph, row: RunRecord) -> BurnfitError:
    """Why a run failed: what one of its nodes raised, where that is one of the project's own errors."""
    found = filter(None, map(recorded_error, errors_of(graph, row.run_id)))
    nodes = ", ".join(row.failed) or "its first node"
    return next(found, UnavailableError(f"run {row.run_id} failed at {nodes}: the service's log has more; ask again"))
