"""What a service must do, however many processes answer for it: asked over HTTP, with a key.

Each check takes a client that sends a key with all scopes, and raises AssertionError with what was wrong.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2

from service.keys.api_key import SCOPES, Rate, digest_of, new_key
from service.keys.open_keys import open_keys
from service.settings import Settings

EXAMPLE: Final[Mapping[str, Any]] = json.loads(
    (Path(__file__).resolve().parent.parent / "examples" / "3.json").read_text(encoding="utf-8")
)

RATED: Final = "rated"
"""The name of a key that may ask `RATE`."""

RATE: Final = 3
"""Requests an hour."""

QUEUE_S: Final = 0.2
"""The longest expected wait that the service may allow, so that the crowd here is more than it admits."""

_CROWD: Final = 60
"""Callers at once."""

_AGAIN: Final = 6
"""How often something is asked for again, so that each of a few replicas answers at least once, most likely."""


def client_of(settings: Settings, port: int) -> httpx2.Client:
    """A client of a service with these settings on this machine, with a key of its own."""
    secret = make_key(settings, "essentials", "1000000/s")
    return httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {secret}"}, timeout=60)


def make_key(settings: Settings, name: str, rate: str) -> str:
    """The secret of a new key with all scopes."""
    key, secret = new_key(name, SCOPES, Rate.read(rate), None, datetime.now(UTC))
    store = open_keys(settings)
    try:
        store.add(key, digest_of(secret))
    finally:
        store.close()
    return secret


def a_month(client: httpx2.Client, _: Settings) -> None:
    """A month has four weeks, and one id of its request, which is the caller's."""
    answer = client.post("/routine", json=EXAMPLE, headers={"X-Request-Id": "mine"})
    assert answer.status_code == httpx2.codes.OK, answer.text
    assert [week["week"] for week in answer.json()["weeks"]] == [1, 2, 3, 4]
    assert answer.headers.get_list("x-request-id") == ["mine"], answer.headers


def bad_bodies(client: httpx2.Client, _: Settings) -> None:
    """Bodies that cannot be used are problems."""
    for body, status in ((b'{"experience": 3,', 400), (json.dumps({**EXAMPLE, "experience": 9}).encode(), 422)):
        answer = client.post("/routine", content=body, headers={"Content-Type": "application/json"})
        _problem(answer, status)


def keys(client: httpx2.Client, _: Settings) -> None:
    """Without a key, and with a wrong one, only the health routes answer."""
    for headers in ({}, {"Authorization": "Bearer bf_wrong"}):
        with httpx2.Client(base_url=client.base_url, headers=headers, timeout=60) as other:
            _problem(other.post("/routine", json=EXAMPLE), 401)
            assert other.get("/livez").status_code == httpx2.codes.OK


def rates(client: httpx2.Client, settings: Settings) -> None:
    """A key's rate holds for all processes together."""
    headers = {"Authorization": f"Bearer {make_key(settings, RATED, f'{RATE}/h')}"}
    with httpx2.Client(base_url=client.base_url, headers=headers, timeout=60) as rated:
        statuses = [rated.get("/runs").status_code for _ in range(2 * RATE)]
    assert statuses.count(200) == RATE, statuses
    assert set(statuses) == {200, 429}, statuses


def hosts(client: httpx2.Client, _: Settings) -> None:
    """A host that is not known is refused."""
    _problem(client.get("/runs", headers={"Host": "evil.example"}), 421)


def streams(client: httpx2.Client, _: Settings) -> None:
    """A stream ends with the month, and any process gives it again."""
    with client.stream("POST", "/routine", json=EXAMPLE, headers={"Accept": "text/event-stream"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        first = answer.read().decode()
    events = _events(first)
    assert events[-1]["event"] == "done", first
    run_id = json.loads(events[0]["data"])["run_id"]
    for _again in range(_AGAIN):
        assert client.get(f"/runs/{run_id}/events").text == first
        rest = client.get(f"/runs/{run_id}/events", headers={"Last-Event-ID": events[0]["id"]})
        assert _events(rest.text) == events[1:], rest.text


def idempotency(client: httpx2.Client, _: Settings) -> None:
    """What is asked for again under its key is the same month, byte for byte; another request is refused."""
    key = {"Idempotency-Key": "one month"}
    first = client.post("/routine", json=EXAMPLE, headers=key)
    assert first.status_code == httpx2.codes.OK, first.text
    for _again in range(_AGAIN):
        answer = client.post("/routine", json=EXAMPLE, headers=key)
        assert answer.content == first.content
        assert answer.headers["idempotent-replayed"] == "true"
    _problem(client.post("/routine", json={**EXAMPLE, "minutes": 61}, headers=key), 422)


def overload(client: httpx2.Client, _: Settings) -> None:
    """Of a crowd some get a month, and each of the others is told when to ask again."""
    with ThreadPoolExecutor(_CROWD) as threads:
        answers = list(threads.map(lambda _: client.post("/routine", json=EXAMPLE), range(_CROWD)))
    refused = [answer for answer in answers if answer.status_code != httpx2.codes.OK]
    assert 0 < len(refused) < len(answers), f"{len(refused)} of {len(answers)} were refused"
    for answer in refused:
        _problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0


CHECKS: Final[Mapping[str, Callable[[httpx2.Client, Settings], None]]] = {
    check.__name__: check for check in (a_month, bad_bodies, keys, rates, hosts, streams, idempotency, overload)
}
"""All checks by their names; they take the client, and the settings of the service."""


def _problem(answer: httpx2.Response, status: int) -> None:
    assert answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json", answer.headers
    assert answer.json()["status"] == status, answer.text


def _events(text: str) -> list[dict[str, str]]:
    """The events of a stream with their fields."""
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\r\n\r\n")]
