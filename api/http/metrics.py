"""The route of the metrics."""

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from api.http import problems
from service.metrics import Metrics

router = APIRouter(tags=["health"])

_TEXT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The metrics in Prometheus' text format.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get("/metrics", response_class=Response, responses=_TEXT | problems.documented())
async def metrics(request: Request) -> Response:
    """What the service has done, for Prometheus. It never waits behind months."""
    counted = request.app.state.metrics
    assert isinstance(counted, Metrics)
    # In the loop's own threads, not the worker pool's: some gauges ask the database.
    return Response(await asyncio.to_thread(counted.text), media_type=CONTENT_TYPE_PLAIN_0_0_4)
