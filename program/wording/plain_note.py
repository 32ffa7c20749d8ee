"""The coach policy's note to a lifter: a sentence for each of three places, each says one fact of the month.

`plain_note.toml` has its phrases.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from program.schema import Language, Level, Lift
from program.wording import labels
from program.wording.highlights import Highlights
from program.wording.particles import with_particles

Place = Literal["opening", "middle", "closing"]
Phrases = Mapping[Place, Mapping[str, Sequence[str]]]
"""Where in a note a phrase may stand -> the fact that it says (a section) -> the phrases."""


@cache
def _plain(language: Language) -> Phrases:
    return tomllib.loads(files("program.wording").joinpath("plain_note.toml").read_text(encoding="utf-8"))[language]  # type: ignore[no-any-return]  # as above


def openings(facts: Highlights) -> list[str]:
    """Sections that a note on these facts may open with, the likeliest first."""
    level = (
        ["new"] if facts.level <= Level.FIRST_YEAR else ["seasoned"] if facts.level >= Level.OVER_THREE_YEARS else []
    )
    return [f"goal_{facts.goal:d}", *level, "days", *(["first"] if facts.first else []), "rate"]


def middles(facts: Highlights) -> list[str]:
    """Sections that may follow; what the lifter's sentence changed must be said, and stands alone."""
    changed = ["joint"] if facts.joints else []
    changed += [wish for wish in (facts.intensity, facts.volume) if wish != "as_planned"]
    if changed:
        return changed
    heaviest = ["top", *(["top_plus"] if facts.plus else [])] if facts.top else ["free"]
    return [*heaviest, facts.supplemental, *(["minutes"] if facts.minutes else [])]


def closings(facts: Highlights) -> list[str]:
    """Sections that a note may end with; what was declined must be said, and stands alone."""
    if facts.declined:
        return [facts.declined]
    sore = ["joint"] if facts.joints else []
    return ["deload", *sore, "plus" if facts.plus else "even", "new" if facts.level <= Level.FIRST_YEAR else "seasoned"]


def plain_note(facts: Highlights) -> tuple[str, ...]:
    """The coach policy's note: the first fact of each place."""
    written = _plain(facts.language)
    chosen: list[tuple[Place, str]] = [
        ("opening", openings(facts)[0]),
        ("middle", middles(facts)[0]),
        ("closing", closings(facts)[0]),
    ]
    names = labels.LIFT[facts.language]
    return tuple(filled(written[place][section][0], facts, names) for place, section in chosen)


def filled(phrase: str, facts: Highlights, names: Mapping[Lift, str]) -> str:
    """The phrase with the facts in its slots: `days`, `rate`, `first`, `top`, `kg`, `minutes` and `joint`.

    Args:
        phrase: With slots in braces.
        facts: What to write into them.
        names: How the lifts are spelled.
    """
    joints = labels.JOINT[facts.language]
    lift, kg = facts.top or (None, 0.0)
    values = {
        "days": str(facts.days),
        "rate": str(facts.rate),
        "first": names[facts.first] if facts.first else "",
        "top": names[lift] if lift else "",
        "kg": f"{kg:g}",
        "minutes": str(facts.minutes or ""),
        "joint": (" and " if facts.language == "en" else ", ").join(joints[joint] for joint in facts.joints),
    }
    text = with_particles(phrase.format_map(values))
    return text[0].upper() + text[1:]
