"""What the datasets' cards share: tables of distributions, and the card of a dataset of drawn requests."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from program.lifter import balance
from program.schema import RoutineRequest
from program.wording import labels


def of_drawn_requests(
    name: str,
    parts: Mapping[str, Sequence[Mapping[str, Any]]],
    requests: Sequence[RoutineRequest],
    answers: Iterable[Sequence[str]],
) -> str:
    """The card of a dataset whose requests are drawn and answered by the coach policy.

    Args:
        name: The dataset's.
        parts: Its rows, by part.
        requests: The requests of all parts.
        answers: Blocks of lines on the distributions of the answers.
    """
    lines = [
        f"# Dataset of {name}",
        "",
        "Requests drawn at random, evenly over level, sex, goal and days. The coach policy (`program/coach`) answers",
        f"each of them. There is no person's data in it. `python -m data.generate {name}` writes it with a fixed seed.",
        "",
        "Each line: `request` (a body of `POST /routine`), `answers` (what the agents before this one answered),",
        "`answer` (what this agent should answer). No two requests have the same level, sex, goal and records, so no",
        "test request occurs in training.",
        "",
        "| part | requests |",
        "| --- | --- |",
        *(f"| {part} | {len(listed)} |" for part, listed in parts.items()),
        "",
        "## Distributions of the requests",
        "",
        *table("level", (labels.LEVEL["en"][one.experience] for one in requests)),
        *table("sex", ("woman" if one.female else "man" for one in requests)),
        *table("goal", (labels.PURPOSE["en"][one.purpose] for one in requests)),
        *table("days a week", (str(one.days) for one in requests)),
        *table("kinds of equipment", (str(len(one.available)) for one in requests)),
        *table("minutes", (_bucket(one.minutes) for one in requests)),
        *table("smallest plate (kg)", (str(one.smallest_plate_kg) for one in requests)),
        *table("weak lift", (balance.weak_lift(one) or "none" for one in requests)),
        *table("records", ("lopsided" if balance.lopsided(one) else "in proportion" for one in requests)),
        "## Distributions of the answers",
        "",
        *(line for block in answers for line in block),
    ]
    return text_of(lines)


class Written(Protocol):
    """A text of a dataset's writer."""

    @property
    def writer(self) -> str:
        """The name of the writer's file."""


def written(parts: Mapping[str, Sequence[Any]], texts: Mapping[str, Sequence[Written]]) -> list[str]:
    """The lines of a table below its heading: of each part its rows, its texts as written, and their files."""
    return [
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {len(rows)} | {len(texts[name])} | {len({one.writer for one in texts[name]})} |"
            for name, rows in parts.items()
        ),
    ]


def table(heading: str, values: Iterable[str]) -> list[str]:
    """The lines of a table that counts the values, in their alphabetical order."""
    counts = Counter(values)
    return counted(heading, sorted(counts.items()), counts.total())


def counted(heading: str, counts: Iterable[tuple[str, int]], total: int) -> list[str]:
    """The lines of a table of values with their counts, and their shares of `total`."""
    body = [f"| {value} | {count} | {100 * count / total:.1f} % |" for value, count in counts]
    return [f"| {heading} | count | share |", "| --- | --- | --- |", *body, ""]


def text_of(lines: Sequence[str]) -> str:
    """The lines as the text of a file."""
    return "\n".join(lines).rstrip() + "\n"


def _bucket(minutes: int | None) -> str:
    return "absent" if minutes is None else f"{minutes // 30 * 30}–{minutes // 30 * 30 + 29}"
