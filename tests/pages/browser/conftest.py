"""A real browser, and a real server whose model is scripted. Skipped where there is no chromium."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.http.app import create_app
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import coach_script
from tests.coached import Coached
from tests.pages.following import request_after
from tests.scripted import ScriptedModel

CHROMIUM: Final = Path("/usr/bin/chromium")

PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 900}


class Server:
    """A running service; its model answers each month that is expected, once, as the coach would."""

    def __init__(self) -> None:
        self._script: dict[str, list[str]] = {}
        self._model = ScriptedModel({})
        self._model._left = self._script  # type: ignore[assignment]  # the script grows while the server runs
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        app = create_app(Settings(record=False), load=lambda chosen: Service(self._model, chosen))
        self._server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="warning", lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.05)
        app.state.worker_pool.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def expects(self, body: dict[str, Any]) -> Routine:
        """Answer a month for `body`; gives the month."""
        return self.expects_request(RoutineRequest.model_validate(body))

    def expects_request(self, request: RoutineRequest) -> Routine:
        for adapter, texts in coach_script(request).items():
            self._script.setdefault(adapter, []).extend(texts)
        return Coached().routine(request)

    def expects_next(self, month: Routine, **asked: Any) -> Routine:
        """Answer the month after `month`, as the fields of `POST /routine/next` ask for it."""
        assert month.carry is not None
        return self.expects_request(request_after(month.carry, **asked))

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def server(_session_environment: None) -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the whole session: while playwright runs, no other test can start an event loop.
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: install the package chromium to run these tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


OpenPage = Callable[..., Page]
"""`open_page(path, viewport, locale, **options)`: a page of the server in a browser of its own."""


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    contexts: list[tuple[BrowserContext, list[str], list[str]]] = []

    def opened(path: str = "/", viewport: dict[str, int] = PHONE, locale: str = "ko-KR", **options: Any) -> Page:
        context = browser.new_context(base_url=server.url, viewport=viewport, locale=locale, **options)  # type: ignore[arg-type]
        errors: list[str] = []
        hosts: list[str] = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        context.on("request", lambda request: hosts.append(request.url))
        contexts.append((context, errors, hosts))
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context, errors, hosts in contexts:
        context.close()
        assert all(url.startswith((server.url, "data:", "blob:")) for url in hosts), "no other host is asked"
        unexpected = [line for line in errors if "ERR_INTERNET_DISCONNECTED" not in line and "422" not in line]
        assert unexpected == [], "no script fails, and nothing is blocked by the policy"
