"""Training: what it writes, that it can be stopped and resumed, and what it refuses."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import Trainer

from models.base_model import BaseModel
from models.language_model import Call, Sampling
from models.local_model import LocalModel
from program.errors import RequestError, UnavailableError
from training.recipe import Stage, TrainingReport, report_in, steps_in
from training.train import train

PAIRS = [
    (f"lifter {number}:", f'{{"rate":{80 + number % 3 * 5}}}' + " and more" * (number % 4)) for number in range(12)
]
RECIPE = Stage(
    rank=4, alpha=8, learning_rate=0.01, warmup_steps=1, batch_size=4, max_steps=6, save_steps=2, sampled_tokens=50
)


def test_an_adapter_is_written_with_all_that_belongs_to_it(base: BaseModel, adapters: dict[str, Path]) -> None:
    folder = adapters["low"]
    weights = load_file(folder / "adapter_model.safetensors")
    assert {weight.dtype for weight in weights.values()} == {torch.bfloat16}
    assert all("lora_" in name for name in weights)
    assert not [name for name in weights if "embed" in name or "lm_head" in name]
    assert json.loads((folder / "prompt.json").read_text()) == {
        "template": "lifter {number}:",
        "base": {"name": base.name, "identity": base.identity},
    }
    assert json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"] == base.name
    training = json.loads((folder / "training.json").read_text())
    assert training["steps"] == 3
    assert training["recipe"]["rank"] == 4
    assert training["validation_loss"] > 0
    assert training["machine"]["processor"]
    assert str(Path(str(base.model.name_or_path)).parent) not in "".join(
        file.read_text() for file in folder.glob("*.json")
    ), "no path of this machine"


def test_training_lowers_the_loss_and_leaves_the_base_alone(base: BaseModel, tmp_path: Path) -> None:
    before = {name: weight.clone() for name, weight in base.model.state_dict().items()}
    short, long = (
        train(
            base,
            PAIRS,
            PAIRS,
            replace(RECIPE, max_steps=steps, save_steps=100),
            tmp_path / f"adapter-{steps}",
            tmp_path / f"checkpoints-{steps}",
            prompt_format="",
        )
        for steps in (1, 20)
    )
    assert short.validation_loss is not None
    assert long.validation_loss is not None
    assert long.validation_loss < 0.8 * short.validation_loss
    after = base.model.state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)


def test_an_interrupted_run_goes_on_to_the_same_weights(
    base: BaseModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(base, PAIRS, [], RECIPE, tmp_path / "whole", tmp_path / "c1", prompt_format="")
    done: list[int] = []
    step = Trainer.training_step

    def interrupted(self: Trainer, *inputs: object, **options: object) -> torch.Tensor:
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(1)
        return step(self, *inputs, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(Trainer, "training_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(base, PAIRS, [], RECIPE, tmp_path / "resumed", tmp_path / "c2", prompt_format="")
    assert not (tmp_path / "resumed" / "adapter_model.safetensors").exists()
    monkeypatch.undo()
    (tmp_path / "c2" / "checkpoint-5").mkdir()  # as one looks whose writing was cut short
    resumed = train(base, PAIRS, [], RECIPE, tmp_path / "resumed", tmp_path / "c2", prompt_format="")
    assert resumed.steps == whole.steps == 6
    first, second = (load_file(tmp_path / name / "adapter_model.safetensors") for name in ("whole", "resumed"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_training_goes_on_from_an_adapter(base: BaseModel, tmp_path: Path) -> None:
    def trained(name: str, steps: int, start: Path | None = None) -> TrainingReport:
        recipe = replace(RECIPE, max_steps=steps)
        return train(base, PAIRS, PAIRS, recipe, tmp_path / name, tmp_path / f"c-{name}", prompt_format="", start=start)

    first = trained("first", 12)
    second = trained("second", 1, tmp_path / "first")
    anew = trained("anew", 1)
    assert second.validation_loss is not None
    assert first.validation_loss is not None
    assert anew.validation_loss is not None
    assert second.validation_loss < 1.1 * first.validation_loss < 0.9 * anew.validation_loss
    assert (first.before, steps_in(report_in(tmp_path / "first"))) == (None, 12)
    assert second.before == json.loads((tmp_path / "first" / "training.json").read_text())
    assert steps_in(report_in(tmp_path / "second")) == 13


def test_hard_negatives_keep_stray_tokens_out_of_free_answers(base: BaseModel, tmp_path: Path) -> None:
    recipe = replace(RECIPE, max_steps=60, save_steps=100, sampled_tokens=0)
    for name, wanted in (("without", 0), ("with", 4)):
        train(
            base,
            PAIRS,
            [],
            replace(recipe, hard_negatives=wanted),
            tmp_path / name,
            tmp_path / f"c-{name}",
            prompt_format="",
        )
    model = LocalModel(base, {name: tmp_path / name for name in ("without", "with")})
    short = Sampling(max_tokens=40)
    answers = {
        name: [model.complete(Call(prompt, name, sampling=short)).text for prompt, _ in PAIRS]
        for name in ("without", "with")
    }
    known = {completion for _, completion in PAIRS}
    assert not known & set(answers["without"]), "the rest of the vocabulary was never scored as wrong"
    assert sum(answer in known for answer in answers["with"]) > len(PAIRS) / 2


def test_an_adapter_that_cannot_be_gone_on_from_is_refused(base: BaseModel, tmp_path: Path) -> None:
    start = tmp_path / "start"
    train(base, PAIRS, [], replace(RECIPE, max_steps=1), start, tmp_path / "c1", prompt_format="")

    def further(**recipe: Any) -> None:
        train(
            base,
            PAIRS,
            [],
            replace(RECIPE, **recipe),
            tmp_path / "no",
            tmp_path / "c2",
            prompt_format="",
            start=start,
        )

    with pytest.raises(RequestError, match="has rank 4 and alpha 8: expected 8 and 8"):
        further(rank=8)
    weights = start / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(UnavailableError, match=f"{start} is damaged"):
        further()
    weights.unlink()
    with pytest.raises(UnavailableError, match=r"no adapter_model\.safetensors"):
        further()
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([], "nothing to train on"),
        ([("a", "b"), ("a", "")], "pair 1 has an empty completion"),
        ([("word " * 300, "b")], "pair 0 has .* tokens: tiny-neox reads fewer than 256"),
    ],
)
def test_unusable_pairs_are_refused_before_training(
    base: BaseModel, tmp_path: Path, pairs: list[tuple[str, str]], message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        train(base, pairs, [], RECIPE, tmp_path / "adapter", tmp_path / "checkpoints", prompt_format="")
    assert list(tmp_path.iterdir()) == []


def test_an_averaged_adapter_is_halfway_between_the_one_before_and_the_trained(base: BaseModel, tmp_path: Path) -> None:
    def trained(name: str, start: Path | None, *, averaged: bool = False) -> dict[str, torch.Tensor]:
        recipe = replace(RECIPE, averaged=averaged)
        train(base, PAIRS, [], recipe, tmp_path / name, tmp_path / f"{name}-c", prompt_format="", start=start)
        return load_file(tmp_path / name / "adapter_model.safetensors")

    before = trained("before", None)
    after = trained("after", tmp_path / "before")
    mean = trained("mean", tmp_path / "before", averaged=True)
    assert any(not torch.equal(before[name], after[name]) for name in before)
    for name, weight in mean.items():
        assert torch.equal(weight, ((before[name].float() + after[name].float()) / 2).to(torch.bfloat16)), name


def test_an_average_needs_an_adapter_to_go_on_from(base: BaseModel, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="nothing to average with: go on from an adapter"):
        train(base, PAIRS, [], replace(RECIPE, averaged=True), tmp_path / "a", tmp_path / "c", prompt_format="")
