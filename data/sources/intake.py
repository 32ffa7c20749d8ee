"""The dataset of intake: lifters' messages, each in a request, with the wishes that it makes."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from data import dataset_cards as cards
from data.messages import Message, messages, part_of
from data.parts import HELD_OUT
from data.requests import SEED, draw_requests
from program.reading.evidence import resting_on_words
from program.reading.normalised import normalised
from program.reading.wishes import Wish, constraints_of, wish_error
from program.schema import LifterRequest, RoutineRequest

PARTS: Mapping[str, int] = {"test": 1138, "val": 239, "train": 9500, "later": 8000, "safety": 4000}

_REPEATED: Mapping[str, Sequence[str]] = {"later": ("train",), "safety": ("train", "later")}
"""Parts of later stages, with the parts of the stages before them whose messages they repeat."""

_LONGEST_JOINED: Final = 280
"""Characters of two messages in one, at most: a batch with longer ones takes much memory."""

_CARELESS_SHARE: Final = 0.25
"""The share of the further training messages that are typed without spaces (Korean) or capitals (English)."""


def rows(part: str, before: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a part, whatever is in `before`: the parts' messages have writers of their own.

    In training each message comes in as it was written; the rest are messages typed carelessly, and two messages one
    after the other, as people who wish for much write. A part of a later stage has as many messages of the parts before
    it as of its own, so that what was learnt from those is not forgotten.
    """
    draw = random.Random(f"{SEED} intake {part}")
    requests = draw_requests(seed=draw.randrange(2**32))
    written = _usable(part)
    repeated = _REPEATED.get(part, ())
    share = len(written) // max(len(repeated), 1)
    for earlier in repeated:
        written += draw.sample(_usable(earlier), share)
    further = iter(()) if part in HELD_OUT else _further(written, draw)
    listed = [*written, *islice(further, PARTS[part] - len(written))]
    draw.shuffle(listed)
    return (_row(next(requests), message) for message in listed)


def _usable(part: str) -> list[Message]:
    """The messages of a part as they were written, without those that no few words of theirs can explain."""
    return [one for one in messages(part_of(part)) if _on_one_line(one) is not None]


def _on_one_line(message: Message) -> list[Wish] | None:
    """The wishes as the model is to write them; None: one of them rests on no words that can mean it."""
    return resting_on_words(" ".join(normalised(message.text).split()), message.wishes, wish_error)


def _further(written: Sequence[Message], draw: random.Random) -> Iterator[Message]:
    """Messages without end that are made of the written ones."""
    short = [one for one in written if len(one.text) <= _LONGEST_JOINED // 2]
    by_language = {korean: [one for one in short if _korean(one.text) is korean] for korean in (True, False)}
    while True:
        first = draw.choice(short)
        if draw.random() < _CARELESS_SHARE:
            made = _carelessly(first)
        else:
            made = _joined(
                first, draw.choice(by_language[_korean(first.text)]), draw.choice((" ", " ", ". ", "\n", ", "))
            )
        if _on_one_line(made) is not None:
            yield made


def _joined(first: Message, second: Message, between: str) -> Message:
    return Message("", first.text.rstrip(".") + between + second.text, (*first.wishes, *second.wishes))


def _carelessly(message: Message) -> Message:
    def typed(text: str) -> str:
        return re.sub(r"\s", "", text) if _korean(message.text) else text.lower()

    wishes = (wish.model_copy(update={"words": typed(wish.words)}) for wish in message.wishes)
    return Message("", typed(message.text), tuple(wishes))


def _korean(text: str) -> bool:
    return bool(re.search("[가-힣]", text))


def _row(request: RoutineRequest, message: Message) -> dict[str, Any]:
    asked = constraints_of(message.wishes)
    topics = sorted({wish.topic for wish in message.wishes})
    return {
        "request": request.model_dump(mode="json", include=set(LifterRequest.model_fields)) | {"request": message.text},
        "answers": {},
        "answer": asked.model_dump(mode="json", exclude_defaults=True),
        "wishes": [[wish.topic, wish.value, wish.words] for wish in message.wishes],
        "kind": "+".join(topics) or "nothing",
        "language": "ko" if _korean(message.text) else "en",
    }


def card(parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The dataset's card."""
    everything = [row for listed in parts.values() for row in listed]
    written = {name: [*messages(part_of(name))] for name in parts}
    lines = [
        "# Dataset of intake",
        "",
        "Messages as lifters write them beside the form, in Korean and in English, each with its wishes. They are made",
        "up by many writers with different lives (`messages/`, a file for each group of writers); a writer of one part",
        "writes nothing in another. Two readers labelled the test part apart; where they differ the message is left",
        "out. There is no person's data in it. `python -m data.generate intake` writes it with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answer` (the fields of `Constraints` that the message",
        "sets), `wishes` (topic, value and the words that it rests on), `kind` (the topics), `language`. A message is",
        "left out where no few words of it can mean a wish's value (`program/reading/evidence.py`).",
        "",
        "| part | rows | messages as written | files |",
        *cards.written(parts, written),
        "",
        "The further training rows are messages typed without spaces or capitals, and two messages in one; part",
        "`later` also repeats messages of `train`, and `safety` messages of both, as many as it has of its own.",
        "",
        *cards.table("language", (row["language"] for row in everything)),
        *cards.table("wishes in a message", (str(len(row["wishes"])) for row in everything)),
        *cards.table("topic", (one for row in everything for one in row["kind"].split("+"))),
    ]
    for name in ("avoid", "cautions", "declined", "not_done"):
        lines += cards.table(name, (one for row in everything for one in _listed(row["answer"].get(name))))
    return cards.text_of(lines)


def _listed(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [value] if value else []
