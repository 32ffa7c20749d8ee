"""The settings' model: wrong adapters are refused before the base is read, and it is loaded when it is needed."""

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch

from agents.agent import PROMPT_FORMAT
from models import base_model
from models.adapter import PROMPT, WEIGHTS
from models.base_files import BaseFiles
from models.base_model import BaseModel
from models.language_model import Call
from program.errors import UnavailableError
from service import model_loader
from service.model_loader import LazyModel, load_local, load_model
from service.settings import Settings
from tests.scripted import ScriptedModel


@pytest.fixture
def chosen(base: BaseModel, adapters: dict[str, Path], tmp_path: Path) -> Settings:
    """Settings for the tiny base, with an adapter for task1 that fits it."""
    folder = Path(shutil.copytree(adapters["low"], tmp_path / "adapters" / "task1"))
    prompt = {"template": PROMPT_FORMAT, "base": {"name": base.name, "identity": base.identity}}
    (folder / PROMPT).write_text(json.dumps(prompt))
    return Settings(base=str(base.folder), cache=tmp_path / "cache", adapters=tmp_path / "adapters", agents=("task1",))


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The base must not be read."""
    monkeypatch.setattr(base_model, "load", lambda _: pytest.fail("the base is read"))


def missing(folder: Path) -> None:
    shutil.rmtree(folder)


def without_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def of_another_base(folder: Path) -> None:
    prompt = {"template": PROMPT_FORMAT, "base": {"name": "polyglot", "identity": "0" * 64}}
    (folder / PROMPT).write_text(json.dumps(prompt))


def of_other_prompts(folder: Path) -> None:
    prompt = json.loads((folder / PROMPT).read_text())
    (folder / PROMPT).write_text(json.dumps({**prompt, "template": "other"}))


FAULTS = [
    (missing, "there is no adapter in"),
    (without_weights, f"has no {WEIGHTS}"),
    (of_another_base, "trained on polyglot"),
    (of_other_prompts, "another form of prompt"),
]


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(("spoil", "error"), FAULTS, ids=[spoil.__name__ for spoil, _ in FAULTS])
def test_a_wrong_adapter_is_refused_before_the_base_is_read(
    chosen: Settings, spoil: Callable[[Path], None], error: str
) -> None:
    spoil(chosen.adapters / "task1")
    with pytest.raises(UnavailableError, match=error):
        load_model(chosen)


@pytest.mark.parametrize("spoil", [spoil for spoil, _ in FAULTS])
def test_with_the_bare_base_no_adapter_is_needed(chosen: Settings, spoil: Callable[[Path], None]) -> None:
    spoil(chosen.adapters / "task1")
    model = load_model(chosen.model_copy(update={"adapter": "none"}))
    model.warm()
    assert model.complete(Call("lifter 1:")).cost.passes > 0


def test_with_the_bare_base_an_adapter_that_is_there_can_be_asked_all_the_same(chosen: Settings) -> None:
    model = load_model(chosen.model_copy(update={"adapter": "none"}))
    assert model.complete(Call("lifter 1:", "task1")).cost.passes > 0


def test_a_base_that_no_kernel_computes_keeps_all_digits_of_its_weights(
    chosen: Settings, base: BaseModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_model, "fastest_dtype", lambda: torch.float32)
    exact = base_model.load(BaseFiles(base.folder, base.name)).model.state_dict()
    model = load_local(chosen)
    assert model.base.model.dtype == torch.float32
    assert all(torch.equal(weight, exact[name]) for name, weight in model.base.model.state_dict().items())


def test_a_lazy_model_is_loaded_once_by_the_first_who_need_it(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Any] = []
    both = threading.Barrier(2, timeout=10)

    def load(settings: Settings, _asked: object) -> ScriptedModel:
        loads.append(settings)
        return ScriptedModel({"base": ["one", "two"]})

    def ask(_: int) -> str:
        both.wait()
        return lazy.complete(Call("")).text

    monkeypatch.setattr(model_loader, "load_model", load)
    lazy = LazyModel(chosen)
    assert loads == []
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == ["one", "two"]
    assert loads == [chosen]


@pytest.mark.usefixtures("unread")
def test_a_lazy_model_that_was_closed_is_not_loaded_any_more(chosen: Settings) -> None:
    lazy = LazyModel(chosen)
    lazy.close()
    with pytest.raises(UnavailableError, match="closed"):
        lazy.complete(Call(""))
