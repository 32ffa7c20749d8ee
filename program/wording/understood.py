"""What a lifter's sentence was understood to ask for, and what of it cannot be done, in the lifter's language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, NamedTuple

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import members
from program.lifter.constraints import NO_CONSTRAINTS, RED_FLAGS, Constraints
from program.schema import LIFTS, Language, Swaps
from program.wording import labels
from program.wording.notes import fixed_note

_TEXTS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = tomllib.loads(
    files("program.wording").joinpath("understood.toml").read_text(encoding="utf-8")
)

_TOLD_APART: Final = ("declined", "not_done")
"""Fields that `not_done` tells in sentences."""

_MOST_NAMES: Final = 4
"""Names of exercises that are told of a longer list."""


class Wish(NamedTuple):
    """One thing that the sentence asks for."""

    field: str
    """What it is about."""
    value: str
    """What is wished of it."""


def understood(constraints: Constraints, language: Language) -> Iterator[Wish]:
    """What is asked for, field by field; nothing for a sentence that asks for nothing."""
    texts = _TEXTS[language]
    for field in Constraints.model_fields:
        value = getattr(constraints, field)
        if value != getattr(NO_CONSTRAINTS, field) and field not in _TOLD_APART:
            yield Wish(texts["fields"][field], _told(field, value, language))


def not_done(constraints: Constraints, language: Language) -> Iterator[str]:
    """What is understood and cannot be done, each as the month's notes tell it."""
    declined = constraints.declined
    if declined and not (declined == "medical" and set(RED_FLAGS) & set(constraints.cautions)):
        yield fixed_note("declined", declined, language)
    for wish in constraints.not_done:
        yield fixed_note("not_done", wish, language)


def caution_name(caution: str, language: Language) -> str:
    """What makes a month a careful one, in a word or two."""
    return _TEXTS[language]["cautions"][caution]


def _told(field: str, value: Any, language: Language) -> str:
    """The value of one field in words."""
    texts = _TEXTS[language]["values"]
    match field, value:
        case _, bool():
            return texts["off"]
        case _, int() | float():
            return texts[field].format(value)
        case _, Swaps():
            swaps = value.by_lift.items()
            return ", ".join(
                texts["swap"].format(labels.LIFT[language][lift], _exercise(wished, language)) for lift, wished in swaps
            )
        case "exclude" | "include", _:
            return _listed([_exercise(one, language) for one in value], language)
        case _, tuple():
            return ", ".join(_word(field, one, language) for one in value)
        case _:
            return texts.get(value, str(value))


def _word(field: str, value: str, language: Language) -> str:
    """One of several values."""
    known: Mapping[str, Mapping[Any, str]] = {
        "focus": labels.FOCUS[language],
        "avoid": labels.JOINT_SPARED[language],
        "equipment": labels.EQUIPMENT_NAME[language],
        "weekdays": labels.WEEKDAY[language],
        "cautions": _TEXTS[language]["cautions"],
    }
    return known.get(field, _TEXTS[language]["values"])[value]


def _exercise(name: str, language: Language) -> str:
    """An exercise, a main lift, or of a kind of exercises the first one."""
    if name in LIFTS:
        return labels.LIFT[language][name]
    if name not in CATALOGUE:
        return _exercise(members(name)[0], language)
    found = CATALOGUE[name]
    return found.name if language == "ko" else found.name_en


def _listed(names: Sequence[str], language: Language) -> str:
    names = tuple(dict.fromkeys(names))
    told = ", ".join(names[:_MOST_NAMES])
    left = len(names) - _MOST_NAMES
    return _TEXTS[language]["values"]["and_more"].format(told, left) if left > 0 else told
