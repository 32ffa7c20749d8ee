"""What the log says of requests."""

import logging

import pytest

from service.settings import Settings
from service.telemetry import set_up_log


def test_the_log_has_no_query(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "filters", [])
    set_up_log(Settings(), "info")
    with caplog.at_level("INFO", "uvicorn.access"):
        # As uvicorn logs a request.
        logging.getLogger("uvicorn.access").info(
            '%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", "/runs?text=my+knee", "1.1", 200
        )
    assert caplog.messages == ['127.0.0.1:1 - "GET /runs HTTP/1.1" 200']
