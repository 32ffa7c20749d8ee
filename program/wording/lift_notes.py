"""Notes about bars, and about the exercises that stand in for main lifts."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from program.exercises.catalogue import CATALOGUE, Exercise
from program.lifter.bars import bars
from program.lifter.brief import Brief
from program.lifter.variations import body_weight_alone, with_free_choice_of_weight
from program.month.loads import LiftLoads, Loads, plates_of
from program.month.stand_in_sets import free_reps, variant_limits, week_totals
from program.month.waves import DELOAD_WEEK
from program.schema import Language, Lift
from program.wording import labels
from program.wording.weights import in_words

UNNOTICED_POINTS: Final = 5
"""Points of the training max by which the empty bar may be heavier than asked without a note: nobody feels them in a
light set. Our choice, half of what a set may be above its rate."""


def lift_notes(
    brief: Brief, loads: Loads, led_up: Collection[Lift], plus: Collection[Lift], text: Mapping[str, Any]
) -> Iterator[str]:
    """What the bar does to the month, what stands in for a lift and why, and how that is done.

    Args:
        brief: Whose month it is.
        loads: How its lifts are loaded.
        led_up: The lifts that have warm-up sets.
        plus: The lifts that have plus sets.
        text: The texts of `notes.toml` in the brief's language.
    """
    yield from _empty_bars(brief, loads, text)
    language = brief.language
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
    yield from _free_weights(brief, loads, led_up, text)
    for exercise in filter(body_weight_alone, done):
        yield " ".join(_total(brief, exercise, text))


def _free_weights(brief: Brief, loads: Loads, led_up: Collection[Lift], text: Mapping[str, Any]) -> Iterator[str]:
    """How stand-ins are done whose weight the lifter finds, those that are done alike together."""
    alike: dict[tuple[str, tuple[int, ...], bool], list[str]] = {}
    for lift, exercise in loads.instead.items():
        if exercise and not body_weight_alone(exercise):
            free = with_free_choice_of_weight(exercise) or brief.careful
            how = "variation_sore" if lift in brief.sore_lifts else "variation_free" if free else "variation_heavy"
            reps = free_reps(brief, lift, exercise)[: DELOAD_WEEK - 1]
            alike.setdefault((how, reps, lift in led_up), []).append(_name(exercise, brief.language))
    for (how, reps, light_first), names in alike.items():
        counted = str(reps[0]) if len(set(reps)) == 1 else ", ".join(map(str, reps))
        said = text[how].format(exercises=", ".join(names), reps=counted)
        yield f"{said} {text['light_first']}" if light_first else said


def _empty_bars(brief: Brief, loads: Loads, text: Mapping[str, Any]) -> Iterator[str]:
    """The lifts with a deload that would be lighter than the empty bar, by bar."""
    names = labels.LIFT[brief.language]
    heavier: dict[float, list[str]] = {}
    for lift, one in loads.on_bar.items():
        if brief.week4 != "none" and _heavier_for_the_bar(one):
            heavier.setdefault(one.barbell.bar_kg, []).append(names[lift])
    for bar, lifts in heavier.items():
        yield text["bar"].format(lifts=", ".join(lifts), bar=_weight(brief, bar))


def _heavier_for_the_bar(lift: LiftLoads) -> bool:
    """Whether the bar makes a set of the deload plainly heavier than its rate; in weeks 1 to 3 it makes none so.

    Sets with one rate are those that have the rate of a later set, because the bar is too heavy for their own.
    """
    bar = lift.barbell.bar_kg
    deload = lift.weeks[DELOAD_WEEK - 1]
    lifted = deload[0].kg == bar and deload[0].work.rate == deload[1].work.rate
    return lifted or any(
        one.kg == bar and lift.barbell.points_over(bar, one.work.rate) > UNNOTICED_POINTS for one in deload
    )


def _why(brief: Brief, loads: Loads, lift: Lift, text: Mapping[str, Any]) -> str:
    """That the bar is too heavy for a lift, and which one would do, unless the lift loads a joint to be spared."""
    lifts = labels.LIFT[brief.language][lift]
    if lift not in brief.too_heavy and plates_of(brief).pairs:
        return str(text["plates_gap"].format(lift=lifts))
    needed = loads.too_heavy[lift]
    reason: str = text["bar_too_heavy"].format(lift=lifts, bar=_weight(brief, min(bars(brief, lift))))
    if lift in brief.sore_lifts:
        return reason
    lighter = text["no_bar"] if needed is None else text["bar_needed"].format(lift=lifts, bar=_weight(brief, needed))
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
