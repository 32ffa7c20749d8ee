"""The dataset of intake: lifters' sentences, each in a request, with what it asks for."""

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data import dataset_cards as cards
from data.requests import SEED, draw_requests
from data.sentences import FURTHER, Sentence, Writer, letters
from program.lifter.constraints import Constraints
from program.reading.mentions import EQUIPMENT_READ
from program.schema import Language, LifterRequest, RoutineRequest

PARTS: Mapping[str, int] = {"test": 700, "val": 300, "train": 20000, **dict.fromkeys(FURTHER, 20000)}

REPEATS: Mapping[str, int] = {"train": 1, "more": 2, "plain": 1, "contrast": 1, "declined": 2}
"""Part -> how often each whole message comes in again, between other words."""

LANGUAGES: Mapping[Language, float] = {"ko": 0.62, "en": 0.38}
"""Share of each language among the sentences."""


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a part; no two sentences are alike, and none is alike to one in `before`.

    The part's whole messages come in as they were written, in training also between other words. The rest of the
    sentences is put together from phrases.
    """
    draw = random.Random(f"{SEED} intake {part}")
    requests = draw_requests(seed=draw.randrange(2**32), equipment=EQUIPMENT_READ)
    elsewhere = {letters(row["request"]["request"]).casefold() for row in before}
    found: dict[str, dict[str, Any]] = {}
    for language, share in LANGUAGES.items():
        writer = Writer(part, language, draw)
        wanted = len(found) + round(PARTS[part] * share)
        repeated = itertools.chain.from_iterable(writer.wholes_again() for _ in range(REPEATS.get(part, 0)))
        for sentence in itertools.chain(writer.wholes(), repeated, writer.messages()):
            key = letters(sentence.text)
            if key not in found and key.casefold() not in elsewhere:
                found[key] = _row(next(requests), sentence)
            if len(found) == wanted:
                break
    listed = list(found.values())
    draw.shuffle(listed)
    return listed


def _row(request: RoutineRequest, sentence: Sentence) -> dict[str, Any]:
    body = request.model_dump(mode="json", include=set(LifterRequest.model_fields)) | {"request": sentence.text}
    answer = Constraints.model_validate(sentence.wishes).model_dump(mode="json", exclude_defaults=True)
    kind = {"kind": sentence.kind, "language": sentence.language}
    return {"request": body, "answers": {}, "answer": answer, **kind}


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    everything = [row for listed in parts.values() for row in listed]
    lines = [
        "# Dataset of intake",
        "",
        "Sentences as lifters write them beside the form, in Korean and in English, each with what it asks for.",
        "`data/sentences.py` puts them together from written phrases (`phrases/`); some are messages written as a",
        "whole. Training, validation and test have different phrases, words and whole messages, by different writers.",
        "There is no person's data in it. `python -m data.generate intake` writes it with a fixed seed.",
        "",
        "`more`, `plain`, `contrast` and `declined` are for later stages of training. They have other messages than",
        "`train`, made of the phrases of `train` and of their own (`contrast` also of those of `more`):",
        "",
        "- `plain`: everyday wording, each phrase in several variants;",
        "- `contrast`: wishes, and sentences that only sound like them;",
        "- `declined`: the same for what the service does not do.",
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
        *cards.table("language", (row["language"] for row in everything)),
        *cards.table("fields set", (str(len(row["answer"])) for row in everything)),
        *cards.table("field", (name for row in everything for name in row["answer"] or ["none"])),
        *cards.table("section", (kind for row in everything for kind in row["kind"].split("+"))),
    ]
    for name in ("avoid", "focus", "declined"):
        lines += cards.table(name, (one for row in everything for one in _listed(row["answer"].get(name))))
    return cards.text_of(lines)


def _listed(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [value] if value else []
