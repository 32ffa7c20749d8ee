"""What stands beside the lines of a session: how hard a set is, and the general warm-up."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from program.exercises.catalogue import Unit
from program.schema import Language, Lift

_TEXTS: Final[Mapping[str, Any]] = tomllib.loads(
    files("program.wording").joinpath("lines.toml").read_text(encoding="utf-8")
)

SECONDS_IN_RESERVE: Final = 5
"""Seconds of a hold that stand for one repetition in reserve."""


def effort(reserve: int, unit: Unit, language: Language) -> str:
    """How hard a set is.

    Args:
        reserve: Repetitions that are left after it.
        unit: What the set counts; of a hold `SECONDS_IN_RESERVE` seconds are left for each repetition.
        language: What to write in.
    """
    left = reserve * SECONDS_IN_RESERVE if unit == "seconds" else reserve
    text: str = _TEXTS[language][unit]
    return text.format(reserve=left)


def general_warmup(minutes: int, lifts: Sequence[Lift], low_bar: bool, language: Language) -> str:
    """The warm-up before a session: something easy for the whole body, then moves for the day's lifts.

    Args:
        minutes: How long it takes.
        lifts: The day's main lifts.
        low_bar: Whether the deadlift is so light that the bar with its small plates lies low.
        language: What to write in.
    """
    text = _TEXTS[language]
    moves = max(minutes * 3 // 8, 1)
    which = ", ".join(text["moves"][lift] for lift in lifts) or text["any"]
    line: str = text["warmup"].format(easy=minutes - moves, moves=moves, which=which)
    return f"{line} {text['blocks']}" if low_bar else line
