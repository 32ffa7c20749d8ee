"""Write the datasets: requests drawn evenly over the input space, each with the coach's answer.

`python -m data.generate` rewrites `data/<agent>/{train,val,test}.jsonl`, intake's parts for training that goes on
(`data.sentences.FURTHER`) and the dataset cards, byte for byte the same every time.
"""

import itertools
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data import dataset_cards as cards
from data.note_writer import NoteWriter
from data.sentences import FURTHER, Sentence, Writer, letters
from program import coach
from program.exercises.kinds import KINDS
from program.lifter import balance
from program.lifter.brief import obeyed
from program.lifter.constraints import FOCUSES, NO_CONSTRAINTS, Constraints
from program.schema import EQUIPMENT, JOINTS, Language, LifterRequest, RoutineRequest
from program.wording.highlights import Highlights, highlights

SEED = 531
SIZES: Mapping[str, int] = {"test": 300, "val": 180, "train": 6000}
"""Requests of each part, in the order in which they are drawn."""

SENTENCES: Mapping[str, int] = {"test": 700, "val": 300, "train": 20000, **dict.fromkeys(FURTHER, 20000)}
"""Sentences of each part for `intake`."""

AGAIN: Mapping[str, int] = {"train": 1, "more": 2, "plain": 1, "contrast": 1, "declined": 2}
"""How often more, between other words, the messages that were written as a whole come in, by part."""

NOTES: Mapping[str, int] = {"test": 200, "val": 200, "train": 4000}
"""Requests of each part for `coach_note`, drawn after those of `SIZES`."""

LANGUAGES: Mapping[Language, float] = {"ko": 0.62, "en": 0.38}
"""Share of each language among the sentences."""

DRAWN = 3
"""Every third request for a week has a seed, and so a drawn answer; the others have the coach's favourites."""

FOLDER = Path(__file__).parent

_CELLS = tuple(itertools.product(range(1, 6), ("남성", "여성", "male", "female"), range(1, 7), (2, 3, 4)))
"""Level, sex, goal, days: every combination is drawn equally often."""

_EQUIPMENT_SETS = tuple(
    kinds for size in range(1, len(EQUIPMENT) + 1) for kinds in itertools.combinations(EQUIPMENT, size)
)

_SQUAT_KG: Mapping[bool, Mapping[int, tuple[int, int]]] = {
    False: {1: (30, 90), 2: (50, 130), 3: (80, 170), 4: (100, 220), 5: (130, 280)},
    True: {1: (20, 55), 2: (30, 80), 3: (45, 110), 4: (60, 140), 5: (75, 190)},
}
"""Lowest and highest squat drawn, in kg, by sex (woman: True) and level."""

_SPREAD = {"even": 0.06, "uneven": 0.18, "lopsided": 0.4}
"""Standard deviation of a lift's level round the lifter's own, as a share."""


def draw_requests(seed: int = SEED, other_than: Iterable[RoutineRequest] = ()) -> Iterator[RoutineRequest]:
    """Requests without end, no two, those of `other_than` included, with the same level, sex, goal and records."""
    draw = random.Random(seed)
    seen = {_lifter(request) for request in other_than}
    while True:
        for cell in draw.sample(_CELLS, len(_CELLS)):
            request = _draw_request(draw, *cell)
            key = _lifter(request)
            if key not in seen:
                seen.add(key)
                yield request


def unseen_requests(seed: int) -> Iterator[RoutineRequest]:
    """Requests without end, drawn like those of the datasets, that task1 and task2 have not been trained on."""
    rows = (row for part in ("train", "val") for row in read("task1", part))  # task2's are of the same lifters
    return draw_requests(seed, (RoutineRequest.model_validate(row["request"]) for row in rows))


def _lifter(request: RoutineRequest) -> str:
    return request.model_dump_json(include={"experience", "gender", "purpose", "rm_weight"})


