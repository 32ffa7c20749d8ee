"""The lifter's page: a form, the month that is made from it, and the next month from what was lifted."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from pydantic import ValidationError

from api.http import problems
from api.http.worker_pool import Workers, json_response
from api.pages.choices import choices
from api.pages.forms import EMPTY, Form, FormError, read_form, request_data
from api.pages.history import read_history, trained, written_history
from api.pages.log_fields import field_titles, lift_title, log_fields
from api.pages.month_view import MonthView
from api.pages.next_form import SENT, read_carry, read_next
from api.pages.same_site import own_pages_only
from api.pages.site import page
from api.pages.words import chosen_language, page_words
from program.errors import BurnfitError, ModelError, RequestError, UnavailableError
from program.field_errors import field_errors, one_line
from program.month.routine import Routine
from program.progression.carry import Carry
from program.schema import LIFTS, Language, Lift
from service.programme import ToldProposal, next_month

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_pages_only)])

_STATIC: Final = Path(__file__).parent / "static"

FOLDED: Final = (
    "start_date", "rest_s", "age", "body_weight_kg", "weekdays", "equipment", "supplemental", "week4", "role", "seed",
    "training_max", "bar", "plates", "rounding", "swap", "cautions",
)  # fmt: skip
"""How the names of the fields begin that are folded away."""

NOTHING_GIVEN: Final[Mapping[Lift, float]] = {}

LARGEST_FORM: Final = 256 * 1024
"""Bytes of the form for the next month: what the month carries over, its log, and the months so far."""


@router.get("/")
async def form(request: Request) -> Response:
    """The form."""
    return _form_page(_language(request), EMPTY)


@router.get("/month")
async def saved_month(request: Request) -> Response:
    """A page without a month, into which the browser puts the one that it has kept."""
    return _page("lifter_saved.html", _language(request))


@router.get("/service-worker.js")
async def service_worker() -> Response:
    """The script that keeps the pages readable without network; it stands here to have all of them in its reach."""
    return FileResponse(
        _STATIC / "service-worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@router.post("/month")
async def month(request: Request, workers: Workers) -> Response:
    """A month from the form; or the form again, with what is wrong beside the fields."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    try:
        _, asked = request_data(posted, language)
        made = await workers.answer(request, lambda service, cancelled: service.routine(asked, cancelled))
    except FormError as error:
        return _form_page(language, posted, error.errors)
    except BurnfitError as error:
        return _form_page(language, posted, failure=error)
    return _gone() if made is None else _month_page(MonthView(made), request)


@router.post("/month/request")
async def month_request(request: Request) -> Response:
    """The request that a form asks for, as `POST /routine` takes it; or the form again, as `POST /month` answers it."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    try:
        data, _ = request_data(posted, language)
    except FormError as error:
        return _form_page(language, posted, error.errors)
    return json_response(json.dumps(data, ensure_ascii=False).encode())


@router.post("/month/view")
async def month_view(request: Request) -> Response:
    """The page of a month, which is sent as `POST /routine` answers it."""
    try:
        made = Routine.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestError(f"the body is no month: {one_line(field_errors(error.errors()))}") from error
    return _month_page(MonthView(made), request)


@router.post("/month/next")
async def month_after(request: Request, workers: Workers) -> Response:
    """The month after one that was trained, with what becomes of the training maxes, and why."""
    posted = read_form(await request.body())
    language = _language(request, posted)
    carry, before = read_carry(posted), read_history(posted.value("history"))
    try:
        asked = read_next(posted, carry, language)
        made = await workers.answer(request, lambda service, cancelled: next_month(service, carry, asked, cancelled))
    except FormError as error:
        return _next_page(language, carry, posted, error.errors)
    except BurnfitError as error:
        return _next_page(language, carry, posted, failure=error)
    if made is None:
        return _gone()
    view = MonthView(made.routine, trained(before, carry, asked.log))
    given = asked.training_max.by_lift if asked.training_max else NOTHING_GIVEN
    return _month_page(view, request, made.proposals, given, posted)


def _language(request: Request, posted: Form | None = None) -> Language:
    asked = request.query_params.get("lang") or (posted.value("lang") if posted else None)
    return chosen_language(asked, request.headers.get("accept-language"))


def _month_page(
    view: MonthView,
    request: Request,
    proposals: Sequence[ToldProposal] = (),
    given: Mapping[Lift, float] = NOTHING_GIVEN,
    posted: Form = EMPTY,
) -> Response:
    """A month; after one that was trained with what becomes of the training maxes."""
    carry = view.routine.carry
    return _page(
        "lifter_month.html",
        view.language,
        view=view,
        carry=carry.model_dump_json() if carry else "",
        history=written_history(view.history),
        proposals=proposals,
        given=given,
        titles={lift: lift_title(lift, view.language) for lift in LIFTS},
        sent=posted.beginning(*SENT),
        form=EMPTY,
        errors={},
        recorded=_recorded(request),
        dated=view.routine.weeks[0].days[0].date is not None,
    )


def _recorded(request: Request) -> bool:
    """Whether months are recorded, so that one can be exported by its run."""
    try:
        return bool(request.app.state.worker_pool.ready().runs)
    except BurnfitError:
        return False


def _form_page(
    language: Language,
    posted: Form,
    errors: Mapping[str, str] | None = None,
    failure: BurnfitError | None = None,
) -> Response:
    words = page_words(language)
    return _page(
        "lifter_form.html",
        language,
        200 if not errors and failure is None else _status(failure),
        form=posted,
        errors=errors or {},
        named=field_titles(errors or (), language),
        failure=_failure(words, failure),
        choices=choices(language),
        more_open=bool(errors) and any(name.startswith(FOLDED) for name in errors or ()),
    )


def _next_page(
    language: Language,
    carry: Carry,
    posted: Form,
    errors: Mapping[str, str] | None = None,
    failure: BurnfitError | None = None,
) -> Response:
    """What was lifted, to be mended where it cannot be used."""
    return _page(
        "lifter_next.html",
        language,
        _status(failure),
        form=posted,
        carry=carry.model_dump_json(),
        log=tuple(log_fields(carry, language)),
        errors=errors or {},
        named=field_titles(errors or (), language),
        failure=_failure(page_words(language), failure),
    )


def _status(failure: BurnfitError | None) -> int:
    match failure:
        case UnavailableError():
            return 503
        case ModelError():
            return 502
        case _:
            return 422


def _failure(words: Mapping[str, Any], failure: BurnfitError | None) -> Mapping[str, str] | None:
    """What is told of an error: by its kind in the lifter's language, and its own words."""
    if failure is None:
        return None
    return {"text": words["failures"][str(_status(failure))], "detail": str(failure)}


def _page(template: str, language: Language, status: int = 200, **context: Any) -> Response:
    words = page_words(language)
    return page(
        template,
        status,
        language=language,
        say=words,
        script_words=json.dumps(words["script"], ensure_ascii=False),
        **context,
    )


def _gone() -> Response:
    return Response(status_code=problems.CLIENT_CLOSED_REQUEST)
