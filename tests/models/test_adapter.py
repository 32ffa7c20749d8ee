"""Loading adapters: the right one works, every wrong one is refused with what to do."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from models import adapter
from models.base_model import BaseModel
from program.errors import UnavailableError


@pytest.fixture
def copied(adapters: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of an adapter to spoil."""
    return Path(shutil.copytree(adapters["low"], tmp_path / "copied"))


def test_a_merged_adapter_changes_answers_and_leaves_the_base_alone(base: BaseModel, adapters: dict[str, Path]) -> None:
    ids = torch.tensor([base.tokenizer("lifter 1:")["input_ids"]])
    before = base.model(ids).logits
    merged = adapter.load(base, adapters["low"])
    assert not torch.allclose(merged(ids).logits, before)
    assert torch.equal(base.model(ids).logits, before)
    assert not any("lora" in name for name, _ in merged.named_modules())


def test_the_prompt_format_is_kept_with_the_weights(adapters: dict[str, Path]) -> None:
    assert adapter.trained_with(adapters["low"])["template"] == "lifter {number}:"


def test_an_adapter_of_another_base_is_refused(base: BaseModel, copied: Path) -> None:
    prompt = {"template": "", "base": {"name": "polyglot", "identity": "0" * 64}}
    (copied / adapter.PROMPT).write_text(json.dumps(prompt))
    with pytest.raises(UnavailableError, match=r"trained on polyglot \(000000000000\), this base is tiny-neox"):
        adapter.load(base, copied)


@pytest.mark.parametrize("missing", [adapter.WEIGHTS, adapter.CONFIG, adapter.PROMPT])
def test_a_missing_file_is_named(base: BaseModel, copied: Path, missing: str) -> None:
    (copied / missing).unlink()
    with pytest.raises(UnavailableError, match=missing):
        adapter.load(base, copied)


def test_pickled_weights_are_not_taken_instead(base: BaseModel, copied: Path) -> None:
    (copied / adapter.WEIGHTS).rename(copied / "adapter_model.bin")
    with pytest.raises(UnavailableError, match=adapter.WEIGHTS):
        adapter.load(base, copied)


@pytest.mark.parametrize("name", [adapter.WEIGHTS, adapter.CONFIG, adapter.PROMPT])
def test_a_truncated_file_is_refused(base: BaseModel, copied: Path, name: str) -> None:
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(UnavailableError, match="damaged"):
        adapter.load(base, copied)


def test_weights_that_lack_a_layer_are_refused(base: BaseModel, copied: Path) -> None:
    weights = load_file(copied / adapter.WEIGHTS)
    weights.pop(sorted(weights)[0])
    save_file(weights, copied / adapter.WEIGHTS)
    with pytest.raises(UnavailableError, match="damaged"):
        adapter.load(base, copied)


def test_weights_that_are_no_numbers_are_refused(base: BaseModel, copied: Path) -> None:
    weights = {name: weight * float("nan") for name, weight in load_file(copied / adapter.WEIGHTS).items()}
    save_file(weights, copied / adapter.WEIGHTS)
    with pytest.raises(UnavailableError, match="damaged"):
        adapter.load(base, copied)
