"""The tables of docs/evaluation.md: rows of figures, and the sections that hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    what: str
    value: str
    target: str = ""


def share(hits: int, of: int) -> str:
    """`hits` of `of`, with the percentage."""
    return f"{hits} of {of} ({100 * hits / of:.1f} %)" if of else "none"


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = [f"| {row.what} | {row.value} | {row.target} |" for row in rows]
    return "\n".join(["| what | figure | target |", "| --- | --- | --- |", *lines]) + "\n"


def divided(document: str) -> tuple[str, str]:
    """A document's part before its first section, and its sections; each ends in a line break where it is not empty."""
    start = re.search(r"^## ", document, re.MULTILINE)
    return (document, "") if start is None else (document[: start.start()], document[start.start() :])


def with_section(document: str, section: str) -> str:
    """A document with a section in the place of the one with the same heading, or at its end."""
    heading = section.split("\n", 1)[0]
    found = re.compile(rf"^{re.escape(heading)}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if found.search(document):
        return found.sub(lambda _: section, document)
    return f"{document.rstrip()}\n\n{section}"
