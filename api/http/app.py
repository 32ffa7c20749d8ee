"""The HTTP service: its routes and their documentation."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, FastAPI, Request, Response
from sse_starlette import EventSourceResponse

from api.http import answer_headers, events, exports, metrics, openapi, problems, programme
from api.http import inside as runs
from api.http.body_limits import BodyLimits
from api.http.drain import Drain, stopping
from api.http.events import EVENT_STREAM, month_events
from api.http.gate import Gate
from api.http.hosts import CHANGING, KnownHosts
from api.http.keys import KeyCheck
from api.http.once import ONCE, REPLAYED, KeyHeader, headers_of, once_of
from api.http.request_log import RequestLog, note_route
from api.http.worker_pool import WorkerPool, Workers, json_response
from api.pages import inside, lifter, site
from program.month.routine import Plan, Routine
from program.schema import Closed, LifterRequest, RoutineRequest
from program.wording import labels
from service.keys.open_keys import key_ring
from service.metrics import Metrics
from service.resumer import Resumer
from service.service import Service
from service.settings import Settings

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


class Ready(Status):
    """The answer of `/readyz`."""

    computes: str
    """How the model computes: its numbers, and the kernel or the reason why there is none."""


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
    "/routine",
    response_model=Routine,
    responses=ONCE | problems.documented(400, 409, 413, 415, 422, 502, 503),
    tags=["training"],
)
async def routine(body: MonthBody, request: Request, workers: Workers, key: KeyHeader = None) -> Response:
    """One month of 5/3/1: four weeks of sessions, every set with a weight that the lifter's plates can build.

    With `Accept: text/event-stream` the answer is a stream of events, one for each step; the month is in the last one,
    `done`. `GET /runs/{run_id}/events` gives the stream again.
    """
    once = once_of(key, request, body)
    if EVENT_STREAM in request.headers.get("accept", ""):
        made = False
        if once is not None:
            # What a key refuses is a problem with a status of its own, before the stream begins.
            checked = await workers.read(request, lambda service, _: service.under(once).check_once())
            if checked is None:
                return json_response(None)
            made = checked
        longest_s = workers.timeout_s + events.SLOWEST_READ_S
        return EventSourceResponse(
            month_events(body, workers, request, once), headers=REPLAYED if made else None, send_timeout=longest_s
        )
    month = await workers.answer(
        request, lambda service, cancelled: service.under(once).routine(body, cancelled).model_dump_json().encode()
    )
    return json_response(month, headers_of(once))


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
async def readyz(workers: Workers) -> Ready:
    """Whether requests should be sent here: the model is loaded, and the service is not being stopped.

    A 503 says why not; loading is tried again until it works.
    """
    if workers.drain.begun:
        raise stopping()
    return Ready(computes=workers.ready().computes)


def _loaded(settings: Settings, load: Callable[[Settings], Service], resumer: Resumer, counted: Metrics) -> Service:
    """The loaded service. Where the settings ask for it, runs that were broken off are taken up from now on."""
    service = load(settings)
    service.observer = counted
    counted.built(*service.built_with)
    if service.records:
        counted.gauges.join("burnfit_unfinished_runs", lambda: _unfinished(service))
        counted.gauges.join("burnfit_store_connections", lambda: _connections(service))
    if service.resumes:
        resumer.start(service.runs)
    return service


def _unfinished(service: Service) -> dict[tuple[str, ...], float]:
    """How many recorded runs are being worked on, and how many wait to be resumed; at most 100 each."""
    return {(status,): service.runs.count(status, 100) for status in ("running", "broken off")}


def _connections(service: Service) -> dict[tuple[str, ...], float]:
    """Connections of the store by their state."""
    return {(state,): number for state, number in service.runs.connections().items()}


def create_app(settings: Settings, load: Callable[[Settings], Service] = Service.load) -> FastAPI:
    """The app. It starts to load its model in the background when it starts, and answers `/livez` at once.

    Args:
        settings: Of the process.
        load: Loads the service; called again after a pause when it raises.
    """
    keys, counted = key_ring(settings), Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        resumer = Resumer()
        pool = WorkerPool(
            lambda: _loaded(settings, load, resumer, counted),
            threads=settings.threads,
            timeout_s=settings.timeout_s,
            gate=Gate(settings.queue_s, on_refused=lambda: counted.refused("overload")),
            drain=app.state.drain,
        )
        app.state.worker_pool = pool
        counted.gauges.join("burnfit_queue_requests", pool.queued)
        counted.gauges.join("burnfit_ready", lambda: {(): pool.is_ready()})
        try:
            yield
        finally:
            resumer.stop()
            pool.close()
            keys.close()

    app = FastAPI(
        title="burnfit",
        summary="One month of 5/3/1 training from one request.",
        lifespan=lifespan,
        dependencies=[Depends(note_route)],
        docs_url=None,
        redoc_url=None,
    )
    app.state.drain, app.state.metrics = Drain(), counted
    answer_headers.install(app, app.state.drain)
    app.add_middleware(BodyLimits)
    app.add_middleware(KeyCheck, ring=keys)
    app.add_middleware(KnownHosts, settings=settings, origins=CHANGING)
    app.add_middleware(RequestLog, metrics=counted)
    app.include_router(metrics.router)
    app.include_router(router)
    app.include_router(programme.router)
    app.include_router(exports.router)
    app.include_router(runs.router)
    app.include_router(events.router)
    app.include_router(lifter.router)
    app.include_router(inside.router)
    site.install(app)
    problems.install(app)
    openapi.install(app, settings)
    return app
