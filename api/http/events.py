"""The stream of events of a month: while it is made, and again from its record."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.http import problems
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

_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The events of the run; the last one is `done`, with the month, or `problem`.",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
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
    found = await workers.answer(request, lambda service, _: service.runs.events(run_id, last_event_id))
    if found is None:
        return Response(status_code=problems.CLIENT_CLOSED_REQUEST)
    if found.status == "done" and not found.events:
        return Response(status_code=204)
    events = _followed(run_id, found, last_event_id, request, workers)
    return EventSourceResponse(events, send_timeout=workers.timeout_s + SLOWEST_READ_S)


def month_events(
    body: RoutineRequest, request: Request, workers: WorkerPool, once: Once | None
) -> AsyncIterator[ServerSentEvent]:
    """The progress of a month as events while it is made."""

    def work(service: Service, cancelled: threading.Event) -> Iterator[ServerSentEvent]:
        for number, step in enumerate(service.under(once).progress(body, cancelled), start=1):
            yield _event(number, step)

    return _ending_with_a_problem(workers.stream(work), request)


def _followed(
    run_id: str, found: RunEvents, after: int, request: Request, workers: WorkerPool
) -> AsyncIterator[ServerSentEvent]:
    """The events of a run from its record, until it has ended or the time is up."""

    async def follow(found: RunEvents, sent: int) -> AsyncIterator[ServerSentEvent]:
        service, loop = workers.ready(), asyncio.get_running_loop()
        end = loop.time() + workers.timeout_s
        while True:
            for step in found.events:
                sent += 1
                yield _event(sent, step)
            if found.status == "done":
                return
            if found.error is not None:
                raise found.error
            if found.status == "broken off" and not service.resumes:
                raise _broken_off(run_id)
            if loop.time() > end:
                raise _too_late(workers.timeout_s)
            await asyncio.sleep(LOOK_S)
            # Not in the threads that make months: many may read, and each would wait for its turn.
            found = await asyncio.to_thread(service.runs.events, run_id, sent)

    return _ending_with_a_problem(follow(found, after), request)


async def _ending_with_a_problem(
    events: AsyncIterator[ServerSentEvent], request: Request
) -> AsyncIterator[ServerSentEvent]:
    """The events; an error is the last one, `problem`, which has no id: it is no step of the run."""
    try:
        async for event in events:
            yield event
    except Exception as error:  # noqa: BLE001 - the status has been sent: only an event can report it
        yield ServerSentEvent(bytes(problems.own(request, error).body).decode(), event="problem")


def _event(number: int, step: Progress) -> ServerSentEvent:
    """A step of a run as an event; its id is the step's number, from 1."""
    return ServerSentEvent(step.model_dump_json(exclude={"event"}), event=step.event, id=str(number))


def _too_late(timeout_s: float) -> UnavailableError:
    return UnavailableError(
        f"No end of the run within {timeout_s:g} s: ask again, with the id of the last event as Last-Event-ID."
    )


def _broken_off(run_id: str) -> UnavailableError:
    return UnavailableError(
        f"Run {run_id} was broken off, and nobody works on it: send its request again under its Idempotency-Key, "
        "or set BURNFIT_RESUME to true."
    )
