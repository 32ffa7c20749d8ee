"""The routes that give a month as a file."""

from datetime import time
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from api.http import problems
from api.http.inside import RunId
from api.http.worker_pool import Workers
from program.schema import Language
from service.exports import (
    MEDIA_TYPE,
    Export,
    ExportFormat,
    exported,
    exported_run,
    month_in_json,
    refusing_broken_months,
)

router = APIRouter(tags=["export"])

LARGEST_MONTH: Final = 1024 * 1024
"""Bytes of a month in JSON; the longest ones have some 200 kB."""

_Format = Annotated[
    ExportFormat,
    Query(
        alias="format",
        description="`ics`: a calendar. `csv`: our own CSV, for the log. `pdf`: pages to print. "
        "`liftoscript`: a programme for the app Liftosaur, in English.",
    ),
]
_Language = Annotated[Language | None, Query(description="Of names and titles. Left out: the lifter's.")]
_Start = Annotated[
    time | None,
    Query(alias="time", description="The sessions' time of day in Korea, such as 19:00. Left out: all-day events."),
]
_FILE: Final[dict[int | str, dict[str, object]]] = {
    200: {
        "description": "The month as a file.",
        "content": {
            media.split(";")[0]: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPE.values()
        },
    }
}


@router.post(
    "/export",
    response_class=Response,
    responses=_FILE | problems.documented(400, 413, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Routine"}}},
        }
    },
)
async def export(
    request: Request, workers: Workers, form: _Format, language: _Language = None, start: _Start = None
) -> Response:
    """A month as a file: the answer of `POST /routine`, sent back as it is."""
    data = await request.body()

    def work(*_: object) -> Export:
        with refusing_broken_months():
            return exported(month_in_json(data), form, language=language, start=start)

    return _response(await workers.read(request, work))


@router.get("/runs/{run_id}/export", response_class=Response, responses=_FILE | problems.documented(404, 422, 503))
async def export_run(
    run_id: RunId,
    request: Request,
    workers: Workers,
    form: _Format,
    language: _Language = None,
    start: _Start = None,
) -> Response:
    """The month of a recorded run as a file."""
    made = await workers.read(
        request,
        lambda service, _: exported_run(service.runs.get(run_id), form, language=language, start=start),
    )
    return _response(made)


def _response(made: Export | None) -> Response:
    if made is None:
        return Response(status_code=problems.CLIENT_CLOSED_REQUEST)
    name = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=made.media_type, headers=name)
