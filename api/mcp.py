"""The MCP server: what the service can do as tools for language models, and the exercises as resources."""

import asyncio
import json
import logging
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Final, TypeAlias, TypeVar

from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette

from api.http.app import LARGEST_BODY
from api.http.worker_pool import Desk
from program.errors import BurnfitError
from program.exercises.catalogue import CATALOGUE, Exercise, UnknownExercise, find
from program.field_errors import field_errors, one_line
from program.month.routine import Plan, Routine
from program.schema import Language, LifterRequest, RoutineRequest, WeightPlan
from program.wording import labels
from program.wording.explanation import Explanation, explain
from service.service import Service
from service.settings import Settings

LOG = logging.getLogger("burnfit.mcp")

SCHEME: Final = "exercises://"
"""What the address of every resource starts with; an exercise's id follows."""

CATALOGUE_URI: Final = f"{SCHEME}catalogue"
_JSON: Final = "application/json"

Answer = TypeVar("Answer")


class CallDesk(Desk):
    """The desk for callers who wait until the model is loaded, and who leave by cancelling their call."""

    async def call(self, work: Callable[[Service, threading.Event], Answer]) -> Answer:
        """What `work` answers, in a thread of its own.

        The event that `work` is given is set when the call is cancelled or the time is up, and stops the model.

        Raises:
            UnavailableError: The service could not be loaded, or the time is up.
            BurnfitError: Whatever `work` raises.
        """
        cancelled = threading.Event()
        try:
            async with asyncio.timeout(self._timeout_s):
                # Waiting leaves the future alone when it is cancelled: the next call waits for the same one.
                await asyncio.wait([asyncio.wrap_future(self._loaded)])
                return await asyncio.wrap_future(self._threads.submit(work, self.ready(), cancelled))
        except TimeoutError as error:
            raise self._too_late() from error
        finally:
            cancelled.set()


_Context: TypeAlias = ServerRequestContext[CallDesk]
_Page: TypeAlias = types.PaginatedRequestParams | None


class PlanToExplain(WeightPlan):
    """A plan as the other tools answer it, of which the rates are read, and the language of the explanation."""

    language: Language = "ko"
    program: str | None = None
    weekly_weight_increase_plan: str | None = None


async def _generate_routine(desk: CallDesk, request: RoutineRequest) -> Routine:
    return await desk.call(lambda service, cancelled: service.routine(request, cancelled))


async def _weight_plan(desk: CallDesk, request: LifterRequest) -> Plan:
    return await desk.call(lambda service, cancelled: service.weight_plan(request, cancelled))


async def _explain_plan(_: CallDesk, plan: PlanToExplain) -> Explanation:
    return explain(plan, plan.language)


@dataclass(frozen=True)
class _Tool:
    """A tool: what it takes, what it answers, and who answers."""

    description: str
    arguments: type[BaseModel]
    answer: type[BaseModel]
    run: Callable[[CallDesk, Any], Awaitable[BaseModel]]


_LEVELS, _GOALS = (
    ", ".join(f"{number} {name}" for number, name in names["en"].items()) for names in (labels.LEVEL, labels.PURPOSE)
)
_LIFTER: Final = (
    f"experience: {_LEVELS}. purpose: {_GOALS}. "
    "rm_weight: each lift's 1RM in kg, or a best set of up to twelve repetitions."
)

_TOOLS: Final = {
    "generate_routine": _Tool(
        "One month of 5/3/1 strength training: every session's sets with their weights in kg, the assistance "
        f"exercises, and the coach's notes. {_LIFTER} The rest may be left out. request: what the lifter says in their "
        "own words, in Korean or English (a sore joint, a focus, no lunges …). minutes: longest session. "
        "Without a seed the answer is always the same.",
        RoutineRequest,
        Routine,
        _generate_routine,
    ),
    "weight_plan": _Tool(
        "How heavy to start and how fast to add: the rates of 5/3/1 for this lifter, without a month around them. "
        f"{_LIFTER} training_max_rate is percent of the 1RM, the other rates percent of the training max.",
        LifterRequest,
        Plan,
        _weight_plan,
    ),
    "explain_plan": _Tool(
        "What each rate of a weight-increase plan means, and the sets of its four weeks, in Korean (ko) or English "
        "(en). Takes a plan as weight_plan answers it, or as it stands in a month.",
        PlanToExplain,
        Explanation,
        _explain_plan,
    ),
}


async def _list_tools(_: _Context, __: _Page) -> types.ListToolsResult:
    hints = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=name,
                description=tool.description,
                input_schema=tool.arguments.model_json_schema(),
                output_schema=tool.answer.model_json_schema(mode="serialization"),
                annotations=hints,
            )
            for name, tool in _TOOLS.items()
        ]
    )


async def _call_tool(context: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
    tool = _TOOLS.get(params.name)
    if tool is None:
        raise MCPError(types.INVALID_PARAMS, f"no tool is called {params.name!r}: there are {', '.join(_TOOLS)}")
    try:
        request = tool.arguments.model_validate(params.arguments or {})
    except ValidationError as error:
        return _failed(f"The request cannot be used: {one_line(field_errors(error.errors()))}.")
    try:
        answer = await tool.run(context.lifespan_context, request)
    except BurnfitError as error:
        return _failed(str(error))
    except Exception:
        LOG.exception("%s failed", params.name)
        return _failed("Something failed that should not have; it has been logged. Asking again may help.")
    text = types.TextContent(text=answer.text if isinstance(answer, Explanation) else answer.model_dump_json())
    return types.CallToolResult(content=[text], structured_content=answer.model_dump(mode="json"))


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
        content = [_written(exercise) for exercise in CATALOGUE.values()]
    else:
        try:
            content = _written(find(uri.removeprefix(SCHEME)))
        except UnknownExercise as error:
            message = f"there is nothing at {uri}: {error}"
            raise MCPError(types.INVALID_PARAMS, message, {"uri": uri}) from error
    text = types.TextResourceContents(uri=uri, mime_type=_JSON, text=json.dumps(content, ensure_ascii=False))
    return types.ReadResourceResult(contents=[text])


def _written(exercise: Exercise) -> dict[str, Any]:
    """The exercise as JSON has it: sets become lists, always in the same order."""
    return asdict(exercise) | {"equipment": sorted(exercise.equipment), "joints": sorted(exercise.joints)}


def create_server(settings: Settings, load: Callable[[Settings], Service] = Service.load) -> Server[CallDesk]:
    """The server; it begins to load its model when it starts, and calls that need the model wait for it.

    Args:
        settings: Of the process.
        load: Loads the service; called once, in the background.
    """

    @asynccontextmanager
    async def lifespan(_: Server[CallDesk]) -> AsyncIterator[CallDesk]:
        desk = CallDesk(lambda: load(settings), threads=settings.threads, timeout_s=settings.timeout_s)
        yield desk
        desk.close()

    return Server(
        "burnfit",
        version=version("burnfit"),
        instructions="One month of 5/3/1 strength training. Weights are in kg and computed: pass them on as they are.",
        lifespan=lifespan,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
    )


async def serve_stdio(server: Server[CallDesk]) -> None:
    """Serve over standard input and output until the input ends."""
    async with stdio_server() as (received, sent):
        with redirect_stdout(sys.stderr):  # else what a library printed comes after the messages, at the end
            await server.run(received, sent, server.create_initialization_options())


def http_app(server: Server[CallDesk], host: str) -> Starlette:
    """The server over streamable HTTP, under `/mcp`; on a loopback `host` it answers no other site's pages."""
    return server.streamable_http_app(host=host, max_request_body_size=LARGEST_BODY)
