"""Bringing prompts, data and adapters together."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents import CORE, registry
from agents.agent import PROMPT_FORMAT
from api import training
from api.settings import Settings
from data.generate import read
from program.errors import RequestError, UnavailableError
from tests.graph.toys import Toy


class Housed(Toy):
    """Its adapter is where its package is."""

    adapter_folder = Path("/of/another/package")


def test_an_unknown_agent_is_refused() -> None:
    with pytest.raises(RequestError, match="task9: choose one of intake, task1, task2"):
        training.find_agent("task9")


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The folders that adapters are written to; nothing is trained."""
    folders: list[Path] = []

    def train(*given: Any, prompt_format: str) -> Any:
        assert prompt_format == PROMPT_FORMAT
        *_, output, checkpoints = given
        checkpoints.mkdir(parents=True)
        folders.append(output)
        return SimpleNamespace(train_loss=0.1, validation_loss=0.2)

    monkeypatch.setattr("models.train.train", train)
    monkeypatch.setattr(training, "load_base", lambda _: SimpleNamespace(identity="0" * 64))
    monkeypatch.setattr(training, "CHECKPOINTS", tmp_path / "checkpoints")
    return folders


def test_the_adapter_is_written_where_it_is_read(
    trained: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(registry, "AGENTS", (*CORE, Toy("toy"), Housed("housed")))
    row = read("task1", "test")[0] | {"answers": {}, "answer": {"value": 4}}
    for name in ("toy", "housed"):
        (tmp_path / name).mkdir()
        for part in ("train", "val"):
            (tmp_path / name / f"{part}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, None, data=tmp_path)
    training.train_agent("housed", settings, None, data=tmp_path)
    training.train_agent("housed", settings, tmp_path / "tried", data=tmp_path)
    assert trained == [tmp_path / "adapters" / "toy", Housed.adapter_folder, tmp_path / "tried"]


def test_without_data_the_files_are_named_before_the_base_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def load(_: Settings) -> None:
        raise UnavailableError("the base was loaded")

    monkeypatch.setattr(training, "load_base", load)
    with pytest.raises(
        RequestError, match=r"task1 has no data to be trained on, .*train\.jsonl and .*val\.jsonl: write"
    ):
        training.train_agent("task1", Settings(), None, data=tmp_path)
