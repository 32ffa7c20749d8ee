"""Recording a run: its claim, its row in the run store, and the deletion of old runs after it."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from graph.build import RunGraph
from graph.run_history import failed_nodes, provenance, read_history
from graph.run_store import RunStore
from graph.tracing import run_span
from program.errors import UnavailableError

LOG = logging.getLogger("burnfit.graph")

MOST_OVER: Final = 1000
"""Between two deletions at most one run in so many is over the number that stays: a deletion looks at all that stay,
which is too much work for every run of a large store."""


@dataclass(frozen=True)
class Recorder:
    """Records runs in a store, and deletes old ones after its first run, at intervals, and whenever `prune` is called.

    Args:
        store: Where runs are recorded.
        kept: How many of the newest runs stay; between two deletions there may be one in `MOST_OVER` more.
        days: How many days a run stays; None: as long as it is among the newest.
    """

    store: RunStore
    kept: int
    days: int | None = None
    _ended: Iterator[int] = field(default_factory=count, init=False, repr=False, compare=False)
    """The numbers of the runs that end here, from 0 on."""

    def recorded(self, graph: RunGraph) -> RunGraph:
        """The graph with the store's checkpointer."""
        recorded: RunGraph = graph.copy({"checkpointer": self.store.checkpointer})
        return recorded

    @contextmanager
    def recording(
        self,
        graph: RunGraph,
        run_id: str,
        request: Mapping[str, Any] | None = None,
        *,
        owner: str = "",
        idempotency_key: str | None = None,
        body_hash: str | None = None,
    ) -> Iterator[RunGraph]:
        """Hold a run while it is worked on, and note in its row how it ends; gives the graph that records it.

        A run that is resumed and that somebody else has brought to its end meanwhile is left as it is.

        Args:
            graph: Of `build_graph(agents)`.
            run_id: The run.
            request: Of a new run; None: the run is resumed.
            owner: As `RunStore.create`, of a new run.
            idempotency_key: As `RunStore.create`, of a new run.
            body_hash: As `RunStore.create`, of a new run.

        Raises:
            RunBusy: Somebody else is working on the run.
            KeyTaken: The owner has another run under this key.
            UnavailableError: The store cannot be used.
        """
        recorded = self.recorded(graph)
        try:
            with self.store.claim(run_id):
                if request is not None:
                    self.store.create(
                        run_id, request, owner=owner, idempotency_key=idempotency_key, body_hash=body_hash
                    )
                elif self.store.get(run_id).status == "done":
                    yield recorded
                    return
                else:
                    self.store.restart(run_id)
                try:
                    with run_span(run_id):
                        yield recorded
                except Exception:
                    with suppress(UnavailableError):  # the first error says more
                        answered = provenance(self.store.checkpointer, run_id)
                        self.store.finish(run_id, "failed", failed_nodes(recorded, run_id), answered)
                    raise
                self.store.finish(run_id, "done", provenance=provenance(self.store.checkpointer, run_id))
        finally:
            if next(self._ended) % (1 + self.kept // MOST_OVER) == 0:
                self.prune()

    def give_up(self, graph: RunGraph, run_id: str) -> None:
        """Note that a run has failed that was broken off at each attempt: it would end process after process.

        Args:
            graph: Of `build_graph(agents)`.
            run_id: The run.

        Raises:
            RunBusy: Somebody is working on the run.
            UnavailableError: The store cannot be used.
        """
        with self.store.claim(run_id):
            row = self.store.get(run_id)
            if row.status != "running":  # somebody else has done it, or has made the month
                return
            stood_before = read_history(self.recorded(graph), run_id).next
            self.store.finish(run_id, "failed", stood_before, provenance(self.store.checkpointer, run_id))
        LOG.error(
            "run %s was broken off at its attempt %d, before %s: it has failed, and is not taken up again",
            run_id,
            row.attempts,
            ", ".join(stood_before) or "its first node",
            extra={"run_id": run_id},
        )

    def prune(self) -> None:
        """Delete the runs that are not to stay; where that cannot be done now, the log says so."""
        oldest = None if self.days is None else datetime.now(UTC) - timedelta(days=self.days)
        try:
            self.store.prune(self.kept, oldest)
        except UnavailableError as error:
            LOG.warning("old runs are not deleted: %s", error)
