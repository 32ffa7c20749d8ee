"""Bringing prompts, data and adapters together."""

import pytest

from api import training
from program.errors import RequestError


def test_an_unknown_agent_is_refused() -> None:
    with pytest.raises(RequestError, match="task9: choose one of intake, task1, task2"):
        training.find_agent("task9")
