"""What a request is answered with and without a key, on every route."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from api.http.app import create_app
from api.http.callers import caller_of
from api.http.key_rules import rules_of
from api.http.keys import KeyCheck
from api.mcp import create_server, http_app
from service.caller import Caller
from service.keys import key_ring
from service.keys.api_key import PREFIX, SCOPES
from service.keys.open_keys import key_ring as ring_of
from service.keys.sqlite_key_store import FILE
from service.service import Service
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.api.test_bad_input import problem
from tests.keys import bearing, make_key, revoke_key
from tests.scripted import ScriptedModel

OPEN = {("GET", "/livez"), ("GET", "/readyz"), ("GET", "/docs"), ("GET", "/openapi.json")}
"""The routes that need no key."""

UNKNOWN = PREFIX + "x" * 43


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Every route: those of the OpenAPI document, and those of the pages."""
    described = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    return described | set(_served(app.routes))


def _served(routes: Any) -> Iterator[tuple[str, str]]:
    for route in routes:
        if hasattr(route, "effective_candidates"):  # a router that is included
            yield from _served(route.effective_candidates())
        elif hasattr(route, "methods"):
            yield from ((method, route.path) for method in route.methods if method != "HEAD")


def ask(client: TestClient, method: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """The answer to a request without a body; a run that is named is not there."""
    filled = re.sub(r"\{\w+\}", "0" * 32, path)
    return client.request(method, filled, headers=headers, follow_redirects=False)


def test_every_route_asks_for_its_key(make_client: MakeClient) -> None:
    secrets = {scope: make_key(scope, [scope]) for scope in SCOPES}
    client = make_client()
    routes = routes_of(create_app(Settings()))
    assert {("POST", "/routine"), ("GET", "/runs"), ("GET", "/"), ("GET", "/inside")} <= routes
    for method, path in sorted(routes):
        if (method, path) in OPEN:
            assert ask(client, method, path).status_code == 200, path
            continue
        refused = ask(client, method, path)
        assert refused.headers["www-authenticate"].startswith("Bearer"), path
        assert "A key is needed" in problem(refused, 401)["detail"], path
        needed = rules_of(path)[method].scopes
        assert needed, f"{method} {path} needs a rule in api/http/key_rules.py"
        for scope, secret in secrets.items():
            answered = ask(client, method, path, bearing(secret))
            if scope in needed:
                assert answered.status_code not in (401, 403, 405, 429), (method, path)
                assert "that a key opens" not in answered.text, (method, path)
            else:
                assert " or ".join(needed) in problem(answered, 403)["detail"], (method, path)
                assert f'scope="{" ".join(needed)}"' in answered.headers["www-authenticate"], (method, path)


def test_a_route_without_a_rule_is_open_to_no_key() -> None:
    secret = make_key()
    reached: list[str] = []
    app = create_app(Settings(), load=lambda chosen: Service(ScriptedModel({}), chosen))
    app.add_api_route("/new", lambda: reached.append("GET"), methods=["GET"])
    app.add_api_route("/routine", lambda: reached.append("PUT"), methods=["PUT"])
    with TestClient(app) as client:
        assert "that a key opens" in problem(client.get("/new", headers=bearing(secret)), 404)["detail"]
        refused = client.put("/routine", headers=bearing(secret))
        problem(refused, 405)
        assert refused.headers["allow"] == "POST"
        problem(client.get("/new"), 401)
    assert reached == []


def test_the_document_says_what_each_route_needs(make_client: MakeClient) -> None:
    paths = make_client().get("/openapi.json").json()["paths"]
    month = paths["/routine"]["post"]
    assert month["security"] == [{}, {"key": ["month"]}]
    assert {"401", "403", "429"} <= month["responses"].keys()
    assert "security" not in paths["/livez"]["get"]
    assert "401" not in paths["/livez"]["get"]["responses"]


def test_without_keys_everybody_is_answered(make_client: MakeClient, example: dict[str, Any]) -> None:
    answered = make_client(example).post("/routine", json=example)
    assert answered.status_code == 200
    assert "ratelimit" not in answered.headers


def test_keys_can_be_required_before_one_is_made(make_client: MakeClient) -> None:
    client = make_client(require_keys=True)
    problem(client.get("/runs"), 401)
    assert client.get("/runs", headers=bearing(make_key())).json() == []


def test_the_first_key_closes_a_service_that_runs(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_ring, "REMEMBERED_S", 0)
    client = make_client()
    assert client.get("/runs").status_code == 200
    make_key()
    problem(client.get("/runs"), 401)
    revoke_key()
    problem(client.get("/runs"), 401)


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer ", "Bearer bf_", "Basic YTpi", f"Bearer {UNKNOWN}", UNKNOWN, "Bearer é"]
)
def test_wrong_keys_are_all_answered_alike(make_client: MakeClient, sent: str) -> None:
    make_key()
    refused = make_client().get("/runs", headers=[(b"authorization", sent.encode())])
    assert problem(refused, 401)["detail"].startswith("This key is not known here: send one as")
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]


