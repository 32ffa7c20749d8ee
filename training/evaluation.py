"""Judging the adapters on held-out requests and sentences: what `burnfit eval` prints and the model cards say."""

import inspect
import json
import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from agents import CORE
from agents.agent import Agent, ModelAgent
from agents.registry import agent_names, agents_for
from data.generate import FOLDER, has_part, read
from models.adapter import WEIGHTS
from models.machine import processor
from program.errors import UnavailableError
from program.lifter.constraints import Constraints
from program.month.routine import Provenance, Routine
from program.schema import RoutineRequest, WeightPlan
from service.service import Service
from service.settings import Settings
from training.model_card import write_card
from training.pipeline import VALIDATION_ROWS, find_agent


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


def judging(settings: Settings, data: Path = FOLDER) -> tuple[Settings, list[str]]:
    """The settings with all agents that can be judged, optional ones too, and a line for each that cannot.

    An agent that decides with the model can be judged if it has a test part under `data`, and its adapter is there.
    """
    known, told = _loaded()
    wanted = {agent.name for agent in CORE}
    for name, agent in known.items():
        if not isinstance(agent, ModelAgent) or name in wanted:
            continue
        before = _before(name, known)
        untrained = [one for one in before if not _trained(known[one], settings.adapters)]
        if not has_part(name, "test", data):
            told.append(f"{name} is not judged: it has no test part, {data / name / 'test.jsonl'}")
        elif untrained:
            first = next(one for one in known if one in untrained)
            told.append(f"{name} is not judged: {first} has no adapter yet, `burnfit train {first}` first")
        else:
            wanted |= before
    return settings.model_copy(update={"agents": tuple(name for name in known if name in wanted)}), told


def _loaded() -> tuple[dict[str, Agent[Any]], list[str]]:
    """All agents that can be loaded, in their order, and a line for each that cannot."""
    loaded: dict[str, Agent[Any]] = {}
    told: list[str] = []
    for name in agent_names():
        try:
            loaded |= {agent.name: agent for agent in agents_for(name)}
        except UnavailableError as error:
            told.append(f"{name} is not judged: {error}")
    return {name: loaded[name] for name in agent_names() if name in loaded}, told


def _before(name: str, known: Mapping[str, Agent[Any]]) -> set[str]:
    """The agent and all whose answers it needs, of whom each may need others."""
    return {name}.union(*(_before(other, known) for other in known[name].needs))


def _trained(agent: Agent[Any], adapters: Path) -> bool:
    """Whether the agent's adapter is there, if it has one."""
    if not isinstance(agent, ModelAgent) or agent.adapter is None:
        return True
    return (agent.home(adapters) / WEIGHTS).is_file()


def evaluate(service: Service, months: int, sentences: int, data: Path = FOLDER) -> dict[str, Figures]:
    """Figures of every agent of the service that decides with the model and has a test part under `data`.

    The first held-out `months` requests are answered with a month, the first `sentences` understood, and as many rows
    as `months` of every further agent's answered by it alone.

    Raises:
        BurnfitError: As `Service.routine`.
    """
    rows = read("task1", "test", data)[:months]
    core = service.only(*(agent.name for agent in CORE))
    composed = [core.routine(RoutineRequest.model_validate(row["request"])) for row in rows]
    expected = [WeightPlan.model_validate(row["answer"]) for row in rows]
    exact = sum(_rates(month) == plan for month, plan in zip(composed, expected, strict=True))
    return {
        "intake": _intake_figures(core, read("intake", "test", data)[:sentences]),
        "task1": _figures([month.provenance["task1"] for month in composed], exact, {}),
        "task2": _figures([month.provenance["task2"] for month in composed], None, {}),
        **{
            agent.name: _figures_alone(service, agent, read(agent.name, "test", data)[:months])
            for agent in service.agents
            if isinstance(agent, ModelAgent) and agent not in CORE and has_part(agent.name, "test", data)
        },
    }


def save(figures: Mapping[str, Figures], adapters: Path) -> None:
    """Write each agent's figures beside its adapter, if it has one, as `evaluation.json`, and its model card."""
    for name, one in figures.items():
        agent = find_agent(name)
        if agent.adapter is None:
            continue
        folder = agent.home(adapters)
        (folder / "evaluation.json").write_text(json.dumps(one, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        purpose = inspect.getdoc(type(agent)) or name
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


def _figures_alone(service: Service, agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]]) -> Figures:
    """An agent's answers to rows of its own, each with the answers of those before it as the row has them."""
    answered = [service.answer(agent.name, {"request": row["request"], "answers": row["answers"]}) for row in rows]
    given = [agent.answer_type.model_validate(answer) for answer, _ in answered]
    expected = [agent.answer_type.model_validate(row["answer"]) for row in rows]
    equal = sum(one == other for one, other in zip(given, expected, strict=True))
    return _figures([provenance for _, provenance in answered], equal if agent.one_right else None, {})


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
