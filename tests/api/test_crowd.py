"""Many callers at once, rude ones among them: the others do not notice."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from api.http import body_limits
from api.http.connection import TimedConnection
from tests.api.conftest import EXAMPLES
from tests.api.serving import Serving, serving
from tests.pages.reading import FORM

BODY = json.dumps(EXAMPLES["3"]).encode()


def head(accept: str = "application/json", length: int = len(BODY)) -> bytes:
    return (
        f"POST /routine HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    monkeypatch.setattr(body_limits, "LONGEST_BODY_S", 1.0)
    monkeypatch.setattr(TimedConnection, "head_s", 1.0)
    with serving(0.01, threads=4, queue_s=0.5, log_level="error") as server:
        yield server


def everything(opened: socket.socket) -> bytes:
    """What comes on a connection until the server closes it."""
    received = b""
    while more := opened.recv(65536):
        received += more
    return received


def month(server: Serving) -> dict[str, Any]:
    """A month of a caller who asks again when it is told to."""
    with server.client() as client:
        for _ in range(20):
            answered = client.post("/routine", json=EXAMPLES["3"])
            if answered.status_code == 200:
                made: dict[str, Any] = answered.json()
                return made
            assert answered.status_code == 503
            assert int(answered.headers["retry-after"]) >= 1
            time.sleep(0.2)
    raise AssertionError("never admitted")


def test_idle_streams_slow_bodies_and_callers_who_hang_up_hold_nobody_up(crowded: Serving) -> None:
    with ExitStack() as opened:
        streams = [opened.enter_context(crowded.connect(head("text/event-stream"), BODY)) for _ in range(200)]
        slow = [opened.enter_context(crowded.connect(head(), BODY[:10])) for _ in range(100)]
        for _ in range(50):
            crowded.connect(head(), BODY).close()
        with crowded.client() as client:
            for path in ("/livez", "/readyz", "/runs", "/graph"):
                begun = time.monotonic()
                assert client.get(path).status_code == 200
                assert time.monotonic() - begun < 2
        assert len(month(crowded)["weeks"]) == 4
        answers = [everything(one) for one in slow]
        assert all(answer.startswith(b"HTTP/1.1 408") for answer in answers)
        assert all(b"The body has not arrived in time" in answer for answer in answers)
        firsts = [one.recv(12) for one in streams]
        assert set(firsts) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
        assert b"HTTP/1.1 200" in firsts
    ended = time.monotonic() + 10
    while crowded.pool.gate.ahead and time.monotonic() < ended:
        time.sleep(0.05)
    assert (crowded.pool.gate.ahead, crowded.pool.gate.running) == (0, 0)


@pytest.mark.parametrize("sent", [b"", b"GET /livez HT"])
def test_a_connection_on_which_no_request_comes_is_closed(crowded: Serving, sent: bytes) -> None:
    with crowded.connect(sent) as opened:
        begun = time.monotonic()
        assert everything(opened) == b""
        assert time.monotonic() - begun < 5


def test_a_request_that_comes_byte_by_byte_is_not_waited_for(crowded: Serving) -> None:
    def drip(opened: socket.socket) -> None:
        for _ in range(60):
            opened.sendall(b"G")
            time.sleep(0.1)

    with crowded.connect() as opened, pytest.raises(OSError, match=r"Broken pipe|reset"):
        drip(opened)


def test_refusals_come_at_once_and_say_when_to_ask_again() -> None:
    with serving(0.2, threads=2, queue_s=0.5, log_level="error") as server, ExitStack() as opened:
        for _ in range(5):
            opened.enter_context(server.connect(head(), BODY))
        time.sleep(0.1)
        with server.client() as client:
            client.get("/livez")  # opens the connection
            begun = time.monotonic()
            for accept in ("application/json", "text/event-stream"):
                refused = client.post("/routine", json=EXAMPLES["3"], headers={"Accept": accept})
                assert refused.status_code == 503
                assert "BURNFIT_QUEUE_S" in refused.json()["detail"]
                assert int(refused.headers["retry-after"]) >= 1
            assert time.monotonic() - begun < 0.5
            programme = client.post("/programme", json={"request": EXAMPLES["3"], "weeks": 8})
            assert programme.status_code == 503
            page = client.post("/month", data=FORM)
            assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
            assert int(page.headers["retry-after"]) >= 1
            assert client.get("/runs").status_code == 200
