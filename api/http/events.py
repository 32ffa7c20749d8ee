"""The stream of events of a month: while it is made, and again from its record."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.http import problems
from api.http.drain import stopping
from api.http.inside import RunId
from api.http.worker_pool import WorkerPool, Workers
from graph.progress import Progress
from program.errors import UnavailableError
from program.schema import RoutineRequest
from service.once import Once
from service.run_events import RunEvents
from service.service import Service

EVENT_STREAM: Final = "text/event-stream"

SLOWEST_READ_S = 60.0
"""Seconds after the time limit in which a reader must have taken an event; else the connection is closed."""

LOOK_S: Final = 0.3
"""Seconds between two looks at the record of a run that is being worked on."""

_EVENT: Final = {
    "type": "object",
    "description": "One event of the stream; `data` is JSON.",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
    "required": ["event", "data"],
}

_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The events of the run; the last one is `done`, with the month, or `problem`.",
        "content": {EVENT_STREAM: {"schema": _EVENT}},
    },
    204: {"description": "The run is done, and `Last-Event-ID` is its last event."},
}

router = APIRouter(tags=["inside"])


@router.get(
    "/runs/{run_id}/events", response_class=EventSourceResponse, responses=_STREAM | problems.documented(404, 422, 503)
)
async def run_events(
    run_id: RunId,
    request: Request,
    workers: Workers,
    last_event_id: Annotated[
        int, Header(ge=0, le=1_000_000, description="The id of the last event that was read; only later ones are sent.")
    ] = 0,
) -> Response:
    """The stream of a run again: what is recorded, and then what is still done, to the end.

    The events and their ids are those of `POST /routine` with `Accept: text/event-stream`.
    """
    found = await workers.read(request, lambda service, _: service.runs.events(run_id, last_event_id))
    if found is None:
        return Response(status_code=problems.CLIENT_CLOSED_REQUEST)
    if found.status == "done" and not found.events:
        return Response(status_code=204)
    events = _as_events(_followed(run_id, found, last_event_id, workers), request, last_event_id, run_id)
    return EventSourceResponse(events, send_timeout=workers.timeout_s + SLOWEST_READ_S)


def month_events(
    body: RoutineRequest, workers: WorkerPool, request: Request, once: Once | None
) -> AsyncIterator[ServerSentEvent]:
    """The progress of a month as events while it is made.

    Raises:
        Overloaded: It would wait too long; raised at once, before the first event.
        UnavailableError: The service is not ready; as above.
    """

    def work(service: Service, cancelled: threading.Event) -> Iterator[Progress]:
        return service.under(once).progress(body, cancelled)

    return _as_events(workers.stream(work), request)


async def _followed(run_id: str, found: RunEvents, after: int, workers: WorkerPool) -> AsyncIterator[Progress]:
    """The steps of a run from its record, until it has ended or the time is up."""
    service, loop = workers.ready(), asyncio.get_running_loop()
    read, end = after, loop.time() + workers.timeout_s
    while True:
        for step in found.events:
            read += 1
            yield step
        if found.status == "done":
            return
        if found.error is not None:
            raise found.error
        if found.status == "broken off" and not service.resumes:
            raise _broken_off(run_id)
        if loop.time() > end:
            raise _too_late(workers.timeout_s)
        if workers.drain.begun:
            raise stopping()
        await asyncio.sleep(LOOK_S)
        # Not in the threads that read for others: many may follow, and each would wait for its turn.
        found = await asyncio.to_thread(service.runs.events, run_id, read)


async def _as_events(
    steps: AsyncIterator[Progress], request: Request, after: int = 0, run_id: str | None = None
) -> AsyncIterator[ServerSentEvent]:
    """Steps of a run as events; the id of each is its number, from 1.

    An error is the last event, `problem`, with the run that can be gone on with. It has no id: it is no step.

    Args:
        steps: Of the run.
        request: Whose answer the stream is.
        after: How many steps were sent before.
        run_id: The run, if it is known before the first step.
    """
    number = after
    try:
        async for step in steps:
            number, run_id = number + 1, step.run_id
            yield ServerSentEvent(step.model_dump_json(exclude={"event"}), event=step.event, id=str(number))
    except Exception as error:  # noqa: BLE001 - the status has been sent: only an event can report it
        run = {} if run_id is None else {"run_id": run_id}
        yield ServerSentEvent(bytes(problems.own(request, error, **run).body).decode(), event="problem")


def _too_late(timeout_s: float) -> UnavailableError:
    return UnavailableError(
        f"No end of the run within {timeout_s:g} s: ask again, with the id of the last event as Last-Event-ID."
    )


def _broken_off(run_id: str) -> UnavailableError:
    return UnavailableError(
        f"Run {run_id} was broken off, and nobody works on it: send its request again under its Idempotency-Key, "
        "or set BURNFIT_RESUME to true."
    )
