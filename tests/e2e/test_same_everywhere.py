"""The model's answers are the same on every machine: with each kernel that runs on this one."""

from collections.abc import Iterator

import pytest

from bench.golden import ASKED, ROWS, golden, hashes
from models.engine.kernels import kernels
from models.local_model import LocalModel, dtype_for
from service.model_loader import load_base
from service.settings import Settings

EVERY = 10
"""Only every tenth row is asked for: `python -m bench.golden` asks for all."""


@pytest.fixture(scope="module", params=[one.name for one in kernels()])
def model_by(request: pytest.FixtureRequest) -> Iterator[LocalModel]:
    settings = Settings()
    adapters = {agent.name: agent.home(settings.adapters) for agent in ASKED}
    base = load_base(settings, dtype_for(request.param))
    model = LocalModel(base, adapters, kernel=request.param, kept=settings.cache / "int8")
    yield model
    model.close()


def test_two_hundred_answers_are_known() -> None:
    assert {agent: len(known) for agent, known in golden().items()} == {agent.name: ROWS for agent in ASKED}
    assert ROWS * len(ASKED) == 200


@pytest.mark.model
@pytest.mark.parametrize("agent", [agent.name for agent in ASKED])
def test_each_kernel_gives_the_golden_answers(model_by: LocalModel, agent: str) -> None:
    known = golden()[agent]
    assert [(number, known[number]) for number in range(0, ROWS, EVERY)] == [*hashes(model_by, agent, EVERY)]
