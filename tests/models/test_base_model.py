"""Preparing and loading a base model; the conversion of the real one is replaced, it takes a minute."""

import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from models import prepare_base
from models.base_files import RECORD, BaseFiles
from models.base_model import BaseModel, load
from models.prepare_base import DEFAULT_NAME, Report, prepare, reporting
from program.errors import UnavailableError
from tests.tiny_models import write_base


def silent(_: str) -> None:
    """A report to nobody."""


def fake_conversion(calls: list[Path], *, failing: int = 0) -> Any:
    """Stands for the conversion: the first `failing` times it dies half-way."""

    def convert(target: Path, report: Report) -> None:
        report("writing")
        calls.append(target)
        (target / "model.safetensors").write_bytes(b"half" if len(calls) <= failing else b"whole")
        if len(calls) <= failing:
            raise KeyboardInterrupt
        (target / RECORD).write_text("{}")

    return convert


def test_a_base_is_prepared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(prepare_base, "_convert_gemma", fake_conversion(calls))
    stages: list[str] = []
    first = prepare(None, tmp_path / "cache", stages.append)
    second = prepare(None, tmp_path / "cache", stages.append)
    assert first == second
    assert (first / "model.safetensors").read_bytes() == b"whole"
    assert len(calls) == 1
    assert stages == ["writing"]


def test_a_preparation_that_was_killed_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(prepare_base, "_convert_gemma", fake_conversion(calls, failing=1))
    with pytest.raises(KeyboardInterrupt):
        prepare(None, tmp_path, silent)
    assert not (tmp_path / DEFAULT_NAME).exists()
    folder = prepare(None, tmp_path, silent)
    assert (folder / "model.safetensors").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [DEFAULT_NAME]


def test_two_preparations_at_once_convert_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(prepare_base, "_convert_gemma", fake_conversion(calls))
    threads = [threading.Thread(target=prepare, args=(None, tmp_path, silent)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_failed_preparation_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path, __: Report) -> None:
        raise ValueError("sha256 did not match")

    monkeypatch.setattr(prepare_base, "_convert_gemma", broken)
    with pytest.raises(UnavailableError, match=r"sha256 did not match.*install the dependencies again"):
        prepare(None, tmp_path, silent)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_folder_is_used_as_it_is(base: BaseModel, tmp_path: Path) -> None:
    folder = Path(str(base.model.name_or_path))
    assert prepare(folder, tmp_path, silent) == folder
    assert list(tmp_path.iterdir()) == []


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(UnavailableError, match="pickled weights are refused"):
        prepare(tmp_path, tmp_path / "cache", silent)


def test_a_damaged_base_is_refused(base: BaseModel, tmp_path: Path) -> None:
    for file in Path(str(base.model.name_or_path)).iterdir():
        content = file.read_bytes()
        (tmp_path / file.name).write_bytes(content[: len(content) // 2] if file.suffix == ".safetensors" else content)
    with pytest.raises(UnavailableError, match=re.escape(str(tmp_path))):
        load(BaseFiles(tmp_path))


@pytest.mark.parametrize("record", ["[]", "{", '"gemma"'])
def test_a_damaged_record_of_a_base_is_refused(base: BaseModel, tmp_path: Path, record: str) -> None:
    shutil.copytree(str(base.model.name_or_path), tmp_path, dirs_exist_ok=True)
    (tmp_path / RECORD).write_text(record)
    with pytest.raises(UnavailableError, match=re.escape(str(tmp_path))):
        load(BaseFiles(tmp_path))


def test_a_loaded_base_knows_its_name_and_weights(base: BaseModel) -> None:
    assert base.name == "tiny-neox"
    assert re.fullmatch("[0-9a-f]{64}", base.identity)
    assert base.context == 256
    assert not any(weight.requires_grad for weight in base.model.parameters())


def test_a_copy_shares_the_vocabulary_and_nothing_else(base: BaseModel) -> None:
    shared = {id(weight) for weight in base.model.parameters()} & {
        id(weight) for weight in base.copy_of_layers().parameters()
    }
    vocabulary: list[torch.nn.Module] = [base.model.get_input_embeddings(), base.model.get_output_embeddings()]  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    assert shared == {id(weight) for module in vocabulary for weight in module.parameters()}


def test_progress_is_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting("preparing") as report:
        report("reading")
        report("writing [1/2]")
    captured = capsys.readouterr()
    assert captured.err == "preparing: reading\npreparing: writing [1/2]\n"
    assert captured.out == ""


def test_a_shortened_tokenizer_is_the_same(tmp_path: Path) -> None:
    written = write_base(tmp_path / "tiny-neox", seed=0) / "tokenizer.json"
    before = written.read_text(encoding="utf-8")
    prepare_base._shorten(written)
    assert len(written.read_text(encoding="utf-8")) < len(before) / 2
    assert Tokenizer.from_file(str(written)).to_str() == Tokenizer.from_str(before).to_str()
