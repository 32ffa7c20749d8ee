"""A month of training as a short text: training maxes, plan, the first week day by day, notes."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from program.month.routine import (
    Accessory,
    MainLift,
    Routine,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    WeekAddition,
    WorkSet,
)
from program.schema import Language
from program.wording import labels
from program.wording.days import date_of, day_of
from program.wording.explanation import explain
from program.wording.lines import amount, name, short_weight
from program.wording.month_words import template_name

PROGRAM: Final[Mapping[Language, str]] = {"ko": "5/3/1 프로그램", "en": "5/3/1 programme"}
"""The plan's name in both languages."""

_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "ko": {
        "training_max": "트레이닝 맥스(1RM의 {rate}%): {lifts}",
        "training_max_given": "트레이닝 맥스: {lifts}",
        "plan": "주차별 계획(TM의 %): {scheme}",
        "week": "1주차",
        "day": "{day}일차({about}): {work}",
        "beside": "{when}({about}): {work}",
        "minutes": "약 {minutes}분",
        "assistance": "{name} {sets}세트 × {reps}",
        "notes": "코치의 설명",
    },
    "en": {
        "training_max": "Training maxes ({rate}% of the 1RM): {lifts}",
        "training_max_given": "Training maxes: {lifts}",
        "plan": "Plan (% of the training max): {scheme}",
        "week": "Week 1",
        "day": "Day {day} ({about}): {work}",
        "beside": "{when} ({about}): {work}",
        "minutes": "about {minutes} min",
        "assistance": "{name} {sets} × {reps}",
        "notes": "The coach's notes",
    },
}


def summary(month: Routine, language: Language) -> str:
    """The month in some twenty lines, in the unit of its plates.

    Bars are included, `+` marks a plus set, and warm-ups are left out.

    Args:
        month: All weeks of it.
        language: What to write in.
    """
    texts = _TEXTS[language]
    maxes = month.training_maxes.items()
    lifts = ", ".join(f"{labels.LIFT[language][lift]} {short_weight(weight, month.unit)}" for lift, weight in maxes)
    lines = [
        PROGRAM[language],
        texts["training_max" if month.from_records else "training_max_given"].format(
            rate=month.plan.training_max_rate, lifts=lifts
        ),
        texts["plan"].format(scheme=month.plan.scheme),
        *(line for week, line in zip(month.weeks, explain(month.plan, language).weeks, strict=False) if not week.test),
        "",
        texts["week"],
        *_days(month.weeks[0], language),
    ]
    if month.notes:
        lines += ["", texts["notes"], *(f"- {note}" for note in month.notes)]
    return "\n".join(lines)


def _days(week: TrainingWeek, language: Language) -> Iterator[str]:
    """A line for each day of a week on which something is done, in their order."""
    for one in week.in_order:
        yield _day(one, language) if isinstance(one, TrainingDay) else _beside(one, week, language)


def _beside(one: WeekAddition, week: TrainingWeek, language: Language) -> str:
    """What is done on a day of its own."""
    texts = _TEXTS[language]
    about = texts["minutes"].format(minutes=one.minutes)
    return texts["beside"].format(when=day_of(one, week.offsets, language), about=about, work=one.text)


def _day(day: TrainingDay, language: Language) -> str:
    texts = _TEXTS[language]
    when = date_of(day, language)
    about = (f"{when}, " if when else "") + texts["minutes"].format(minutes=day.minutes)
    return texts["day"].format(day=day.day, about=about, work="; ".join(_work(day, language)))


def _work(day: TrainingDay, language: Language) -> Iterator[str]:
    """What is done on a day, first things first, without warm-up sets. The same letter: a set of each in turn."""
    for part in day.in_order:
        title = _title(part, language)
        if isinstance(part, Accessory):
            reps = amount(part.reps, part.unit, part.per_side, language)
            yield _TEXTS[language]["assistance"].format(name=title, sets=part.sets, reps=reps)
        elif isinstance(part, SupplementalLift):
            yield f"{title} {template_name(part, language)} {_sets(part.sets)}"
        else:
            yield f"{title} {_sets(one for one in part.sets if one.kind == 'work')}"
    yield from (addition.text for addition in day.additions)


def _title(part: MainLift | SupplementalLift | Accessory, language: Language) -> str:
    """What is done, with its superset's letter before it."""
    letter = None if isinstance(part, SupplementalLift) else part.superset
    return f"{letter} {name(part, language)}" if letter else name(part, language)


def _sets(sets: "Iterator[WorkSet] | tuple[WorkSet, ...]") -> str:
    """The sets in order, equal ones counted: `60 kg × 5, 70 kg × 5, 80 kg × 5+`, `45 kg × 5 × 10`."""
    return ", ".join(_equal(one, len(list(same))) for one, same in groupby(sets))


def _equal(one: WorkSet, count: int) -> str:
    weight = "" if one.weight is None else f"{one.weight:g} {one.unit} × "
    return f"{weight}{f'{count} × ' if count > 1 else ''}{one.reps}{'+' if one.amrap else ''}"
