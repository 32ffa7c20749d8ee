"""Makes months as runs: new ones, and those that a caller asks for again under an idempotency key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from graph.build import VALIDATE, RunGraph, run
from graph.observer import month_observed
from graph.progress import Done, Progress, recorded_progress, watch, watch_again
from graph.recorder import Recorder
from graph.replay import check_resumable, resume
from graph.run_history import failed_nodes
from graph.run_store import RunBusy, RunRecord, UnknownRun
from graph.state import RunContext, thread
from graph.tracing import run_span
from program.errors import RequestError
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.caller import Caller
from service.once import MOST_ATTEMPTS, GivenUp, KeyReused, Once
from service.runs import readable_month


@dataclass(frozen=True)
class MonthMaker:
    """Makes the months that a caller asks for."""

    graph: RunGraph
    """Of `build_graph(agents)`."""
    recorder: Recorder | None
    """Records runs; None: nothing is recorded."""
    caller: Caller
    """Whose runs they are."""
    once: Once | None = None
    """The key under which each month is made once; None: each call makes a new one."""

    def routine(self, request: RoutineRequest, context: RunContext) -> Routine:
        """One month: made, brought to its end, or that of the run under the same key.

        Raises:
            RunBusy: The run under this key is being worked on.
            KeyTaken: The same call has just begun elsewhere.
            RequestError: The key belongs to another request, its run was tried too often, or nothing is recorded.
            BurnfitError: As `graph.build.run`.
        """
        key, row = self._earlier()
        if row is None:
            with self._recording(request, context, key) as graph:
                return run(graph, request, context)
        if row.status == "done":
            return self._recorded_month(row)
        context = replace(context, run_id=row.run_id)
        with self._taking_up(row, context) as graph:
            return Routine.model_validate(resume(graph, row.run_id, context, request))

    def progress(self, request: RoutineRequest, context: RunContext) -> Iterator[Progress]:
        """The same as events while the month is made; of a run that had begun before, those of before come first.

        Raises:
            BurnfitError: As `routine`.
        """
        key, row = self._earlier()
        if row is not None and row.status == "done":
            assert self.recorder is not None  # it has the row
            yield from recorded_progress(self.recorder.recorded(self.graph), row.run_id)
            return
        done: list[Progress] = []
        working = self._recording(request, context, key) if row is None else self._taking_up(row, context)
        with working as graph:
            steps = watch(graph, request, context)
            if row is not None:
                steps = watch_again(graph, request, replace(context, run_id=row.run_id))
            for step in steps:
                if isinstance(step, Done):
                    done.append(step)  # sent once the run is recorded as done: nobody may read on after it
                else:
                    yield step
        yield from done

    def check(self) -> bool:
        """Whether the month under the key is made already; refuses what `progress` would refuse at once.

        Raises:
            RequestError: As `routine`.
        """
        probe = replace(self, once=self.once and replace(self.once))
        _, row = probe._earlier()
        return row is not None and row.status == "done"

    def _earlier(self) -> tuple[str | None, RunRecord | None]:
        """The key of the next month, and the run under it that may be taken up or is done; None: there is none."""
        if self.once is None:
            return None, None
        if self.recorder is None:
            raise RequestError(
                "no runs are recorded, so none can be found by its Idempotency-Key: leave the header out, "
                "or set BURNFIT_RECORD to true"
            )
        key = self.once.next_key()
        row = self.recorder.store.keyed(self.caller.owner, key)
        if row is not None:
            if row.body_hash != self.once.body_hash:
                raise KeyReused
            if row.status == "running":
                raise RunBusy(row.run_id)
            if row.status != "done":
                self._refuse_many_attempts(row)
                self.once.made += 1
        else:
            self.once.made += 1
        return key, row

    def _refuse_many_attempts(self, row: RunRecord) -> None:
        if row.attempts < MOST_ATTEMPTS:
            return
        if row.status == "broken off":
            assert self.recorder is not None  # it has the row
            self.recorder.give_up(self.graph, row.run_id)
        raise GivenUp(row)

    def _recorded_month(self, row: RunRecord) -> Routine:
        assert self.recorder is not None  # it has the row
        routine = self.recorder.recorded(self.graph).get_state(thread(row.run_id)).values.get("routine")
        if routine is None:  # it has been deleted since its row was read
            raise UnknownRun(row.run_id)
        return readable_month(row.run_id, routine)

    @contextmanager
    def _recording(self, request: RoutineRequest, context: RunContext, key: str | None) -> Iterator[RunGraph]:
        """Record a new run where the settings ask for it; gives the graph that the run goes through."""
        with month_observed(context.observer):
            if self.recorder is None:
                with run_span(context.run_id):
                    yield self.graph
            else:
                with self.recorder.recording(
                    self.graph,
                    context.run_id,
                    request.model_dump(mode="json"),
                    owner=self.caller.owner,
                    idempotency_key=key,
                    body_hash=self.once.body_hash if self.once else None,
                ) as graph:
                    yield graph

    @contextmanager
    def _taking_up(self, row: RunRecord, context: RunContext) -> Iterator[RunGraph]:
        """Hold a run that was broken off or has failed, and work on it once more."""
        assert self.recorder is not None  # it has the row
        check_resumable(self.recorder.recorded(self.graph), row.run_id)
        recording = self.recorder.recording(self.graph, row.run_id)
        with month_observed(context.observer, resumed=True), recording as graph:
            if VALIDATE in failed_nodes(graph, row.run_id):
                # Its answers were rejected, and would be again: it begins anew.
                self.recorder.store.checkpointer.delete_thread(row.run_id)
            yield graph
