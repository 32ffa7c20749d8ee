"""A month in words: its headings, its sets, its legend. Terminal, page and paper say the same."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Final, NamedTuple

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
    WorkSet,
)
from program.month.waves import work_sets
from program.schema import Language, Lift
from program.units import WeightUnit
from program.wording import labels
from program.wording.days import date_of
from program.wording.lines import name, named, short_weight
from program.wording.weights import number

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads(
    files("program.wording").joinpath("month_words.toml").read_text(encoding="utf-8")
)
MONTH_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {"ko": _TEXTS["ko"], "en": _TEXTS["en"]}
"""The words by language and name; `{}` in them is to be filled in."""

Part = MainLift | SupplementalLift | Accessory
"""What a session is made of."""


class ToldTrainingMax(NamedTuple):
    """The training max of a lift, as a lifter is told of it."""

    weight: float
    """In the unit of the month."""
    share: float | None
    """Percent of the 1RM, where that is less than the month's rate because the lift is spared; None: it is not."""


def weight(one: WorkSet) -> str:
    """What a set weighs, bar included, without its unit; empty where the lifter finds the weight."""
    return "" if one.weight is None else number(one.weight)


def weight_with_unit(one: WorkSet) -> str:
    """As `weight`, with its unit: `77.5 kg`."""
    return f"{weight(one)} {one.unit}" if weight(one) else ""


def plates(one: WorkSet, language: Language) -> str:
    """What goes on each side of the bar, heaviest first: `20 + 7.5`; empty where that is not known."""
    if one.plates is None:
        return ""
    return " + ".join(map(number, one.plates)) or MONTH_WORDS[language]["bar_alone"]


def unit_of(day: TrainingDay) -> WeightUnit:
    """What the plates of a session are marked with."""
    sets = (one for part in day.in_order if not isinstance(part, Accessory) for one in part.sets)
    return next((one.unit for one in sets), "kg")


def reps(one: WorkSet) -> str:
    """A set's repetitions: `5`; `5+` for a plus set; `3–5` in a test."""
    return f"{one.reps}–{one.most_reps}" if one.most_reps else f"{one.reps}{'+' if one.amrap else ''}"


def week_title(week: TrainingWeek, language: Language) -> str:
    """The week's number and what is special about it: `Week 4 (deload)`."""
    words = MONTH_WORDS[language]
    title = words["week"].format(week.week)
    return f"{title} ({words['deload' if week.deload else 'test']})" if week.deload or week.test else title


def week_effort(week: TrainingWeek, language: Language) -> str:
    """How hard the week's sets are for which the lifter chooses the weight; empty where there are none."""
    parts = [part for day in week.days for part in day.in_order]
    exercises = [*(one for one in parts if isinstance(one, Accessory)), *_variations(parts)]
    found = next((one.effort for one in exercises if one.unit == "reps"), "")
    return found and MONTH_WORDS[language]["effort"].format(found)


def own_effort(part: Part, day: TrainingDay) -> str:
    """How hard a stand-in is done, where it is done otherwise than the day's assistance; else empty."""
    others = {one.reserve for one in day.accessories if one.unit == "reps"}
    stand_in = None if isinstance(part, Accessory) else part.variation
    return stand_in.effort if stand_in and others and stand_in.reserve not in others else ""


def day_heading(day: TrainingDay, language: Language) -> tuple[str, ...]:
    """A session's number, its date or day of the week if there is one, and how long it takes."""
    words = MONTH_WORDS[language]
    when = date_of(day, language)
    return (words["day"].format(day.day), *([when] if when else []), words["minutes"].format(day.minutes))


def lettered(part: Part, language: Language) -> str:
    """What is done, with its superset's letter before it, and whether a stand-in is done one side at a time."""
    letter = None if isinstance(part, SupplementalLift) else part.superset
    one_sided = not isinstance(part, Accessory) and part.variation is not None and part.variation.per_side
    written = f"{name(part, language)} ({MONTH_WORDS[language]['one_sided']})" if one_sided else name(part, language)
    return f"{letter} {written}" if letter else written


def counted(sets: int, each: str, language: Language) -> str:
    """So many sets of so much."""
    return MONTH_WORDS[language]["set" if sets == 1 else "sets"].format(sets, each)


