"""Texts of agents and lifters as they may stand in a file: on one line, and nothing in them that is not seen."""

import unicodedata
from typing import Final

_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of writing, and the byte order mark."""

_NO_TEXT: Final = ("Cc", "Cs", "Zl", "Zp")
"""Categories of control characters, halves of pairs, and ends of lines and paragraphs."""


def harmless(text: str) -> str:
    """The text on one line, single spaces between words, without control characters and marks that turn writing."""
    kept = (" " if unicodedata.category(letter) in _NO_TEXT else letter for letter in text if letter not in _TURNING)
    return " ".join("".join(kept).split())
