"""The service as the benchmark starts it."""

import pytest

from bench.server import running
from program.errors import UnavailableError


def test_a_service_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNFIT_COLOUR", "red")
    with pytest.raises(UnavailableError, match="BURNFIT_COLOUR is no setting"), running():
        pass
