"""The whole system with the real model, loaded once: the base and the adapters that are committed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agents import AGENTS, CORE
from agents.agent import ModelAgent
from agents.conditioning import Conditioning
from agents.review import MonthReview
from api.http.app import create_app
from models.local_model import LocalModel, dtype_for
from service.model_loader import load_base
from service.service import Service
from service.settings import Settings

MODEL_AGENTS = [agent for agent in AGENTS if isinstance(agent, ModelAgent) and agent.adapter is not None]
"""The agents that decide with the model and an adapter of their name."""


DEFAULT = (MonthReview.name, *(agent.name for agent in CORE), Conditioning.name)
"""This project's agents that run where the settings name none; `conftest.py` names fewer."""


class Answers:
    """The service's answers over HTTP; each request is made once, however many tests look at its answer."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._known: dict[str, dict[str, Any]] = {}

    def month(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of `POST /routine`."""
        return self.to("/routine", body)

    def rate(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of `POST /gen/routine/rate`."""
        return self.to("/gen/routine/rate", body)

    def to(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        key = path + json.dumps(body)
        if key not in self._known:
            self._known[key] = self.anew(path, body)
        return self._known[key]

    def anew(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request that is made now."""
        response = self._client.post(path, json=body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture(scope="session")
def model() -> LocalModel:
    settings = Settings()
    adapters = {agent.name: agent.home(settings.adapters) for agent in MODEL_AGENTS}
    return LocalModel(load_base(settings, dtype_for("auto")), adapters)


@pytest.fixture(scope="session")
def client(model: LocalModel) -> Iterator[TestClient]:
    # As many threads as the most that a test asks at once; a slow machine is no failure.
    settings = Settings(decoding="constrained", threads=32, timeout_s=1800, queue_s=1800, agents=DEFAULT)
    app = create_app(settings, load=lambda chosen: Service(model, chosen))
    with TestClient(app) as client:
        app.state.worker_pool.wait()
        assert client.get("/readyz").json()["status"] == "ok"
        yield client


@pytest.fixture(scope="session")
def answers(client: TestClient) -> Answers:
    return Answers(client)


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs from one run to the next: its name, and how long the model took."""
    kept = {name: value for name, value in answer.items() if name != "run_id"}
    if "provenance" in kept:
        kept["provenance"] = {
            agent: {name: value for name, value in one.items() if name != "ms"}
            for agent, one in kept["provenance"].items()
        }
    return kept
