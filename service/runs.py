"""The recorded runs of a service: listed, looked at, run again, resumed."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from agents.agent import Agent
from graph.build import RunGraph
from graph.observer import month_observed
from graph.recorder import Recorder
from graph.replay import check_resumable, prepare_replay, resume, run_replay
from graph.run_history import Run, read_run, state_before
from graph.run_store import EVERY_RUN, RunFilter, RunRecord, RunSummary, Status, UnknownRun
from graph.state import RunContext, RunState
from program.errors import RequestError
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.caller import ANYBODY, Caller
from service.run_events import RunEvents, run_events

_LISTED = 3
"""How many of several ids with the same start an error names."""


class Runs:
    """What can be done with recorded runs. A caller's runs are those that the caller owns: others are not there.

    Args:
        recorder: Records runs.
        graph: Of `build_graph(agents)`.
        agents: All agents in order.
        new_context: Returns the context of a new run.
        caller: Who asks.
    """

    def __init__(
        self,
        recorder: Recorder,
        graph: RunGraph,
        agents: Sequence[Agent[Any]],
        new_context: Callable[[], RunContext],
        caller: Caller = ANYBODY,
    ) -> None:
        self._recorder = recorder
        self._store = recorder.store
        self._graph = graph
        self._agents = agents
        self._new_context = new_context
        self._caller = caller

    def _row(self, run_id: str) -> RunRecord:
        """The row of a run that the caller may see.

        Raises:
            UnknownRun: No run has this id, or it is somebody else's.
        """
        row = self._store.get(run_id)
        if self._caller.sees not in (None, row.owner):
            raise UnknownRun(run_id)
        return row

    def list(self, limit: int, before: str | None = None, wanted: RunFilter = EVERY_RUN) -> Sequence[RunSummary]:
        """The newest runs, newest first.

        Args:
            limit: The most to return.
            before: Only runs that began before the run of this id.
            wanted: Only runs that fit it.

        Raises:
            UnknownRun: No run has the id `before`.
        """
        if before is not None:
            self._row(before)
        return self._store.list(self._caller.sees, limit, before, wanted)

    def connections(self) -> Mapping[str, int]:
        """As `RunStore.connections`."""
        return self._store.connections()

    def count(self, status: Status, most: int) -> int:
        """How many recorded runs have a status; at most `most`."""
        return len(self._store.list(None, most, wanted=RunFilter(status=status)))

    def find(self, text: str) -> str:
        """The id of the run that `text` means: an id, the start of one, or `latest`.

        Raises:
            UnknownRun: No run is meant.
            RequestError: Several ids start with `text`.
        """
        if text == "latest":
            if newest := self.list(1):
                return newest[0].run_id
            raise RequestError("there is no latest run: none is recorded")
        found = self._store.ids(self._caller.sees, text, _LISTED + 1) if text else ()
        if not found:
            raise UnknownRun(text)
        if len(found) > 1:
            more = ", …" if len(found) > _LISTED else ""
            raise RequestError(
                f"several runs start with {text!r}: {', '.join(found[:_LISTED])}{more}; give more of the id"
            )
        return found[0]

    def get(self, run_id: str) -> Run:
        """A run with its steps and its month.

        Raises:
            UnknownRun: No run has this id.
        """
        return read_run(self._recorder.recorded(self._graph), self._row(run_id))

    def events(self, run_id: str, after: int = 0) -> RunEvents:
        """The events of a run so far, as `Service.progress` yields them, and how the run stands.

        Args:
            run_id: The run.
            after: How many of the first events to leave out.

        Raises:
            UnknownRun: No run has this id.
        """
        return run_events(self._recorder.recorded(self._graph), self._row(run_id), after)

    def state_before(self, run_id: str, node: str, visit: int = 1) -> RunState:
        """The state of a run before a visit of a node.

        Args:
            run_id: The run.
            node: The node.
            visit: Which of its visits, from 1.

        Raises:
            UnknownRun: No run has this id.
            RequestError: It never came to `node`, or not so often.
        """
        self._row(run_id)
        return state_before(self._recorder.recorded(self._graph), run_id, node, visit)

    def delete(self, run_id: str) -> None:
        """Delete a run with everything that was recorded of it.

        Raises:
            UnknownRun: No run has this id.
            RunBusy: It is being worked on.
        """
        self._row(run_id)
        self._store.delete(run_id)

    def replay(
        self,
        run_id: str,
        node: str,
        changes: Mapping[str, Any],
        cancelled: threading.Event | None = None,
        new_run: str | None = None,
    ) -> tuple[Routine | None, Routine]:
        """The month of a run, and that of a new run from `node` on with a changed request.

        The first one is None where the run has none, or one that another version has made.

        Args:
            run_id: The recorded run.
            node: Where the new run begins.
            changes: Fields of the request and their new values.
            cancelled: Once set, the model stops.
            new_run: The id of the new run, 32 hexadecimal digits that no run has; None: any.

        Raises:
            UnknownRun: No run has this id.
            RequestError: It never came to `node`, the changed request cannot be used, or an agent before `node` would
                be asked something else because of it.
            BurnfitError: As `Service.routine`.
        """
        self._row(run_id)
        prepared = prepare_replay(self._recorder.recorded(self._graph), self._agents, run_id, node, changes)
        old = _readable(prepared.routine)
        context = replace(self._new_context(), cancelled=cancelled)
        if new_run is not None:
            context = replace(context, run_id=new_run)
        request = prepared.request.model_dump(mode="json")
        recording = self._recorder.recording(self._graph, context.run_id, request, owner=self._caller.owner)
        with month_observed(context.observer), recording as graph:
            new = run_replay(graph, prepared, context)
        return old, Routine.model_validate(new)

    def resume(self, run_id: str) -> Routine:
        """The month of a run; one that was broken off or failed goes on where it stopped.

        Raises:
            UnknownRun: No run has this id.
            RunBusy: It is being worked on.
            RequestError: It had other agents, or another version has recorded its request or its month.
            BurnfitError: As `Service.routine`.
        """
        context = replace(self._new_context(), run_id=run_id)
        recorded = self._recorder.recorded(self._graph)
        row = self._row(run_id)
        if row.status == "done":
            return readable_month(run_id, resume(recorded, run_id, context))
        check_resumable(recorded, run_id)
        request = _request_of(row)
        recording = self._recorder.recording(self._graph, run_id)
        with month_observed(context.observer, resumed=True), recording as graph:
            return Routine.model_validate(resume(graph, run_id, context, request))

    def give_up(self, run_id: str) -> None:
        """Note that a run that is broken off has failed for good.

        Raises:
            UnknownRun: No run has this id.
            RunBusy: Somebody is working on it.
        """
        self._row(run_id)
        self._recorder.give_up(self._graph, run_id)


def month_of(run: Run) -> Routine:
    """The month of a recorded run.

    Raises:
        RequestError: The run has none, or one that another version has made.
    """
    if run.routine is None:
        raise RequestError(f"run {run.run_id} has no month: give the id of a run that is done")
    return readable_month(run.run_id, run.routine)


def readable_month(run_id: str, routine: Mapping[str, Any]) -> Routine:
    """The recorded month of a run.

    Raises:
        RequestError: Another version has made it.
    """
    month = _readable(routine)
    if month is None:
        raise RequestError(f"another version has made the month of run {run_id}: run it again, or ask for a new month")
    return month


def _readable(routine: Mapping[str, Any] | None) -> Routine | None:
    """A recorded month; None: there is none, or another version has made it."""
    try:
        return None if routine is None else Routine.model_validate(routine)
    except ValidationError:
        return None


def _request_of(row: RunRecord) -> RoutineRequest | None:
    """The request of a run; None: another version has recorded it."""
    try:
        return RoutineRequest.model_validate(row.request)
    except ValidationError:
        return None
