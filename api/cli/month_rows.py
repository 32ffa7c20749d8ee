"""The rows of a month's table: what is done in a session, line by line."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from agents.registry import title_of
from api.cli.console import printable
from program.exercises.catalogue import CATALOGUE
from program.month.routine import (
    Accessory,
    Addition,
    MainLift,
    SupplementalLift,
    TrainingDay,
    WeekAddition,
    WorkSet,
)
from program.schema import Language
from program.wording.lines import amount, rest
from program.wording.month_words import (
    MONTH_WORDS,
    counted,
    lettered,
    own_effort,
    plates,
    reps,
    weight,
    weight_with_unit,
)

Row = tuple[str, str, str]
"""What kind of work, which exercise, its sets."""

_SET_WIDTH: Final = 13
"""Columns of a set, so that sets stand below each other."""


def session_rows(day: TrainingDay, language: Language, *, wide: bool = False) -> Iterator[Row]:
    """What is done in a session, a row for each kind of sets of an exercise.

    Args:
        day: The session.
        language: What to write in.
        wide: Whether there is room for a further row with the plates of each set, and for the rests of warm-up sets.
    """
    words = MONTH_WORDS[language]
    for part in day.in_order:
        if isinstance(part, Accessory):
            count = counted(part.sets, amount(part.reps, part.unit, part.per_side, language), language)
            kind = "jumps" if CATALOGUE[part.id].pattern == "jump" else "assistance"
            yield words[kind], lettered(part, language), f"{count}, {rest(part.rest_s, language)}"
            continue
        for _, same in groupby(part.sets, key=lambda one: one.kind):
            sets = tuple(same)
            if isinstance(part, SupplementalLift):
                yield from _supplemental(part, sets, language, wide=wide)
            else:
                yield from _main(part, sets, day, language, wide=wide)
    for addition in day.additions:
        yield added_row(addition, language)


def added_row(addition: Addition | WeekAddition, language: Language) -> Row:
    """The row of what a further agent adds."""
    length = MONTH_WORDS[language]["minutes"].format(addition.minutes) if addition.minutes else ""
    return title_of(addition.agent, language), printable(addition.text).plain, length


def _supplemental(part: SupplementalLift, sets: Sequence[WorkSet], language: Language, *, wide: bool) -> Iterator[Row]:
    first = sets[0]
    count = counted(len(sets), amount(first.reps, "reps", False, language), language)
    told = f"   {weight_with_unit(first)} ({first.rate}%)" if weight(first) else ""
    title = f"{lettered(part, language)} {part.called}".rstrip() + f", {rest(first.rest_s, language)}"
    yield MONTH_WORDS[language]["supplemental"], title, f"{count}{told}"
    if wide and first.plates is not None:
        yield "", _plates_head(first, language), plates(first, language)


def _main(
    part: MainLift, sets: Sequence[WorkSet], day: TrainingDay, language: Language, *, wide: bool
) -> Iterator[Row]:
    kind = sets[0].kind
    effort = own_effort(part, day) if kind == "work" else ""
    resting = rest(sets[0].rest_s, language) if wide or kind == "work" else ""
    title = ", ".join(filter(None, (lettered(part, language), effort, resting)))
    loaded = [plates(one, language) for one in sets]
    width = max(_SET_WIDTH, *(cell_len(one) + 2 for one in loaded)) if wide else _SET_WIDTH
    yield MONTH_WORDS[language][kind], title, "".join(_filled(_set(one), width) for one in sets).rstrip()
    if wide and any(loaded):
        yield "", _plates_head(sets[0], language), "".join(_filled(one, width) for one in loaded).rstrip()


def _plates_head(one: WorkSet, language: Language) -> str:
    return MONTH_WORDS[language]["plates"].format(one.unit)


def _set(one: WorkSet) -> str:
    beat = f" [{one.reps_to_beat}]" if one.reps_to_beat else ""
    return f"{weight(one)} × {reps(one)}{beat}".lstrip()


def _filled(text: str, width: int) -> str:
    """A text with spaces up to a width in columns; Hangul takes two."""
    return text + " " * (width - cell_len(text))
