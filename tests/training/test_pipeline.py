"""Bringing recipes, prompts, data and adapters together."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from agents import CORE, registry
from agents.agent import PROMPT_FORMAT
from agents.prompt_hash import prompts_of
from data.generate import part_hash, read
from models.adapter import trained_with
from program.errors import RequestError, UnavailableError
from service.settings import Settings
from tests.graph.toys import Toy
from training import pipeline as training
from training.recipe import Stage


class Housed(Toy):
    """Its adapter is where its package is."""

    adapter_folder: ClassVar[Path | None] = Path("/of/another/package")


BASE = SimpleNamespace(identity="0" * 64, name="tiny")


def row(number: int, value: int = 4) -> dict[str, Any]:
    """A row for a toy, with one of the requests of task1."""
    return {"request": read("task1", "test")[number]["request"], "answers": {}, "answer": {"value": value}}


def write_part(data: Path, name: str, part: str, *rows: dict[str, Any]) -> None:
    (data / name).mkdir(exist_ok=True)
    text = "".join(json.dumps(one) + "\n" for one in rows)
    (data / name / f"{part}.jsonl").write_text(text, encoding="utf-8")


def write_adapter(folder: Path, **prompt: Any) -> None:
    """An adapter with empty weights, and with a report on 8 steps."""
    folder.mkdir(parents=True, exist_ok=True)
    base = {"name": BASE.name, "identity": BASE.identity}
    (folder / "prompt.json").write_text(json.dumps({"template": PROMPT_FORMAT, "base": base, **prompt}))
    (folder / "training.json").write_text('{"steps": 8, "before": null}')
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (folder / name).touch()


def test_an_unknown_agent_is_refused() -> None:
    with pytest.raises(RequestError, match="task9: choose one of review, intake, task1, task2"):
        training.find_agent("task9")


@dataclass(frozen=True)
class Training:
    """One stage that was asked for."""

    pairs: list[tuple[str, str]]
    output: Path
    checkpoints: Path
    stage: Stage
    start: Path | None
    origin: Mapping[str, Any]
    resumed: bool
    """Whether there was a checkpoint to go on from."""

    @property
    def seed(self) -> int:
        return self.stage.seed


class StoppedError(Exception):
    """A training is stopped."""


class Trainer:
    """Takes the place of `training.train.train`: writes a checkpoint and an empty adapter, and keeps what was asked.

    Args:
        folder: Adapters are written below it alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.asked: list[Training] = []
        self.stops_in: Stage | None = None
        """The stage in which it stops, once."""

    def train(self, *arguments: Any, prompt_format: str, origin: Mapping[str, Any], start: Path | None) -> Any:
        assert prompt_format == PROMPT_FORMAT
        _, pairs, _, stage, output, checkpoints = arguments
        resumed = any(checkpoints.glob("checkpoint-*"))
        (checkpoints / "checkpoint-50").mkdir(exist_ok=True)
        if self.stops_in == stage:
            self.stops_in = None
            raise StoppedError
        self.asked.append(Training(pairs, output, checkpoints, stage, start, origin, resumed))
        if output.is_relative_to(self._folder):
            write_adapter(output, **json.loads(json.dumps(origin)))
        return SimpleNamespace(train_loss=0.1, validation_loss=0.2)


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Trainer:
    """What is asked to be trained, of two agents with data in `tmp_path`, goes to this trainer."""
    trainer = Trainer(tmp_path)
    monkeypatch.setattr("training.train.train", trainer.train)
    monkeypatch.setattr(training, "load_base", lambda _: BASE)
    monkeypatch.setattr(training, "CHECKPOINTS", tmp_path / "checkpoints")
    monkeypatch.setattr(registry, "AGENTS", (*CORE, Toy("toy"), Housed("housed")))
    for name in ("toy", "housed"):
        for number, part in enumerate(("train", "val", "test")):
            write_part(tmp_path, name, part, row(number))
    return trainer


@pytest.fixture
def trained(trainer: Trainer) -> list[Training]:
    """What was asked to be trained."""
    return trainer.asked


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
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, None, data=tmp_path)
    (home / "training.json").write_text('{"steps": 40, "before": {"steps": 7, "before": {"steps": 5}}}')
    training.train_agent("toy", settings, None, further=True, data=tmp_path)
    (home / "training.json").write_text('{"steps": 8, "before": null}')
    training.train_agent("toy", settings, None, further=True, data=tmp_path)
    anew, further, other = trained
    assert (anew.start, further.start) == (None, home)
    assert (further.seed, other.seed) == (anew.seed + 52, anew.seed + 8)
    folders = {one.checkpoints for one in trained}
    assert len(folders) == 3, "one that was stopped is not taken for another"


def test_another_part_of_the_dataset_can_be_trained_on(trained: list[Training], tmp_path: Path) -> None:
    write_part(tmp_path, "toy", "more", row(3, value=6))
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


@pytest.mark.parametrize("part", ["./test", "../toy/test", "../task1/test", "./val", "TEST", ""])
def test_a_path_to_what_is_held_out_is_not_trained_on(trained: list[Training], tmp_path: Path, part: str) -> None:
    with pytest.raises(RequestError, match="is not the name of a part"):
        training.train_agent("toy", Settings(adapters=tmp_path / "adapters"), None, data=tmp_path, part=part)
    assert trained == []


@pytest.mark.parametrize(("held_out", "number"), [("val", 1), ("test", 2)])
def test_a_request_that_is_held_out_is_not_trained_on_whatever_its_file_is_called(
    trained: list[Training], tmp_path: Path, held_out: str, number: int
) -> None:
    copied = row(number, value=6)
    copied["request"] = dict(reversed(copied["request"].items()))
    write_part(tmp_path, "toy", "copied", row(5), copied)
    with pytest.raises(RequestError, match=f"row 2 of part copied of toy has a request of part {held_out}"):
        training.train_agent("toy", Settings(adapters=tmp_path / "adapters"), None, data=tmp_path, part="copied")
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


