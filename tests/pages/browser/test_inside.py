"""The developer's page in a real browser: forms, keyboard, axe, and a phone's width."""

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api.http.app import create_app
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.api.conftest import EXAMPLES
from tests.pages.test_inside import NASTY, scripted
from tests.scripted import ScriptedModel

REACHED = "document.activeElement.getAttribute('href') || document.activeElement.name || ''"
FOCUS_IS_SEEN = """() => {
    const focused = document.activeElement;
    const box = focused.closest("svg") && focused.querySelector("rect");
    if (focused === document.body) return true;
    return box ? getComputedStyle(box).strokeWidth === "3px" : getComputedStyle(focused).outlineStyle !== "none";
}"""

MONTH = {**EXAMPLES["3"], "request": NASTY}


@pytest.fixture
def model() -> ScriptedModel:
    return scripted(MONTH, EXAMPLES["3"], task2=["{}", '{"split":"\u202enone"}'])


@pytest.fixture
def address(model: ScriptedModel) -> Iterator[str]:
    """The address of a service that has recorded two runs; the last one's first two weeks were rejected."""
    service = Service(model, Settings())
    first, last = (RoutineRequest.model_validate(body) for body in (EXAMPLES["3"], MONTH))
    rejected = [model._left["task2"].pop(0) for _ in range(2)]
    model._left["task1"].reverse()
    model._left["task2"].reverse()
    service.routine(first)
    model._left["task2"] = [*rejected, *model._left["task2"]]
    service.routine(last)
    app = create_app(Settings(), load=lambda _: service)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        serving = threading.Thread(target=server.run, args=([listening],), daemon=True)
        serving.start()
        while not server.started:
            assert serving.is_alive()
            serving.join(0.05)
        app.state.worker_pool.wait()
        host, port = listening.getsockname()
        yield f"http://{host}:{port}"
        server.should_exit = True
        serving.join()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that may ask nobody else, and logs no error."""
    context = browser.new_context(base_url=address)
    context.set_default_timeout(30_000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if _is_error(said) else None)
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    opened.on("request", lambda sent: None if sent.url.startswith(address) else wrong.append(sent.url))
    yield opened
    context.close()
    assert wrong == []


def _is_error(said: Any) -> bool:
    """Whether a line of the console is an error, other than that a form was answered with a status that is one."""
    return said.type == "error" and "the server responded with a status of 422" not in said.text


def last_run(page: Any) -> str:
    """Open the last run; returns its address."""
    page.goto("/inside/runs/latest")
    url: str = page.url
    return url


def test_a_run_is_found_opened_and_replayed(page: Any) -> None:
    page.goto("/inside")
    page.get_by_label("Id, or words of the request").fill("무릎")
    page.get_by_role("button", name="Search").click()
    page.locator("table.runs a.id").click()
    page.locator("svg").get_by_role("link", name="task2: ").click()
    assert page.url.endswith("#task2-1")
    assert page.locator("#task2-1").get_by_text("'split' is a required property").is_visible()
    request = page.get_by_label("Request, to be changed")
    request.fill(json.dumps(json.loads(request.input_value()) | {"start_date": "2027-01-04"}))
    page.locator("select[name=from]").select_option("compose")
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("heading", name="Two months side by side").wait_for()
    assert page.locator("tr.differs").first.inner_text().split() == ["Request:", "start_date", "null", '"2027-01-04"']
    assert page.locator("ins").first.inner_text() == "2027-01-04"


def test_a_node_runs_alone_and_its_changed_answer_is_validated(page: Any, model: ScriptedModel) -> None:
    run = last_run(page)
    page.get_by_role("link", name="Run task2 alone, from before visit 1").click()
    model._left["task2"].append("{}")
    page.get_by_role("button", name="Run task2").click()
    page.get_by_text("would be rejected").wait_for()
    page.get_by_text("Give this answer to validate").click()
    state = page.get_by_label("State, to be changed")
    changed = json.loads(state.input_value())
    changed["pending"]["task2"]["text"] = '{"split":3}'
    state.fill(json.dumps(changed))
    page.get_by_role("button", name="Validate it").click()
    page.locator(".errors").get_by_text("split: 3 is not one of").wait_for()
    assert page.url.startswith(run.partition("#")[0])


def test_a_form_with_a_mistake_keeps_what_was_typed(page: Any) -> None:
    last_run(page)
    page.get_by_label("Request, to be changed").fill('{"minutes": 1')
    page.get_by_role("button", name="Run again").click()
    assert page.get_by_role("alert").inner_text().startswith("the request is no JSON")
    assert page.get_by_label("Request, to be changed").input_value() == '{"minutes": 1'


def test_marks_of_direction_are_seen_and_turn_nothing(page: Any) -> None:
    last_run(page)
    assert page.get_by_text("\\u202egnol\\u202c").first.is_visible()
    assert page.locator("main script, main b").count() == 0


def test_the_page_is_used_by_keyboard_alone(page: Any) -> None:
    page.goto("/inside")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    reached: list[str] = []
    while page.evaluate("document.activeElement !== document.body"):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(REACHED))
        assert page.evaluate(FOCUS_IS_SEEN), reached[-1]
        assert len(reached) < 99
    runs = [one for one in reached if one.startswith("/inside/runs/") and "#" not in one]
    assert {"text", "status", "agent", "source"} <= set(reached)
    assert len(set(runs)) >= 2
    assert any(one.endswith("#task2-1") for one in reached)
    while page.evaluate("document.activeElement.className") != "id":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Run ").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "/runs/latest", "/runs/RUN/nodes/task2?visit=2", "/runs/RUN/beside/RUN"])
def test_axe_has_nothing_serious_to_say(page: Any, scheme: str, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page.emulate_media(color_scheme=scheme)
    run_id = last_run(page).rpartition("/")[2]
    page.goto(f"/inside{path.replace('RUN', run_id)}")
    for one in page.locator("details").all():
        one.evaluate("one => { one.open = true }")
    found = axe.Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("path", ["", "/runs/latest", "/runs/RUN/nodes/task2", "/runs/RUN/beside/RUN"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Any, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    run_id = last_run(page).rpartition("/")[2]
    page.goto(f"/inside{path.replace('RUN', run_id)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_works_without_javascript(browser: Any, address: str, model: ScriptedModel) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    last_run(page)
    page.get_by_role("link", name="Run task2 alone, from before visit 1").click()
    model._left["task2"].append("{}")
    page.get_by_role("button", name="Run task2").click()
    page.get_by_text("would be rejected").wait_for()
    last_run(page)
    page.locator("select[name=from]").select_option("compose")
    page.get_by_role("button", name="Run again").click()
    page.get_by_text("The months are the same").wait_for()
    context.close()
