"""The routes that look inside: the graph, one node alone, recorded runs."""

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.http import problems
from api.http.worker_pool import Workers, json_response
from graph import drawing
from graph.build import RunGraph
from graph.run_history import Run
from graph.run_store import RunSummary
from graph.single_node import NodeOptions, NodeRun
from graph.state import RunState
from program.schema import Closed, RoutineRequest

router = APIRouter(tags=["inside"])

RunId: TypeAlias = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="As the month and `GET /runs` name it.")]

_SUMMARIES = TypeAdapter(list[RunSummary])


class _StateOrRequest:
    """Describes in the documentation the two forms of `NodeBody.state`, which the service itself tells apart."""

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        request = handler(TypeAdapter(RoutineRequest).core_schema)
        state = handler(TypeAdapter(RunState).core_schema)
        described = handler.resolve_ref_schema(state)
        described["required"] = ["request"]
        described["properties"]["request"] = request
        return {"anyOf": [state, request], "title": "State"}


class NodeBody(Closed):
    """What to run a node on, and how."""

    state: Annotated[dict[str, Any], _StateOrRequest()]
    """A state of the graph, or just a request."""
    options: NodeOptions = NodeOptions()
    """How to run it."""


class Edge(Closed):
    """One edge of the graph."""

    source: str
    target: str
    conditional: bool
    """Whether the state decides if it is taken."""


class Drawing(Closed):
    """The graph as data."""

    nodes: list[str]
    edges: list[Edge]


_DRAWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The graph in the form that `format` names.",
        "content": {
            "text/vnd.mermaid": {"schema": {"type": "string"}},
            "text/plain": {"schema": {"type": "string"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""The forms of `/graph` other than JSON."""


@router.get(
    "/graph",
    response_model=Drawing,
    responses=_DRAWN | problems.documented(422, 503),
)
async def graph(
    request: Request,
    workers: Workers,
    format: Literal["json", "mermaid", "text", "png"] = "json",  # noqa: A002 - its name
) -> Drawing | Response:
    """The graph: its nodes and edges, or a picture of it."""
    # In a worker thread: a picture takes tenths of a second.
    drawn = await workers.answer(request, lambda service, _: _drawn(service.graph, format))
    return drawn or Response(status_code=problems.CLIENT_CLOSED_REQUEST)


def _drawn(whole: RunGraph, form: Literal["json", "mermaid", "text", "png"]) -> Drawing | Response:
    match form:
        case "json":
            return Drawing.model_validate(drawing.as_json(whole))
        case "mermaid":
            return Response(drawing.as_mermaid(whole), media_type="text/vnd.mermaid")
        case "text":
            return Response(drawing.as_text(whole), media_type="text/plain")
        case "png":
            return Response(drawing.as_png(whole), media_type="image/png")


@router.post("/graph/nodes/{node}", response_model=NodeRun, responses=problems.documented(400, 413, 415, 422, 502, 503))
async def node(node: str, body: Annotated[NodeBody, Body()], request: Request, workers: Workers) -> NodeRun | Response:
    """One node alone: what it changed, where the graph would go, and of an agent everything about its answer."""
    done = await workers.answer(
        request, lambda service, cancelled: service.node(node, body.state, body.options, cancelled)
    )
    return done or Response(status_code=problems.CLIENT_CLOSED_REQUEST)


@router.get("/runs", response_model=list[RunSummary], responses=problems.documented(404, 422, 503))
async def runs(
    request: Request,
    workers: Workers,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
    before: Annotated[
        str | None, Query(pattern="^[0-9a-f]{32}$", description="Only runs that began before the run of this id.")
    ] = None,
) -> Response:
    """The newest recorded runs, newest first; for the next page, `before` is the last id of this one."""
    listed = await workers.answer(
        request, lambda service, _: _SUMMARIES.dump_json(list(service.runs.list(limit, before)))
    )
    return json_response(listed)


@router.get("/runs/{run_id}", response_model=Run, responses=problems.documented(404, 422, 503))
async def run(run_id: RunId, request: Request, workers: Workers) -> Run | Response:
    """A recorded run: what each node did, and the month."""
    found = await workers.answer(request, lambda service, _: service.runs.get(run_id))
    return found or Response(status_code=problems.CLIENT_CLOSED_REQUEST)