def _draw_request(draw: random.Random, level: int, gender: str, purpose: int, days: int) -> RoutineRequest:
    fields: dict[str, Any] = {
        "experience": level,
        "gender": gender,
        "purpose": purpose,
        "rm_weight": _draw_records(draw, level, gender in ("여성", "female")),
        "days_per_week": days,
        "equipment": None if draw.random() < 0.3 else draw.choice(_EQUIPMENT_SETS),
        "minutes": None if draw.random() < 0.2 else draw.randrange(30, 125, 5),
        "smallest_plate_kg": draw.choice((0.5, 1, 1.25, 2.5)),
    }
    request = RoutineRequest.model_validate(fields)
    without_days = request.model_copy(update={"days_per_week": None})
    return without_days if without_days.days == days and draw.random() < 0.3 else request


def _draw_records(draw: random.Random, level: int, female: bool) -> dict[str, Any]:
    squat = draw.uniform(*_SQUAT_KG[female][level])
    spread = _SPREAD[draw.choices(list(_SPREAD), (5, 4, 2))[0]]
    step = draw.choice((1, 2.5, 5))
    records: dict[str, Any] = {}
    for lift, proportion in balance.PROPORTION.items():
        level_kg = squat * proportion * max(0.3, draw.gauss(1, spread))
        best = min(max(10.0, round(level_kg / step) * step), 450.0)
        if draw.random() < 0.1:
            reps = draw.randint(2, 8)
            records[lift] = {"weight_kg": max(5.0, round(best / (1 + 0.0333 * reps) / step) * step), "reps": reps}
        else:
            records[lift] = best
    return records


def draw_constraints(draw: random.Random) -> Constraints:
    """What a sentence might ask of the week: joints to spare, a focus, exercises to leave out; half of them nothing."""
    wishes: dict[str, Any] = {}
    if draw.random() < 0.25:
        wishes["avoid"] = draw.sample(JOINTS, draw.choice((1, 1, 1, 2)))
    if draw.random() < 0.25:
        wishes["focus"] = draw.sample(FOCUSES, draw.choice((1, 1, 2)))
    if draw.random() < 0.15:
        wishes["exclude"] = draw.sample(tuple(KINDS), draw.choice((1, 2)))
    return Constraints.model_validate(wishes)


def rows(agent: str, requests: Iterable[RoutineRequest]) -> Iterator[dict[str, Any]]:
    """An agent's examples: the request, the answers that the agent is given, and the coach's answer.

    Raises:
        KeyError: The coach has no policy for `agent`.
    """
    draw = random.Random(SEED)
    for number, request in enumerate(requests):
        body = request.model_dump(mode="json", exclude_defaults=True)
        plan = coach.weight_plan(request)
        constraints = draw_constraints(draw)
        if agent == "task1":
            yield {"request": body, "answers": {}, "answer": plan.model_dump()}
        elif agent == "task2":
            if number % DRAWN == 0:
                request = request.model_copy(update={"seed": number})
                body["seed"] = number
            week = coach.week_choice(obeyed(request, constraints), request.seed)
            answers: dict[str, Any] = {"task1": plan.model_dump()}
            if constraints != NO_CONSTRAINTS:
                answers["intake"] = constraints.model_dump(mode="json", exclude_defaults=True)
            yield {"request": body, "answers": answers, "answer": week.model_dump(mode="json", exclude_none=True)}
        else:
            raise KeyError(agent)


def note_rows(part: str, requests: Iterable[RoutineRequest]) -> Iterator[dict[str, Any]]:
    """The examples of a part for `coach_note`: the request, the coach's answers to it, and a note with its kind."""
    draw = random.Random(f"{SEED} coach_note {part}")
    writer = NoteWriter(part, draw)
    for request in requests:
        constraints = _draw_wishes(draw)
        brief = obeyed(request, constraints)
        plan, week = coach.weight_plan(request), coach.week_choice(brief)
        answers: dict[str, Any] = {"task1": plan.model_dump(), "task2": week.model_dump(mode="json", exclude_none=True)}
        if constraints != NO_CONSTRAINTS:
            answers["intake"] = constraints.model_dump(mode="json", exclude_defaults=True)
        told = highlights(brief, plan, week)
        yield {
            "request": request.model_dump(mode="json", exclude_defaults=True),
            "answers": answers,
            "answer": {"sentences": list(writer.note(told))},
            "kind": "+".join(_changed(told)) or "nothing",
            "language": told.language,
        }


