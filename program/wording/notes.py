"""The notes of a month: what was done and why, in the lifter's language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from program.exercises.catalogue import CATALOGUE
from program.lifter.balance import lopsided
from program.lifter.brief import SHORTEST_SESSION, Brief
from program.lifter.careful import highest_rate
from program.lifter.constraints import NO_CONSTRAINTS, RED_FLAGS
from program.month.compose import Month
from program.month.routine import TrainingDay
from program.month.rules import TRAINING_MAX_RATES
from program.schema import CATEGORIES, LIFTS, SURE_REPS, Language, Level, Lift, RoutineRequest, WeightPlan
from program.wording import labels
from program.wording.lift_notes import lift_notes
from program.wording.particles import with_particles

_TEXTS: Mapping[str, Any] = tomllib.loads(files("program.wording").joinpath("notes.toml").read_text(encoding="utf-8"))

LIGHT_KG: Final = 25
"""A lift with a lower training max goes up by half a step: 2.5 kg are a fifth of 12 kg. Our choice."""


def notes_for(
    brief: Brief,
    plan: WeightPlan,
    month: Month,
    *,
    form: RoutineRequest,
    sentence_read: bool,
    by_coach: Sequence[str],
) -> list[str]:
    """The notes to a month, most important first.

    Args:
        brief: Whose month it is, and what the sentence asks for; its language is the notes'.
        plan: Task1's answer, adjusted to the sentence.
        month: What was composed from them.
        form: The request as it came, to tell what the sentence changed of it.
        sentence_read: Whether an agent read the lifter's sentence.
        by_coach: Names of the agents for which the coach policy answered.
    """
    text = _TEXTS[brief.language]
    notes = [
        *_cautions(brief, text),
        *(_from_sentence(brief, plan, form, text) if sentence_read else _unread(brief, form, text)),
        *_from_form(brief, plan, month, text),
        *(text["coach"].format(agent=agent) for agent in by_coach),
        _next(brief, month, text),
    ]
    return [with_particles(note) for note in notes]


def _cautions(brief: Brief, text: Mapping[str, Any]) -> Iterator[str]:
    """What to ask a doctor, the most urgent first; one call to stop is enough."""
    urgent = [one for one in brief.cautions if one in RED_FLAGS][:1]
    for caution in (*urgent, *(one for one in brief.cautions if one not in RED_FLAGS)):
        yield text["caution"][caution]
    if brief.careful:
        yield text["careful"].format(rate=highest_rate(brief.cautions))


def _from_sentence(brief: Brief, plan: WeightPlan, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    """What the sentence asks for, and what it changed."""
    asked, language = brief.constraints, brief.language
    if asked == NO_CONSTRAINTS and not brief.heard.unmet:
        yield text["nothing_asked"]
    if asked.declined and not (asked.declined == "medical" and set(RED_FLAGS) & set(asked.cautions)):
        yield text["declined"][asked.declined]
    yield from _pain(brief, text)
    if wished := tuple(one for one in asked.exclude if one not in brief.heard.exclude):
        yield text["exclude"].format(exercises=_named(wished, language))
    yield from _schedule(brief, form, text)
    if asked.equipment:
        yield text["equipment"].format(
            equipment=", ".join(labels.EQUIPMENT_NAME[language][kind] for kind in brief.equipment or ())
        )
    if asked.focus:
        yield text["focus"].format(parts=", ".join(labels.FOCUS[language][part] for part in asked.focus))
    if asked.volume != "as_planned":
        yield text[asked.volume]
    if asked.intensity == "lighter":
        yield text["lighter"].format(rate=plan.training_max_rate)
    elif asked.intensity == "heavier":
        highest = plan.training_max_rate == TRAINING_MAX_RATES[1]
        top = "heaviest_plus" if plan.scheme == "5/3/1" else "heaviest"
        yield text[top if highest else "heavier"].format(rate=plan.training_max_rate)
    yield from (text["unmet"].format(words=words) for words in brief.heard.unmet)


def _pain(brief: Brief, text: Mapping[str, Any]) -> Iterator[str]:
    """What is left out and spared because it hurts."""
    language, spared = brief.language, brief.constraints.avoid
    if brief.heard.exclude:
        yield text["hurts"].format(exercises=_named(brief.heard.exclude, language))
    if spared:
        lifts = [lift for lift in LIFTS if lift in brief.sore_lifts and lift not in brief.variations]
        *others, last = (labels.JOINT_SPARED[language][joint] for joint in spared)
        joints = (", " if language == "ko" else " and ").join(filter(None, (", ".join(others), last)))
        yield text["avoid" if lifts else "avoid_only"].format(
            joints=joints, lifts=", ".join(labels.LIFT[language][lift] for lift in lifts)
        )


def _unread(brief: Brief, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    """That there is a sentence which was not read."""
    if (form.request or "").strip():
        yield from _pain(brief, text)
        yield text["unread" if brief.constraints == NO_CONSTRAINTS else "unread_but"]


def _named(exercises: tuple[str, ...], language: Language) -> str:
    """The first three by name, and how many more there are."""
    names = [
        labels.LIFT[language][name]
        if name in LIFTS
        else CATALOGUE[name].name
        if language == "ko"
        else CATALOGUE[name].name_en
        for name in exercises
    ]
    more = len(names) - 3
    return ", ".join(names[:3]) + (_TEXTS[language]["and_more"].format(number=more) if more > 0 else "")


def _schedule(brief: Brief, form: RoutineRequest, text: Mapping[str, Any]) -> Iterator[str]:
    days, minutes = brief.constraints.days_per_week, brief.constraints.minutes
    if days is not None:
        kept = form.days_per_week is not None and form.days_per_week < days
        yield text["days_form" if kept else "days" if days == brief.days else "days_limit"].format(days=brief.days)
    if minutes is not None:
        kept = form.minutes is not None and form.minutes < minutes
        short = minutes < SHORTEST_SESSION
        yield text["minutes_form" if kept else "minutes_limit" if short else "minutes"].format(
            minutes=brief.session_minutes
        )


def _from_form(brief: Brief, plan: WeightPlan, month: Month, text: Mapping[str, Any]) -> Iterator[str]:
    """What follows from level, goal, records, equipment and minutes."""
    language = brief.language
    yield text["training_max"].format(rate=plan.training_max_rate)
    if not brief.careful:
        yield text["purpose"][str(brief.purpose)]
    yield from _assistance(brief, month.weeks[0].days, text)
    yield from _records(brief, text)
    if (weak := brief.weak_lift) and weak not in brief.constraints.focus and weak not in brief.variations:
        reason = text[_place_of(weak, month.weeks[0].days[0])]
        yield text["weak"].format(lift=labels.LIFT[language][weak], help=reason)
    if _plus_sets(month):
        yield text["amrap"]
    elif not brief.careful:
        yield text["pro" if brief.experience <= Level.FIRST_YEAR else "pro_work"]
    yield text["effort"]
    yield text["deload"]
    if _in_turn(month):
        yield text["superset"]
    if cut := [kind for kind in ("assistance", "supplemental", "warmup") if kind in month.cut]:
        yield text["cut"].format(minutes=brief.session_minutes, what=", ".join(text[kind] for kind in cut))
    if "volume" in month.cut:
        yield text["volume"]
    yield from lift_notes(brief, month.loads, text)


def _assistance(brief: Brief, days: Sequence[TrainingDay], text: Mapping[str, Any]) -> Iterator[str]:
    """How many repetitions of each category a day has, if every day has them all; and how to jump."""
    totals = [
        sum(one.sets * one.reps for one in day.accessories if one.category == category)
        for day in days
        for category in CATEGORIES
    ]
    counted = all(CATALOGUE[one.id].unit == "reps" for day in days for one in day.accessories)
    if counted and all(totals):
        low, high = min(totals), max(totals)
        dash = "~" if brief.language == "ko" else "–"
        yield text["assistance_reps"].format(reps=f"{low}{dash}{high}" if low < high else low)
    if any(CATALOGUE[one.id].pattern == "jump" for day in days for one in day.accessories):
        yield text["jumps"]


def _place_of(weak: Lift, first: TrainingDay) -> str:
    """The text about where the week has the weak lift."""
    lifts = [main.lift for main in first.main]
    if weak not in lifts:
        return "weak_assistance"
    return "weak_first" if weak == lifts[0] else "weak_day"


def _plus_sets(month: Month) -> bool:
    return any(one.amrap for week in month.weeks for day in week.days for main in day.main for one in main.sets)


def _next(brief: Brief, month: Month, text: Mapping[str, Any]) -> str:
    """How to go on next month."""
    if brief.careful:
        return str(text["next_careful"])
    note = str(text["next" if _plus_sets(month) else "next_even"])
    light = [lift for lift, kg in month.training_max.items() if kg < LIGHT_KG and lift not in brief.variations]
    if light:
        lifts = ", ".join(labels.LIFT[brief.language][lift] for lift in light)
        note += " " + text["next_light"].format(lifts=lifts[0].upper() + lifts[1:], kg=LIGHT_KG)
    return note


def _records(brief: Brief, text: Mapping[str, Any]) -> Iterator[str]:
    """Doubts about the lifter's records."""
    if lopsided(brief):
        yield text["lopsided"]
    if brief.rm_weight.one_rep_max("over_head_press") > 1.2 * brief.rm_weight.one_rep_max("dead_lift"):
        yield text["odd_press"]
    if rough := brief.rm_weight.rough:
        yield text["rough"].format(lifts=", ".join(labels.LIFT[brief.language][lift] for lift in rough), reps=SURE_REPS)


def _in_turn(month: Month) -> bool:
    """Whether any two exercises are done in turn."""
    days = [day for week in month.weeks for day in week.days]
    return any(one.superset for day in days for one in day.main) or any(
        one.superset for day in days for one in day.accessories
    )
