"""A caller's text with one spelling for what looks the same."""

import re
import unicodedata
from itertools import groupby, islice
from typing import Final

_ASCII_OFFSET: Final = ord("！") - ord("!")
_PLAIN: Final = str.maketrans(
    {
        **{chr(code + _ASCII_OFFSET): chr(code) for code in range(ord("!"), ord("~") + 1)},
        **dict.fromkeys("‘’ʼ′`´", "'"),
        **dict.fromkeys("“”″", '"'),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}\N{SOFT HYPHEN}", "-"),
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}", " "),
    }
)
"""Full-width forms, typographic quotes, hyphens and spaces -> the plain ASCII characters."""


_MARKUP: Final = re.compile(r'\{\s*"(?:.*\}|.*)|#{2,}[^\n]*|</?\|?\w+\|?>', re.DOTALL)
"""JSON, headings of prompts and tags of chats: nothing that a lifter writes."""

_MOST_MARKS: Final = 30
"""Combining marks on one letter, as in Unicode's Stream-Safe Text Format."""


def normalised(text: str) -> str:
    """The text with composed letters (NFC) and plain ASCII quotes, hyphens, spaces, digits and full-width letters.

    Plain text stays as it is, and so do dashes, which separate words where a hyphen joins them.
    """
    return unicodedata.normalize("NFC", stream_safe(text)).translate(_PLAIN)


def has_markup(text: str) -> bool:
    """Whether JSON, headings of prompts or tags of chats stand in a text."""
    return _MARKUP.search(text) is not None


def on_one_line(text: str) -> str:
    """A normalised text on one line, without JSON, headings of prompts and tags of chats, which are never read."""
    return " ".join(_MARKUP.sub(" ", text).split())


def stream_safe(text: str) -> str:
    """The text with at most 30 combining marks in a row: sorting more of them takes quadratic time."""
    if text.isascii():
        return text
    runs = groupby(text, key=lambda letter: unicodedata.combining(letter) != 0)
    return "".join(letter for marks, run in runs for letter in (islice(run, _MOST_MARKS) if marks else run))
