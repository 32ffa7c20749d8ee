"""What the form offers to choose from, in the lifter's language."""

from collections.abc import Mapping
from typing import NamedTuple

from api.pages.log_fields import lift_title
from api.pages.words import page_words
from program.exercises.catalogue import CATALOGUE
from program.fields import SMALLEST_PLATES
from program.lifter.variations import BEST_FIRST
from program.schema import CAUTIONS, EQUIPMENT, FURNITURE, LIFTS, WEEKDAYS, Goal, Language, Level
from program.wording import labels
from program.wording.understood import caution_name

Choice = tuple[str, str]
"""A field's value, and what the lifter reads."""


class LiftFields(NamedTuple):
    """One main lift."""

    lift: str
    title: str
    swaps: tuple[Choice, ...]
    """What can be done in its place."""


class Choices(NamedTuple):
    """The choices of each field."""

    lifts: tuple[LiftFields, ...]
    experience: tuple[Choice, ...]
    purpose: tuple[Choice, ...]
    gender: tuple[Choice, ...]
    days_per_week: tuple[Choice, ...]
    unit: tuple[Choice, ...]
    smallest_plate: Mapping[str, tuple[Choice, ...]]
    """By unit."""
    rounding: tuple[Choice, ...]
    weekdays: tuple[Choice, ...]
    equipment: tuple[Choice, ...]
    supplemental: tuple[Choice, ...]
    week4: tuple[Choice, ...]
    role: tuple[Choice, ...]
    cautions: tuple[Choice, ...]


def choices(language: Language) -> Choices:
    """The choices of each field of the form."""
    words = page_words(language)["choices"]
    gender = ("남성", "여성") if language == "ko" else ("male", "female")
    gear = {**labels.EQUIPMENT_NAME[language], **words["furniture"]}
    return Choices(
        lifts=tuple(LiftFields(lift, lift_title(lift, language), _swaps(lift, language)) for lift in LIFTS),
        experience=tuple((str(int(one)), labels.LEVEL[language][one]) for one in Level),
        purpose=tuple((str(int(one)), labels.PURPOSE[language][one]) for one in Goal),
        gender=tuple((one, words["gender"][one]) for one in gender),
        days_per_week=tuple((str(days), words["days"].format(days)) for days in (2, 3, 4)),
        unit=tuple(words["unit"].items()),
        smallest_plate={
            unit: tuple((f"{one:g}", f"{one:g} {unit}") for one in plates) for unit, plates in SMALLEST_PLATES.items()
        },
        rounding=tuple(words["rounding"].items()),
        weekdays=tuple((day, labels.WEEKDAY[language][day]) for day in WEEKDAYS),
        equipment=tuple((one, gear[one]) for one in (*EQUIPMENT, *FURNITURE)),
        supplemental=tuple(words["supplemental"].items()),
        week4=tuple(words["week4"].items()),
        role=tuple(words["role"].items()),
        cautions=tuple((one, caution_name(one, language)) for one in CAUTIONS),
    )


def _swaps(lift: str, language: Language) -> tuple[Choice, ...]:
    named = {one: CATALOGUE[one] for key, names in BEST_FIRST.items() if key == lift for one in names}
    return tuple((one, found.name if language == "ko" else found.name_en) for one, found in named.items())
