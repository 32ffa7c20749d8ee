"""What becomes of a row: a line with its month, or a line that says what was wrong."""

import json
import logging
import threading
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ValidationError

from program.errors import ModelError, RequestError, UnavailableError
from program.field_errors import FieldError, field_errors, one_line
from program.schema import RoutineRequest
from service.bulk.rows import Route, Row
from service.programme import NextRequest, ProgrammeRequest, next_month, programme
from service.service import Service

LOG = logging.getLogger("burnfit.bulk")

Family = Literal["request", "model", "internal"]
"""Whose an error is: the row's, the model's, or this program's own."""


class Outcome(NamedTuple):
    """What became of a row."""

    line: int
    """The row's."""
    kind: Literal["month", "error", "stop"]
    """A month, an error of this row alone, or one of the machine: then the rows after it would fare no better."""
    text: str
    """A JSON object in one line; for `stop` what was wrong."""


def outcome_of(service: Service, route: Route, row: Row, cancelled: threading.Event | None = None) -> Outcome:
    """Make the month, or the months, that a row asks for.

    Args:
        service: What makes them.
        route: What the row asks for.
        row: The row.
        cancelled: Once set, the model stops, and the outcome is `stop`.
    """
    if row.wrong:
        return _error(row, "request", row.wrong)
    try:
        made = _made(service, route, row.body, cancelled).model_dump_json()
    except ValidationError as error:
        fields = field_errors(error.errors())
        return _error(row, "request", one_line(fields), fields)
    except RequestError as error:
        return _error(row, "request", str(error))
    except ModelError as error:
        return _error(row, "model", str(error))
    except UnavailableError as error:
        return Outcome(row.line, "stop", str(error))
    except Exception as error:  # one row's mistake of ours must not end the others' work
        LOG.exception("row %d failed", row.line)
        return _error(row, "internal", f"Something failed that should not have: {type(error).__name__}.")
    return Outcome(row.line, "month", f'{{"id":{_json(row.id)},"line":{row.line},"answer":{made}}}')


def _made(service: Service, route: Route, body: dict[str, Any], cancelled: threading.Event | None) -> BaseModel:
    match route:
        case "routine":
            return service.routine(RoutineRequest.model_validate(body), cancelled)
        case "programme":
            return programme(service, ProgrammeRequest.model_validate(body), cancelled)
        case "routine/next":
            asked = NextRequest.model_validate(body)
            if asked.carry is None:
                raise RequestError("run_id: runs are not looked up here; give the month's `carry` instead")
            return next_month(service, asked.carry, asked, cancelled)


def _error(row: Row, family: Family, message: str, fields: list[FieldError] | None = None) -> Outcome:
    told: dict[str, Any] = {"id": row.id, "line": row.line, "family": family, "error": message}
    return Outcome(row.line, "error", _json(told | ({"fields": fields} if fields else {})))


def _json(value: Any) -> str:
    """JSON in one line. A field's name may hold a lone surrogate, which has no UTF-8 form: it becomes an escape."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
