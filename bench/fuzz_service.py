"""The service as `python -m bench.fuzz` asks it: in this process, with a model that costs nothing."""

import json
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from fastapi import FastAPI
from schemathesis.python import asgi
from starlette.types import Receive, Scope, Send

from api.http.app import EXAMPLES, create_app
from bench.coach_model import CoachModel
from service.service import Service
from service.settings import Settings

MOST_RUNS: Final = 100_000
"""Runs that are kept: none is deleted while cases name the first one."""


SHOWN: Final = 2000
"""Bytes of a request or an answer that a finding has."""


@dataclass(frozen=True)
class Finding:
    """An answer that is not as it should be."""

    operation: str
    title: str
    message: str
    request: str
    """As a curl command, or its body."""
    answer: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.title}\n{self.message}\n{self.request}\n{self.answer}"


@dataclass
class Asked:
    """What was asked, and what was found."""

    cases: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Answering:
    """The app, as a server runs it: what goes wrong after an answer was sent is kept and not raised."""

    app: FastAPI
    failures: list[str] = field(default_factory=list)
    """What the app raised, with the place: each one is an answer with 500."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, once the service is loaded: whoever ends the app's lifespan makes it load again."""
        if scope["type"] == "http":
            self.app.state.worker_pool.wait()
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # Starlette raises what it has answered with 500 again, for the server's log
            if scope["type"] != "http":
                raise
            self.failures.append("".join(traceback.format_exception(error)))


@dataclass(frozen=True)
class Fuzzed:
    """The service that is asked."""

    app: Answering
    client: asgi.ASGIClient
    example: dict[str, Any]
    """A request that is answered with a month."""
    month: dict[str, Any]
    """The answer to it."""


@contextmanager
def fuzzed_service() -> Iterator[Fuzzed]:
    """The service with one recorded run; it forgets all runs at the end."""
    with tempfile.TemporaryDirectory() as folder:
        # One attempt: the model knows no prompt, so the coach answers after it.
        settings = Settings(runs=Path(folder), runs_kept=MOST_RUNS, attempts=1)
        app = Answering(create_app(settings, load=lambda chosen: Service(CoachModel(), chosen)))
        with asgi.get_client(cast("Any", app)) as client:
            try:
                example = json.loads((EXAMPLES / "3.json").read_text(encoding="utf-8")) | {"start_date": "2026-12-07"}
                yield Fuzzed(app, client, example, client.post("/routine", json=example).json())
            finally:
                asgi.shutdown_lifespans()
