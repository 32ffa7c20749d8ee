"""How an adapter is trained, and the report on a training."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from program.errors import RequestError, UnavailableError

REPORT = "training.json"
"""The report on the training, in an adapter's folder."""

RECIPES = Path(__file__).parent / "recipes"
"""A recipe for each adapter of this project, in a file of the agent's name."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a training. The defaults suit a base of 270 M parameters and answers of 100 to 400 tokens."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    part: str = "train"
    """Part of the agent's dataset that the pairs come from."""
    rank: Annotated[int, Field(ge=1)] = 16
    """Rank of the LoRA matrices (Hu et al., *LoRA*, 2021), on all linear layers of the blocks."""
    alpha: Annotated[int, Field(ge=1)] = 32
    """Scale of what LoRA adds: alpha / rank."""
    learning_rate: Annotated[float, Field(gt=0)] = 3e-4
    """Highest learning rate; it falls to 0 along a cosine."""
    warmup_steps: Annotated[int, Field(ge=0)] = 10
    """Steps in which the learning rate rises from 0."""
    batch_size: Annotated[int, Field(ge=1)] = 8
    """Pairs in a step."""
    max_steps: Annotated[int, Field(ge=1)] = 300
    """Steps of the stage."""
    save_steps: Annotated[int, Field(ge=1)] = 50
    """A checkpoint is written every so many steps."""
    sampled_tokens: Annotated[int, Field(ge=0)] = 4096
    """Tokens drawn for every step, besides those of the training text, that are scored as wrong."""
    hard_negatives: Annotated[int, Field(ge=0)] = 0
    """Tokens that are scored as wrong because the adapter ranks them highest, at each of 256 places of a step."""
    averaged: bool = False
    """Whether the result is the mean of the trained adapter and of the one that the stage started from: it keeps more
    of what that one knew (Wortsman et al., *Model soups*, 2022)."""
    seed: int = 531
    """Decides the order of the pairs, the first values of the LoRA matrices and the sampled tokens."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an adapter is trained from the base to the end."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    base: str
    """Name of the base model that the stages were chosen for."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    """Each starts from the adapter that the stage before it made, the first from the base."""


def recipe_of(agent: str, folder: Path = RECIPES) -> Recipe | None:
    """The recipe of an agent's adapter, `<agent>.toml` in `folder`; None: it has none.

    Raises:
        RequestError: The file cannot be used; the fields are named.
    """
    file = folder / f"{agent}.toml"
    if not file.is_file():
        return None
    try:
        return TypeAdapter(Recipe).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise RequestError(f"{file} cannot be used: {'; '.join(wrong)}") from error
    except ValueError as error:
        raise RequestError(f"{file} is not TOML: {error}") from error


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """The report on one stage; it is written beside the adapter."""

    recipe: Stage
    """How it was trained."""
    base: str
    """Name of the base model."""
    pairs: int
    """Training pairs."""
    steps: int
    """Steps done, those before an interruption included."""
    train_loss: float
    """Mean loss of the completion tokens over the last logged steps (nats per token, over the scored tokens)."""
    validation_loss: float | None
    """The same on the validation pairs after the last step; None without such pairs."""
    seconds: float
    """Time spent in this process; a resumed stage counts from where it resumed."""
    machine: Mapping[str, str | int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Any] | None = None
    """The report on the adapter that the stage started from; None: it started from the base."""


def report_in(folder: Path) -> Mapping[str, Any]:
    """The report on the adapter in `folder`, as it was written. Raises UnavailableError where it cannot be read."""
    file = folder / REPORT
    try:
        report: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        steps_in(report)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnavailableError(f"{file} cannot be read ({error!r}): train the adapter anew") from error
    return report


def reports_in(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The reports on all stages that led to an adapter, the first stage first."""
    before = report.get("before")
    return [*(reports_in(before) if before else ()), {"before": None, **report}]


def steps_in(report: Mapping[str, Any]) -> int:
    """Steps of all stages that led to an adapter."""
    return sum(int(one["steps"]) for one in reports_in(report))
