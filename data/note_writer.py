"""Notes to a lifter, put together from written phrases. Each phrase says one fact of the month.

The training, validation and test parts have different phrases (`coach_note/phrases`).
"""

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from program.schema import Language
from program.wording import labels
from program.wording.highlights import Highlights
from program.wording.plain_note import Phrases, Place, closings, filled, middles, openings

PHRASES = Path(__file__).parent / "coach_note" / "phrases"

WITHOUT_MIDDLE = 0.2
"""Share of notes with two sentences, among those whose middle says nothing that the lifter's sentence changed."""


@cache
def phrases(part: str, language: Language) -> Phrases:
    """The phrases of a part in a language."""
    return tomllib.loads((PHRASES / part / f"{language}.toml").read_text(encoding="utf-8"))  # type: ignore[return-value]  # the file's own shape


class NoteWriter:
    """Writes notes with the phrases of one part, repeatably.

    Args:
        part: `train`, `val` or `test`.
        draw: Source of all its random choices.
    """

    def __init__(self, part: str, draw: random.Random) -> None:
        self._part = part
        self._draw = draw
        self._decks: dict[tuple[Language, Place, str], list[str]] = {}

    def note(self, facts: Highlights) -> tuple[str, ...]:
        """A note of two or three sentences on these facts."""
        opening, middle, closing = openings(facts), middles(facts), closings(facts)
        free = facts.intensity == facts.volume == "as_planned" and not facts.joints
        sentences = [self._phrase(facts, "opening", self._pick(opening))]
        if not (free and self._draw.random() < WITHOUT_MIDDLE):
            sentences.append(self._phrase(facts, "middle", self._pick(middle)))
        sentences.append(self._phrase(facts, "closing", self._pick(closing)))
        return tuple(sentences)

    def _pick(self, sections: Sequence[str]) -> str:
        """One of the sections, the first as often as all others together."""
        return sections[0] if self._draw.random() < 0.5 else self._draw.choice(sections)

    def _phrase(self, facts: Highlights, place: Place, section: str) -> str:
        """The next phrase of a section, each as often as the others, in a shuffled order."""
        deck = self._decks.setdefault((facts.language, place, section), [])
        if not deck:
            written = phrases(self._part, facts.language)[place][section]
            deck.extend(self._draw.sample(list(written), len(written)))
        return filled(deck.pop(), facts, labels.TRAINED_LIFT[facts.language])
