"""The developer's page, `/inside`: the graph, the recorded runs, a run node by node, a node alone, two months."""

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from agents.registry import agent_names
from api.http import problems
from api.http.worker_pool import WorkerPool, Workers
from api.pages import inside_text, site
from api.pages.inside_form import changes_of, form_of, object_of, options_of, search_of
from api.pages.inside_graph import kind_of, picture
from api.pages.inside_month import side_by_side
from api.pages.inside_run import node_page, result_of, run_page
from api.pages.inside_text import differing
from api.pages.same_site import own_pages_only
from graph.build import COMPOSE, VALIDATE
from graph.run_visits import outcomes_of
from program.errors import BurnfitError
from program.month.routine import Routine
from service.runs import month_of
from service.service import Service

PAGE: Final = 20
"""Runs in a page of the list."""

_TEMPLATES: Final = site.TEMPLATES.overlay(finalize=inside_text.visible)
_TEMPLATES.globals.update(
    as_json=inside_text.as_json,
    counted=inside_text.counted,
    duration=inside_text.duration,
    kind_of=kind_of,
    moment=inside_text.moment,
    parts_of=inside_text.parts_of,
)

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_pages_only)])

_Visit = Annotated[int, Query(ge=1, le=1000)]
"""Which visit of a node."""


def _gone() -> Response:
    """For a caller who has disconnected."""
    return Response(status_code=problems.CLIENT_CLOSED_REQUEST)


def _page(template: str, status: int = 200, /, **context: Any) -> Response:
    return HTMLResponse(_TEMPLATES.get_template(template).render(context), status, site.HEADERS)


def _problem(request: Request, error: BurnfitError) -> tuple[int, str]:
    """The status of an error, and what the page says of it: what the routes would say."""
    answer = problems.own(request, error)
    return answer.status_code, json.loads(bytes(answer.body))["detail"]


async def _shown(
    request: Request, workers: WorkerPool, template: str, look: Callable[[Service], Mapping[str, Any]]
) -> Response:
    """A page of what `look` finds, or of the error that it raises."""
    try:
        found = await workers.answer(request, lambda service, _: look(service))
    except BurnfitError as error:
        return _error_page(request, error)
    return _gone() if found is None else _page(template, **found)


def _error_page(request: Request, error: BurnfitError) -> Response:
    status, detail = _problem(request, error)
    return _page("inside_problem.html", status, detail=detail)


@router.get("/inside")
async def runs(request: Request, workers: Workers) -> Response:
    """The graph with the last run on it, and the list of runs."""

    def look(service: Service) -> Mapping[str, Any]:
        search = search_of(request.query_params)
        if not service.records:
            return {"picture": picture(service.graph), "latest": None, "runs": None}
        newest = service.runs.list(1)
        latest = service.runs.get(newest[0].run_id) if newest else None
        found = service.runs.list(PAGE + 1, search.before, search.wanted)
        return {
            "picture": picture(service.graph, outcomes_of(latest) if latest else None),
            "latest": latest,
            "runs": found[:PAGE],
            "search": search,
            "older": search.older(found[PAGE - 1].run_id) if len(found) > PAGE else None,
            "nodes": [*agent_names(), VALIDATE, COMPOSE],
        }

    return await _shown(request, workers, "inside.html", look)


@router.get("/inside/runs/{run}")
async def run(run: str, request: Request, workers: Workers) -> Response:
    """A run node by node; `run` is an id, the start of one, or `latest`."""
    try:
        run_id = await workers.answer(request, lambda service, _: service.runs.find(run))
    except BurnfitError as error:
        return _error_page(request, error)
    if run_id != run:
        return RedirectResponse(f"/inside/runs/{run_id}", 303, site.HEADERS)
    return await _shown(request, workers, "inside_run.html", lambda service: run_page(service, run_id, {}))


@router.post("/inside/runs/{run_id}/replay")
async def replay(run_id: str, request: Request, workers: Workers) -> Response:
    """Run again from a node with a changed request; leads to the two months."""
    form: Mapping[str, str] = {}

    def replayed(service: Service, cancelled: threading.Event) -> tuple[bool, Routine]:
        changes = changes_of(form, service.runs.get(run_id).request)
        old, new = service.runs.replay(run_id, form.get("from", ""), changes, cancelled)
        return old is not None, new

    try:
        form = await form_of(request)
        done = await workers.answer(request, replayed)
    except BurnfitError as error:
        status, detail = _problem(request, error)
        if status == HTTPStatus.NOT_FOUND or not form:
            return _error_page(request, error)
        typed = {**form, "error": detail}
        again = await workers.answer(request, lambda service, _: run_page(service, run_id, typed))
        return _gone() if again is None else _page("inside_run.html", status, **again)
    if done is None:
        return _gone()
    compared, month = done
    return RedirectResponse(f"/inside/runs/{month.run_id}{f'/beside/{run_id}' if compared else ''}", 303, site.HEADERS)


@router.get("/inside/runs/{run_id}/beside/{other}")
async def beside(run_id: str, other: str, request: Request, workers: Workers) -> Response:
    """Two months side by side, what differs marked; `other` is the older one."""

    def look(service: Service) -> Mapping[str, Any]:
        old, new = service.runs.get(other), service.runs.get(run_id)
        pairs = side_by_side(month_of(old), month_of(new))
        changes = differing(old.request, new.request)
        return {
            "old": old,
            "new": new,
            "pairs": pairs,
            "differences": sum(pair.differences for pair in pairs),
            "changes": {name: (old.request.get(name), new.request.get(name)) for name in changes},
        }

    return await _shown(request, workers, "inside_beside.html", look)


@router.get("/inside/runs/{run_id}/nodes/{node}")
async def node(run_id: str, node: str, request: Request, workers: Workers, visit: _Visit = 1) -> Response:
    """A form to run a node alone, with the state that the run had before it."""
    return await _shown(
        request, workers, "inside_node.html", lambda service: node_page(service, run_id, node, visit, {})
    )


@router.post("/inside/runs/{run_id}/nodes/{node}")
async def node_alone(run_id: str, node: str, request: Request, workers: Workers, visit: _Visit = 1) -> Response:
    """A node run alone as the form says, and the form again."""
    form: Mapping[str, str] = {}

    def ran(service: Service, cancelled: threading.Event) -> Mapping[str, Any]:
        page = node_page(service, run_id, node, visit, form)
        state = object_of(form.get("state", ""), "the state")
        return {**page, **result_of(service.node(node, state, options_of(form), cancelled), state)}

    try:
        form = await form_of(request)
        done = await workers.answer(request, ran)
    except BurnfitError as error:
        status, detail = _problem(request, error)
        if status == HTTPStatus.NOT_FOUND or not form:
            return _error_page(request, error)
        typed = {**form, "error": detail}
        done = await workers.answer(request, lambda service, _: node_page(service, run_id, node, visit, typed))
        return _gone() if done is None else _page("inside_node.html", status, **done)
    return _gone() if done is None else _page("inside_node.html", **done)
