"""Requests are answered only where they name a known host: protection against DNS rebinding."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.hosts import KnownHosts
from api.mcp import create_server, http_app
from service.service import Service
from service.settings import Settings
from tests.api.conftest import MakeClient
from tests.api.test_bad_input import problem
from tests.scripted import ScriptedModel

ROUTES = ["/runs", "/graph", "/livez", "/readyz", "/docs", "/openapi.json", "/nothing"]


@pytest.mark.parametrize("route", ROUTES)
def test_another_sites_name_reads_nothing(make_client: MakeClient, route: str) -> None:
    reported = problem(make_client().get(route, headers={"Host": "evil.example:8000"}), 421)
    assert "evil.example" in reported["detail"]
    assert "BURNFIT_HOSTS" in reported["detail"]


def test_another_sites_name_makes_no_month(make_client: MakeClient, example: dict[str, Any]) -> None:
    client = make_client(example)
    problem(client.post("/routine", json=example, headers={"Host": "evil.example"}), 421)
    assert client.get("/runs").json() == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST.", "10.1.2.3"])
def test_loopback_names_and_the_address_that_is_served_on_are_known(make_client: MakeClient, host: str) -> None:
    assert make_client(host="10.1.2.3").get("/livez", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["", "localhost.evil.example", "10.1.2.4", "[::1", "evil.example#localhost"])
def test_nothing_else_is_known(make_client: MakeClient, host: str) -> None:
    problem(make_client(host="10.1.2.3").get("/livez", headers={"Host": host}), 421)


def test_the_settings_name_the_hosts(make_client: MakeClient) -> None:
    client = make_client(hosts=("fit.example", "fit.test"))
    assert client.get("/livez", headers={"Host": "Fit.Example:8000"}).status_code == 200
    problem(client.get("/livez", headers={"Host": "localhost"}), 421)
    assert make_client(hosts=("*",)).get("/livez", headers={"Host": "evil.example"}).status_code == 200


def answered(settings: Settings, host: str, server: tuple[str, int]) -> int:
    """The status of a request for `host` on a connection that came in on `server`."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        await guarded({**scope, "server": server}, receive, send)

    guarded: ASGIApp = KnownHosts(app, settings)
    return TestClient(connected).get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    ("host", "server", "status"),
    [
        ("10.0.0.5:8000", "10.0.0.5", 200),
        ("10.0.0.5:8000", "::ffff:10.0.0.5", 200),
        ("[fd00::5]:8000", "fd00:0::5", 200),
        ("10.0.0.6:8000", "10.0.0.5", 421),
        ("evil.example", "evil.example", 421),
    ],
)
def test_an_address_that_the_connection_came_in_on_is_known(host: str, server: str, status: int) -> None:
    assert answered(Settings(hosts=("fit.example",)), host, (server, 8000)) == status


@given(st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,6}){1,3}\Z"))
def test_no_domain_name_is_known_that_nobody_named(host: str) -> None:
    assert answered(Settings(), host, ("127.0.0.1", 8000)) == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost", "Origin": "http://evil.example"}, 403),
        ({"Host": "localhost", "Origin": "http://localhost:3000"}, 406),
        ({"Host": "localhost"}, 406),
    ],
)
def test_mcp_over_http_answers_no_other_sites_pages(headers: dict[str, str], status: int) -> None:
    settings = Settings(host="10.1.2.3")
    server = create_server(settings, lambda chosen: Service(ScriptedModel({}), chosen))
    with TestClient(http_app(server, settings)) as client:
        refused = client.post("/mcp", json={}, headers=headers | {"Accept": "text/plain"})
    assert refused.status_code == status  # 406: it came through to the protocol, which wants another Accept
    if status != 406:
        assert "BURNFIT_HOSTS" in problem(refused, status)["detail"]
