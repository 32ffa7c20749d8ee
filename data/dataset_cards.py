"""The cards of the datasets: what is in them, and how it is distributed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from program import coach
from program.lifter import balance
from program.lifter.brief import obeyed
from program.schema import RoutineRequest, WeightPlan
from program.wording import labels


def drawn(agent: str, parts: Mapping[str, Sequence[RoutineRequest]], trained: Sequence[Mapping[str, Any]]) -> str:
    """The card of task1 or task2: its requests by part, and the rows that it is trained on."""
    everything = [request for requests in parts.values() for request in requests]
    lines = [
        f"# Dataset of {agent}",
        "",
        "Requests drawn at random, evenly over level, sex, goal and days, each answered by the coach policy",
        "(`program/coach`). No person's data is in it. Written by `python -m data.generate` with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answers` (what the agents before this one answered),",
        "`answer` (what this agent should answer). No two requests share level, sex, goal and records, so no test",
        "request occurs in training.",
        "",
        "| part | requests |",
        "| --- | --- |",
        *(f"| {part} | {len(requests)} |" for part, requests in parts.items()),
        "",
        "## Distributions of the requests",
        "",
        *_table("level", (labels.LEVEL["en"][one.experience] for one in everything)),
        *_table("sex", ("woman" if one.female else "man" for one in everything)),
        *_table("goal", (labels.PURPOSE["en"][one.purpose] for one in everything)),
        *_table("days a week", (str(one.days) for one in everything)),
        *_table("kinds of equipment", (str(len(one.available)) for one in everything)),
        *_table("minutes", (_bucket(one.minutes) for one in everything)),
        *_table("smallest plate (kg)", (str(one.smallest_plate_kg) for one in everything)),
        *_table("weak lift", (balance.weak_lift(one) or "none" for one in everything)),
        *_table("records", ("lopsided" if balance.lopsided(one) else "in proportion" for one in everything)),
        "## Distributions of the answers",
        "",
    ]
    plans = [coach.weight_plan(one) for one in everything]
    if agent == "task1":
        for name in WeightPlan.model_fields:
            lines += _table(name, (str(getattr(plan, name)) for plan in plans))
    else:
        lines += _table("split", (f"{one.days} days: {coach.split(obeyed(one))}" for one in everything))
        lines += _table("supplemental", (coach.supplemental(obeyed(one)) for one in everything))
        chosen = Counter(name for row in trained for day in row["answer"]["days"] for name in day)
        lines += [f"{len(chosen)} different exercises in the training part; the most frequent:", ""]
        lines += _rows("exercise", chosen.most_common(20), chosen.total())
    return "\n".join(lines).rstrip() + "\n"


def sentences(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The card of intake: its rows by part."""
    everything = [row for listed in parts.values() for row in listed]
    lines = [
        "# Dataset of intake",
        "",
        "Sentences as lifters write them beside the form, in Korean and in English, each with what it asks for. Put",
        "together by `data/sentences.py` from written phrases (`phrases/`), and messages written as a whole. Training,",
        "validation and test have phrases, words and whole messages of their own, by different writers. `more`,",
        "`plain`, `contrast` and `declined` are for training that goes on: other messages, of the phrases of `train`",
        "and of their own (`contrast`: of `more`, too). Those of `plain` are everyday wording in several variants",
        "each, those of `contrast` set what is wished beside what only sounds like it, those of `declined` do so for",
        "what the service does not do. No person's data is in it.",
        "Written by `python -m data.generate` with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answer` (the fields of `Constraints` that the sentence",
        "sets), `kind` (the sections that its wishes come from), `language`.",
        "",
        "| part | sentences | of them written as a whole |",
        "| --- | --- | --- |",
        *(
            f"| {part} | {len(listed)} | {sum(row['kind'] == 'whole' for row in listed)} |"
            for part, listed in parts.items()
        ),
        "",
        *_table("language", (row["language"] for row in everything)),
        *_table("fields set", (str(len(row["answer"])) for row in everything)),
        *_table("field", (name for row in everything for name in row["answer"] or ["none"])),
        *_table("section", (kind for row in everything for kind in row["kind"].split("+"))),
    ]
    for name in ("avoid", "focus", "declined"):
        lines += _table(name, (one for row in everything for one in _listed(row["answer"].get(name))))
    return "\n".join(lines).rstrip() + "\n"


def notes(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The card of coach_note: its rows by part."""
    everything = [row for listed in parts.values() for row in listed]
    lines = [
        "# Dataset of coach_note",
        "",
        "Requests drawn as for task1 and task2, and none of theirs, each with the coach policy's answers, often with",
        "what a sentence might ask for, and a note of two or three sentences on the month that follows. The notes are",
        "put together by `data/note_writer.py` from written phrases (`phrases/`), each says one fact; training,",
        "validation and test have phrases of their own. No person's data is in it. Written by",
        "`python -m data.generate` with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answers` (of the agents before), `answer` (the note),",
        "`kind` (what the sentence changed, or asked for in vain), `language`. Another note can be as good as the one",
        "given.",
        "",
        "| part | notes | different sentences |",
        "| --- | --- | --- |",
        *(
            f"| {part} | {len(listed)} | {len({one for row in listed for one in row['answer']['sentences']})} |"
            for part, listed in parts.items()
        ),
        "",
        *_table("language", (row["language"] for row in everything)),
        *_table("sentences", (str(len(row["answer"]["sentences"])) for row in everything)),
        *_table("kind", (kind for row in everything for kind in row["kind"].split("+"))),
        *_table("level", (labels.LEVEL["en"][row["request"]["experience"]] for row in everything)),
        *_table("goal", (labels.PURPOSE["en"][row["request"]["purpose"]] for row in everything)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _listed(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [value] if value else []


def _bucket(minutes: int | None) -> str:
    return "absent" if minutes is None else f"{minutes // 30 * 30}–{minutes // 30 * 30 + 29}"


def _table(heading: str, values: Iterable[str]) -> list[str]:
    counted = Counter(values)
    return _rows(heading, sorted(counted.items()), counted.total())


def _rows(heading: str, counted: Iterable[tuple[str, int]], total: int) -> list[str]:
    body = [f"| {value} | {count} | {100 * count / total:.1f} % |" for value, count in counted]
    return [f"| {heading} | count | share |", "| --- | --- | --- |", *body, ""]
