"""A service that answers without a language model: its model is scripted with what the coach would say."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agents import CORE
from agents.agent import Inputs, ModelAgent
from api.http.app import create_app
from models.language_model import LanguageModel
from program.schema import RoutineRequest
from service.service import Service
from service.settings import Settings
from tests.scripted import ScriptedModel

EXAMPLES = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in (Path(__file__).parents[2] / "examples").glob("*.json")
}

MakeClient = Callable[..., TestClient]
"""`make_client(*requests, script=None, model=None, **settings)`: the app, ready for each of the requests once."""


def coach_script(*requests: RoutineRequest) -> dict[str, list[str]]:
    """What each agent's model has to say, so that each request is answered once as the coach would."""
    script: dict[str, list[str]] = {agent.name: [] for agent in CORE}
    for request in requests:
        inputs = Inputs(request)
        for agent in CORE:
            if not agent.runs(inputs):
                continue
            answer = agent.fallback(inputs)
            script[agent.name].append(_completion(agent, inputs, answer))
            inputs = Inputs(request, {**inputs.answers, agent.name: answer})
    return script


def _completion(agent: ModelAgent[Any], inputs: Inputs, answer: Any) -> str:
    return agent.completion(inputs, answer)


@pytest.fixture
def make_client() -> Iterator[MakeClient]:
    started: list[TestClient] = []

    def make(
        *bodies: dict[str, Any],
        script: dict[str, list[str]] | None = None,
        model: LanguageModel | None = None,
        **settings: Any,
    ) -> TestClient:
        requests = [RoutineRequest.model_validate(body) for body in bodies]
        model = model or ScriptedModel(script or coach_script(*requests))
        app = create_app(Settings(**settings), load=lambda chosen: Service(model, chosen))
        client = TestClient(app, raise_server_exceptions=False)
        client.__enter__()
        started.append(client)
        app.state.worker_pool.wait()
        return client

    yield make
    for client in started:
        client.__exit__(None, None, None)


@pytest.fixture
def example() -> dict[str, Any]:
    """Example 3, a copy that a test may change."""
    copy: dict[str, Any] = json.loads(json.dumps(EXAMPLES["3"]))
    return copy