def test_two_keys_in_one_request_are_none(make_client: MakeClient) -> None:
    secret = make_key()
    headers = [("Authorization", f"Bearer {secret}"), ("Authorization", f"Bearer {secret}")]
    problem(make_client().get("/runs", headers=headers), 401)


def test_a_revoked_key_opens_nothing_any_more(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_ring, "REMEMBERED_S", 0)
    secret = make_key("app")
    client = make_client()
    assert client.get("/runs", headers=bearing(secret)).status_code == 200
    revoke_key("app")
    detail = problem(client.get("/runs", headers=bearing(secret)), 401)["detail"]
    assert re.match(r"The key 'app' \(key_\w+\) is revoked: ", detail)


def test_an_expired_key_opens_nothing_any_more(make_client: MakeClient) -> None:
    client = make_client()
    valid, old = make_key("valid", days=2, made_days_ago=1), make_key("old", days=2, made_days_ago=3)
    assert client.get("/runs", headers=bearing(valid)).status_code == 200
    assert "'old'" in problem(client.get("/runs", headers=bearing(old)), 401)["detail"]


@pytest.mark.parametrize("query", ["access_token=x", "API_KEY=x", "text={secret}", "key={secret}"])
def test_a_key_in_the_address_is_refused(make_client: MakeClient, query: str) -> None:
    secret = make_key()
    refused = make_client().get(f"/runs?{query.format(secret=secret)}", headers=bearing(secret))
    reported = problem(refused, 401)["detail"]
    assert "send that as `Authorization: Bearer" in reported
    assert secret not in reported


def test_a_rate_is_kept_without_asking_the_model(make_client: MakeClient, example: dict[str, Any]) -> None:
    secret = make_key("app", rate="2/day")
    other = make_key("other")
    client = make_client(example)
    first = client.post("/routine", json=example, headers=bearing(secret))
    assert first.status_code == 200
    assert first.headers["ratelimit-policy"] == '"default";q=2;w=86400'
    assert re.fullmatch(r'"default";r=1;t=(43200|431\d\d)', first.headers["ratelimit"])
    problem(client.post("/routine", json={}, headers=bearing(secret)), 422)
    limited = client.post("/routine", json=example, headers=bearing(secret))  # the script has no second month
    assert "'app' may ask 2/day" in problem(limited, 429)["detail"]
    assert 43000 < int(limited.headers["retry-after"]) <= 43200
    assert limited.headers["ratelimit"].startswith('"default";r=0;t=')
    assert client.get("/readyz", headers=bearing(secret)).status_code == 200
    assert client.get("/runs", headers=bearing(other)).status_code == 200


def test_a_refused_scope_costs_no_request(make_client: MakeClient) -> None:
    secret = make_key("app", ["inside"], "1/day")
    client = make_client()
    problem(client.post("/routine", json={}, headers=bearing(secret)), 403)
    assert client.get("/runs", headers=bearing(secret)).status_code == 200
    problem(client.get("/runs", headers=bearing(secret)), 429)


