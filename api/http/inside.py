"""The routes that look inside: the graph, one node alone, recorded runs."""

import threading
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, to_json

from api.http import problems
from api.http.worker_pool import Workers, json_response
from graph import drawing
from graph.build import RunGraph
from graph.run_history import Run
from graph.run_store import RunFilter, RunSummary
from graph.single_node import NodeOptions, NodeRun
from graph.state import RunState
from program.month.routine import Routine
from program.schema import Closed, RoutineRequest
from service.service import Service

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
    # In a thread: a picture takes tenths of a second.
    drawn = await workers.read(request, lambda service, _: _drawn(service.graph, format))
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


class RunQuery(RunFilter):
    """A search in the list of runs, and which part of what is found."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 20
    """The most runs to list."""
    before: Annotated[str | None, Field(pattern="^[0-9a-f]{32}$")] = None
    """Only runs that began before the run of this id."""


@router.get("/runs", response_model=list[RunSummary], responses=problems.documented(404, 422, 503))
async def runs(request: Request, workers: Workers, wanted: Annotated[RunQuery, Query()]) -> Response:
    """The newest recorded runs that fit the search, newest first; for the next page, `before` is its last id."""
    listed = await workers.read(
        request, lambda service, _: _SUMMARIES.dump_json(list(service.runs.list(wanted.limit, wanted.before, wanted)))
    )
    return json_response(listed)


@router.get("/runs/{run_id}", response_model=Run, responses=problems.documented(404, 422, 503))
async def run(run_id: RunId, request: Request, workers: Workers) -> Run | Response:
    """A recorded run: what each node did, and the month."""
    found = await workers.read(request, lambda service, _: service.runs.get(run_id))
    return found or Response(status_code=problems.CLIENT_CLOSED_REQUEST)


@router.delete("/runs/{run_id}", status_code=204, responses=problems.documented(404, 409, 422, 503))
async def delete_run(run_id: RunId, request: Request, workers: Workers) -> Response:
    """Delete a recorded run: its request, its answers and its month. A run that is being worked on stays."""
    await workers.read(request, lambda service, _: service.runs.delete(run_id))
    return Response(status_code=204)


@router.get("/runs/{run_id}/state", response_model=RunState, responses=problems.documented(404, 422, 503))
async def state(
    run_id: RunId,
    request: Request,
    workers: Workers,
    before: Annotated[str, Query(max_length=100, description="The node.")],
    visit: Annotated[int, Query(ge=1, description="Which of its visits, from 1.")] = 1,
) -> Response:
    """The state of a recorded run before a visit of a node, as `POST /graph/nodes/{node}` takes it."""
    found = await workers.read(request, lambda service, _: to_json(service.runs.state_before(run_id, before, visit)))
    return json_response(found)


class ReplayBody(Closed):
    """Where to run a recorded run again from, and with what changed."""

    begin: Annotated[str, Field(alias="from", max_length=100)]
    """The node to begin with; the answers of the agents before it stay."""
    changes: Annotated[dict[str, Any], Field(alias="set", default_factory=dict)]
    """Fields of the request and their new values; none: the request as it was, with the code of today."""


class Replayed(Closed):
    """A recorded run and the new run that began at one of its nodes."""

    run_id: str
    """The id of the new run."""
    before: Routine | None
    """The month of the recorded run; null: it has none."""
    routine: Routine
    """The month of the new run."""


@router.post(
    "/runs/{run_id}/replay", response_model=Replayed, responses=problems.documented(400, 404, 413, 415, 422, 502, 503)
)
async def replay(run_id: RunId, body: ReplayBody, request: Request, workers: Workers) -> Response:
    """Run again from a node of a recorded run, as a new run that is recorded, too; both months."""

    def replayed(service: Service, cancelled: threading.Event) -> bytes:
        before, routine = service.runs.replay(run_id, body.begin, body.changes, cancelled)
        return Replayed(run_id=routine.run_id, before=before, routine=routine).model_dump_json().encode()

    return json_response(await workers.answer(request, replayed))
