"""A month in words: what its parts are called, what its signs mean, how hard its exercises are."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

from program.lifter.bars import SORE_SHARE
from program.lifter.sore import sore_lifts
from program.month.routine import (
    Accessory,
    MainLift,
    Routine,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    Variation,
)
from program.schema import Language, Lift
from program.wording.lines import name

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads(
    files("program.wording").joinpath("month.toml").read_text(encoding="utf-8")
)

Part = MainLift | SupplementalLift | Accessory
"""What is done in a session, one after the other."""


class ToldTrainingMax(NamedTuple):
    """The training max of a lift, as a lifter is told of it."""

    kg: float
    """In kg."""
    share: float | None
    """Percent of the 1RM, where that is less than the month's rate because the lift is spared; None: it is not."""


def month_words(language: Language) -> Mapping[str, str]:
    """The words of a month's parts; some have `{}` to fill in."""
    return _TEXTS[language]


def on_bar(routine: Routine) -> frozenset[Lift]:
    """The main lifts that are done themselves, by their training max."""
    lifts = (lift for week in routine.weeks for day in week.days for lift in day.main)
    return frozenset(lift.lift for lift in lifts if lift.variation is None)


def told_training_maxes(routine: Routine) -> dict[Lift, ToldTrainingMax]:
    """The training maxes of the lifts that are done themselves."""
    done, rate = on_bar(routine), routine.plan.training_max_rate
    sore = sore_lifts(routine.constraints.avoid if routine.constraints else ())
    return {
        lift: ToldTrainingMax(kg, rate * SORE_SHARE / 100 if lift in sore and routine.from_records else None)
        for lift, kg in routine.training_max.items()
        if lift in done
    }


def training_max_title(routine: Routine, language: Language) -> str:
    """Where the training maxes come from: a share of the 1RM, or the lifter."""
    words = _TEXTS[language]
    if not routine.from_records:
        return words["training_max_given"]
    return words["training_max"].format(routine.plan.training_max_rate)


def legend(routine: Routine, language: Language) -> Iterator[str]:
    """What the signs and names of the month mean, those alone that it has."""
    words = _TEXTS[language]
    days = [day for week in routine.weeks for day in week.days]
    parts = [part for day in days for part in day.in_order]
    sets = [one for part in parts if not isinstance(part, Accessory) for one in part.sets]
    plus = words["plus"] if any(one.amrap for one in sets) else None
    lettered = any(part.superset for part in parts if not isinstance(part, SupplementalLift))
    beat = words["beat"] if any(one.reps_to_beat for one in sets) else None
    yield " ".join(filter(None, (words["legend"], plus, beat, words["letters"] if lettered else None)))
    yield from told_names(routine, language)


def told_names(routine: Routine, language: Language) -> Iterator[str]:
    """What the names of the programme's parts mean, those alone that the month has."""
    words = _TEXTS[language]
    days = [day for week in routine.weeks for day in week.days]
    templates = dict.fromkeys(extra.template for day in days for extra in day.supplemental)
    yield from (words[template] for template in templates if template != "none")
    if routine.plan.scheme == "5s PRO" and on_bar(routine):
        yield words["5s PRO"]


def week_title(week: TrainingWeek, language: Language) -> str:
    """The week's number, and whether it is a deload or a test."""
    words = _TEXTS[language]
    title = words["week"].format(week.week)
    return f"{title} ({words['deload' if week.deload else 'test']})" if week.deload or week.test else title


def week_effort(week: TrainingWeek, language: Language) -> str | None:
    """How hard the week's sets are for which the lifter chooses the weight; None: there are none."""
    parts = [part for day in week.days for part in day.in_order]
    exercises = [*(one for one in parts if isinstance(one, Accessory)), *_variations(parts)]
    effort = next((one.effort for one in exercises if one.unit == "reps"), None)
    return _TEXTS[language]["effort"].format(effort) if effort else None


def own_effort(part: Part, day: TrainingDay) -> str | None:
    """How hard a stand-in is done, where it is done otherwise than the day's assistance."""
    others = {one.reserve for one in day.accessories if one.unit == "reps"}
    stand_in = None if isinstance(part, Accessory) else part.variation
    return stand_in.effort if stand_in and others and stand_in.reserve not in others else None


def part_title(part: Part, language: Language) -> str:
    """What is done, with its superset's letter before it, and whether one side works at a time."""
    letter = None if isinstance(part, SupplementalLift) else part.superset
    one_sided = not isinstance(part, Accessory) and part.variation is not None and part.variation.per_side
    title = name(part, language)
    written = f"{title} ({_TEXTS[language]['one_sided']})" if one_sided else title
    return f"{letter} {written}" if letter else written


def counted(sets: int, each: str, language: Language) -> str:
    """So many sets of so much."""
    return _TEXTS[language]["set" if sets == 1 else "sets"].format(sets, each)


def texts_in(value: Any) -> Iterator[str]:
    """The texts in an agent's answer, however deep."""
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from texts_in(one)
        case list() | tuple():
            for one in value:
                yield from texts_in(one)


def _variations(parts: Iterable[Part]) -> Iterator[Variation]:
    """What stands in for lifts."""
    return (one.variation for one in parts if not isinstance(one, Accessory) and one.variation)
