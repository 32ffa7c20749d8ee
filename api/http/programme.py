"""The routes beyond the month: programmes, the next month, training logs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http import problems
from api.http.once import ONCE, KeyHeader, headers_of, once_of
from api.http.worker_pool import Workers, json_response
from program.progression.layouts import LENGTHS
from program.schema import Language
from program.units import WeightUnit
from service.programme import NextMonth, NextRequest, Programme, ProgrammeRequest, next_month, programme
from service.training_log import ReadLog, latest_day, read_log

router = APIRouter(tags=["training"])

LARGEST_LOG = 10 * 1024 * 1024
"""Bytes of a log's CSV file."""

_RunId = Annotated[str | None, Query(pattern="^[0-9a-f]{32}$", description="The recorded run that made the month.")]


@router.post(
    "/programme", response_model=Programme, responses=ONCE | problems.documented(400, 409, 413, 415, 422, 502, 503)
)
async def several_months(body: ProgrammeRequest, request: Request, workers: Workers, key: KeyHeader = None) -> Response:
    """Several months, one after the other: 4, 8, 11 or 12 weeks. Each is made and recorded as a run of its own.

    The training maxes of later months are a forecast; after each month `POST /routine/next` makes the next one from
    what was lifted.
    """
    once = once_of(key, request, body)
    made = await workers.answer(
        request,
        lambda service, cancelled: programme(service.under(once), body, cancelled).model_dump_json().encode(),
        months=len(LENGTHS[body.weeks]),
    )
    return json_response(made, headers_of(once))


@router.post(
    "/routine/next",
    response_model=NextMonth,
    responses=ONCE | problems.documented(400, 404, 409, 413, 415, 422, 502, 503),
)
async def month_after(body: NextRequest, request: Request, workers: Workers, key: KeyHeader = None) -> Response:
    """The month after one that was trained: for each lift a proposal with its reason, and the month made with them.

    Nothing is raised silently: the proposals say by which rule and from which sets, and `training_max` overrules them.
    """
    once = once_of(key, request, body)
    made = await workers.answer(
        request,
        lambda service, cancelled: (
            next_month(service.under(once), body.carry or service.carry(body.run_id or ""), body, cancelled)
            .model_dump_json()
            .encode()
        ),
    )
    return json_response(made, headers_of(once))


@router.post(
    "/log",
    response_model=ReadLog,
    responses=problems.documented(400, 404, 413, 422, 503),
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def log(
    request: Request,
    workers: Workers,
    run_id: _RunId = None,
    language: Annotated[Language, Query(description="Of the sentences.")] = "en",
    unit: Annotated[
        WeightUnit | None, Query(description="What weights are in where the file does not say; else kg.")
    ] = None,
) -> Response:
    """Reads a training log: a CSV file of Hevy, Strong, FitNotes, Liftosaur, or our own, filled in.

    With `run_id` its sets are matched to that month: `log` is then what `POST /routine/next` takes.
    """
    data = await request.body()
    made = await workers.read(
        request,
        lambda service, _: (
            read_log(data, latest_day(), service.carry(run_id) if run_id else None, language, unit)
            .model_dump_json()
            .encode()
        ),
    )
    return json_response(made)
