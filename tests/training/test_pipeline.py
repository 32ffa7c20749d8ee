"""Bringing prompts, data and adapters together."""

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from agents import CORE, registry
from agents.agent import PROMPT_FORMAT
from data.generate import read
from program.errors import RequestError, UnavailableError
from service.settings import Settings
from tests.graph.toys import Toy
from training import pipeline as training


class Housed(Toy):
    """Its adapter is where its package is."""

    adapter_folder: ClassVar[Path | None] = Path("/of/another/package")


def test_an_unknown_agent_is_refused() -> None:
    with pytest.raises(RequestError, match="task9: choose one of intake, task1, task2"):
        training.find_agent("task9")


@dataclass(frozen=True)
class Training:
    """One training that was asked for."""

    pairs: list[tuple[str, str]]
    output: Path
    checkpoints: Path
    seed: int
    start: Path | None


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Training]:
    """What was asked to be trained, of two agents with data in `tmp_path`; nothing is."""
    asked: list[Training] = []

    def train(*given: Any, prompt_format: str, start: Path | None) -> Any:
        assert prompt_format == PROMPT_FORMAT
        _, pairs, _, recipe, output, checkpoints = given
        checkpoints.mkdir(parents=True)
        asked.append(Training(pairs, output, checkpoints, recipe.seed, start))
        return SimpleNamespace(train_loss=0.1, validation_loss=0.2)

    monkeypatch.setattr("training.train.train", train)
    monkeypatch.setattr(training, "load_base", lambda _: SimpleNamespace(identity="0" * 64))
    monkeypatch.setattr(training, "CHECKPOINTS", tmp_path / "checkpoints")
    monkeypatch.setattr(registry, "AGENTS", (*CORE, Toy("toy"), Housed("housed")))
    row = read("task1", "test")[0] | {"answers": {}, "answer": {"value": 4}}
    for name in ("toy", "housed"):
        (tmp_path / name).mkdir()
        for part in ("train", "val"):
            (tmp_path / name / f"{part}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return asked


def test_the_adapter_is_written_where_it_is_read(trained: list[Training], tmp_path: Path) -> None:
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, None, data=tmp_path)
    training.train_agent("housed", settings, None, data=tmp_path)
    training.train_agent("housed", settings, tmp_path / "tried", data=tmp_path)
    folders = [tmp_path / "adapters" / "toy", Housed.adapter_folder, tmp_path / "tried"]
    assert [one.output for one in trained] == folders
    assert {one.start for one in trained} == {None}


def test_a_further_training_goes_on_from_the_adapter_in_another_order(trained: list[Training], tmp_path: Path) -> None:
    home = tmp_path / "adapters" / "toy"
    home.mkdir(parents=True)
    (home / "training.json").write_text('{"steps": 40, "before": {"steps": 7, "before": {"steps": 5}}}')
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, None, data=tmp_path)
    training.train_agent("toy", settings, None, further=True, data=tmp_path)
    (home / "training.json").write_text('{"steps": 8, "before": null}')
    training.train_agent("toy", settings, None, further=True, data=tmp_path)
    anew, further, other = trained
    assert (anew.start, further.start) == (None, home)
    assert (further.seed, other.seed) == (anew.seed + 52, anew.seed + 8)
    folders = {one.checkpoints for one in trained}
    assert len(folders) == 3, "one that was stopped is not taken for another"


def test_another_part_of_the_dataset_can_be_trained_on(trained: list[Training], tmp_path: Path) -> None:
    row = read("task1", "test")[1] | {"answers": {}, "answer": {"value": 6}}
    (tmp_path / "toy" / "more.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, None, data=tmp_path)
    training.train_agent("toy", settings, None, data=tmp_path, part="more")
    assert [[answer for _, answer in one.pairs] for one in trained] == [['{"value":4}'], ['{"value":6}']]
    assert trained[0].checkpoints != trained[1].checkpoints


@pytest.mark.parametrize("part", ["val", "test"])
def test_what_is_held_out_is_not_trained_on(trained: list[Training], tmp_path: Path, part: str) -> None:
    with pytest.raises(RequestError, match=f"part {part} is held out to judge by: train on another, such as train"):
        training.train_agent("toy", Settings(adapters=tmp_path / "adapters"), None, data=tmp_path, part=part)
    assert trained == []


@pytest.mark.parametrize("report", [None, "{", "{}", "[]"])
def test_without_an_adapter_there_is_nothing_to_go_on_from(
    trained: list[Training], tmp_path: Path, report: str | None
) -> None:
    home = tmp_path / "adapters" / "toy"
    home.mkdir(parents=True)
    if report is not None:
        (home / "training.json").write_text(report)
    with pytest.raises(UnavailableError, match=r"training\.json cannot be read .*: train the adapter anew"):
        training.train_agent("toy", Settings(adapters=tmp_path / "adapters"), None, further=True, data=tmp_path)
    assert trained == []


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
