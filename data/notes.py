"""Notes to a lifter, put together from written phrases: each says one fact of the month, in its own words.

The training, validation and test parts have phrases of their own in `coach_note/phrases`; `notes.toml` has the plain
ones, of which the coach policy's note is made.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from program import labels
from program.highlights import Highlights
from program.particles import with_particles
from program.schema import Language

PHRASES = Path(__file__).parent / "coach_note" / "phrases"
PLAIN = Path(__file__).parent / "notes.toml"

Place = Literal["opening", "middle", "closing"]
Phrases = Mapping[Place, Mapping[str, Sequence[str]]]
"""Where in a note a phrase may stand -> the fact that it says (a section) -> the phrases."""

WITHOUT_MIDDLE = 0.2
"""Share of the drawn notes that have two sentences, where the middle one says nothing that the sentence changed."""


@cache
def phrases(part: str, language: Language) -> Phrases:
    """The phrases of a part in a language."""
    return tomllib.loads((PHRASES / part / f"{language}.toml").read_text(encoding="utf-8"))  # type: ignore[return-value]  # the file's own shape


@cache
def _plain(language: Language) -> Phrases:
    return tomllib.loads(PLAIN.read_text(encoding="utf-8"))[language]  # type: ignore[no-any-return]  # as above


def openings(told: Highlights) -> list[str]:
    """Sections that a note on these facts may open with, the likeliest first."""
    level = ["new"] if told.level <= 2 else ["seasoned"] if told.level >= 4 else []
    return [f"goal_{told.goal}", *level, "days", *(["first"] if told.first else []), "rate"]


def middles(told: Highlights) -> list[str]:
    """Sections that may follow; what the lifter's sentence changed must be told, and stands alone."""
    changed = ["joint"] if told.joints else []
    changed += [wish for wish in (told.intensity, told.volume) if wish != "as_planned"]
    if changed:
        return changed
    heaviest = ["top", *(["top_plus"] if told.plus else [])] if told.top else ["free"]
    return [*heaviest, told.supplemental, *(["minutes"] if told.minutes else [])]


def closings(told: Highlights) -> list[str]:
    """Sections that a note may end with; what was declined must be told, and stands alone."""
    if told.declined:
        return [told.declined]
    sore = ["joint"] if told.joints else []
    return ["deload", *sore, "plus" if told.plus else "even", "new" if told.level <= 2 else "seasoned"]


def plain_note(told: Highlights) -> tuple[str, ...]:
    """The coach policy's note: the first fact of each place."""
    written = _plain(told.language)
    chosen: list[tuple[Place, str]] = [
        ("opening", openings(told)[0]),
        ("middle", middles(told)[0]),
        ("closing", closings(told)[0]),
    ]
    return tuple(filled(written[place][section][0], told) for place, section in chosen)


class NoteWriter:
    """Writes notes with the phrases of one part, repeatably.

    Args:
        part: `train`, `val` or `test`.
        draw: The chance that it writes by.
    """

    def __init__(self, part: str, draw: random.Random) -> None:
        self._part = part
        self._draw = draw
        self._decks: dict[tuple[Language, Place, str], list[str]] = {}

    def note(self, told: Highlights) -> tuple[str, ...]:
        """A note of two or three sentences on these facts."""
        opening, middle, closing = openings(told), middles(told), closings(told)
        free = told.intensity == told.volume == "as_planned" and not told.joints
        sentences = [self._phrase(told, "opening", self._pick(opening))]
        if not (free and self._draw.random() < WITHOUT_MIDDLE):
            sentences.append(self._phrase(told, "middle", self._pick(middle)))
        sentences.append(self._phrase(told, "closing", self._pick(closing)))
        return tuple(sentences)

    def _pick(self, sections: Sequence[str]) -> str:
        """One of the sections, the first as often as all others together."""
        return sections[0] if self._draw.random() < 0.5 else self._draw.choice(sections)

    def _phrase(self, told: Highlights, place: Place, section: str) -> str:
        """The next phrase of a section, each as often as the others, in a shuffled order."""
        deck = self._decks.setdefault((told.language, place, section), [])
        if not deck:
            written = phrases(self._part, told.language)[place][section]
            deck.extend(self._draw.sample(list(written), len(written)))
        return filled(deck.pop(), told)


def filled(phrase: str, told: Highlights) -> str:
    """The phrase with the facts in its slots: `days`, `rate`, `first`, `top`, `kg`, `minutes` and `joint`."""
    names, joints = labels.LIFT[told.language], labels.JOINT[told.language]
    lift, kg = told.top or (None, 0.0)
    values = {
        "days": str(told.days),
        "rate": str(told.rate),
        "first": names[told.first] if told.first else "",
        "top": names[lift] if lift else "",
        "kg": f"{kg:g}",
        "minutes": str(told.minutes or ""),
        "joint": (" and " if told.language == "en" else ", ").join(joints[joint] for joint in told.joints),
    }
    text = with_particles(phrase.format_map(values))
    return text[0].upper() + text[1:]
