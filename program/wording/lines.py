"""The lines of a session in words: names, sets and rests, how hard a set is, and the general warm-up."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from program.exercises.catalogue import Unit
from program.month.routine import Accessory, MainLift, NamedExercise, SupplementalLift
from program.schema import Language, Lift
from program.units import WeightUnit
from program.wording import labels

_TEXTS: Final[Mapping[str, Any]] = tomllib.loads(
    files("program.wording").joinpath("lines.toml").read_text(encoding="utf-8")
)

SECONDS_IN_RESERVE: Final = 5
"""Seconds of a hold that stand for one repetition in reserve."""


def effort(reserve: int, unit: Unit, language: Language) -> str:
    """How hard a set is.

    Args:
        reserve: Repetitions that are left after it; one is told as one or two, as nobody knows it so exactly.
        unit: What the set counts; of a hold `SECONDS_IN_RESERVE` seconds are left for each repetition.
        language: What to write in.
    """
    text = _TEXTS[language]
    left = reserve * SECONDS_IN_RESERVE if unit == "seconds" else text["few"] if reserve == 1 else reserve
    return str(text[unit].format(reserve=left))


def general_warmup(
    minutes: int, lifts: Sequence[Lift], low_bar: bool, language: Language, *, machines: bool, legs_spared: bool
) -> str:
    """The warm-up before a session: something easy for the whole body, then moves for the day's lifts.

    Args:
        minutes: How long it takes.
        lifts: The day's main lifts.
        low_bar: Whether the deadlift is so light that the bar with its small plates lies low.
        language: What to write in.
        machines: Whether the lifter trains where there is a bike or a rower.
        legs_spared: Whether knee, hip or ankle is to be spared: then there are no squats.
    """
    text = _TEXTS[language]
    moves = minutes * 2 // 5
    names = ["squat_spared" if legs_spared and lift == "squat" else lift for lift in lifts]
    which = ", ".join(text["moves"][name] for name in names) or text["any"]
    easy_move = text["machine" if machines else "no_machine"]
    line: str = text["warmup"].format(easy=minutes - moves, easy_move=easy_move, moves=moves, which=which)
    return f"{line} {text['blocks']}" if low_bar else line


def name(part: MainLift | SupplementalLift | Accessory, language: Language) -> str:
    """What is done: a main lift or what stands in for it, or an assistance exercise."""
    if isinstance(part, Accessory):
        return named(part, language)
    return named(part.variation, language) if part.variation else labels.LIFT[language][part.lift]


def named(exercise: NamedExercise, language: Language) -> str:
    """An exercise's name."""
    return exercise.name if language == "ko" else exercise.name_en


def amount(reps: int, unit: Unit, per_side: bool, language: Language) -> str:
    """The repetitions or seconds of a set: `10 per side`, `30 s`."""
    text = _TEXTS[language]
    number: str = text[f"number_{unit}"].format(number=reps)
    return text["per_side"].format(number=number) if per_side else number


def rest(seconds: int, language: Language) -> str:
    """A rest, from a minute on in minutes and seconds: `rest 2 min 30 s`."""
    text = _TEXTS[language]
    whole, left = divmod(seconds, 60)
    minutes = text["minutes"].format(minutes=whole) if whole else None
    rests = text["rest_seconds"].format(seconds=left) if left else None
    return str(text["rest"].format(time=" ".join(filter(None, (minutes, rests)))))


def short_weight(weight: float, unit: WeightUnit) -> str:
    """A training max as a lifter reads it, to one decimal: nobody loads it."""
    return f"{round(weight, 1):g} {unit}"
