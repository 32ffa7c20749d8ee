"""Notes about wishes: each is seen in the month, or told as not done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import members
from program.lifter.brief import STANDS, Brief
from program.month.loads import plates_of
from program.schema import FURNITURE, LIFTS, NO_SWAPS, WEEKDAYS, Language, Weekday, WeightPlan
from program.units import in_kg
from program.wording import labels
from program.wording.contents import Contents
from program.wording.weights import in_words


def wish_notes(brief: Brief, plan: WeightPlan, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What the month has of the wishes that the form or the sentence names, and what it has not, and why.

    What stands in for a lift is told by `lift_notes`.

    Args:
        brief: Whose month it is.
        plan: The weight plan as the month has it.
        contents: What the month holds.
        text: The texts of `notes.toml` in the brief's language.
    """
    yield from _weekdays(brief, text)
    yield from (text["lacking"][one] for one in FURNITURE if one in brief.lacking)
    yield from _furniture(brief, contents, text)
    yield from _exercises(brief, contents, text)
    yield from _weights(brief, plan, contents, text)
    yield from _rests(brief, contents, text)
    if brief.constraints.deload and contents.month.weeks[-1].deload:
        yield text[f"deload_{brief.constraints.deload}"]
    yield from (text["not_done"][wish] for wish in brief.constraints.not_done)


def _weekdays(brief: Brief, text: Mapping[str, Any]) -> Iterator[str]:
    if brief.training_weekdays:
        names = (labels.WEEKDAY[brief.language][day] for day in brief.training_weekdays)
        yield text["weekdays"].format(days=", ".join(names))
    else:
        if brief.constraints.weekdays:
            yield text["one_weekday"].format(days=brief.days)
        yield text["spacing"].format(days=_listed(_usual_weekdays(brief), brief.language))


def _usual_weekdays(brief: Brief) -> list[Weekday]:
    """The days of the week on which the sessions fall where none is named: from the first session's on, or Monday."""
    first = brief.start_date.weekday() if brief.start_date else 0
    return [WEEKDAYS[(first + offset) % len(WEEKDAYS)] for offset in brief.offsets]


def _listed(days: Sequence[Weekday], language: Language) -> str:
    """Days of the week in a sentence: `Monday, Wednesday and Friday`, `월·수·금`."""
    names = [labels.WEEKDAY[language][day] for day in days]
    return "·".join(names) if language == "ko" else f"{', '.join(names[:-1])} and {names[-1]}"


def _furniture(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """That lifts need a rack or a bench, where a list of the equipment has a barbell and names neither."""
    if brief.equipment is None or set(brief.equipment) & set(FURNITURE):
        return
    lifts = [lift for lift in LIFTS if STANDS[lift] and lift in contents.month.loads.on_bar]
    if lifts:
        names = ", ".join(labels.LIFT[brief.language][lift] for lift in lifts)
        needed = "needs_rack_and_bench" if any("bench" in STANDS[lift] for lift in lifts) else "needs_rack"
        yield text[needed].format(lifts=names[0].upper() + names[1:])


def _exercises(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What must occur, and what cannot."""
    there = {one.id for one in contents.assistance} | {main.variation.id for main in contents.main if main.variation}
    for name in brief.constraints.include:
        found = there.intersection(members(name))
        names = ", ".join(sorted(_name(brief, one) for one in found or members(name)[:1]))
        yield text["included" if found else "not_included"].format(exercises=names)
    for lift, name in (brief.swap or NO_SWAPS).by_lift.items():
        if contents.month.loads.instead.get(lift) != CATALOGUE[name]:
            yield text["not_swapped"].format(lift=labels.LIFT[brief.language][lift], exercise=_name(brief, name))


def _weights(brief: Brief, plan: WeightPlan, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """The training max, plus sets, supplemental work, plates and the unit."""
    asked = brief.constraints
    if asked.training_max_rate is not None and contents.on_bar:
        met = asked.training_max_rate == plan.training_max_rate
        yield text["rate_as_asked" if met else "rate_not"].format(
            rate=plan.training_max_rate, asked=asked.training_max_rate
        )
    if asked.plus_sets is False and contents.on_bar:
        yield text["no_plus_sets"]
    if brief.supplemental is not None:
        done = {extra.template for extra in contents.supplemental} or {"none"}
        name = text["no_supplemental"] if brief.supplemental == "none" else brief.supplemental
        told = "supplemental_as_asked" if brief.supplemental in done else "supplemental_not"
        lighter = contents.supplemental and all(extra.variation for extra in contents.supplemental)
        yield text["supplemental_lighter" if lighter else told].format(name=name)
    yield from _plates(brief, contents, text)
    if asked.unit is not None:
        yield text[f"unit_{asked.unit}" if asked.unit == brief.plate_unit else f"unit_not_{asked.unit}"]


def _plates(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """The smallest plate that the sentence names, and where the lifter's own plates make too little."""
    unit, language = brief.plate_unit, brief.language
    plates = plates_of(brief)
    if brief.constraints.plates_kg is not None:
        # 5 lb are sold as 2.5 kg.
        wished = brief.constraints.plates_kg * (1 if unit == "kg" else 2)
        told, used = (in_words(in_kg(one, unit), unit, language) for one in (wished, plates.kinds[-1]))
        known = "plates_own" if plates.pairs else "plates" if wished == plates.kinds[-1] else "plates_not"
        yield text[known].format(kg=told, used=used)
    short = [
        f"{labels.LIFT[language][lift]} {in_words(kg, unit, language)}"
        for lift, loads in contents.month.loads.on_bar.items()
        if (kg := loads.all_plates) is not None
    ]
    if short:
        yield text["few_plates"].format(lifts=", ".join(short))


def _rests(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    if brief.rest_s is not None:
        rests = {
            one.rest_s
            for week in contents.month.weeks
            if not week.deload
            for day in week.days
            for main in day.main
            for one in main.sets
            if one.kind == "work"
        }
        yield text["rests" if rests == {brief.rest_s} else "rests_partly"].format(seconds=brief.rest_s)


def _name(brief: Brief, name: str) -> str:
    if name in LIFTS:  # a kind of exercises may hold a main lift
        return labels.LIFT[brief.language][name]
    return CATALOGUE[name].name if brief.language == "ko" else CATALOGUE[name].name_en
