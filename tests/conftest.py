"""Settings of all tests, and the fixtures that several folders share.

The tests ask about the agents that every month is made from. Agents that somebody adds to a checkout run by default, so
they would answer in the tests' months, too: a test that wants further agents names them, as `Settings(agents=…)`.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from agents import CORE

pytest_plugins = ["tests.tiny_models", "tests.postgres"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _session_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs the core agents, and records the runs of services that live for all tests in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BURNFIT_AGENTS", ",".join(agent.name for agent in CORE))
        patch.setenv("BURNFIT_RUNS", str(tmp_path_factory.mktemp("runs")))
        yield


@pytest.fixture(autouse=True)
def _runs_of_this_test(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Records the runs of all other services in a folder for each test."""
    monkeypatch.setenv("BURNFIT_RUNS", str(tmp_path_factory.mktemp("runs")))
