"""Texts of lifters and of the model as the developer's page shows them: as text, with nothing hidden in it."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_JOINER: Final = "\u200d"
"""Joins the parts of an emoji."""
_STYLES: Final = "\ufe0e\ufe0f"
"""Say of the character before whether it is to be a sign or a picture."""
_UNSEEN: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters, marks and signs without a glyph: fillers of Hangul, the empty Braille cell, selectors of variants."""


class Typed(str):
    """A text in a field that is sent again: it stays as it was typed, and nothing in it becomes an escape."""

    __slots__ = ()


def visible(value: Any) -> Any:
    """A value for a template; in a text, characters without a glyph become escapes, as JSON has them.

    Marks that turn the direction of writing would show a text in another order than it has, and characters of no width
    would hide in it. JSON that is shown so and typed back is the same. Inside an emoji such characters stay.
    """
    if type(value) is not str:
        return value
    return "".join(_visible(value[at - 1 : at], one, value[at + 1 : at + 2]) for at, one in enumerate(value))


def _visible(before: str, character: str, after: str) -> str:
    if character in "\n\t" or (character.isprintable() and character not in _UNSEEN):
        return character
    if unicodedata.category(character) == "Zs":
        return character
    if character in _STYLES and (_is_sign(before) or before in tuple("0123456789#*")):
        return character
    if character == _JOINER and (_is_sign(before) or before in tuple(_STYLES)) and _is_sign(after):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _is_sign(character: str) -> bool:
    """Whether it can be a part of an emoji."""
    return character not in _UNSEEN and unicodedata.category(character or " ").startswith("S")


def as_json(value: Any) -> str:
    """A value as JSON that people read."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class Part:
    """A part of an answer."""

    text: str
    chosen: bool
    """Whether the model chose it; else the schema left no choice."""


def parts_of(text: str, chosen: Sequence[Sequence[int]] | None) -> Sequence[Part] | None:
    """An answer in parts, chosen and forced; None: it is not known which they are.

    Args:
        text: The answer.
        chosen: Starts and ends of the chosen parts, as the state has them; a caller's state may have any numbers.
    """
    if chosen is None:
        return None
    parts, at = list[Part](), 0
    for start, end in chosen:
        start, end = max(at, start), min(end, len(text))
        if start < end:
            parts += [Part(text[at:start], False), Part(text[start:end], True)]
            at = end
    return [part for part in (*parts, Part(text[at:], False)) if part.text]


def duration(ms: int | None) -> str:
    """A time that something took: `340 ms`, `1.25 s`."""
    if ms is None:
        return "–"
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.2f} s"


def moment(iso: str | None) -> str:
    """A time in UTC to the second: `2026-12-01 09:30:00`."""
    return "–" if iso is None else iso[:19].replace("T", " ")


def counted(number: int, one: str, several: str | None = None) -> str:
    """So many of something: `1 attempt`, `2 attempts`."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object that have another value now; None for those that are gone."""
    gone = {name: None for name in before if name not in now and before[name] is not None}
    return gone | {name: value for name, value in now.items() if name not in before or before[name] != value}
