"""Write the datasets: requests drawn evenly over the input space, each with the coach's answer.

`python -m data.generate` rewrites `data/<agent>/{train,val,test}.jsonl` and the dataset cards, byte for byte the same
every time.
"""

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data import coach
from data.sentences import Sentence, Writer
from program import balance, labels
from program.constraints import FOCUSES, NO_CONSTRAINTS, Constraints, obeyed
from program.mentions import KINDS
from program.schema import EQUIPMENT, JOINTS, Language, LifterRequest, RoutineRequest, WeightPlan

SEED = 531
SIZES: Mapping[str, int] = {"test": 300, "val": 180, "train": 6000}
"""Requests of each part, in the order in which they are drawn."""

SENTENCES: Mapping[str, int] = {"test": 700, "val": 300, "train": 20000}
"""Sentences of each part for `intake`."""

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


def draw_requests(seed: int = SEED) -> Iterator[RoutineRequest]:
    """Requests without end, no two with the same level, sex, goal and records."""
    draw = random.Random(seed)
    seen: set[str] = set()
    while True:
        for cell in draw.sample(_CELLS, len(_CELLS)):
            request = _draw_request(draw, *cell)
            key = request.model_dump_json(include={"experience", "gender", "purpose", "rm_weight"})
            if key not in seen:
                seen.add(key)
                yield request


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
            week = coach.week(obeyed(request, constraints), request.seed)
            answers: dict[str, Any] = {"task1": plan.model_dump()}
            if constraints != NO_CONSTRAINTS:
                answers["intake"] = constraints.model_dump(mode="json", exclude_defaults=True)
            yield {"request": body, "answers": answers, "answer": week.model_dump(mode="json", exclude_none=True)}
        else:
            raise KeyError(agent)


def intake_rows(part: str) -> list[dict[str, Any]]:
    """The sentences of a part, each in a request, with what it asks for; no two alike.

    The whole messages of the part come in as they were written, for training once more between other words; the rest
    is put together.
    """
    draw = random.Random(f"{SEED} intake {part}")
    requests = draw_requests(seed=draw.randrange(2**32))
    found: dict[str, dict[str, Any]] = {}
    for language, share in LANGUAGES.items():
        writer = Writer(part, language, draw)
        wanted = len(found) + round(SENTENCES[part] * share)
        again = writer.wholes_again() if part == "train" else ()
        for sentence in itertools.chain(writer.wholes(), again, writer.messages()):
            key = re.sub(r"\W", "", sentence.text)
            if key not in found:
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
    """Write every agent's train, val and test parts and its card under `folder`."""
    drawn = draw_requests()
    parts = {part: list(itertools.islice(drawn, size)) for part, size in SIZES.items()}
    for agent in ("task1", "task2"):
        home = folder / agent
        home.mkdir(parents=True, exist_ok=True)
        for part, requests in parts.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(agent, requests))
            (home / f"{part}.jsonl").write_text(text, encoding="utf-8")
        (home / "README.md").write_text(_card(agent, parts), encoding="utf-8")
    home = folder / "intake"
    home.mkdir(parents=True, exist_ok=True)
    sentences = {part: intake_rows(part) for part in SENTENCES}
    for part, listed in sentences.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in listed)
        (home / f"{part}.jsonl").write_text(text, encoding="utf-8")
    (home / "README.md").write_text(_intake_card(sentences), encoding="utf-8")


def read(agent: str, part: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The rows of one part (`train`, `val` or `test`) of an agent's dataset."""
    lines = (folder / agent / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _card(agent: str, parts: Mapping[str, Sequence[RoutineRequest]]) -> str:
    everything = [request for requests in parts.values() for request in requests]
    lines = [
        f"# Dataset of {agent}",
        "",
        "Requests drawn at random, evenly over level, sex, goal and days, each answered by the coach policy",
        "(`data/coach.py`). No person's data is in it. Written by `python -m data.generate` with a fixed seed.",
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
        weeks = [row["answer"] for row in rows(agent, parts["train"])]
        drawn = Counter(name for week in weeks for day in week["days"] for name in day)
        lines += [f"{len(drawn)} different exercises in the training part; the most frequent:", ""]
        lines += _rows("exercise", drawn.most_common(20), sum(drawn.values()))
    return "\n".join(lines).rstrip() + "\n"


def _intake_card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    everything = [row for listed in parts.values() for row in listed]
    lines = [
        "# Dataset of intake",
        "",
        "Sentences as lifters write them beside the form, in Korean and in English, each with what it asks for. Put",
        "together by `data/sentences.py` from written phrases (`phrases/`), and messages written as a whole. Training,",
        "validation and test have phrases, words and whole messages of their own, by different writers. No person's",
        "data is in it. Written by `python -m data.generate` with a fixed seed.",
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


if __name__ == "__main__":
    write()
