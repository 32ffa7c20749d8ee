"""Prompts stay in this process, whatever LangSmith's environment variables say."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from langchain_core.tracers.langchain import wait_for_all_tracers
from mcp import Client

from agents.registry import agents
from api import mcp, studio
from api.cli import main as cli
from api.http.app import create_app
from graph.build import build_graph
from graph.state import RunContext, initial_state
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES, coach_script
from tests.scripted import ScriptedModel

ROOT = Path(__file__).parents[2]
REQUEST = RoutineRequest.model_validate(EXAMPLES["3"])


def service(settings: Settings) -> Service:
    """Answers example 3 once."""
    return Service(ScriptedModel(coach_script(REQUEST)), settings)


def over_http() -> None:
    with TestClient(create_app(Settings(), load=service)) as client:
        client.app.state.worker_pool.wait()  # type: ignore[attr-defined]  # the client calls it only an ASGI app
        assert client.post("/routine", json=EXAMPLES["3"]).status_code == 200


def over_mcp() -> None:
    async def call() -> None:
        async with Client(mcp.create_server(Settings(), service)) as client:
            assert not (await client.call_tool("generate_routine", EXAMPLES["3"])).is_error

    asyncio.run(call())


def on_the_command_line() -> None:
    sys.argv = ["burnfit", "routine", "examples/3.json"]
    with contextlib.suppress(SystemExit):
        cli.main()


def in_studio() -> None:
    assert studio.graph().invoke(initial_state(REQUEST))["routine"]


def in_a_graph_of_ones_own() -> None:
    model = ScriptedModel(coach_script(REQUEST))
    build_graph(agents()).invoke(initial_state(REQUEST), context=RunContext(model=model, run_id="own"))


FACES: Mapping[str, Callable[[], None]] = {
    face.__name__: face for face in (over_http, over_mcp, on_the_command_line, in_studio, in_a_graph_of_ones_own)
}

VARIABLES = {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "LANGCHAIN_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "secret",
}


def use(face: str) -> None:
    """Make one month, and wait until everything that is to be sent has been."""
    Service.lazily = classmethod(lambda _, settings, *_asked: service(settings))  # type: ignore[assignment,method-assign]  # without a model
    FACES[face]()
    wait_for_all_tracers()


def bytes_sent(face: str, variables: Mapping[str, str]) -> int:
    """Bytes that a process sends to LangSmith, in whose place a server on loopback listens, for a month."""
    sent: list[int] = []

    class LangSmith(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(int(self.headers.get("content-length") or 1))
            self.send_response(200)
            self.end_headers()

        do_GET = do_PATCH = do_POST  # noqa: N815 - the names that the base class calls

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), LangSmith) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        code = f"from tests.service.test_langsmith import use; use({face!r})"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | variables | {"LANGSMITH_ENDPOINT": endpoint},
            capture_output=True,
            text=True,
            check=False,
        )
        server.shutdown()
    assert done.returncode == 0, done.stderr
    return sum(sent)


@pytest.mark.parametrize("face", [name for name in FACES if name != in_a_graph_of_ones_own.__name__])
def test_no_prompt_is_sent(face: str) -> None:
    assert bytes_sent(face, VARIABLES) == 0


@pytest.mark.parametrize("variables", [{"LANGCHAIN_TRACING": "true"}, {"LANGCHAIN_HANDLER": "langchain"}])
def test_variables_of_older_versions_stop_no_month(variables: Mapping[str, str]) -> None:
    assert bytes_sent(over_http.__name__, variables) == 0


def test_a_program_that_brings_the_graph_into_its_own_decides_for_itself() -> None:
    """It shows, too, that the server of these tests would see a prompt."""
    assert bytes_sent(in_a_graph_of_ones_own.__name__, VARIABLES) > 0
