"""The routes that look inside: the graph, one node alone, recorded runs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response

from api.http import problems
from api.http.worker_pool import Workers
from graph import drawing
from graph.run_store import Run
from graph.single_node import NodeOptions, NodeRun
from program.schema import Closed

router = APIRouter(tags=["inside"])

_MEDIA_TYPES = {"mermaid": "text/vnd.mermaid", "text": "text/plain", "png": "image/png"}


class NodeBody(Closed):
    """What to run a node on, and how."""

    state: dict[str, Any]
    """A state of the graph, or just a request."""
    options: NodeOptions = NodeOptions()
    """How to run it."""


@router.get("/graph", responses=problems.documented(503))
async def graph(workers: Workers, format: Literal["json", "mermaid", "text", "png"] = "json") -> Any:  # noqa: A002 - its name
    """The graph: its nodes and edges, or a picture of it."""
    whole = workers.ready().graph
    match format:
        case "json":
            return drawing.as_json(whole)
        case "mermaid":
            return Response(drawing.as_mermaid(whole), media_type=_MEDIA_TYPES[format])
        case "text":
            return Response(drawing.as_text(whole), media_type=_MEDIA_TYPES[format])
        case "png":
            return Response(drawing.as_png(whole), media_type=_MEDIA_TYPES[format])


@router.post("/graph/nodes/{node}", response_model=NodeRun, responses=problems.documented(400, 413, 415, 422, 502, 503))
async def node(node: str, body: Annotated[NodeBody, Body()], request: Request, workers: Workers) -> NodeRun | Response:
    """One node alone: what it changed, where the graph would go, and of an agent everything about its answer."""
    done = await workers.answer(
        request, lambda service, cancelled: service.node(node, body.state, body.options, cancelled)
    )
    return done or Response(status_code=problems.CLIENT_CLOSED_REQUEST)


@router.get("/runs", response_model=list[Run], responses=problems.documented(422, 503))
async def runs(
    request: Request, workers: Workers, limit: Annotated[int, Query(ge=1, le=1000)] = 20
) -> list[Run] | Response:
    """The newest recorded runs, newest first."""
    found = await workers.answer(request, lambda service, _: service.runs(limit))
    return Response(status_code=problems.CLIENT_CLOSED_REQUEST) if found is None else found


@router.get("/runs/{run_id}", response_model=Run, responses=problems.documented(404, 422, 503))
async def run(run_id: str, request: Request, workers: Workers) -> Run | Response:
    """A recorded run: what each node did, and the month."""
    found = await workers.answer(request, lambda service, _: service.run(run_id))
    return found or Response(status_code=problems.CLIENT_CLOSED_REQUEST)
