"""Turns every error into a problem with what to do about it: `application/problem+json` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple, NotRequired

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from typing_extensions import TypedDict

from api.http.gate import Overloaded
from api.http.route_labels import route_of
from graph.failures import AnswerRejected
from graph.request_ids import current_request_id
from graph.run_store import KeyTaken, RunBusy, UnknownRun
from program.errors import BurnfitError, ModelError, RequestError, UnavailableError
from program.field_errors import FieldError, field_errors, one_line

LOG = logging.getLogger("burnfit.api")

MEDIA_TYPE = "application/problem+json"

CLIENT_CLOSED_REQUEST = 499
"""Status of a request whose caller has disconnected; only the log sees it (nginx's number, no standard's)."""

_RETRY_S = 10
"""Seconds after which to ask again where nothing else is known."""

_MEANINGS = {
    400: "The body is no JSON in UTF-8.",
    401: "No key was sent, or one that is unknown, revoked or expired.",
    403: "The key has not the scope that this route needs, or a page of an unknown site asks.",
    404: "There is no run with this id.",
    408: "The body has not arrived in time.",
    409: "The run is being worked on: `Retry-After` says when to ask again.",
    413: "The body is too large.",
    415: "The body is not sent as application/json.",
    421: "The request's Host is not known here.",
    422: "A field is missing, unknown, or has a value that cannot be used.",
    429: "The key has no request left; `Retry-After` says when it has.",
    502: "No answer of the model could be used, and the coach policy is turned off.",
    503: "Too much work waits, the time limit is over, the model is not loaded, or the service is being stopped.",
}


class Problem(TypedDict):
    """The body of every error."""

    type: str
    """Kind of problem; `about:blank`: `status` is the kind."""
    title: str
    status: int
    detail: str
    """What was wrong, what was expected, what to do."""
    errors: NotRequired[list[FieldError]]
    """For bad input: every field that is wrong."""
    attempts: NotRequired[list[dict[str, Any]]]
    """With 502: each text that the model wrote, and what was wrong with it."""
    request_id: NotRequired[str]
    """As in the header `X-Request-Id`; give it when you report the problem."""


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, kind: str = "about:blank", **members: Any
) -> Response:
    """A response with a `Problem` as its body.

    Args:
        status: The HTTP status; its phrase becomes the title.
        detail: What was wrong, what was expected, what to do.
        headers: Headers to send with it.
        kind: The problem's type.
        members: Further members of the body: `errors`, `attempts`, `run_id`.
    """
    body = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    if request_id := current_request_id():
        body["request_id"] = request_id
    # A field's name may hold a lone surrogate, which has no UTF-8 form: it is written as an escape.
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(text, status, headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for the OpenAPI document.

    Every route may answer with 421, one that reads a body, and so may answer with 413, with 408, too.
    """
    always = (408, 421) if 413 in statuses else (421,)
    schema = TypeAdapter(Problem).json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["FieldError"]
    content = {MEDIA_TYPE: {"schema": schema}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in (*statuses, *always)}


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem, unexpected errors too."""
    app.add_exception_handler(RequestValidationError, _bad_input)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(BurnfitError, own)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, own)


def _bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        place, reason = first["loc"][-1], first["ctx"]["error"]
        return _unreadable(f"not JSON: {reason} at character {place}")
    if first["loc"] == ("body",) and first["type"] != "value_error":  # that one is of fields that do not fit together
        if isinstance(error.body, bytes):
            sent = request.headers.get("content-type", "nothing")
            return problem(415, f"Content-Type is {sent}: expected application/json.")
        message = "the body is empty" if first["type"] == "missing" else "the body is no JSON object"
        return problem(
            422, f"{message[0].upper()}{message[1:]}: expected a request.", errors=[FieldError(loc=[], msg=message)]
        )
    errors = field_errors([{**item, "loc": item["loc"][1:]} for item in error.errors()])
    return problem(422, f"The request cannot be used: {one_line(errors)}.", errors=errors)


def _unreadable(message: str) -> Response:
    """The answer to a body that is `message`."""
    return problem(400, f"The body is {message}.", errors=[FieldError(loc=[], msg=message)])


def _why(cause: BaseException) -> str:
    """What is wrong with a body that raises `cause` when it is read."""
    match cause:
        case UnicodeDecodeError():
            return f"not UTF-8: byte {cause.object[cause.start]:#04x} at position {cause.start}; send it in UTF-8"
        case RecursionError():
            return "nested too deeply"
        case ValueError():
            return f"no JSON that can be read: {cause}"
        case _:
            return "no JSON that can be read"


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, ClientDisconnect):
        return _left(request, error)
    match error.status_code:
        case 400 if error.__cause__ is not None:
            return _unreadable(_why(error.__cause__))
        case 404:
            detail = f"There is nothing at {request.url.path}: see /docs for what there is."
        case 405:
            allowed = _methods_of(request) or (error.headers or {}).get("Allow", "another method")
            detail = f"{request.method} is not for {request.url.path}: use {allowed}."
            return problem(405, detail, headers={"Allow": allowed})
        case _:
            detail = str(error.detail)
    return problem(error.status_code, detail, headers=error.headers)


def _methods_of(request: Request) -> str:
    """The methods of the path that is asked for; empty: it is not in the OpenAPI document.

    Starlette names those of one route alone, and a path has a route for each method.
    """
    described = request.app.openapi()["paths"].get(route_of(request.scope), {})
    return ", ".join(sorted(method.upper() for method in described))


class Told(NamedTuple):
    """What is told of an error, in a problem or on a page."""

    status: int
    detail: str
    headers: Mapping[str, str] = MappingProxyType({})
    members: Mapping[str, Any] = MappingProxyType({})
    """Further members of a problem."""


def when_again(error: UnavailableError) -> Mapping[str, str]:
    """The header that says when to ask again."""
    seconds = error.retry_after_s if isinstance(error, Overloaded) else _RETRY_S
    return {"Retry-After": str(seconds)}


def told(request: Request, error: Exception) -> Told:
    """What is told of one of the project's own errors. Any other one is logged, and its text is not shown."""
    match error:
        case UnknownRun():
            return Told(404, str(error))
        case RunBusy() | KeyTaken():
            return Told(409, str(error), {"Retry-After": "1"})
        case RequestError():
            return Told(422, str(error), members={"errors": [FieldError(loc=[], msg=str(error))]})
        case AnswerRejected():
            attempts = [{"text": attempt["text"], "errors": attempt["errors"]} for attempt in error.attempts]
            return Told(502, str(error), members={"agent": error.agent, "attempts": attempts})
        case ModelError():
            return Told(502, str(error))
        case UnavailableError():
            return Told(503, str(error), when_again(error))
    LOG.error("%s %s failed", request.method, route_of(request.scope), exc_info=error)
    return Told(500, "Something failed that should not have; it has been logged. Asking again may help.")


def own(request: Request, error: Exception, **members: Any) -> Response:
    """The answer to an error: a problem with what is told of it, and with these further members."""
    said = told(request, error)
    return problem(said.status, said.detail, headers=said.headers, **said.members, **members)


def _left(request: Request, _: Exception) -> Response:
    """The answer to a caller who left while the body was read; only the log sees it."""
    LOG.info("%s: the caller has disconnected", route_of(request.scope))
    return Response(status_code=CLIENT_CLOSED_REQUEST)
