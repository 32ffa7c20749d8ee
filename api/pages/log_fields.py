"""The fields of the forms: what each is called, and those into which the top sets of a month are typed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from api.pages.words import page_words
from program.progression.carry import Carry
from program.schema import LIFTS, Language, Lift
from program.units import WeightUnit, in_kg, in_unit
from program.wording import labels
from program.wording.month_words import MONTH_WORDS
from program.wording.weights import in_words


class LogField(NamedTuple):
    """Where the repetitions of one top set are typed."""

    name: str
    lift: str
    week: int
    weight: str
    """With its unit."""
    reps: str
    """What was asked: `5`, of a plus set `5+`."""


def log_name(lift: str, week: int) -> str:
    """The name of the field for the repetitions of a lift's top set."""
    return f"log.{lift}.{week}"


def log_fields(carry: Carry, language: Language) -> Iterator[LogField]:
    """The fields for a month's top sets, lift by lift."""
    unit = carry.whose.unit
    for one in carry.lifts:
        for top in one.top_sets:
            reps = f"{top.reps}{'+' if top.plus else ''}"
            in_text = rounded_in_words if unit == "lb" else in_words
            weight = in_text(top.weight_kg, unit, language)
            yield LogField(log_name(one.lift, top.week), lift_title(one.lift, language), top.week, weight, reps)


def rounded_in_words(kg: float, unit: WeightUnit, language: Language) -> str:
    """A weight in words, to one decimal of its unit: kg to two decimals say no more of a weight in lb."""
    return in_words(in_kg(round(in_unit(kg, unit), 1), unit), unit, language)


def lift_title(lift: Lift, language: Language) -> str:
    """A lift's name, as it begins a line."""
    return capital(labels.LIFT[language][lift])


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def field_titles(names: Iterable[str], language: Language) -> dict[str, str]:
    """What a lifter reads as the name of each field.

    Args:
        names: The fields' names in a form: `minutes`, `rm_weight.squat.reps`, `log.squat.1`.
        language: To name them in.
    """
    words = page_words(language)
    labels_of = {**words["next"], **words["form"]}
    titles: dict[str, str] = {}
    for name in names:
        head, *rest = name.split(".")
        lift = [lift_title(one, language) for one in LIFTS if one in rest]
        week = [MONTH_WORDS[language]["week"].format(rest[-1])] if head == "log" else []
        own = [labels_of["reps"]] if rest[-1:] == ["reps"] else [labels_of[head]] if head in labels_of else []
        titles[name] = " ".join((*lift, *week, *(own if head != "log" else ())))
    return titles
