"""Settings of all tests."""

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _runs_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test records its runs in a folder of its own."""
    monkeypatch.setenv("BURNFIT_RUNS", str(tmp_path_factory.mktemp("runs")))
