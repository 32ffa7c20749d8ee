"""Notes about bars, and about the exercises that stand in for main lifts."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from program.exercises.catalogue import CATALOGUE, Exercise
from program.lifter.bars import bars
from program.lifter.brief import Brief
from program.lifter.variations import body_weight_alone, with_free_choice_of_weight
from program.month.loads import LiftLoads, Loads, plates_of
from program.month.routine import MainLift
from program.month.stand_in_sets import free_reps, variant_limits, week_totals
from program.month.waves import BAR_ALONE_REPS, DELOAD_WEEK, work_sets
from program.schema import Language, Lift, WeightPlan
from program.units import exact
from program.wording import labels
from program.wording.weights import in_words

NOTICED_KG: Final = 1.25
"""Kilograms by which the empty bar is heavier than planned from which on a note says so: less nobody feels in a light
set. Our choice, half of the usual step."""


def lift_notes(
    brief: Brief, plan: WeightPlan, loads: Loads, main: Collection[MainLift], text: Mapping[str, Any]
) -> Iterator[str]:
    """What the bar does to the month, what stands in for a lift and why, and how that is done.

    Args:
        brief: Whose month it is.
        plan: The weight plan as the month has it.
        loads: How its lifts are loaded.
        main: The main lifts of all days before the deload.
        text: The texts of `notes.toml` in the brief's language.
    """
    yield from _empty_bars(brief, plan, loads, text)
    language = brief.language
    plus = {one.lift for one in main if any(each.amrap for each in one.sets)}
    if alike := [labels.LIFT[language][lift] for lift, one in loads.on_bar.items() if lift in plus and one.alike]:
        yield text["same_weight"].format(lifts=", ".join(alike))
    for lift, exercise in loads.instead.items():
        name = labels.LIFT[language][lift]
        stands_in = text["variation"].format(lift=name, exercise=_name(exercise, language)) if exercise else None
        said = [stands_in or text["no_variation"].format(lift=name)]
        if lift in loads.too_heavy and lift not in brief.constraints.exclude:
            said.append(_why(brief, loads, lift, text))
        yield " ".join(said)
    done = [exercise for exercise in loads.instead.values() if exercise]
    yield from _free_weights(brief, loads, main, text)
    if not loads.on_bar and not all(map(body_weight_alone, done)):
        yield text["too_light"]
    for exercise in filter(body_weight_alone, done):
        yield " ".join(_total(brief, exercise, text))


def _free_weights(brief: Brief, loads: Loads, main: Collection[MainLift], text: Mapping[str, Any]) -> Iterator[str]:
    """How stand-ins are done whose weight the lifter finds, those that are done alike together."""
    alike: dict[tuple[str, tuple[int, ...], int], list[str]] = {}
    for lift, exercise in loads.instead.items():
        if exercise and not body_weight_alone(exercise):
            free = with_free_choice_of_weight(exercise) or brief.careful
            how = "variation_sore" if lift in brief.sore_lifts else "variation_free" if free else "variation_heavy"
            reps = free_reps(brief, lift, exercise)[: DELOAD_WEEK - 1]
            light = min((_lighter_sets(one) for one in main if one.lift == lift), default=0)
            alike.setdefault((how, reps, light), []).append(_name(exercise, brief.language))
    for (how, reps, light), names in alike.items():
        counted = str(reps[0]) if len(set(reps)) == 1 else ", ".join(map(str, reps))
        said = text[how].format(exercises=", ".join(names), reps=counted)
        first = {0: None, 1: text["light_first_one"]}.get(light, text["light_first"])
        yield f"{said} {first}" if first else said


def _lighter_sets(lift: MainLift) -> int:
    """How many light sets come before the work sets."""
    return sum(one.kind == "warmup" for one in lift.sets)


def _empty_bars(brief: Brief, plan: WeightPlan, loads: Loads, text: Mapping[str, Any]) -> Iterator[str]:
    """The lifts that the empty bar makes heavier than planned in the deload, by bar."""
    names = labels.LIFT[brief.language]
    heavier: dict[tuple[str, float], list[str]] = {}
    for lift, one in loads.on_bar.items():
        if brief.week4 != "none" and _heavier_for_the_bar(one, plan):
            alone = any(each.work.reps == BAR_ALONE_REPS for each in one.weeks[DELOAD_WEEK - 1])
            heavier.setdefault(("bar_alone" if alone else "bar", one.barbell.bar_kg), []).append(names[lift])
    for (said, bar), lifts in heavier.items():
        yield text[said].format(lifts=_capital(", ".join(lifts)), bar=_weight(brief, bar), reps=BAR_ALONE_REPS)


def _heavier_for_the_bar(lift: LiftLoads, plan: WeightPlan) -> bool:
    """Whether the bar makes a set of the deload plainly heavier than planned."""
    bar, deload = lift.barbell, lift.weeks[DELOAD_WEEK - 1]
    if any(one.work.most_reps for one in deload):
        return False  # a test of the training max
    planned = (bar.asked(one.rate) for one in work_sets(plan, DELOAD_WEEK))
    return any(
        one.kg == bar.bar_kg and exact(bar.bar_kg) - asked >= exact(NOTICED_KG)
        for one, asked in zip(deload, planned, strict=True)
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _why(brief: Brief, loads: Loads, lift: Lift, text: Mapping[str, Any]) -> str:
    """That the bar is too heavy for a lift, and which one would do, unless the lift loads a joint to be spared."""
    lifts = labels.LIFT[brief.language][lift]
    if lift not in brief.too_heavy and plates_of(brief).pairs:
        return str(text["plates_gap"].format(lift=lifts))
    needed = loads.too_heavy[lift]
    reason: str = text["bar_too_heavy"].format(lift=lifts, bar=_weight(brief, min(bars(brief, lift))))
    if lift in brief.sore_lifts:
        return reason
    if needed is None:
        return f"{reason} {text['no_bar']}"
    field, lift_max = f"bar_{brief.plate_unit}", _weight(brief, loads.training_max[lift])
    lighter = text["bar_needed"].format(lift=lifts, bar=_weight(brief, needed), training_max=lift_max, field=field)
    return f"{reason} {lighter}"


def _weight(brief: Brief, kg: float) -> str:
    return in_words(kg, brief.plate_unit, brief.language)


def _total(brief: Brief, exercise: Exercise, text: Mapping[str, Any]) -> Iterator[str]:
    """How an exercise with body weight alone is done, and when to take an easier or a harder one."""
    language = brief.language
    totals = week_totals(brief, exercise)
    yield text["total"].format(exercise=_name(exercise, language), totals=", ".join(map(str, totals)))
    if exercise.per_side:
        yield text["total_per_side"]
    few, many = variant_limits(brief, exercise)
    allowed = {one.id for one in brief.allowed}
    if exercise.harder in allowed:
        yield text["total_harder"].format(few=few, exercise=_name(CATALOGUE[exercise.harder], language))
    if exercise.easier in allowed:
        yield text["total_easier"].format(many=many, exercise=_name(CATALOGUE[exercise.easier], language))


def _name(exercise: Exercise, language: Language) -> str:
    return exercise.name if language == "ko" else exercise.name_en
