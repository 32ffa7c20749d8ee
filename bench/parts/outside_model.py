"""What a month costs outside the model: the whole way from a request's JSON to the month's, with an instant model."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bench.figures import Findings, Row, Target
from bench.workbench import Stopwatch, Workbench
from graph.run_store import RunStore
from graph.sqlite_run_store import SqliteRunStore
from graph.state import thread
from models.language_model import Call, Capabilities, Completion, Cost
from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.lifter.variations import stand_ins
from program.schema import EQUIPMENT, RoutineRequest
from service.service import Service

TIME = (Target("p50", "≤", 25),)
VALIDATED = (Target("p50", "≤", 1),)

MORE_CHECKPOINTS = 3
"""Checkpoints that a month may write beyond one for each of its nodes."""

WARM_UP = 5
"""Months made before measuring."""


class InstantModel:
    """Answers each call at once with its draft, the coach's answer, so that only the work around a model remains."""

    capabilities = Capabilities(schemas=True, drafts=True, logit_bias=True, reproducible=True, exact=True)

    def complete(self, call: Call, cancel: threading.Event | None = None) -> Completion:  # noqa: ARG002 - it is instant
        """The draft, at no cost."""
        return Completion(call.draft or "", Cost())

    def warm(self) -> None:
        """Nothing needs loading."""

    def close(self) -> None:
        """Nothing is held."""


def measure(bench: Workbench) -> Findings:
    """Time, validations, builds and checkpoints of months without a sentence, and the time of those with one."""
    number = bench.times(100, 3)
    requests, sentences = bench.requests(number), bench.sentences(number)
    with tempfile.TemporaryDirectory() as folder:
        service = Service(InstantModel(), bench.settings.model_copy(update={"record": True, "runs": Path(folder)}))
        bench.report(f"{2 * number} months outside the model")
        for request in bench.requests(WARM_UP, skip=number):
            _month(service, _json(request))
        times_ms = [_timed_ms(service, request) for request in requests]
        sentence_ms = [_timed_ms(service, request) for request in sentences]
        store = SqliteRunStore(Path(folder))
        counts = [_counted(service, store, request) for request in requests]
        store.close()
    nodes = max(count["nodes"] for count in counts)
    note = f"{number} requests, recorded in SQLite, with a model that answers at once"
    return Findings(
        [
            Row.of("a month outside the model", "ms", times_ms, targets=TIME, note=note),
            Row.of("a month with a sentence outside the model", "ms", sentence_ms, note=note),
            _row("validations of the request", "validations", counts, targets=VALIDATED),
            _row("`Brief` objects built", "briefs", counts),
            _row("searches for what stands in for a lift", "variations", counts),
            _row(
                "checkpoints written",
                "checkpoints",
                counts,
                targets=(Target("p50", "≤", nodes + MORE_CHECKPOINTS),),
                note=f"{nodes} nodes run",
            ),
        ]
    )


def _row(name: str, key: str, counts: Sequence[Counter[str]], targets: tuple[Target, ...] = (), note: str = "") -> Row:
    return Row.of(name, "a month", [count[key] for count in counts], targets=targets, note=note)


def _json(request: RoutineRequest) -> str:
    """The request as a caller sends it."""
    return request.model_dump_json(exclude_none=True)


def _month(service: Service, body: str) -> str:
    """The month's JSON for a request's JSON."""
    return service.routine(RoutineRequest.model_validate_json(body)).model_dump_json()


def _timed_ms(service: Service, request: RoutineRequest) -> float:
    body = _json(request)
    with Stopwatch() as watch:
        _month(service, body)
    return 1000 * watch.seconds


def _counted(service: Service, store: RunStore, request: RoutineRequest) -> Counter[str]:
    """What is done for one month, by name.

    The request names its equipment: pydantic runs a field's validator only where the field is there.
    """
    body = _json(request.model_copy(update={"equipment": request.equipment or EQUIPMENT}))
    with counting_calls() as counts:
        month = json.loads(_month(service, body))
    counts["checkpoints"] = len(list(store.checkpointer.list(thread(month["run_id"]))))
    counts["nodes"] = len({step.node for step in service.runs.get(month["run_id"]).steps})
    return counts


@contextmanager
def counting_calls() -> Iterator[Counter[str]]:
    """Counts validations of a request, builds of a `Brief` and searches for stand-ins, in this thread and new ones.

    A profiler counts the calls, whatever name or thread they come by; production code knows nothing of it.
    """
    counts: Counter[str] = Counter()
    validator: CodeType = RoutineRequest._in_catalogue_order.__func__.__code__  # type: ignore[attr-defined]  # a classmethod
    functions = {obeyed.__code__: "briefs", stand_ins.__code__: "variations"}

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        if frame.f_code in functions:
            counts[functions[frame.f_code]] += 1
        elif frame.f_code is validator and not issubclass(frame.f_locals["cls"], Brief):
            counts["validations"] += 1

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield counts
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
