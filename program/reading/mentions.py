"""The names in a text that a wish can be about: exercises, joints, parts of the body, equipment, minutes, days, topics.

The names are in `exercises/names.toml` (exercises and kinds of them, such as lunges) and `words.toml` (the rest). Case
and hyphens do not count, nor do spaces in names of three letters and more; a dash between spaces ends a complete name.
Where names overlap, the longest counts. An English name must be whole words, except for an ending (`squatting`). A
Korean one may stand anywhere, because particles follow it, unless it is a single letter, which must be a word.

A name can have several meanings. Which of them is meant, if any, is decided by the reader of the whole sentence.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

from program.exercises.kinds import DECOYS, NAMES, members
from program.reading.numbers import days_named, minutes_named
from program.schema import LIFTS

Meaning = Literal["avoid", "exclude", "focus", "have", "lack", "minutes", "days", "reject"]
"""What a name may mean: a joint to spare, an exercise to leave out, a part or lift to train with preference, equipment
that is or is not there, the longest session, the days of a week, something that the service does not do."""


@dataclass(frozen=True)
class Mention:
    """A name in a text, and what it may mean there."""

    words: str
    """As the lifter wrote it."""
    meanings: Mapping[Meaning, str | int]
    """Meaning -> its joint, exercise or kind, focus, equipment, minutes, days or topic."""


_WORDS: Final = tomllib.loads(files("program.reading").joinpath("words.toml").read_text(encoding="utf-8"))


def _meanings_of_exercise(name: str) -> dict[Meaning, str | int]:
    meanings: dict[Meaning, str | int] = {"exclude": name}
    for lift in LIFTS:
        if lift in members(name):
            meanings["focus"] = lift
    return meanings


def _key(alias: str) -> str:
    return re.sub(r"[\s\-]", "", alias).lower()


@dataclass(frozen=True)
class _Alias:
    """A name as the tables have it."""

    spaced: bool
    meanings: Mapping[Meaning, str | int]
    """Empty for a decoy."""


def _aliases() -> dict[str, _Alias]:
    """Letters of each alias, without spaces and hyphens -> what it may mean."""
    spaced: dict[str, bool] = {}
    meanings: dict[str, dict[Meaning, str | int]] = defaultdict(dict)

    def add(table: Mapping[str, Any], meant: Mapping[Meaning, str | int]) -> None:
        for alias in (*table["ko"], *table["en"]):
            meanings[_key(alias)] |= meant
            spaced[_key(alias)] = " " in alias or spaced.get(_key(alias), False)

    for name, table in NAMES.items():
        add(table, {} if name == DECOYS else _meanings_of_exercise(name))
    for name, table in _WORDS["joint"].items():
        add(table, {"avoid": name})
    for name, table in _WORDS["target"].items():
        add(table, {"focus": name})
    for name, table in _WORDS["equipment"].items():
        add(table, {"have": name, "lack": name})
    for name, table in _WORDS["topic"].items():
        add(table, {"reject": name})
    return {key: _Alias(spaced[key], meant) for key, meant in meanings.items()}


_ALIASES: Final = _aliases()
_BEGINNINGS: Final = frozenset(key[:end] for key in _ALIASES for end in range(1, len(key) + 1))

_WORD_ENDING: Final = re.compile(r"(?:s|es|[a-z]?(?:ing|ed))?(?![a-z0-9])")
_PARTICLE_OR_END: Final = re.compile(r"(?![가-힣])|이랑|하고|입니|근육|운동|부위|때문|[은을이도만류과에의로쪽빼]")


def mentions(text: str) -> tuple[Mention, ...]:
    """The names in a text, in its order.

    A name that occurs twice is listed once, as it is first written. Names within a number do not count: no neck (목) in
    월~목.
    """
    found: dict[frozenset[tuple[Meaning, str | int]], Mention] = {}
    words: set[str] = set()
    numbers = [*_numbers(text)]
    in_numbers = {place for start, end, _ in numbers for place in range(start, end)}
    names = [one for one in names_in(text) if one[0] not in in_numbers]
    for start, end, meanings in sorted((*names, *numbers), key=lambda name: name[:2]):
        mention, meant = Mention(text[start:end], meanings), frozenset(meanings.items())
        if mention.words not in words and meant not in found:
            found[meant] = mention
            words.add(mention.words)
    return tuple(found.values())


def exercises_named(text: str) -> tuple[str, ...]:
    """The exercises and kinds that `text` names, in the order of their first mention."""
    named = (str(mention.meanings["exclude"]) for mention in mentions(text) if "exclude" in mention.meanings)
    return tuple(dict.fromkeys(named))


Name = tuple[int, int, Mapping[Meaning, str | int]]
"""Where a name begins and ends in the text, and what it may mean."""


def _numbers(text: str) -> Iterator[Name]:
    for start, end, value in minutes_named(text):
        yield start, end, {"minutes": value}
    for start, end, value in days_named(text):
        yield start, end, {"days": value}


def names_in(text: str) -> Iterator[Name]:
    """Each name in a text but its numbers, in its order, as often as it occurs, decoys left out."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    position = 0
    while position < len(lowered):
        meanings, end = _longest(lowered, position)
        if meanings:
            yield position, end, meanings
        position = end


def _longest(text: str, start: int) -> tuple[Mapping[Meaning, str | int] | None, int]:
    """What the longest name that begins at `start` may mean, and where to look on."""
    found: tuple[Mapping[Meaning, str | int] | None, int] = (None, start + 1)
    letters = ""
    for position in range(start, len(text)):
        letter = text[position]
        if found[0] is not None and text.startswith(" - ", position):
            break
        if letter.isspace() or letter == "-":
            if not letters:
                break
            continue
        letters += letter
        if letters not in _BEGINNINGS:
            break
        if letters in _ALIASES:
            end = _end(text, start, position + 1, letters)
            if end is not None:
                found = (_ALIASES[letters].meanings, end)
    return found


def _end(text: str, start: int, end: int, letters: str) -> int | None:
    """Where the alias between `start` and `end` ends, its English ending included; None: it is no word of its own."""
    before = text[start - 1] if start else " "
    if letters.isascii():
        ending = _WORD_ENDING.match(text, end)
        return None if ending is None or (before.isascii() and before.isalnum()) else ending.end()
    if len(letters) == 1:
        return end if not "가" <= before <= "힣" and _PARTICLE_OR_END.match(text, end) else None
    return end if len(letters) > 2 or end - start == 2 or _ALIASES[letters].spaced else None
