"""Recording a run: its claim, its row in the run store, and the deletion of old runs after it."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.build import RunGraph
from graph.run_history import failed_nodes, provenance
from graph.run_store import RunStore
from graph.tracing import run_span
from program.errors import UnavailableError

LOG = logging.getLogger("burnfit.graph")


@dataclass(frozen=True)
class Recorder:
    """Records runs in a store, and deletes old ones after each run and whenever `prune` is called.

    Args:
        store: Where runs are recorded.
        kept: How many of the newest runs stay.
        days: How many days a run stays; None: as long as it is among the newest.
    """

    store: RunStore
    kept: int
    days: int | None = None

    def recorded(self, graph: RunGraph) -> RunGraph:
        """The graph with the store's checkpointer."""
        recorded: RunGraph = graph.copy({"checkpointer": self.store.checkpointer})
        return recorded

    @contextmanager
    def recording(self, graph: RunGraph, run_id: str, request: Mapping[str, Any] | None = None) -> Iterator[RunGraph]:
        """Hold a run while it is worked on, and note in its row how it ends; gives the graph that records it.

        Args:
            graph: Of `build_graph(agents)`.
            run_id: The run.
            request: Of a new run; None: the run is resumed.

        Raises:
            RunBusy: Somebody else is working on the run.
            UnavailableError: The store cannot be used.
        """
        recorded = self.recorded(graph)
        try:
            with self.store.claim(run_id):
                if request is None:
                    self.store.restart(run_id)
                else:
                    self.store.create(run_id, request)
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
            self.prune()

    def prune(self) -> None:
        """Delete the runs that are not to stay; where that cannot be done now, the log says so."""
        oldest = None if self.days is None else datetime.now(UTC) - timedelta(days=self.days)
        try:
            self.store.prune(self.kept, oldest)
        except UnavailableError as error:
            LOG.warning("old runs are not deleted: %s", error)
