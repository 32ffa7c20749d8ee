"""Train one LoRA adapter from (prompt, completion) pairs: one stage of a recipe.

This module knows no agents and no datasets. It runs on a CPU and on a GPU. Started again with the same `checkpoints`
folder it goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from torch.nn import functional
from torch.utils.data import Subset
from transformers import Trainer, TrainingArguments, set_seed
from transformers.trainer import TRAINER_STATE_NAME

from models.adapter import PROMPT, WEIGHTS
from models.base_model import BaseModel
from models.machine import processor
from program.errors import RequestError
from training.batches import IGNORED, Collator, Examples, Pairs, order
from training.lora import with_adapter
from training.recipe import REPORT, Stage, TrainingReport, report_in

_ASKED = 256
"""Places of a step at which the whole vocabulary is ranked to find hard negatives."""


class _CompletionTrainer(Trainer):
    """Scores completion tokens only, and them against some of the vocabulary instead of all of it.

    With a vocabulary of 262 k tokens the head costs more than all layers together. Here a token competes with every
    token that occurs in the training text or could have (`Examples.rivals`), and with a few thousand others, drawn for
    every step, so that a run covers the whole vocabulary. That is a sampled softmax without the correction for the
    sampling. It suits answers under a grammar, which allows the rivals alone.

    Free decoding can choose from the whole vocabulary. A few tokens are then still too likely, and random draws find
    them late. Hard negatives find them at once: they are what the adapter ranks highest, at some places of every step.
    """

    def __init__(self, *, rivals: Sequence[int], sampled: int, hard: int, **options: Any) -> None:
        super().__init__(**options)
        self.model_accepts_loss_kwargs = False
        self._rivals = torch.tensor(rivals)
        self._sampled = sampled
        self._hard = hard

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor | Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,  # noqa: ARG002 - the trainer hands it over
    ) -> torch.Tensor | tuple[torch.Tensor, Any]:
        """Mean negative log-likelihood (nats) of the completion tokens in the batch."""
        causal: Any = self.accelerator.unwrap_model(model).get_base_model()
        hidden = causal.base_model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
        ).last_hidden_state
        scored = inputs["labels"][:, 1:] != IGNORED
        places, right = hidden[:, :-1][scored], inputs["labels"][:, 1:][scored]
        vocabulary = causal.get_output_embeddings().weight
        candidates = self._candidates(places.detach(), right, vocabulary)
        logits = functional.linear(places, vocabulary[candidates]).float()
        loss = functional.cross_entropy(logits, torch.searchsorted(candidates, right))
        return (loss, {}) if return_outputs else loss

    def _candidates(self, places: torch.Tensor, right: torch.Tensor, vocabulary: torch.Tensor) -> torch.Tensor:
        """Sorted ids of the tokens to score in this step, those that are `right` among them.

        Args:
            places: Last hidden state before each completion token (places x width).
            right: The token that should follow (places).
            vocabulary: The head's weights (tokens x width).
        """
        chance = torch.Generator().manual_seed(self.args.seed * 1_000_003 + self.state.global_step)
        found = [self._rivals, right.cpu(), torch.randint(len(vocabulary), (self._sampled,), generator=chance)]
        if self._hard:
            asked = places[torch.randint(len(places), (_ASKED,), generator=chance).to(places.device)]
            found.append(functional.linear(asked, vocabulary).topk(self._hard).indices.flatten().cpu())
        candidates: torch.Tensor = torch.unique(torch.cat(found)).to(right.device)
        return candidates


def train(
    base: BaseModel,
    pairs: Pairs,
    validation: Pairs,
    stage: Stage,
    output: Path,
    checkpoints: Path,
    *,
    prompt_format: str,
    origin: Mapping[str, Any] | None = None,
    start: Path | None = None,
) -> TrainingReport:
    """Train an adapter and write it.

    Args:
        base: The base model; it stays as it was.
        pairs: What to train on.
        validation: Pairs whose loss is taken after the last step; may be empty.
        stage: How to train.
        output: Receives `adapter_model.safetensors` (bf16), `adapter_config.json`, `prompt.json` and `training.json`.
        checkpoints: Holds the newest checkpoint. A run that finds one goes on from it, to the same weights as a run
            that was not interrupted.
        prompt_format: The template of the prompts; `prompt.json` has it, and the base's name and identity.
        origin: More for `prompt.json`: what the adapter was trained with.
        start: Folder of the adapter to start from; None: the adapter starts from the base.

    Raises:
        RequestError: There are no pairs, a completion is empty, a pair is longer than the base's context, `start` has
            another rank or alpha, or there is nothing to average with.
        UnavailableError: The adapter in `start` cannot be read.
    """
    begun = time.monotonic()
    if stage.averaged and start is None:
        raise RequestError("there is nothing to average with: go on from an adapter, or leave the average out")
    before = None if start is None else report_in(start)
    _refuse_unusable(base, [*pairs, *validation])
    examples = Examples(base.tokenizer, pairs)
    set_seed(stage.seed)
    model = with_adapter(base, stage.rank, stage.alpha, start)
    trainer = _CompletionTrainer(
        rivals=sorted(examples.rivals()),
        sampled=stage.sampled_tokens,
        hard=stage.hard_negatives,
        model=model,
        args=_arguments(stage, checkpoints),
        train_dataset=Subset(examples, order(examples, stage.batch_size, stage.max_steps, stage.seed)),
        eval_dataset=Examples(base.tokenizer, validation) if validation else None,
        data_collator=Collator(base.end_of_text),
    )
    trainer.train(resume_from_checkpoint=_newest_checkpoint(checkpoints))
    if stage.averaged and start is not None:
        _average(model, start)
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    report = TrainingReport(
        recipe=stage,
        base=base.name,
        pairs=len(pairs),
        steps=trainer.state.global_step,
        train_loss=round(losses[-1], 5),
        validation_loss=round(trainer.evaluate()["eval_loss"], 5) if validation else None,
        seconds=round(time.monotonic() - begun, 1),
        machine={"processor": processor(), "cores": os.cpu_count() or 1},
        versions={name: version(name) for name in ("torch", "transformers", "peft")},
        before=before,
    )
    _write(model, base, {"template": prompt_format, **(origin or {})}, report, output)
    return report


def _refuse_unusable(base: BaseModel, pairs: Pairs) -> None:
    """Raise RequestError where training would fail later, or learn nothing without a word."""
    if not pairs:
        raise RequestError("there is nothing to train on: expected at least one (prompt, completion) pair")
    for number, (prompt, completion) in enumerate(pairs):
        if not completion:
            raise RequestError(f"pair {number} has an empty completion: expected the text the model should answer")
        length = len(base.tokenizer(prompt + completion)["input_ids"])
        if length >= base.context:
            raise RequestError(
                f"pair {number} has {length} tokens: {base.name} reads fewer than {base.context}; shorten it"
            )


def _newest_checkpoint(checkpoints: Path) -> str | None:
    """The newest checkpoint that was written to its end (the trainer's state comes last), if there is one."""
    whole = [state.parent for state in checkpoints.glob(f"checkpoint-*/{TRAINER_STATE_NAME}")]
    return str(max(whole, key=lambda folder: int(folder.name.split("-")[1]))) if whole else None


def _arguments(stage: Stage, checkpoints: Path) -> TrainingArguments:
    cuda = torch.cuda.is_available()
    return TrainingArguments(
        output_dir=str(checkpoints),
        max_steps=stage.max_steps,
        per_device_train_batch_size=stage.batch_size,
        per_device_eval_batch_size=stage.batch_size,
        learning_rate=stage.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=min(stage.warmup_steps, stage.max_steps // 2),
        weight_decay=0.0,
        max_grad_norm=1.0,
        train_sampling_strategy="sequential",
        logging_steps=min(10, stage.max_steps),
        save_strategy="steps",
        save_steps=stage.save_steps,
        save_total_limit=1,
        seed=stage.seed,
        use_cpu=not cuda,
        dataloader_pin_memory=cuda,
        remove_unused_columns=False,
        label_names=["labels"],
        prediction_loss_only=True,
        report_to=[],
    )


def _write(
    model: PeftModel, base: BaseModel, trained_with: Mapping[str, Any], report: TrainingReport, output: Path
) -> None:
    """Write the adapter and what belongs to it; the weights come last, so they are never there alone."""
    output.mkdir(parents=True, exist_ok=True)
    config = model.peft_config["default"]
    config.base_model_name_or_path = base.name
    config.inference_mode = True
    config.save_pretrained(str(output))
    prompt = {**trained_with, "base": {"name": base.name, "identity": base.identity}}
    for name, content in ((PROMPT, prompt), (REPORT, asdict(report))):
        (output / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    unfinished = output / f"{WEIGHTS}.part"
    save_file(_weights(model), unfinished, metadata={"format": "pt"})
    unfinished.replace(output / WEIGHTS)


def _weights(model: PeftModel) -> dict[str, torch.Tensor]:
    """The adapter's matrices by name, in bf16."""
    weights = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: weight.detach().to("cpu", torch.bfloat16).contiguous() for name, weight in weights.items()}


def _average(model: PeftModel, start: Path) -> None:
    """Replace the adapter by the mean of itself and of the one in `start`, both as they are written."""
    before = load_file(start / WEIGHTS)
    mean = {name: (weight.float() + before[name].float()) / 2 for name, weight in _weights(model).items()}
    set_peft_model_state_dict(model, mean)