def test_reading_figures_is_not_counted(make_client: MakeClient) -> None:
    secret = make_key("prometheus", ["metrics"], "1/day")
    client = make_client()
    for _ in range(3):
        assert client.get("/metrics", headers=bearing(secret)).status_code not in (401, 403, 429)


def test_keys_that_cannot_be_read_close_all_but_health(make_client: MakeClient) -> None:
    secret = make_key()
    file = Settings().runs / FILE
    for one in Path(file.parent).glob(f"{FILE}*"):
        one.unlink()
    file.write_bytes(b"no database" * 1000)
    client = make_client()
    refused = client.get("/runs", headers=bearing(secret))
    assert "damaged" in problem(refused, 503)["detail"]
    assert refused.headers["retry-after"]
    assert client.get("/livez").status_code == 200


def test_a_websocket_is_open_to_no_key(make_client: MakeClient) -> None:
    make_key()
    with pytest.raises(WebSocketDisconnect), make_client().websocket_connect("/routine"):
        pass


async def statuses(check: KeyCheck, *secrets: str, **scope: Any) -> list[int]:
    """The statuses of requests with these keys, which come at once."""
    answered: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    def request(secret: str) -> Scope:
        headers = [(b"authorization", f"bearer {secret}".encode())]
        return {"type": "http", "method": "GET", "path": "/runs", "query_string": b"", "headers": headers, **scope}

    await asyncio.gather(*(check(request(secret), receive, send) for secret in secrets))
    return answered


def test_the_route_learns_whose_key_it_was() -> None:
    secret = make_key("app")
    callers: list[Caller] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        callers.append(caller_of(HTTPConnection(scope)))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    state = {"shared": 1}
    assert asyncio.run(statuses(KeyCheck(app, ring_of(Settings())), secret, state=state)) == [200]
    assert str(callers[0].owner).startswith("key_")
    assert callers[0].sees == callers[0].owner
    assert state == {"shared": 1}, "no other request sees this caller"


def test_ten_thousand_wrong_keys_hold_nobody_up_and_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    secret = make_key()

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    check = KeyCheck(app, ring_of(Settings()))

    async def scenario() -> tuple[list[int], float]:
        flood = asyncio.create_task(statuses(check, *(f"{PREFIX}{number:043}" for number in range(10_000))))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await asyncio.sleep(0)
        held_s = time.monotonic() - begun
        return [*await flood, *await statuses(check, secret)], held_s

    answered, held_s = asyncio.run(scenario())
    assert answered == [401] * 10_000 + [204]
    assert held_s < 2, "others are answered meanwhile"
    assert len(caplog.records) == 1
    assert PREFIX not in caplog.text


@pytest.mark.parametrize(("scopes", "status"), [(["month"], 406), (["inside", "metrics"], 403), (None, 401)])
def test_mcp_over_http_is_under_the_same_keys(scopes: list[str] | None, status: int) -> None:
    make_key("other")
    headers = bearing(make_key("app", scopes)) if scopes else {}
    settings = Settings()
    server = create_server(settings, lambda chosen: Service(ScriptedModel({}), chosen))
    with TestClient(http_app(server, settings)) as client:
        answered = client.post("/mcp", json={}, headers=headers | {"Accept": "text/plain"})
    assert answered.status_code == status  # 406: it came through to the protocol, which wants another Accept


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:3000"}, 422),
        ({"Origin": "https://fit.example", "Sec-Fetch-Site": "same-origin"}, 422),
        ({}, 422),
    ],
)
def test_pages_of_other_sites_change_nothing(make_client: MakeClient, headers: dict[str, str], status: int) -> None:
    client = make_client()
    problem(client.post("/routine", json={}, headers=headers), status)
    assert client.get("/runs", headers=headers).status_code == 200
