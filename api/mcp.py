"""The MCP server: tools for language models, and the assistance exercises as resources."""

import json
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final, TypeAlias

from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from api.http import answer_headers
from api.http.body_limits import LARGEST_BODY
from api.http.callers import caller_of
from api.http.drain import Drain
from api.http.gate import Gate
from api.http.hosts import EVERY_METHOD, KnownHosts
from api.http.keys import KeyCheck
from api.http.request_log import RequestLog
from api.http.worker_pool import WorkerPool
from api.mcp_tools import TOOLS
from program.errors import BurnfitError
from program.exercises.catalogue import CATALOGUE, Exercise, UnknownExercise, find
from program.field_errors import field_errors, one_line
from service.caller import ANYBODY, Caller
from service.keys.open_keys import key_ring
from service.service import Service
from service.settings import Settings

LOG = logging.getLogger("burnfit.mcp")

SCHEME: Final = "exercises://"
"""What the URI of every resource starts with; an exercise's id follows."""

CATALOGUE_URI: Final = f"{SCHEME}catalogue"
_JSON: Final = "application/json"

_Context: TypeAlias = ServerRequestContext[WorkerPool, HTTPConnection]
_Page: TypeAlias = types.PaginatedRequestParams | None


async def _list_tools(_: _Context, __: _Page) -> types.ListToolsResult:
    hints = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=name,
                description=tool.description,
                input_schema=tool.arguments.model_json_schema(),
                output_schema=tool.output_schema(),
                annotations=hints,
            )
            for name, tool in TOOLS.items()
        ]
    )


async def _call_tool(context: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
    tool = TOOLS.get(params.name)
    if tool is None:
        raise MCPError(types.INVALID_PARAMS, f"no tool is called {params.name!r}: there are {', '.join(TOOLS)}")
    try:
        request = tool.arguments.model_validate(params.arguments or {})
    except ValidationError as error:
        return _failed(f"The request cannot be used: {one_line(field_errors(error.errors()))}.")
    try:
        answer = await tool.run(context.lifespan_context.of(_caller(context)), request)
    except BurnfitError as error:
        return _failed(str(error))
    except Exception:
        LOG.exception("%s failed", params.name)
        return _failed("Something failed that should not have; it has been logged. Asking again may help.")
    return types.CallToolResult(content=[types.TextContent(text=answer.text)], structured_content=answer.structured)


def _caller(context: _Context) -> Caller:
    """Who calls: over HTTP as the check of keys has noted it, over standard input anybody."""
    return ANYBODY if context.request is None else caller_of(context.request)


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=message)], is_error=True)


async def _list_resources(_: _Context, __: _Page) -> types.ListResourcesResult:
    about = "Every assistance exercise: what it trains, needs and loads, and from which level on."
    catalogue = types.Resource(uri=CATALOGUE_URI, name="catalogue", description=about, mime_type=_JSON)
    return types.ListResourcesResult(resources=[catalogue])


async def _list_templates(_: _Context, __: _Page) -> types.ListResourceTemplatesResult:
    about = "One exercise by its id, as in the catalogue and in the accessories of a month."
    exercise = types.ResourceTemplate(uri_template=SCHEME + "{id}", name="exercise", description=about, mime_type=_JSON)
    return types.ListResourceTemplatesResult(resource_templates=[exercise])


async def _read_resource(_: _Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    uri = params.uri
    content: Any
    if uri == CATALOGUE_URI:
        content = [_as_json(exercise) for exercise in CATALOGUE.values()]
    else:
        try:
            content = _as_json(find(uri.removeprefix(SCHEME)))
        except UnknownExercise as error:
            message = f"there is nothing at {uri}: {error}"
            raise MCPError(types.INVALID_PARAMS, message, {"uri": uri}) from error
    text = types.TextResourceContents(uri=uri, mime_type=_JSON, text=json.dumps(content, ensure_ascii=False))
    return types.ReadResourceResult(contents=[text])


def _as_json(exercise: Exercise) -> dict[str, Any]:
    """The exercise for JSON: sets become sorted lists."""
    sets = {"equipment": exercise.equipment, "joints": exercise.joints, "tags": exercise.tags}
    return asdict(exercise) | {name: sorted(values) for name, values in sets.items()}


def create_server(
    settings: Settings, load: Callable[[Settings], Service] = Service.load, drain: Drain | None = None
) -> Server[WorkerPool]:
    """The server. It starts to load its model in the background when it starts; calls that need the model wait for it.

    Args:
        settings: Of the process.
        load: Loads the service; called again after a pause when it raises.
        drain: Of the HTTP server, where it serves over HTTP.
    """

    @asynccontextmanager
    async def lifespan(_: Server[WorkerPool]) -> AsyncIterator[WorkerPool]:
        pool = WorkerPool(
            lambda: load(settings),
            threads=settings.threads,
            timeout_s=settings.timeout_s,
            gate=Gate(settings.queue_s),
            drain=drain,
        )
        try:
            yield pool
        finally:
            pool.close()

    return Server(
        "burnfit",
        version=version("burnfit"),
        instructions="One month of 5/3/1 strength training. Weights are computed, in the unit that stands beside them: "
        "pass them on as they are.",
        lifespan=lifespan,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
    )


async def serve_stdio(server: Server[WorkerPool]) -> None:
    """Serve over standard input and output until the input ends."""
    async with stdio_server() as (received, sent):
        with redirect_stdout(sys.stderr):  # what a library prints is no message of the protocol
            await server.run(received, sent, server.create_initialization_options())


def http_app(server: Server[WorkerPool], settings: Settings, drain: Drain | None = None) -> Starlette:
    """The server over streamable HTTP, under `/mcp`; it answers only known hosts, pages of known sites, and keys.

    Args:
        server: What `create_server` has made.
        settings: Of the process.
        drain: The same that the server has.
    """
    # The SDK's own check knows exact names alone, and answers with a word; KnownHosts says what to do.
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(transport_security=unchecked, max_request_body_size=LARGEST_BODY)
    app.state.drain = drain or Drain()
    answer_headers.install(app, app.state.drain)
    app.add_middleware(KeyCheck, ring=key_ring(settings))
    app.add_middleware(KnownHosts, settings=settings, origins=EVERY_METHOD)
    app.add_middleware(RequestLog)
    return app
