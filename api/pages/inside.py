"""The developer's page, `/inside`: the graph, the recorded runs, a run node by node, a node alone, two months."""

import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.http import problems
from api.http.worker_pool import WorkerPool, Workers
from api.pages import inside_text, site
from api.pages.inside_form import changes_of, form_of, object_of, options_of, search_of, visit_of
from api.pages.inside_graph import kind_of, picture
from api.pages.inside_month import side_by_side
from api.pages.inside_run import node_page, result_of, run_page
from api.pages.inside_text import differing
from api.pages.same_site import own_pages_only
from graph.run_store import UnknownRun
from graph.run_visits import outcomes_of
from graph.single_node import node_names
from program.errors import BurnfitError
from service.runs import month_of
from service.service import Service

PAGE: Final = 20
"""Runs in a page of the list."""

_TEMPLATES: Final = site.TEMPLATES.overlay(finalize=inside_text.visible)
_TEMPLATES.globals = {
    **site.TEMPLATES.globals,
    "as_json": inside_text.as_json,
    "counted": inside_text.counted,
    "duration": inside_text.duration,
    "kind_of": kind_of,
    "moment": inside_text.moment,
    "parts_of": inside_text.parts_of,
    "typed_text": inside_text.Typed,
}

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_pages_only)])


def _gone() -> Response:
    """For a caller who has disconnected."""
    return Response(status_code=problems.CLIENT_CLOSED_REQUEST)


def _page(template: str, context: Mapping[str, Any], said: problems.Told | None = None) -> Response:
    """A page; with `said`, of an error: with its status and headers."""
    html = _TEMPLATES.get_template(template).render(context)
    if said is None:
        return HTMLResponse(html, headers=site.HEADERS)
    return HTMLResponse(html, said.status, {**site.HEADERS, **said.headers})


async def _shown(
    request: Request, workers: WorkerPool, template: str, look: Callable[[Service], Mapping[str, Any]]
) -> Response:
    """A page of what `look` finds, or of the error that it raises."""
    try:
        found = await workers.read(request, lambda service, _: look(service))
    except BurnfitError as error:
        return _error_page(request, error)
    return _gone() if found is None else _page(template, found)


def _error_page(request: Request, error: BurnfitError) -> Response:
    said = problems.told(request, error)
    return _page("inside_problem.html", {"detail": said.detail}, said)


async def _again(
    request: Request,
    workers: WorkerPool,
    error: BurnfitError,
    template: str,
    look: Callable[[Service, str], Mapping[str, Any]],
) -> Response:
    """The page of a form again, with what was typed, and why it could not be done; where it is not there, the error.

    Args:
        request: Of the form.
        workers: As everywhere.
        error: Why it could not be done.
        template: Of the page.
        look: Finds what is on the page; takes the service and what is said of the error.
    """
    said = problems.told(request, error)
    try:
        found = await workers.read(request, lambda service, _: look(service, said.detail))
    except BurnfitError:
        return _error_page(request, error)
    return _gone() if found is None else _page(template, found, said)


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
            "nodes": node_names(),
        }

    return await _shown(request, workers, "inside.html", look)


@router.get("/inside/runs/{run}")
async def run(run: str, request: Request, workers: Workers) -> Response:
    """A run node by node; `run` is an id, the start of one, or `latest`."""
    try:
        run_id = await workers.read(request, lambda service, _: service.runs.find(run))
    except BurnfitError as error:
        return _error_page(request, error)
    if run_id is None:
        return _gone()
    if run_id != run:
        return RedirectResponse(f"/inside/runs/{run_id}", 303, site.HEADERS)
    return await _shown(request, workers, "inside_run.html", lambda service: run_page(service, run_id, {}))


@router.post("/inside/runs/{run_id}/replay")
async def replay(run_id: str, request: Request, workers: Workers) -> Response:
    """Run again from a node with a changed request; leads to the two months."""
    new_id = uuid.uuid4().hex

    def replayed(service: Service, cancelled: threading.Event) -> str:
        changes = changes_of(form, service.runs.get(run_id).request)
        old, _ = service.runs.replay(run_id, form.get("from", ""), changes, cancelled, new_id)
        # The new run may have been one too many, and the old one the oldest.
        compared = old is not None and _is_recorded(service, run_id)
        return f"/inside/runs/{new_id}{f'/beside/{run_id}' if compared else ''}"

    def again(service: Service, error: str) -> Mapping[str, Any]:
        recorded = new_id if _is_recorded(service, new_id) else ""
        return run_page(service, run_id, {**form, "error": error, "recorded": recorded})

    try:
        form = await form_of(request)
    except BurnfitError as error:
        return _error_page(request, error)
    try:
        address = await workers.answer(request, replayed)
    except BurnfitError as error:
        return await _again(request, workers, error, "inside_run.html", again)
    return _gone() if address is None else RedirectResponse(address, 303, site.HEADERS)


def _is_recorded(service: Service, run_id: str) -> bool:
    try:
        return service.runs.find(run_id) == run_id
    except UnknownRun:
        return False


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
async def node(run_id: str, node: str, request: Request, workers: Workers) -> Response:
    """A form to run a node alone, with the state that the run had before it."""

    def look(service: Service) -> Mapping[str, Any]:
        return node_page(service, run_id, node, visit_of(request.query_params), {})

    return await _shown(request, workers, "inside_node.html", look)


@router.post("/inside/runs/{run_id}/nodes/{node}")
async def node_alone(run_id: str, node: str, request: Request, workers: Workers) -> Response:
    """A node run alone as the form says, and the form again."""

    def ran(service: Service, cancelled: threading.Event) -> Mapping[str, Any]:
        page = node_page(service, run_id, node, visit, form)
        state = object_of(form.get("state", ""), "the state")
        return {**page, **result_of(service.node(node, state, options_of(form), cancelled), state)}

    def again(service: Service, error: str) -> Mapping[str, Any]:
        return node_page(service, run_id, node, visit, {**form, "error": error})

    try:
        visit, form = visit_of(request.query_params), await form_of(request)
    except BurnfitError as error:
        return _error_page(request, error)
    try:
        done = await workers.answer(request, ran)
    except BurnfitError as error:
        return await _again(request, workers, error, "inside_node.html", again)
    return _gone() if done is None else _page("inside_node.html", done)