def training_max_title(month: Routine, language: Language) -> str:
    """What stands above the training maxes."""
    known = "training_max" if month.from_records else "training_max_given"
    return MONTH_WORDS[language][known].format(month.plan.training_max_rate)


def training_maxes(month: Routine, language: Language) -> Mapping[str, str]:
    """The training maxes of the lifts that are done themselves, by the lift's name; a lowered one with its share."""
    return {
        labels.LIFT[language][lift]: text if one.share is None else f"{text} ({one.share:g}%)"
        for lift, one in told_training_maxes(month).items()
        for text in (short_weight(one.weight, month.unit),)
    }


def told_training_maxes(month: Routine) -> Mapping[Lift, ToldTrainingMax]:
    """The training maxes of the lifts that are done themselves."""
    sore = sore_lifts(month.constraints.avoid if month.constraints else ())
    share = month.plan.training_max_rate * SORE_SHARE / 100
    on_bar = lifts_on_bar(month)
    return {
        lift: ToldTrainingMax(weight, share if lift in sore and month.from_records else None)
        for lift, weight in month.training_maxes.items()
        if lift in on_bar
    }


def lifts_on_bar(month: Routine) -> frozenset[Lift]:
    """The main lifts that are done themselves, by their training max."""
    lifts = (lift for week in month.weeks for day in week.days for lift in day.main)
    return frozenset(lift.lift for lift in lifts if lift.variation is None)


def plan_rows(month: Routine, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each week and its work sets in percent of the training max; a week that tests it is left out."""
    plus = any(one.amrap for week in month.weeks for day in week.days for lift in day.main for one in lift.sets)
    for week in (week.week for week in month.weeks if not week.test):
        sets = (f"{one.rate}% × {one.reps}{'+' if one.amrap and plus else ''}" for one in work_sets(month.plan, week))
        yield MONTH_WORDS[language]["week"].format(week), tuple(sets)


def legend(month: Routine, language: Language) -> Iterator[str]:
    """What the signs and names of the month mean, those alone that it has."""
    words = MONTH_WORDS[language]
    days = [day for week in month.weeks for day in week.days]
    parts = [part for day in days for part in day.in_order]
    sets = [one for part in parts if not isinstance(part, Accessory) for one in part.sets]
    plus = words["plus"] if any(one.amrap for one in sets) else None
    in_turn = any(part.superset for part in parts if not isinstance(part, SupplementalLift))
    beat = words["beat"] if any(one.reps_to_beat for one in sets) else None
    told = (words["legend"].format(month.unit), plus, beat, words["letters"] if in_turn else None)
    yield " ".join(filter(None, told))
    yield from told_names(month, language)


def told_names(month: Routine, language: Language) -> Iterator[str]:
    """What the names of the programme's parts mean, those alone that the month has."""
    words = MONTH_WORDS[language]
    days = (day for week in month.weeks for day in week.days)
    templates = dict.fromkeys(extra.called for day in days for extra in day.supplemental)
    yield from (words[template] for template in templates if template)
    if month.plan.scheme == "5s PRO" and lifts_on_bar(month):
        yield words["5s PRO"]


def general_warmups(month: Routine, language: Language) -> Iterator[str]:
    """The general warm-up of each day, once for the month: they are alike in every week."""
    return (f"{MONTH_WORDS[language]['day'].format(day.day)}: {day.warmup}" for day in month.weeks[0].days)


def cues(month: Routine, language: Language) -> Iterator[str]:
    """Of each exercise once what to watch, and what does the same work."""
    said: dict[str, str] = {}
    for part in (part for week in month.weeks for day in week.days for part in day.in_order):
        exercise = part if isinstance(part, Accessory) else part.variation
        if exercise is not None and (text := cue_of(exercise, language)):
            said.setdefault(exercise.id, f"{name(part, language)}: {text}")
    yield from said.values()


def cue_of(exercise: Accessory | Variation, language: Language) -> str:
    """What to watch in an exercise, and what does the same work; empty where nothing is known."""
    other = exercise.alternative
    instead = MONTH_WORDS[language]["or"].format(named(other, language)) if other else ""
    return ". ".join(filter(None, (exercise.cue.rstrip("."), instead)))


def _variations(parts: Iterable[Part]) -> Iterator[Variation]:
    """What stands in for lifts."""
    return (one.variation for one in parts if not isinstance(one, Accessory) and one.variation)
