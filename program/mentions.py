"""Which exercises a text mentions, by the names that lifters give them: single exercises, and kinds such as lunges.

The names stand in `mentions.toml`. Case and hyphens do not count, nor spaces in names of three letters and more; where
names overlap, the longest is meant. An English name must be whole words, but for an ending (`squatting`); a Korean one
may stand anywhere, as particles follow it, unless it is a single letter, which must be a word.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

_TABLES: Final = tomllib.loads(files("program").joinpath("mentions.toml").read_text(encoding="utf-8"))
_DECOYS: Final = "decoys"
"""The table of words that hold an exercise's name and are none."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(table["ids"]) for name, table in _TABLES.items() if "ids" in table
}
"""Kind -> the exercises, and main lifts, that it stands for."""


def _key(alias: str) -> str:
    return re.sub(r"[\s\-]", "", alias).lower()


_ALIASES: Final[Mapping[str, tuple[str, str]]] = {
    _key(alias): (name, alias) for name, table in _TABLES.items() for alias in (*table["ko"], *table["en"])
}
"""Letters of an alias, without spaces and hyphens -> whose name it is, and the alias as written."""

_BEGINNINGS: Final = frozenset(key[:end] for key in _ALIASES for end in range(1, len(key) + 1))

_WORD_ENDING: Final = re.compile(r"(?:s|es|[a-z]?ing)?(?![a-z0-9])")
_PARTICLE_OR_END: Final = re.compile(r"(?![가-힣])|[은을이도만류]")


def members(name: str) -> tuple[str, ...]:
    """The exercises, and main lifts, that a name stands for: those of a kind, else the one itself."""
    return KINDS.get(name, (name,))


def exercises_in(text: str) -> frozenset[str]:
    """Every exercise, and main lift, that `text` names, itself or by its kind."""
    return frozenset(member for name in mentioned(text) for member in members(name))


def mentioned(text: str) -> tuple[str, ...]:
    """The exercises and kinds that `text` names, in the order of their first mention."""
    return tuple(dict.fromkeys(name for name in _mentions(text.lower()) if name != _DECOYS))


def _mentions(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        name, end = _longest(text, position)
        if name:
            yield name
        position = end


def _longest(text: str, start: int) -> tuple[str | None, int]:
    """The longest name that begins at `start`, and where to look on."""
    found: tuple[str | None, int] = (None, start + 1)
    letters = ""
    for position in range(start, len(text)):
        letter = text[position]
        if letter.isspace() or letter == "-":
            if not letters:
                break
            continue
        letters += letter
        if letters not in _BEGINNINGS:
            break
        if letters in _ALIASES and _stands(text, start, position + 1, letters):
            found = (_ALIASES[letters][0], position + 1)
    return found


def _stands(text: str, start: int, end: int, letters: str) -> bool:
    """Whether the letters between `start` and `end` are that alias as a word of its own."""
    before = text[start - 1] if start else " "
    if letters.isascii():
        return not (before.isascii() and before.isalnum()) and _WORD_ENDING.match(text, end) is not None
    if len(letters) == 1:
        return not "가" <= before <= "힣" and _PARTICLE_OR_END.match(text, end) is not None
    return len(letters) > 2 or end - start == 2 or " " in _ALIASES[letters][1]