def _draw_wishes(draw: random.Random) -> Constraints:
    """What a sentence might ask of a month; two in three of them ask for something."""
    wishes: dict[str, Any] = draw_constraints(draw).model_dump(exclude_defaults=True)
    if draw.random() < 0.12:
        wishes["volume"] = draw.choice(("less", "more"))
    if draw.random() < 0.12:
        wishes["intensity"] = draw.choice(("lighter", "heavier"))
    if draw.random() < 0.18:
        wishes["declined"] = draw.choice(("medical", "medical", "drugs", "diet", "off_topic"))
    return Constraints.model_validate(wishes)


def _changed(told: Highlights) -> Iterator[str]:
    """What a note has to tell beside the plan: the kinds by which notes are counted."""
    yield from ("joint",) if told.joints else ()
    yield from (wish for wish in (told.intensity, told.volume) if wish != "as_planned")
    yield from (told.declined,) if told.declined else ()


def intake_rows(part: str, known: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The sentences of a part, each in a request, with what it asks for; no two alike, and none of those `known`.

    The whole messages of the part come in as they were written, for training also between other words; the rest is put
    together.
    """
    draw = random.Random(f"{SEED} intake {part}")
    requests = draw_requests(seed=draw.randrange(2**32))
    elsewhere = {letters(row["request"]["request"]).casefold() for row in known}
    found: dict[str, dict[str, Any]] = {}
    for language, share in LANGUAGES.items():
        writer = Writer(part, language, draw)
        wanted = len(found) + round(SENTENCES[part] * share)
        again = itertools.chain.from_iterable(writer.wholes_again() for _ in range(AGAIN.get(part, 0)))
        for sentence in itertools.chain(writer.wholes(), again, writer.messages()):
            key = letters(sentence.text)
            if key not in found and key.casefold() not in elsewhere:
                found[key] = _intake_row(next(requests), sentence)
            if len(found) == wanted:
                break
    listed = list(found.values())
    draw.shuffle(listed)
    return listed


def _intake_row(request: RoutineRequest, sentence: Sentence) -> dict[str, Any]:
    body = request.model_dump(mode="json", include=set(LifterRequest.model_fields)) | {"request": sentence.text}
    answer = Constraints.model_validate(sentence.wishes).model_dump(mode="json", exclude_defaults=True)
    kind = {"kind": sentence.kind, "language": sentence.language}
    return {"request": body, "answers": {}, "answer": answer, **kind}


def write(folder: Path = FOLDER) -> None:
    """Write the parts of every agent's dataset and its card under `folder`."""
    drawn = draw_requests()
    parts = {part: list(itertools.islice(drawn, size)) for part, size in SIZES.items()}
    for agent in ("task1", "task2"):
        answered = {part: list(rows(agent, requests)) for part, requests in parts.items()}
        _write_rows(folder / agent, answered, cards.drawn(agent, parts, answered["train"]))
    notes = {part: list(note_rows(part, itertools.islice(drawn, size))) for part, size in NOTES.items()}
    _write_rows(folder / "coach_note", notes, cards.notes(notes))
    sentences: dict[str, list[dict[str, Any]]] = {}
    for part in SENTENCES:
        sentences[part] = intake_rows(part, itertools.chain.from_iterable(sentences.values()))
    _write_rows(folder / "intake", sentences, cards.sentences(sentences))


def _write_rows(home: Path, parts: Mapping[str, Sequence[Mapping[str, Any]]], card: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    for part, listed in parts.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in listed)
        (home / f"{part}.jsonl").write_text(text, encoding="utf-8")
    (home / "README.md").write_text(card, encoding="utf-8")


def has_part(agent: str, part: str, folder: Path = FOLDER) -> bool:
    """Whether there are rows of a part of an agent's dataset."""
    return (folder / agent / f"{part}.jsonl").is_file()


def read(agent: str, part: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The rows of one part (`train`, `val`, `test`; for intake also those of `FURTHER`) of an agent's dataset."""
    lines = (folder / agent / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


if __name__ == "__main__":
    write()
