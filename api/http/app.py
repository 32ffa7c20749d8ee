"""The HTTP service: its routes and their documentation."""

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, FastAPI, HTTPException, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import exports, openapi, problems, programme
from api.http import inside as runs
from api.http.hosts import CHANGING, KnownHosts
from api.http.keys import KeyCheck
from api.http.worker_pool import WorkerPool, Workers, json_response
from api.pages import inside, inside_form, lifter, site
from program.month.routine import Plan, Routine
from program.schema import Closed, LifterRequest, RoutineRequest
from program.wording import labels
from service.keys.open_keys import key_ring
from service.service import Service
from service.settings import Settings

LARGEST_BODY = 64 * 1024
"""Bytes. A request with every field and the longest sentence has about 4 kB."""

SLOWEST_READ_S = 60.0
"""Seconds after the time limit in which a reader must have taken an event; else the connection is closed."""

_LARGEST = {
    "/log": programme.LARGEST_LOG,
    "/export": exports.LARGEST_MONTH,
    "/month/view": exports.LARGEST_MONTH,
    "/month/next": lifter.LARGEST_FORM,
}
"""Path -> bytes of its largest body, where that is not `LARGEST_BODY`."""


def _largest_body(path: str) -> int:
    """Bytes of the largest body of a path."""
    return inside_form.LARGEST if path.startswith("/inside/") else _LARGEST.get(path, LARGEST_BODY)


EVENT_STREAM = "text/event-stream"

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class RatePlan(Closed):
    """The weight-increase plan in the first system's fields and order. Rates are percent of the training max."""

    program: Literal["5/3/1 프로그램"]
    init_weight_rate: int
    """Week 1, set 1."""
    increase_rate_week: int
    """Added from one week to the next."""
    increase_rate_set: int
    """Added from one set to the next."""
    deloading_rate: int
    """Week 4, set 1."""
    weekly_weight_increase_plan: str
    """The sets as text: `WeekN`, a line `SETk rate%xreps` for each set, a blank line between weeks."""


class Status(Closed):
    """The answer of the health routes."""

    status: Literal["ok"] = "ok"


class BodyLimit:
    """Answers 413 to a body that is too long. Starlette's own limit would not answer with a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting the bytes of its body as they are read."""
        read, largest = 0, _largest_body(scope.get("path", ""))

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                raise HTTPException(413, f"The body has more than {largest} bytes: send a shorter request.")
            return message

        await self._app(scope, counted, send)


def _examples() -> dict[str, Any]:
    """The bodies in `examples/`, in the form of OpenAPI's examples."""
    bodies = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.json"))}
    return {
        name: {
            "summary": f"{labels.LEVEL['en'][body['experience']]}, {body['gender']}, "
            f"{labels.PURPOSE['en'][body['purpose']]}",
            "value": body,
        }
        for name, body in bodies.items()
    }


MonthBody = Annotated[RoutineRequest, Body(openapi_examples=_examples())]
PlanBody = Annotated[LifterRequest, Body(openapi_examples=_examples())]

router = APIRouter()


@router.post(
    "/routine", response_model=Routine, responses=problems.documented(400, 413, 415, 422, 502, 503), tags=["training"]
)
async def routine(body: MonthBody, request: Request, workers: Workers) -> Response:
    """One month of 5/3/1: four weeks of sessions, every set with a weight that the lifter's plates can build.

    With `Accept: text/event-stream` the answer is a stream of events, one for each step; the month is in the last one,
    `done`.
    """
    if EVENT_STREAM in request.headers.get("accept", ""):
        workers.ready()
        longest_s = workers.timeout_s + SLOWEST_READ_S
        return EventSourceResponse(_events(body, request, workers), send_timeout=longest_s)
    month = await workers.answer(
        request, lambda service, cancelled: service.routine(body, cancelled).model_dump_json().encode()
    )
    return json_response(month)


async def _events(body: RoutineRequest, request: Request, workers: WorkerPool) -> AsyncIterator[ServerSentEvent]:
    """The progress of a month as events; an error after the first event is the last event, `problem`."""

    def work(service: Service, cancelled: threading.Event) -> Iterator[ServerSentEvent]:
        for step in service.progress(body, cancelled):
            yield ServerSentEvent(step.model_dump_json(exclude={"event"}), event=step.event)

    try:
        async for event in workers.stream(work):
            yield event
    except Exception as error:  # noqa: BLE001 - the status has been sent: only an event can report it
        yield ServerSentEvent(bytes(problems.own(request, error).body).decode(), event="problem")


@router.post(
    "/gen/routine/rate",
    response_model=RatePlan,
    responses=problems.documented(400, 413, 415, 422, 502, 503),
    tags=["training"],
)
async def rate(body: PlanBody, request: Request, workers: Workers) -> RatePlan | Response:
    """The weight-increase plan alone, in the first system's fields."""
    plan = await workers.answer(request, lambda service, cancelled: service.weight_plan(body, cancelled))
    return _rate_plan(plan) if plan else Response(status_code=problems.CLIENT_CLOSED_REQUEST)


def _rate_plan(plan: Plan) -> RatePlan:
    return RatePlan.model_validate(plan.model_dump(include=set(RatePlan.model_fields)))


@router.get("/livez", tags=["health"])
async def livez() -> Status:
    """Whether the process runs. Answers as soon as it has started."""
    return Status()


@router.get("/readyz", responses=problems.documented(503), tags=["health"])
async def readyz(workers: Workers) -> Status:
    """Whether the model is loaded. The 503 before that says why; loading is tried again until it works."""
    workers.ready()
    return Status()


def _loaded(settings: Settings, load: Callable[[Settings], Service]) -> Service:
    """The loaded service. Where the settings ask for it, interrupted runs are resumed in a thread of their own."""
    service = load(settings)
    if settings.resume and settings.record:
        threading.Thread(target=service.runs.resume_all, name="resume", daemon=True).start()
    return service


def create_app(settings: Settings, load: Callable[[Settings], Service] = Service.load) -> FastAPI:
    """The app. It starts to load its model in the background when it starts, and answers `/livez` at once.

    Args:
        settings: Of the process.
        load: Loads the service; called again after a pause when it raises.
    """
    keys = key_ring(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.worker_pool = WorkerPool(
            lambda: _loaded(settings, load), threads=settings.threads, timeout_s=settings.timeout_s
        )
        try:
            yield
        finally:
            app.state.worker_pool.close()
            keys.close()

    app = FastAPI(
        title="burnfit",
        summary="One month of 5/3/1 training from one request.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(KeyCheck, ring=keys)
    app.add_middleware(KnownHosts, settings=settings, origins=CHANGING)
    app.include_router(router)
    app.include_router(programme.router)
    app.include_router(exports.router)
    app.include_router(runs.router)
    app.include_router(lifter.router)
    app.include_router(inside.router)
    site.install(app)
    problems.install(app)
    openapi.install(app, settings)
    return app
