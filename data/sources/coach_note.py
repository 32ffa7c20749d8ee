"""The dataset of coach_note: requests that task1 and task2 do not have, each with a note on its month."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data import dataset_cards as cards
from data.note_writer import NoteWriter
from data.requests import SEED, SIZES, draw_constraints, requests_of
from program import coach
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.lifter.obeying import obeyed
from program.wording import labels
from program.wording.highlights import Highlights, highlights

PARTS: Mapping[str, int] = {"test": 200, "val": 200, "train": 4000}


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a part; no two parts share a request, whatever is in `before`."""
    draw = random.Random(f"{SEED} coach_note {part}")
    writer = NoteWriter(part, draw)
    for request in requests_of(part, PARTS, skip=sum(SIZES.values())):
        constraints = _draw_wishes(draw)
        brief = obeyed(request, constraints)
        plan = coach.weight_plan(request, request.role)
        week = coach.week_choice(brief, plan)
        answers: dict[str, Any] = {"task1": plan.model_dump(), "task2": week.model_dump(mode="json", exclude_none=True)}
        if constraints != NO_CONSTRAINTS:
            answers["intake"] = constraints.model_dump(mode="json", exclude_defaults=True)
        facts = highlights(brief, plan, week)
        yield {
            "request": request.model_dump(mode="json", exclude_defaults=True),
            "answers": answers,
            "answer": {"sentences": list(writer.note(facts))},
            "kind": "+".join(_kinds(facts)) or "nothing",
            "language": facts.language,
        }


def _draw_wishes(draw: random.Random) -> Constraints:
    """Draw what a sentence might ask of a month; two in three ask for something."""
    wishes: dict[str, Any] = draw_constraints(draw).model_dump(exclude_defaults=True)
    if draw.random() < 0.12:
        wishes["volume"] = draw.choice(("less", "more"))
    if draw.random() < 0.12:
        wishes["intensity"] = draw.choice(("lighter", "heavier"))
    if draw.random() < 0.18:
        wishes["declined"] = draw.choice(("medical", "medical", "drugs", "diet", "off_topic"))
    return Constraints.model_validate(wishes)


def _kinds(facts: Highlights) -> Iterator[str]:
    """What a note has to say besides the plan: notes are counted by these kinds."""
    yield from ("joint",) if facts.joints else ()
    yield from (wish for wish in (facts.intensity, facts.volume) if wish != "as_planned")
    yield from (facts.declined,) if facts.declined else ()


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    everything = [row for listed in parts.values() for row in listed]
    lines = [
        "# Dataset of coach_note",
        "",
        "Drawn requests, other ones than those of task1 and task2. Each has the coach policy's answers, often",
        "what a sentence might ask for, and a note of two or three sentences on the month. `data/note_writer.py`",
        "makes the notes from written phrases (`phrases/`); each phrase says one fact. Training, validation and test",
        "have different phrases. There is no person's data in it. `python -m data.generate coach_note` writes it",
        "with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answers` (of the agents before), `answer` (the note),",
        "`kind` (what the sentence changed, or asked for in vain), `language`. Other notes can be as good as this",
        "one.",
        "",
        "| part | notes | different sentences |",
        "| --- | --- | --- |",
        *(
            f"| {part} | {len(listed)} | {len({one for row in listed for one in row['answer']['sentences']})} |"
            for part, listed in parts.items()
        ),
        "",
        *cards.table("language", (row["language"] for row in everything)),
        *cards.table("sentences", (str(len(row["answer"]["sentences"])) for row in everything)),
        *cards.table("kind", (kind for row in everything for kind in row["kind"].split("+"))),
        *cards.table("level", (labels.LEVEL["en"][row["request"]["experience"]] for row in everything)),
        *cards.table("goal", (labels.PURPOSE["en"][row["request"]["purpose"]] for row in everything)),
    ]
    return cards.text_of(lines)
