"""Reports of lifters on a month that they have trained, as readers labelled them: the files of `review/reports`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple, get_args

from program.schema import Caution, Joint, Lift, Template

Part = Literal["train", "later", "val", "test"]
"""The parts of the reports; no adapter is trained on those of `later` yet."""
PARTS: tuple[Part, ...] = get_args(Part)

FOLDER: Final = Path(__file__).parent / "review" / "reports"
"""A folder for each part; in it a file for each writer, who writes nothing in another part."""

Heard = Literal["easy", "hard", "failed", "pain", "hold", "back", "test"]
"""What is said of a lift: it went well; it was ground out; repetitions were missed; something hurt in it; its weight is
to stay, to go down, or to be tested."""
HEARD: tuple[Heard, ...] = get_args(Heard)

Topic = Literal["avoid", "caution", "intensity", "volume", "supplemental"]
"""What is wished or needed for the whole next month."""

VALUES: Final[Mapping[Topic, tuple[str, ...]]] = {
    "avoid": get_args(Joint),
    "caution": get_args(Caution),
    "intensity": ("lighter",),
    "volume": ("less", "more"),
    "supplemental": get_args(Template),
}
"""The values of each topic."""


class Report(NamedTuple):
    """What a lifter writes about a month, and what a careful coach hears in it; words stand in the text as they are."""

    writer: str
    """The name of the writer's file."""
    text: str
    lifts: Mapping[Lift, tuple[Heard, str]]
    """Lift -> what is said of it, and the words; of several things the most careful one."""
    month: tuple[tuple[Topic, str, str], ...]
    """Topic, value and words."""
    away: tuple[int, str] | None
    """Weeks without training, and the words; None: less than one."""


def part_of(name: str) -> Part:
    """The part of this name."""
    return next(part for part in PARTS if part == name)


def reports(part: Part, folder: Path = FOLDER) -> Iterator[Report]:
    """The reports of a part, writer by writer."""
    for file in sorted((folder / part).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Report(
                writer=file.stem,
                text=row["text"],
                lifts={lift: (heard, words) for lift, (heard, words) in row["lifts"].items()},
                month=tuple((topic, value, words) for topic, value, words in row["month"]),
                away=None if row["away"] is None else (row["away"][0], row["away"][1]),
            )
