"""Headers of every answer: the request's id, and what keeps browsers and caches careful."""

import logging
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.mcp import create_server, http_app
from graph.request_ids import current_request_id
from models.language_model import Call, Completion
from service.service import Service
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.api.test_bad_input import problem
from tests.api.test_failures import Broken
from tests.api.test_runs import events
from tests.scripted import ScriptedModel

CAREFUL = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/livez", 200), ("/runs", 200), ("/graph", 200), ("/", 200), ("/inside", 200), ("/docs", 200), ("/nothing", 404)],
)
def test_every_answer_is_careful_with_what_it_holds(make_client: MakeClient, path: str, status: int) -> None:
    answered = make_client().get(path)
    assert answered.status_code == status
    assert CAREFUL.items() <= dict(answered.headers).items()
    assert answered.headers["cache-control"] == "no-store"
    assert answered.headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert "server" not in answered.headers


def test_a_page_keeps_its_own_headers_and_a_file_may_be_kept(make_client: MakeClient) -> None:
    client = make_client()
    assert client.get("/").headers["referrer-policy"] == "same-origin"
    assert client.get("/static/swagger/swagger-ui.css").headers.get("cache-control") != "no-store"
    assert client.get("/service-worker.js").headers["cache-control"] == "no-cache"


def test_a_usable_id_of_the_caller_comes_back(make_client: MakeClient) -> None:
    answered = make_client().get("/livez", headers={"X-Request-Id": "gym-42_a.B"})
    assert answered.headers.get_list("x-request-id") == ["gym-42_a.B"]


@pytest.mark.parametrize("sent", ["", "a b", "x" * 65, "<script>", "id;drop", "{}"])
def test_an_id_that_is_not_usable_is_replaced(make_client: MakeClient, sent: str) -> None:
    answered = make_client().get("/livez", headers={"X-Request-Id": sent})
    assert re.fullmatch(r"[0-9a-f]{32}", answered.headers["x-request-id"])


def test_each_request_has_an_id_of_its_own(make_client: MakeClient) -> None:
    client = make_client()
    assert len({client.get("/livez").headers["x-request-id"] for _ in range(5)}) == 5
    assert current_request_id() is None


def test_a_problem_names_the_request(make_client: MakeClient) -> None:
    answered = make_client().post("/routine", json={}, headers={"X-Request-Id": "mine"})
    assert problem(answered, 422)["request_id"] == "mine"
    unknown = make_client().get("/runs", headers={"Host": "evil.example", "X-Request-Id": "mine"})
    assert problem(unknown, 421)["request_id"] == "mine"


def test_so_does_the_answer_to_an_unforeseen_error(make_client: MakeClient, example: dict[str, Any]) -> None:
    answered = make_client(model=Broken()).post("/routine", json=example, headers={"X-Request-Id": "mine"})
    assert problem(answered, 500)["request_id"] == "mine"
    assert answered.headers["x-request-id"] == "mine"
    assert CAREFUL.items() <= dict(answered.headers).items()


def test_so_does_the_last_event_of_a_stream(make_client: MakeClient, example: dict[str, Any]) -> None:
    headers = {"Accept": "text/event-stream", "X-Request-Id": "mine"}
    name, last = events(make_client(model=Broken()).post("/routine", json=example, headers=headers).text)[-1]
    assert (name, last["request_id"]) == ("problem", "mine")
    assert re.fullmatch(r"[0-9a-f]{32}", last["run_id"])


class Asking(ScriptedModel):
    """A model that notes for which request it was asked."""

    def __init__(self) -> None:
        super().__init__({"task1": ["no"] * 3, "task2": ["no"] * 3})
        self.requests: list[str | None] = []

    def complete(self, call: Call, cancel: Any = None) -> Completion:
        self.requests.append(current_request_id())
        return super().complete(call, cancel)


def test_the_model_is_asked_under_the_id(
    make_client: MakeClient, example: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    model = Asking()
    with caplog.at_level(logging.INFO):
        make_client(model=model).post("/routine", json=example, headers={"X-Request-Id": "mine"})
    assert model.requests == ["mine"] * 6


def test_the_tools_over_http_have_the_same_headers() -> None:
    settings = Settings()
    server = create_server(settings, lambda chosen: Service(ScriptedModel({}), chosen))
    with TestClient(http_app(server, settings)) as client:
        answered = client.post("/mcp", json={}, headers={"Host": "localhost", "X-Request-Id": "mine"})
    assert answered.headers["x-request-id"] == "mine"
    assert CAREFUL.items() <= dict(answered.headers).items()
