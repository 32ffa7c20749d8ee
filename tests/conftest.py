"""Settings of all tests, and the fixtures that several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = ["tests.tiny_models"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _runs_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Services that live as long as the tests record their runs in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BURNFIT_RUNS", str(tmp_path_factory.mktemp("runs")))
        yield


@pytest.fixture(autouse=True)
def _runs_of_this_test(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Other services record them in one of each test."""
    monkeypatch.setenv("BURNFIT_RUNS", str(tmp_path_factory.mktemp("runs")))
