"""Judging the adapters on held-out rows: what `burnfit eval` prints, and what the model cards say."""

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
from data.generate import FOLDER, has_part, part_hash, read
from models.adapter import WEIGHTS, trained_with
from models.machine import processor
from program.errors import UnavailableError
from program.month.routine import Provenance
from service.service import Service
from service.settings import Settings
from training.model_card import write_card
from training.pipeline import VALIDATION_ROWS, find_agent


class Figures(TypedDict):
    """How an agent did on the rows of its test part."""

    requests: int
    accepted: int
    """Answered by the model, after one or more attempts."""
    accepted_at_once: int
    """Answered by the model's first attempt."""
    median_ms: float
    """Of all attempts of a request together."""
    slowest_ms: int
    processor: str
    """What the machine that answered calls its processor."""
    cores: int
    as_coach: int | None
    """Answers equal to the expected ones in every field; None where other answers can be as good."""
    details: dict[str, str]
    """More figures, in words: what is counted -> how often."""


def judging(settings: Settings, data: Path = FOLDER) -> tuple[Settings, list[str]]:
    """The settings with all agents that can be judged, the optional ones included, and lines for the user.

    An agent that decides with the model can be judged if it has a test part under `data` and its adapter is there.
    A line says which agent cannot be judged and why, and which adapter was trained on other data than there is now.
    """
    known, lines = _loaded()
    wanted = {agent.name for agent in CORE}
    for name, agent in known.items():
        if not isinstance(agent, ModelAgent) or name in wanted:
            continue
        before = _before(name, known)
        untrained = [one for one in before if not _trained(known[one], settings.adapters)]
        if not has_part(name, "test", data):
            lines.append(f"{name} is not judged: it has no test part, {data / name / 'test.jsonl'}")
        elif untrained:
            first = next(one for one in known if one in untrained)
            lines.append(f"{name} is not judged: {first} has no adapter yet, `burnfit train {first}` first")
        else:
            wanted |= before
    for name in (name for name in known if name in wanted):
        if parts := changed_parts(known[name], settings.adapters, data):
            lines.append(
                f"{name} was trained on other data than there is now ({', '.join(parts)}): "
                f"its figures are those of the old data; train it again with `burnfit train {name}`"
            )
    return settings.model_copy(update={"agents": tuple(name for name in known if name in wanted)}), lines


def changed_parts(agent: Agent[Any], adapters: Path, data: Path = FOLDER) -> list[str]:
    """The parts of the agent's dataset that have changed since its adapter was trained on them."""
    if not isinstance(agent, ModelAgent) or agent.adapter is None or not _trained(agent, adapters):
        return []
    trained_on: Mapping[str, str] = trained_with(agent.home(adapters)).get("data", {})
    return [part for part, known in trained_on.items() if part_hash(agent.name, part, data) not in (known, None)]


def _loaded() -> tuple[dict[str, Agent[Any]], list[str]]:
    """All agents that can be loaded, in their order, and a line for each that cannot."""
    loaded: dict[str, Agent[Any]] = {}
    lines: list[str] = []
    for name in agent_names():
        try:
            loaded |= {agent.name: agent for agent in agents_for(name)}
        except UnavailableError as error:
            lines.append(f"{name} is not judged: {error}")
    return {name: loaded[name] for name in agent_names() if name in loaded}, lines


def _before(name: str, known: Mapping[str, Agent[Any]]) -> set[str]:
    """The agent and all whose answers it needs, directly or not."""
    return {name}.union(*(_before(other, known) for other in known[name].needs))


def _trained(agent: Agent[Any], adapters: Path) -> bool:
    """Whether the agent's adapter is there, if it has one."""
    if not isinstance(agent, ModelAgent) or agent.adapter is None:
        return True
    return (agent.home(adapters) / WEIGHTS).is_file()


def evaluate(service: Service, requests: int, sentences: int, data: Path = FOLDER) -> dict[str, Figures]:
    """Judge every agent of the service that decides with the model and has a test part under `data`.

    Each row is answered by its agent alone, with the answers of the agents before it that the row has.

    Args:
        service: Whose agents are judged.
        requests: Rows of each test part that are answered, the first ones.
        sentences: The same for a test part whose requests have a sentence.
        data: Folder of the datasets.

    Raises:
        BurnfitError: As `Service.answer`.
    """
    figures: dict[str, Figures] = {}
    for agent in service.agents:
        if isinstance(agent, ModelAgent) and has_part(agent.name, "test", data):
            rows = read(agent.name, "test", data)
            figures[agent.name] = _judged(service, agent, rows[: sentences if _has_sentence(rows[0]) else requests])
    return figures


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


def _has_sentence(row: Mapping[str, Any]) -> bool:
    """Whether the lifter's own words stand in a row: a sentence, or a report on the month before."""
    past = row["request"].get("past") or {}
    return bool(row["request"].get("request") or past.get("report"))


def _judged(service: Service, agent: ModelAgent[Any], rows: Sequence[Mapping[str, Any]]) -> Figures:
    answered = [service.answer(agent.name, {"request": row["request"], "answers": row["answers"]}) for row in rows]
    answers = [agent.answer_type.model_validate(answer) for answer, _ in answered]
    expected = [agent.answer_type.model_validate(row["answer"]) for row in rows]
    equal = sum(agent.same(one, other) for one, other in zip(answers, expected, strict=True))
    return _figures(
        [provenance for _, provenance in answered],
        equal if agent.one_right else None,
        dict(agent.details(rows, answers)),
    )


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
