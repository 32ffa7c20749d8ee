"""The routes of the lifter's page: a form, the month that is made from it, and the next month from what was lifted."""

import json
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.http import problems
from api.http.worker_pool import Workers, json_response
from api.pages.forms import request_data
from api.pages.history import Point, read_history, trained
from api.pages.lifter_pages import Proposals, form_page, month_page, next_page, saved_page
from api.pages.month_view import MonthView
from api.pages.next_form import changed_lifts, read_carry, read_next
from api.pages.posted_form import EMPTY, Form, FormError, read_form
from api.pages.same_site import own_pages_only
from api.pages.words import chosen_language
from program.errors import BurnfitError
from program.progression.carry import Carry
from program.schema import Language
from service.exports import month_in_json, refusing_broken_months
from service.programme import NextRequest, next_month
from service.service import Service

_STATIC: Final = Path(__file__).parent / "static"

LARGEST_FORM: Final = 256 * 1024
"""Bytes of the form for the next month: what the month carries over, its log, and the months so far."""


class PageRoute(APIRoute):
    """A route whose answers a lifter reads: what cannot be answered is told on the page of the form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI makes, with a page in the place of a problem in JSON."""
        handler = super().get_route_handler()

        async def with_page(request: Request) -> Response:
            try:
                return await handler(request)
            except (BurnfitError, HTTPException) as error:
                return form_page(_language(request), EMPTY, failure=error)

        return with_page


router = APIRouter(include_in_schema=False, dependencies=[Depends(own_pages_only)])
"""The routes that the page's script asks; `pages` is part of it."""

pages = APIRouter(route_class=PageRoute)
"""The routes that a browser shows."""


@pages.get("/")
async def form(request: Request) -> Response:
    """The form."""
    return form_page(_language(request), EMPTY)


@pages.get("/month")
async def saved_month(request: Request) -> Response:
    """A page without a month, into which the browser puts the one that it has kept."""
    return saved_page(_language(request))


@pages.get("/month/next")
async def no_form_for_the_next_month() -> Response:
    """Leads to the month, below which the form is: an address that was typed in, or opened again."""
    return RedirectResponse("/month", 303)


@pages.post("/month")
async def month(request: Request, workers: Workers) -> Response:
    """A month from the form; or the form again, with what is wrong beside the fields."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    try:
        _, asked = request_data(posted, language)
        answer = await workers.answer(
            request,
            lambda service, cancelled: month_page(
                MonthView(service.routine(asked, cancelled)), recorded=service.records
            ),
        )
    except FormError as error:
        return form_page(language, posted, error.errors)
    except BurnfitError as error:
        return form_page(language, posted, failure=error)
    return answer or _gone()


@router.post("/month/request")
async def month_request(request: Request) -> Response:
    """The request that a form asks for, as `POST /routine` takes it; or the form again, as `POST /month` answers it."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    try:
        data, _ = request_data(posted, language)
    except FormError as error:
        return form_page(language, posted, error.errors)
    return json_response(json.dumps(data, ensure_ascii=False).encode())


@router.post("/month/view")
async def month_view(request: Request, workers: Workers) -> Response:
    """The page of a month, which is sent as `POST /routine` answers it."""
    data = await request.body()

    def work(service: Service, _: threading.Event) -> Response:
        with refusing_broken_months():
            return month_page(MonthView(month_in_json(data)), recorded=service.records)

    return await workers.read(request, work) or _gone()


@pages.post("/month/next")
async def month_after(request: Request, workers: Workers) -> Response:
    """The month after one that was trained, with what becomes of the training maxes, and why."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    carry, before = read_carry(posted), read_history(posted.value("history"))
    try:
        asked = read_next(posted, carry, language)
        answer = await workers.answer(
            request, lambda service, cancelled: _next_month(service, carry, before, asked, posted, cancelled)
        )
    except FormError as error:
        return next_page(language, carry, posted, error.errors)
    except BurnfitError as error:
        return next_page(language, carry, posted, failure=error)
    return answer or _gone()


router.include_router(pages)


def _next_month(
    service: Service,
    carry: Carry,
    before: tuple[Point, ...],
    asked: NextRequest,
    posted: Form,
    cancelled: threading.Event,
) -> Response:
    made = next_month(service, carry, asked, cancelled)
    chosen = asked.training_max.by_lift if asked.training_max else {}
    view = MonthView(made.routine, trained(before, carry, asked.log), changed_lifts(posted))
    return month_page(view, recorded=service.records, after=Proposals(made.proposals, chosen, posted))


@router.get("/service-worker.js")
async def service_worker() -> Response:
    """The script that keeps the pages readable without network; it stands here to have all of them in its reach."""
    return FileResponse(
        _STATIC / "service-worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


def _language(request: Request, posted: Form | None = None) -> Language:
    asked = request.query_params.get("lang") or (posted.value("lang") if posted else None)
    return chosen_language(asked, request.headers.get("accept-language"))


def _gone() -> Response:
    return Response(status_code=problems.CLIENT_CLOSED_REQUEST)
