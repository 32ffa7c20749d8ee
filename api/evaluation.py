"""Judging the adapters on held-out requests and sentences: what `burnfit eval` prints and the model cards say."""

import inspect
import json
import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from api.cards import write_card
from api.service import Service
from api.training import VALIDATION_ROWS, find_agent
from data.generate import read
from models.machine import processor
from program.constraints import Constraints
from program.routine import Provenance, Routine
from program.schema import RoutineRequest, WeightPlan


class Figures(TypedDict):
    """How an agent did on the held-out requests."""

    requests: int
    accepted: int
    """Answered by the model, after one or more attempts."""
    accepted_at_once: int
    """Answered by the model's first attempt."""
    median_ms: float
    """All attempts of a request together."""
    slowest_ms: int
    processor: str
    """What the machine that answered calls its processor."""
    cores: int
    as_coach: int | None
    """Answers equal to the expected ones in every field; None where the coach draws among equally good ones."""
    details: dict[str, str]
    """More of what was counted, in words."""


def evaluate(service: Service, months: int, sentences: int) -> dict[str, Figures]:
    """Every agent's figures: the first held-out `months` requests and the first `sentences`, each answered alone.

    Raises:
        BurnfitError: As `Service.routine`.
    """
    rows = read("task1", "test")[:months]
    composed = [service.routine(RoutineRequest.model_validate(row["request"])) for row in rows]
    expected = [WeightPlan.model_validate(row["answer"]) for row in rows]
    exact = sum(_rates(month) == plan for month, plan in zip(composed, expected, strict=True))
    return {
        "intake": _intake_figures(service, read("intake", "test")[:sentences]),
        "task1": _figures([month.provenance["task1"] for month in composed], exact, {}),
        "task2": _figures([month.provenance["task2"] for month in composed], None, {}),
    }


def save(figures: Mapping[str, Figures], adapters: Path) -> None:
    """Write each agent's figures beside its adapter, as `evaluation.json`, and its model card."""
    for name, one in figures.items():
        folder = adapters / name
        (folder / "evaluation.json").write_text(json.dumps(one, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        purpose = inspect.getdoc(type(find_agent(name))) or name
        write_card(folder, purpose.splitlines()[0].rstrip("."), VALIDATION_ROWS)


def _rates(month: Routine) -> WeightPlan:
    return WeightPlan.model_validate(month.plan.model_dump(include=set(WeightPlan.model_fields)))


def _figures(provenance: Sequence[Provenance], as_coach: int | None, details: dict[str, str]) -> Figures:
    by_model = [one for one in provenance if one.source == "model"]
    times = [one.ms for one in provenance]
    return Figures(
        requests=len(provenance),
        accepted=len(by_model),
        accepted_at_once=sum(one.attempts == 1 for one in by_model),
        median_ms=statistics.median(times),
        slowest_ms=max(times),
        processor=processor(),
        cores=os.cpu_count() or 1,
        as_coach=as_coach,
        details=details,
    )


def _intake_figures(service: Service, rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Sentences understood: field by field, and by kind and language."""
    understood = [service.constraints(RoutineRequest.model_validate(row["request"])) for row in rows]
    answers = [answer for answer, _ in understood]
    expected = [Constraints.model_validate(row["answer"]) for row in rows]
    pairs = list(zip(expected, answers, strict=True))
    details = {
        f"`{field}` right": _share([getattr(one, field) == getattr(other, field) for one, other in pairs])
        for field in Constraints.model_fields
    }
    details["joints to avoid, missed"] = _share(
        [not set(one.avoid) <= set(other.avoid) for one, other in pairs if one.avoid]
    )
    details["requests to decline, missed"] = _share([other.declined is None for one, other in pairs if one.declined])
    groups: dict[str, list[bool]] = {}
    for row, (one, other) in zip(rows, pairs, strict=True):
        groups.setdefault({"ko": "Korean", "en": "English"}[row["language"]], []).append(one == other)
        for kind in row["kind"].split("+"):
            groups.setdefault(kind, []).append(one == other)
    details |= {f"whole object right: {name}": _share(right) for name, right in sorted(groups.items())}
    return _figures([provenance for _, provenance in understood], sum(one == other for one, other in pairs), details)


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} ({100 * sum(hits) / len(hits):.1f} %)" if hits else "none"
