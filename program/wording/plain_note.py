"""The coach policy's note to a lifter: a sentence for each of three places, each says one fact of the month.

`plain_note.toml` has its phrases.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from program.schema import Language
from program.wording import labels
from program.wording.highlights import Highlights
from program.wording.particles import with_particles

Place = Literal["opening", "middle", "closing"]
Phrases = Mapping[Place, Mapping[str, Sequence[str]]]
"""Where in a note a phrase may stand -> the fact that it says (a section) -> the phrases."""


@cache
def _plain(language: Language) -> Phrases:
    return tomllib.loads(files("program.wording").joinpath("plain_note.toml").read_text(encoding="utf-8"))[language]  # type: ignore[no-any-return]  # as above


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
