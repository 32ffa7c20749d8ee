"""What all pages share: their templates, the files beside them, and the headers that keep foreign code out."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import Scope

_HERE: Final = Path(__file__).parent

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The pages' Content-Security-Policy: nothing from another host, no script and no style inside the page."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""`no-store`: a page can hold a lifter's month. `same-origin`: no other site learns an address of ours, and a form's
request names its own site as its origin, which it would hide with `no-referrer`."""

TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

router = APIRouter(include_in_schema=False)


class NewestFiles(StaticFiles):
    """Files that a browser asks for anew each time, so that a page never runs with the script of an older version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; or that it has not changed."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def page(template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """A page from its template in `templates/`; all that the context holds is escaped.

    Args:
        template: The file's name.
        status: The HTTP status.
        context: The template's variables; one that is missing is an error.
    """
    return HTMLResponse(TEMPLATES.get_template(template).render(context), status, HEADERS)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The routes with their schemas (Swagger UI), from the package's own files."""
    return page("docs.html", title=request.app.title, openapi=request.app.openapi_url)


def install(app: FastAPI) -> None:
    """Serve the pages' own files and those of Swagger UI; `app` must have no `docs_url` of its own."""
    app.mount("/static/swagger", StaticFiles(directory=str(files("fastapi_offline") / "static")))
    app.mount("/static", NewestFiles(directory=_HERE / "static"))
    app.include_router(router)