RECIPE = """
base = "tiny"
[[stages]]
max_steps = 5
[[stages]]
part = "more"
learning_rate = 0.1
[[stages]]
averaged = true
seed = 7
"""
STAGES = [Stage(max_steps=5), Stage(part="more", learning_rate=0.1), Stage(averaged=True, seed=7)]

TrainToy = Callable[[str], Path]


@pytest.fixture
def train_toy(trainer: Trainer, tmp_path: Path) -> TrainToy:  # noqa: ARG001 - the fixture puts it in place
    """Trains the toy by a recipe of this text, and returns the adapter's folder."""
    write_part(tmp_path, "toy", "more", row(3, value=6))

    def train(recipe: str) -> Path:
        (tmp_path / "toy.toml").write_text(recipe)
        return training.train_agent("toy", Settings(adapters=tmp_path / "adapters"), data=tmp_path, recipes=tmp_path)

    return train


def test_a_recipe_is_followed_from_the_base_to_the_end(
    trained: list[Training], train_toy: TrainToy, tmp_path: Path
) -> None:
    home = train_toy(RECIPE)
    assert [one.stage for one in trained] == STAGES
    assert [one.start for one in trained] == [None, trained[0].output, trained[1].output]
    assert trained[2].output == home == tmp_path / "adapters" / "toy"
    assert list((tmp_path / "checkpoints").iterdir()) == [], "nothing is left to go on with"


def test_the_adapter_says_which_data_and_prompts_it_was_trained_with(train_toy: TrainToy, tmp_path: Path) -> None:
    trained = trained_with(train_toy(RECIPE))
    assert trained["data"] == {part: part_hash("toy", part, tmp_path) for part in ("train", "more")}
    assert trained["prompts"] == prompts_of(Toy("toy"), [row(1)], ())


def test_options_train_one_stage_instead_of_the_recipe(
    trained: list[Training], train_toy: TrainToy, tmp_path: Path
) -> None:
    home = train_toy(RECIPE)
    settings = Settings(adapters=tmp_path / "adapters")
    training.train_agent("toy", settings, data=tmp_path, recipes=tmp_path, max_steps=3)
    training.train_agent("toy", settings, data=tmp_path, recipes=tmp_path, further=True)
    assert [(one.stage, one.start) for one in trained[3:]] == [
        (Stage(max_steps=3), None),
        (Stage(seed=Stage().seed + 8), home),
    ]


@pytest.mark.parametrize("number", range(3))
def test_a_training_that_was_stopped_goes_on_in_the_stage_where_it_was(
    trainer: Trainer, train_toy: TrainToy, number: int
) -> None:
    trainer.stops_in = STAGES[number]
    with pytest.raises(StoppedError):
        train_toy(RECIPE)
    train_toy(RECIPE)
    assert [one.stage for one in trainer.asked] == STAGES, "no stage is trained twice"
    assert [one.resumed for one in trainer.asked] == [one == number for one in range(3)]


def other_data(data: Path) -> None:
    write_part(data, "toy", "more", row(4, value=6))


CHANGES: Mapping[str, Callable[[pytest.MonkeyPatch, Path], object]] = {
    "data": lambda _, data: other_data(data),
    "base": lambda patch, _: patch.setattr(BASE, "identity", "1" * 64),
    "prompts": lambda patch, _: patch.setattr(Toy, "question", lambda *_: ["another question"]),
    "recipe": lambda _, __: None,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_checkpoint_of_another_recipe_dataset_base_or_prompt_is_not_gone_on_from(
    trainer: Trainer, train_toy: TrainToy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    trainer.stops_in = STAGES[1]
    with pytest.raises(StoppedError):
        train_toy(RECIPE)
    [stopped] = [folder for folder in (tmp_path / "checkpoints").iterdir() if (folder / "checkpoint-50").is_dir()]
    CHANGES[what](monkeypatch, tmp_path)
    with caplog.at_level("INFO", "burnfit.training"):
        train_toy(RECIPE.replace("0.1", "0.2") if what == "recipe" else RECIPE)
    assert not any(one.resumed for one in trainer.asked)
    assert f"{stopped} belongs to another training of toy" in caplog.text


def test_a_later_stage_that_changed_leaves_the_earlier_ones_finished(trainer: Trainer, train_toy: TrainToy) -> None:
    trainer.stops_in = STAGES[2]
    with pytest.raises(StoppedError):
        train_toy(RECIPE)
    train_toy(RECIPE.replace("seed = 7", "seed = 8"))
    assert [one.stage.seed for one in trainer.asked] == [Stage().seed, Stage().seed, 8]


def test_checkpoints_that_were_moved_from_another_training_are_refused(
    trainer: Trainer, train_toy: TrainToy, tmp_path: Path
) -> None:
    trainer.stops_in = STAGES[0]
    with pytest.raises(StoppedError):
        train_toy(RECIPE)
    [folder] = (tmp_path / "checkpoints").iterdir()
    (folder / "stage.json").write_text("{}")
    with pytest.raises(RequestError, match=f"{folder} holds checkpoints of another training: move it away, or delete"):
        train_toy(RECIPE)


def test_another_base_than_the_recipes_is_said_and_trained_on(
    trained: list[Training], train_toy: TrainToy, caplog: pytest.LogCaptureFixture
) -> None:
    train_toy(RECIPE.replace("tiny", "large"))
    assert "toy: the recipe was chosen for large, this base is tiny" in caplog.text
    assert len(trained) == 3
