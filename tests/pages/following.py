"""The request for the month after one that was trained, and a service that answers it."""

from typing import Any

from fastapi.testclient import TestClient

from program.progression.carry import Carry
from program.progression.next_month import next_request, proposals_for
from program.schema import RoutineRequest
from service.programme import NextRequest
from tests.api.conftest import MakeClient, coach_script


def request_after(carry: Carry, **asked: Any) -> RoutineRequest:
    """What the models are asked for the month after the one that `carry` belongs to.

    Args:
        carry: Of the month that was trained.
        asked: Fields of `POST /routine/next`.
    """
    body = NextRequest.model_validate({"carry": carry, **asked})
    given = body.training_max.by_lift if body.training_max else {}
    proposals = proposals_for(carry, body.log, body.options)
    return next_request(carry, body.log, proposals, None, given, report=body.report, options=body.options)


def next_client(make_client: MakeClient, carry: str, **asked: Any) -> TestClient:
    """A service that answers the month after the one that `carry`, in JSON, belongs to."""
    return make_client(script=coach_script(request_after(Carry.model_validate_json(carry), **asked)))
