"""How an adapter is trained, and what is told of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from program.errors import UnavailableError

REPORT = "training.json"
"""What came of the training, in an adapter's folder."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. The defaults suit a 270 M base and answers of one to four hundred tokens."""

    part: str = "train"
    """Part of the agent's dataset that the pairs are of; for whoever picks them, and for the card."""
    rank: int = 16
    """Rank of the LoRA matrices (Hu et al., *LoRA*, 2021), on all linear layers of the blocks."""
    alpha: int = 32
    """Scale of what LoRA adds: alpha / rank."""
    learning_rate: float = 3e-4
    """Highest learning rate; it falls to 0 along a cosine."""
    warmup_steps: int = 10
    """Steps in which the learning rate rises from 0."""
    batch_size: int = 8
    """Pairs in a step."""
    max_steps: int = 300
    """Steps in all."""
    save_steps: int = 50
    """A checkpoint is kept every so many steps."""
    sampled_tokens: int = 4096
    """Tokens drawn anew for every step, on top of those that occur in the training text, to be scored as wrong."""
    hard_negatives: int = 0
    """Tokens that the adapter itself ranks highest, at each of a few hundred places of a step, to be scored too."""
    averaged: bool = False
    """Whether what is written is the mean of the trained adapter and of the one that it went on from: it keeps more of
    what that knew (Wortsman et al., *Model soups*, 2022)."""
    seed: int = 531
    """Order of the pairs, start of the LoRA matrices and sampled tokens follow from it."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came of a training run; written beside the adapter."""

    recipe: Recipe
    base: str
    """Name of the base model."""
    pairs: int
    """Training pairs."""
    steps: int
    """Steps done in all, those before an interruption included."""
    train_loss: float
    """Mean loss of the completion tokens over the last logged steps (nats a token, over the scored tokens)."""
    validation_loss: float | None
    """The same on the validation pairs after the last step; None without such pairs."""
    seconds: float
    """Time spent in this process; a resumed run counts from where it resumed."""
    machine: Mapping[str, str | int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None
    """The report of the adapter that it went on from; None: it began anew."""


def report_in(folder: Path) -> Mapping[str, Any]:
    """The report of the adapter in `folder`, as it was written. Raises UnavailableError where it cannot be read."""
    file = folder / REPORT
    try:
        report: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        steps_in(report)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnavailableError(f"{file} cannot be read ({error!r}): train the adapter anew") from error
    return report


def steps_in(report: Mapping[str, Any]) -> int:
    """Steps that a report tells of in all, those before the adapter was gone on from included."""
    before = report.get("before")
    return int(report["steps"]) + (steps_in(before) if before else 0)
