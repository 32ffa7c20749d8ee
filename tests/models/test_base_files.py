"""A base that cannot be used is refused before its weights are read, and says what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM

from models.base_files import RECORD, BaseFiles
from models.base_model import BaseModel, load
from models.prepare_base import prepare
from program.errors import UnavailableError
from service.model_loader import prepare_base
from service.settings import Settings


@pytest.fixture
def folder(base: BaseModel, tmp_path: Path) -> Path:
    """A copy of the tiny base to spoil."""
    return Path(shutil.copytree(base.folder, tmp_path / "copied"))


@pytest.fixture(autouse=True)
def _no_weights_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("the weights are read")

    monkeypatch.setattr(AutoModelForCausalLM, "from_pretrained", refuse)


def rewritten(file: Path, **changes: Any) -> None:
    """Change fields of a JSON file."""
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def without_vocabulary(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def without_tokenizer(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def with_damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"model"')


def with_small_vocabulary(folder: Path) -> None:
    rewritten(folder / "config.json", vocab_size=300)


def without_end_of_text(folder: Path) -> None:
    config = json.loads((folder / "tokenizer_config.json").read_text())
    del config["eos_token"]
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def with_cut_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])


def with_lost_part(folder: Path) -> None:
    index = {"weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def with_damaged_index(folder: Path) -> None:
    (folder / "model.safetensors.index.json").write_text("[]")


def prepare_from(folder: Path) -> object:
    """As `burnfit prepare` does."""
    return prepare_base(Settings(base=str(folder), cache=folder / "cache"))


def load_from(folder: Path) -> object:
    """As every command does that asks the model."""
    return load(BaseFiles(folder))


FAULTS = [
    (without_vocabulary, "there is none of tokenizer.json"),
    (without_tokenizer, "there is none of tokenizer.json"),
    (with_damaged_tokenizer, "the tokenizer in .* cannot be read"),
    (with_small_vocabulary, "the tokenizer in .* has 321 tokens, the model knows 300"),
    (without_end_of_text, "no token that ends a text"),
    (with_cut_weights, "damaged: model.safetensors: .*; copy or fetch it again"),
    (with_lost_part, "model-00002-of-00002.safetensors"),
    (with_damaged_index, "index.json"),
]


@pytest.mark.parametrize(("spoil", "error"), FAULTS, ids=[spoil.__name__ for spoil, _ in FAULTS])
@pytest.mark.parametrize("use", [prepare_from, load_from])
def test_what_cannot_be_used_is_refused_at_once(
    folder: Path, spoil: Callable[[Path], None], error: str, use: Callable[[Path], object]
) -> None:
    spoil(folder)
    with pytest.raises(UnavailableError, match=error):
        use(folder)


@given(share=st.floats(0, 1, exclude_max=True))
def test_weights_that_are_cut_off_anywhere_are_refused(
    base: BaseModel, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    shutil.copytree(base.folder, folder, dirs_exist_ok=True)
    weights = folder / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UnavailableError, match=r"model\.safetensors"):
        prepare(folder, folder / "cache", lambda _: None)


def test_a_base_that_is_whole_is_prepared_as_it_is(folder: Path) -> None:
    assert prepare_from(folder) == folder


def test_name_and_identity_are_known_without_the_weights(base: BaseModel, folder: Path) -> None:
    assert (BaseFiles(folder).name, BaseFiles(folder, "other").name) == ("copied", "other")
    assert BaseFiles(folder).identity == base.identity
    (folder / RECORD).write_text('{"name": "gemma", "identity": "abc"}')
    assert (BaseFiles(folder).name, BaseFiles(folder).identity) == ("gemma", "abc")


def test_a_prepared_base_that_is_damaged_is_to_be_prepared_again(folder: Path) -> None:
    (folder / RECORD).write_text("{}")
    with_cut_weights(folder)
    with pytest.raises(UnavailableError, match="delete the folder and prepare the base again"):
        load(BaseFiles(folder))


def test_a_limit_in_the_tokenizers_file_cuts_no_prompt(folder: Path) -> None:
    limit = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
    rewritten(folder / "tokenizer.json", truncation=limit)
    tokenizer = BaseFiles(folder).tokenizer
    assert len(tokenizer.backend_tokenizer.encode("one two three four five").ids) > 3
