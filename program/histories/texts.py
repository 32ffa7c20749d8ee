"""Cells of a file as text: without control characters, and without what guards them against being formulas."""

import unicodedata
from typing import Final

from program.reading.normalised import stream_safe

_GUARD: Final = "'"
_FORMULA: Final = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet takes for a formula."""

MOST_CHARACTERS: Final = 80
"""The most characters of a file that are shown again."""


def guarded(cell: str) -> str:
    """The cell as it is written: an apostrophe before what a spreadsheet would compute.

    A cell that has such an apostrophe gets one more, so that `unguarded` gives every cell back.
    """
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell as it is meant: without the apostrophe that `guarded` adds."""
    guard = cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA)
    return cell.removeprefix(_GUARD) if guard else cell


def shown(text: str) -> str:
    """The beginning of a text from a file, on one line, for messages."""
    cut = text[: 4 * MOST_CHARACTERS]  # spaces between may go
    plain = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in cut)
    one_line = " ".join(plain.split())
    return one_line if len(one_line) <= MOST_CHARACTERS else one_line[: MOST_CHARACTERS - 1] + "…"


def compared(text: str) -> str:
    """A text for comparisons: letters in one form and in lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", stream_safe(text)).casefold().split())
