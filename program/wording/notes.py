"""The notes of a month: what was done and why, in the lifter's language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from program.exercises.catalogue import CATALOGUE
from program.lifter.balance import lopsided
from program.lifter.bars import LIGHTER_SHARE
from program.lifter.brief import SHORTEST_SESSION, Brief
from program.lifter.careful import highest_rate, longest_session
from program.lifter.constraints import NO_CONSTRAINTS, RED_FLAGS
from program.month.compose import Month
from program.month.conditioning import conditioning_wished
from program.month.lines import reserve_of
from program.month.loads import tests
from program.month.rules import TRAINING_MAX_RATES
from program.month.seventh_week import TEST_REPS
from program.month.waves import DELOAD_WEEK
from program.progression.steps import full_step
from program.reading.conditioning import activities_declined
from program.schema import (
    EQUIPMENT,
    LIFTS,
    SURE_REPS,
    UPPER_LIFTS,
    Goal,
    Language,
    Level,
    RoutineRequest,
    WeightPlan,
)
from program.units import WeightUnit, in_kg
from program.wording import labels
from program.wording.contents import Contents
from program.wording.focus_notes import focus_notes, help_for
from program.wording.lift_notes import lift_notes
from program.wording.particles import with_particles
from program.wording.weights import in_words
from program.wording.wish_notes import wish_notes

_TEXTS: Mapping[str, Any] = tomllib.loads(files("program.wording").joinpath("notes.toml").read_text(encoding="utf-8"))

USUAL_MINUTES: Final = 90
"""Minutes of a session where the request has none."""

_LIGHT: Final[Mapping[WeightUnit, float]] = {"kg": 25.0, "lb": in_kg(55, "lb")}
"""In kg, a round number of each unit: a lift with a lower training max goes up by half a step, as 2.5 kg are a fifth of
12 kg. Our choice."""


def notes_for(
    brief: Brief,
    plan: WeightPlan,
    month: Month,
    *,
    form: RoutineRequest,
    sentence_read: bool,
    report_read: bool = True,
    by_coach: Sequence[str],
) -> list[str]:
    """The notes to a month, most important first.

    Args:
        brief: Whose month it is, and what sentence and report ask for; its language is the notes'.
        plan: Task1's answer, adjusted to the sentence.
        month: What was composed from them.
        form: The request as it came, to tell what the sentence changed of it.
        sentence_read: Whether an agent read the lifter's sentence.
        report_read: Whether an agent read the report on the month before.
        by_coach: Names of the agents for which the coach policy answered.
    """
    text, contents = _TEXTS[brief.language], Contents(month)
    notes = [
        *_cautions(brief, contents, text),
        *_asked(brief, plan, contents, form, text, sentence_read=sentence_read),
        *_unread(brief, form, text, sentence_read=sentence_read, report_read=report_read),
        *wish_notes(brief, plan, contents, text),
        *_from_form(brief, plan, contents, text),
        *(text["coach"].format(agent=agent) for agent in by_coach),
        *_next(brief, contents, text),
    ]
    return [with_particles(note) for note in notes]


def _cautions(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What to ask a doctor, the most urgent first; one call to stop is enough."""
    urgent = [one for one in brief.cautions if one in RED_FLAGS][:1]
    for caution in (*urgent, *(one for one in brief.cautions if one not in RED_FLAGS)):
        yield text["caution"][caution]
    if brief.careful:
        said = [text["careful"]]
        if contents.on_bar:
            said.append(text["careful_training_max"].format(rate=highest_rate(brief.cautions)))
        if longest_session(brief.cautions) < (brief.minutes or USUAL_MINUTES):
            said.append(text["careful_minutes"].format(minutes=longest_session(brief.cautions)))
        said += [text["careful_fives" if contents.fives_alone else "careful_even"], text["careful_breath"]]
        yield " ".join(said)


def _asked(
    brief: Brief,
    plan: WeightPlan,
    contents: Contents,
    form: RoutineRequest,
    text: Mapping[str, Any],
    *,
    sentence_read: bool,
) -> Iterator[str]:
    """What sentence and report ask for, and what they changed."""
    asked, language = brief.constraints, brief.language
    moves = conditioning_wished(brief) != "as_planned" or activities_declined(brief.request)
    if sentence_read and asked == NO_CONSTRAINTS and not brief.heard.unmet and not moves:
        yield text["question_asked" if "?" in (brief.request or "") else "nothing_asked"]
    if asked.declined and not (asked.declined == "medical" and set(RED_FLAGS) & set(asked.cautions)):
        yield text["declined"][asked.declined]
    yield from _pain(brief, contents, text)
    spared = UPPER_LIFTS if "shoulder" in brief.heard.avoid else ()
    also = tuple(lift for lift in spared if lift in asked.exclude and lift not in brief.heard.exclude)
    if also:
        yield text["presses"].format(exercises=_named(also, language))
    if wished := tuple(one for one in asked.exclude if one not in (*brief.heard.exclude, *also)):
        yield text["exclude"].format(exercises=_named(wished, language))
    yield from _schedule(brief, form, text)
    if asked.equipment:
        yield text["equipment"].format(
            equipment=", ".join(labels.EQUIPMENT_NAME[language][kind] for kind in EQUIPMENT if kind in brief.available)
        )
    yield from focus_notes(brief, contents, text)
    if asked.volume != "as_planned":
        yield text[asked.volume]
    if asked.intensity != "as_planned":
        yield text[_intensity(brief, plan, contents)].format(rate=plan.training_max_rate, share=LIGHTER_SHARE)
    yield from (text["unmet"].format(words=words) for words in brief.heard.unmet)


