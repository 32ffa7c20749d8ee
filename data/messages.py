"""Messages of lifters, each with its wishes, as two readers labelled them: the files of `intake/messages`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple, get_args

from program.reading.wishes import Wish

Part = Literal["train", "later", "safety", "val", "test"]
"""The parts of the messages: `later` is for the second stage of the training, `safety` for a third one."""
PARTS: tuple[Part, ...] = get_args(Part)

FOLDER: Final = Path(__file__).parent / "intake" / "messages"
"""A folder for each part; in it a file for each writer, who writes nothing in another part."""


class Message(NamedTuple):
    """What a lifter writes, and what it asks for."""

    writer: str
    """The name of the writer's file."""
    text: str
    wishes: tuple[Wish, ...]
    """In the order in which they are labelled; none: it asks for nothing."""


def part_of(name: str) -> Part:
    """The part of this name."""
    return next(part for part in PARTS if part == name)


def letters(text: str) -> str:
    """What a text says, spaces, punctuation and capitals aside."""
    return re.sub(r"\W", "", text).casefold()


def messages(part: Part, folder: Path = FOLDER) -> Iterator[Message]:
    """The messages of a part, writer by writer."""
    for file in sorted((folder / part).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            wishes = (Wish(topic=topic, value=value, words=words) for topic, value, words in row["wishes"])
            yield Message(file.stem, row["text"], tuple(wishes))
