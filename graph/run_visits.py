"""A recorded run node by node: each visit with what came of it, and what each node did in all."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from graph.build import VALIDATE
from graph.run_history import Run, Step
from graph.state import Attempt, Pending, Source, attempt


@dataclass(frozen=True)
class Visit:
    """One visit of a node."""

    step: Step
    """What was recorded."""
    number: int
    """Which of the node's visits it is, from 1."""
    after_ms: int
    """Milliseconds from the begin of the run."""
    ms: int | None
    """What the agent's answer took, or for another node the time until the next step, in ms; None: it did not end."""
    attempt: int = 1
    """Of an agent: which attempt its answer is; in a replay the first one may be of the run before."""
    pending: Pending | None = None
    """Of an agent: its answer, and what it was asked."""
    told: tuple[str, ...] = ()
    """Of a second or later attempt: the lines of its prompt that tell what was wrong before."""
    verdict: Attempt | None = None
    """Of an agent: its answer as `validate` judged it; None: it was not judged."""
    source: Source | None = None
    """Of an agent: who gave the answer that counts, where this visit settled it."""


NodeStatus = Literal["done", "failed", "next", "carried", "skipped"]
"""`next`: the run stands before it, or is in it. `carried`: in a replay, the answer is that of the run before.
`skipped`: the run never came to it."""


@dataclass
class NodeOutcome:
    """What a node did in a run."""

    visits: int = 0
    """Those that ended, and those that raised an error."""
    rejected: int = 0
    """Of an agent: its answers that were rejected."""
    ms: int = 0
    """What its visits took together, in ms."""
    source: Source | None = None
    """Of an agent: who gave the answer that counts."""
    errors: list[str] = field(default_factory=list)
    """What was wrong with its answers, and what it raised."""
    status: NodeStatus = "skipped"


def visits_of(run: Run) -> tuple[Visit, ...]:
    """The visits of a run's nodes, oldest first."""
    counted: Counter[str] = Counter()
    prompts: dict[str, str] = {}  # of each agent's first attempt
    judged: dict[str, list[Attempt]] = {}  # each agent's attempts so far
    visits = []
    for place, step in enumerate(run.steps):
        counted[step.node] += 1
        for agent, attempts in ((step.update or {}).get("attempts") or {}).items():
            judged.setdefault(agent, []).extend(attempts)
        later = run.steps[place + 1 :]
        pending: Pending | None = ((step.update or {}).get("pending") or {}).get(step.node)
        after_ms = _ms(run.begun, step.at)
        if pending is None:
            end = next((one.at for one in later if one.at > step.at), run.ended)
            ms = None if step.update is None or end is None else _ms(step.at, end)
            visits.append(Visit(step, counted[step.node], after_ms, ms))
            continue
        before = judged.get(step.node, [])
        if not before:
            prompts[step.node] = pending["prompt"]
        told = _told(prompts.get(step.node), before[-1]["errors"], pending["prompt"]) if before else ()
        verdict, source = _verdict(later, step.node, pending)
        number, ms = counted[step.node], pending["ms"]
        visits.append(Visit(step, number, after_ms, ms, len(before) + 1, pending, told, verdict, source))
    return tuple(visits)


def outcomes_of(run: Run) -> Mapping[str, NodeOutcome]:
    """What each node did that a run came to or stands before; then the agents whose answers it took over."""
    outcomes: dict[str, NodeOutcome] = {}
    for visit in visits_of(run):
        one = outcomes.setdefault(visit.step.node, NodeOutcome())
        one.visits += visit.step.update is not None or visit.step.error is not None
        one.ms += visit.ms or 0
        one.status = "done"
        one.source = visit.source or one.source
        if visit.verdict is not None and visit.verdict["errors"]:
            one.rejected += 1
            one.errors += visit.verdict["errors"]
        if visit.step.error is not None:
            one.errors.append(visit.step.error)
    for agent, answered in run.provenance.items():
        if agent not in outcomes:
            outcomes[agent] = NodeOutcome(source=answered.source, status="carried")
    for node in run.next:
        outcomes.setdefault(node, NodeOutcome()).status = "failed" if node in run.failed else "next"
    return outcomes


def _verdict(later: Sequence[Step], agent: str, pending: Pending) -> tuple[Attempt | None, Source | None]:
    """How the next visit of `validate` judged an agent's answer, and whose answer counts after it.

    Where this visit raised an error because of the answer, the error is what was wrong with it.
    """
    visit = next((step for step in later if step.node == VALIDATE), None)
    if visit is None:
        return None, None
    if visit.error is not None:
        blamed = pending.get("unreachable", False) or re.search(rf"\b{re.escape(agent)}\b", visit.error.split(":")[0])
        return (attempt(pending, [visit.error]) if blamed else None), None
    judged = visit.update or {}
    attempts = (judged.get("attempts") or {}).get(agent)
    return (attempts[0] if attempts else None), (judged.get("sources") or {}).get(agent)


def _told(first: str | None, errors: Sequence[str], now: str) -> tuple[str, ...]:
    """The lines of a retry's prompt that tell what was wrong before.

    Args:
        first: The prompt of the first attempt; None: a run before this one had it.
        errors: What was wrong with the attempt before.
        now: The retry's prompt, with the start of each error.
    """
    lines = now.splitlines()
    if first is not None:
        return tuple(line for line in lines if line not in first.splitlines())
    said = [(line, line.removeprefix("- ")) for line in lines]
    return tuple(line for line, text in said if text and any(error.startswith(text) for error in errors))


def _ms(begin: str, end: str) -> int:
    """The time between two times in ISO 8601, in ms."""
    taken = datetime.fromisoformat(end) - datetime.fromisoformat(begin)
    return max(0, round(taken.total_seconds() * 1000))