def _intensity(brief: Brief, plan: WeightPlan, contents: Contents) -> str:
    """The text about the wish for lighter or heavier weights."""
    asked = brief.constraints.intensity
    if not contents.on_bar:
        return f"{asked}_free"
    if set(contents.month.loads.on_bar) <= set(brief.training_maxes):
        return f"{asked}_given"
    if asked == "lighter" or plan.training_max_rate != TRAINING_MAX_RATES[1]:
        return asked
    return "heaviest_plus" if contents.plus_sets else "heaviest"


def _pain(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What is left out and spared because it hurts."""
    language, spared = brief.language, brief.constraints.avoid
    if brief.heard.exclude:
        yield text["hurts"].format(exercises=_named(brief.heard.exclude, language))
    if spared:
        lifts = [lift for lift in LIFTS if lift in brief.sore_lifts and lift in contents.month.loads.on_bar]
        *others, last = (labels.JOINT_SPARED[language][joint] for joint in spared)
        joints = (", " if language == "ko" else " and ").join(filter(None, (", ".join(others), last)))
        yield text["avoid" if lifts else "avoid_only"].format(
            joints=joints, lifts=", ".join(labels.LIFT[language][lift] for lift in lifts)
        )


def _unread(
    brief: Brief, form: RoutineRequest, text: Mapping[str, Any], *, sentence_read: bool, report_read: bool
) -> Iterator[str]:
    """That there is a sentence, or a report on the month before, which was not read."""
    if (form.request or "").strip() and not sentence_read:
        yield text["unread" if brief.constraints == NO_CONSTRAINTS else "unread_but"]
    if form.past and (form.past.report or "").strip() and not report_read:
        yield text["unread_report"]


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


def _from_form(brief: Brief, plan: WeightPlan, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What follows from level, goal, records, equipment and minutes."""
    language, month = brief.language, contents.month
    if not contents.on_bar:
        yield text["built_on"]
    yield from _training_maxes(brief, plan, contents, text)
    yield from _goal(brief, plan, contents, text)
    if contents.jumps:
        yield text["jumps"]
    yield from _records(brief, contents, text)
    weak = brief.weak_lift
    lags = weak and weak not in brief.constraints.focus and weak in month.loads.on_bar
    if weak and lags and (helped := help_for(weak, month.weeks[0].days)):
        yield text["weak"].format(lift=labels.LIFT[language][weak], help=text[helped])
    yield from _sets(brief, contents, text)
    if cut := [kind for kind in ("assistance", "supplemental", "warmup") if kind in month.cut]:
        yield text["cut"].format(minutes=brief.session_minutes, what=", ".join(text[kind] for kind in cut))
    if "volume" in month.cut:
        yield text["volume"]
    loading = [main for week in month.weeks if week.week != DELOAD_WEEK for day in week.days for main in day.main]
    yield from lift_notes(brief, plan, month.loads, loading, text)
    if lifts := contents.exchanged_for_fsl:
        names = ", ".join(labels.LIFT[language][lift] for lift in lifts)
        yield text["bar_first_set"].format(lifts=names[0].upper() + names[1:])
    if any(extra.variation for extra in contents.supplemental):
        yield text["variation_supplemental"]


def _training_maxes(brief: Brief, plan: WeightPlan, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """Where the training maxes come from."""
    loads, rounded = contents.month.loads, text[f"rounded_{brief.rounding}"]
    given = [lift for lift in LIFTS if lift in brief.training_maxes and lift in loads.on_bar]
    if len(given) < len(loads.on_bar):
        yield text["training_max"].format(rate=plan.training_max_rate, rounded=rounded)
    if given:
        lifts = ", ".join(labels.LIFT[brief.language][lift] for lift in given)
        yield text["training_max_given"].format(lifts=lifts[0].upper() + lifts[1:], rounded=rounded)


def _goal(brief: Brief, plan: WeightPlan, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What the goal means for the month; nothing where the month has not got it."""
    if brief.careful:
        return
    parts = (("supplemental", contents.supplemental), ("assistance", contents.assistance))
    there = [name for name, found in parts if found]
    holds = {
        Goal.MUSCLE: bool(there),
        Goal.ENDURANCE: bool(contents.assistance),
        Goal.HEALTH: contents.on_bar and plan.training_max_rate < TRAINING_MAX_RATES[1],
    }
    if holds.get(brief.purpose, contents.on_bar):
        what = text["both"] if len(there) > 1 else "".join(text[name] for name in there)
        yield text["purpose"][str(brief.purpose)].format(what=what)


def _sets(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """How the sets are done, in the loading weeks and in the deload."""
    if contents.plus_sets:
        yield text["amrap"]
        yield from _jokers(brief, contents, text)
    elif not brief.careful and contents.fives_alone:
        yield text["pro" if brief.experience <= Level.FIRST_YEAR else "pro_work"]
    if contents.free_weights:
        deload = text["effort_deload"] if contents.assistance and brief.week4 != "none" else None
        effort = text["effort"].format(**{f"week_{week}": _reserve(reserve_of(brief, week)) for week in (1, 2, 3)})
        further = None if brief.careful else text["effort_next"]
        yield " ".join(filter(None, (effort, deload, further)))
    yield from _week_4(brief, contents, text)
    if contents.in_turn:
        yield text["superset"]
    if contents.two_bars:
        yield text["two_bars"]


def _jokers(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """The joker sets that may follow the plus sets of week 3, lift by lift."""
    week = contents.month.weeks[DELOAD_WEEK - 2]
    found = {main.lift: one.jokers for day in week.days for main in day.main for one in main.sets if one.jokers}
    if found:
        sets = (
            f"{labels.LIFT[brief.language][lift]} {', '.join(f'{weight:g}' for weight in weights)} {brief.plate_unit}"
            for lift, weights in found.items()
        )
        yield text["jokers"].format(sets="; ".join(sets))


def _week_4(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """What the fourth week is for."""
    if brief.week4 == "none":
        yield text["no_week_4"]
        return
    if tests(brief, contents.month.loads):
        yield text["tm_test"].format(fewest=TEST_REPS[0], most=TEST_REPS[1])
        return
    if brief.week4 == "tm_test":
        yield text["tm_test_not"]
    parts = [text["deload_light" if contents.on_bar else "deload_easy"]]
    parts += [text["deload_supplemental"]] if contents.supplemental or "supplemental" in contents.month.cut else []
    parts += [text["deload_assistance"]] if contents.assistance else []
    yield text["deload"].format(parts=", ".join(parts))


def _reserve(number: int) -> str:
    """Repetitions in reserve, as a lifter counts them: one is hard to tell from two."""
    return "1–2" if number == 1 else str(number)


def _next(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """How to go on next month."""
    if brief.careful:
        yield text["next_careful" if contents.on_bar else "next_careful_free"]
    elif tests(brief, contents.month.loads):
        yield text["next_test"]
    elif contents.on_bar:
        loads = contents.month.loads
        unit, language = brief.plate_unit, brief.language
        parts = {"next_upper" if lift in UPPER_LIFTS else "next_lower": full_step(lift, unit) for lift in loads.on_bar}
        steps = [
            text[part].format(step=in_words(parts[part], unit, language))
            for part in ("next_upper", "next_lower")
            if part in parts
        ]
        note = text["next" if contents.plus_sets else "next_even"].format(steps=text["next_and"].join(steps))
        if light := [lift for lift, kg in loads.training_max.items() if kg < _LIGHT[unit] and lift in loads.on_bar]:
            lifts = ", ".join(labels.LIFT[brief.language][lift] for lift in light)
            weight = in_words(_LIGHT[unit], unit, language)
            note += " " + text["next_light"].format(lifts=lifts[0].upper() + lifts[1:], weight=weight)
        yield note


def _records(brief: Brief, contents: Contents, text: Mapping[str, Any]) -> Iterator[str]:
    """Doubts about the lifter's records."""
    if lopsided(brief):
        yield text["lopsided" if contents.on_bar else "lopsided_free"]
    if brief.rm_weight.one_rep_max("over_head_press") > 1.2 * brief.rm_weight.one_rep_max("dead_lift"):
        yield text["odd_press"]
    if rough := [lift for lift in brief.rm_weight.rough if lift in contents.month.loads.on_bar]:
        yield text["rough"].format(lifts=", ".join(labels.LIFT[brief.language][lift] for lift in rough), reps=SURE_REPS)


def fixed_note(group: str, key: str, language: Language) -> str:
    """One of the notes that are always alike, as a month has it.

    Args:
        group: The table of `notes.toml`, such as `not_done`.
        key: The note's name in it.
        language: What to write in.
    """
    return with_particles(str(_TEXTS[language][group][key]))
