"""A month as a table that a lifter can train from, in the lifter's language; readable without colours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from agents.registry import prints_answer, title_of
from api.cli.console import Format, print_json, printable
from program.exercises.catalogue import CATALOGUE
from program.month.routine import (
    Accessory,
    Addition,
    Routine,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    WeekAddition,
    WorkSet,
)
from program.month.waves import work_sets
from program.schema import Language
from program.wording import labels
from program.wording.days import date_of, day_of
from program.wording.lines import amount, name, named, rest, short_kg
from program.wording.month import (
    counted,
    legend,
    month_words,
    on_bar,
    own_effort,
    part_title,
    texts_in,
    told_training_maxes,
    training_max_title,
    week_effort,
    week_title,
)

WIDTH = 100
"""Columns where the output is no terminal."""

NARROW = 80
"""In fewer columns the month is printed as lines: a table would leave no room for the exercises' names."""

Row = tuple[str, str, str]
"""What kind of work, which exercise, its sets."""


@dataclass(frozen=True)
class _ByWidth:
    """A table, or lines with the same content where the terminal is narrow."""

    table: Table
    lines: tuple[RenderableType, ...]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if options.max_width >= NARROW:
            yield self.table
        else:
            yield from (Text(str(self.table.title), style="bold"), *self.lines, "")


def print_month(month: Routine, language: Language, written: Format) -> None:
    """Print a month as a table or as JSON."""
    if written == "json":
        print_json(month.model_dump_json(indent=2))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    console.print(month_table(month, language))


def month_table(routine: Routine, language: Language) -> RenderableType:
    """The whole month: training maxes, plan, a table a week, notes, and who decided."""
    words = month_words(language)
    return Group(
        Text(words["title"], style="bold"),
        "",
        *([_training_maxes(routine, language), _plan(routine, language)] if on_bar(routine) else []),
        *legend(routine, language),
        "",
        *_warmups(routine, language),
        *(_week(week, language) for week in routine.weeks),
        *_cues(routine, language),
        *_texts(routine, language),
        *_notes(routine, language),
        Text(_decided(routine, language), style="dim"),
    )


def _training_maxes(routine: Routine, language: Language) -> _ByWidth:
    table = _table(training_max_title(routine, language))
    written = {
        lift: f"{short_kg(told.kg)} ({told.share:g}%)" if told.share else short_kg(told.kg)
        for lift, told in told_training_maxes(routine).items()
    }
    for lift in written:
        table.add_column(labels.LIFT[language][lift], justify="right", header_style="")
    table.add_row(*written.values())
    table.show_header = True
    return _ByWidth(table, tuple(f"{labels.LIFT[language][lift]}: {text}" for lift, text in written.items()))


def _plan(routine: Routine, language: Language) -> _ByWidth:
    words = month_words(language)
    table = _table(f"{words['plan']}: {routine.plan.scheme}")
    plus = any(one.amrap for week in routine.weeks for day in week.days for lift in day.main for one in lift.sets)
    lines: list[str] = []
    for number in (week.week for week in routine.weeks if not week.test):
        week = words["week"].format(number)
        sets = [
            f"{one.rate}% × {one.reps}{'+' if one.amrap and plus else ''}" for one in work_sets(routine.plan, number)
        ]
        table.add_row(week, *sets)
        lines.append(f"{week}: {', '.join(sets)}")
    return _ByWidth(table, tuple(lines))


def _week(week: TrainingWeek, language: Language) -> _ByWidth:
    title = ", ".join(filter(None, (week_title(week, language), week_effort(week, language))))
    table = _table(title, wide=True)
    for share in (None, None, 1, None):
        table.add_column(no_wrap=share is None, ratio=share, overflow="fold")
    lines: list[RenderableType] = []
    for about, rows in _by_day(week, language):
        lines += ["", ", ".join(about), *_day_lines(rows)]
        for heading, row in zip_longest(about, rows, fillvalue=None):
            table.add_row(heading or "", *map(escape, row or ("", "", "")))
        table.add_section()
    return _ByWidth(table, tuple(lines))


def _by_day(week: TrainingWeek, language: Language) -> Iterator[tuple[list[str], list[Row]]]:
    """What stands beside each day of a week, and its rows, in the order of the days."""
    words = month_words(language)
    for one in week.in_order:
        if isinstance(one, TrainingDay):
            about = [words["day"].format(one.day), words["minutes"].format(one.minutes)]
            if when := date_of(one, language):
                about.insert(1, when)
            yield about, [*_rows(one, language)]
        else:
            yield [day_of(one, week.offsets, language)], [_added(one, language)]


def _warmups(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """The general warm-ups, once for the month: they are alike in every week."""
    words = month_words(language)
    yield Text(words["general"], style="bold")
    yield from (Text(f"{words['day'].format(day.day)}: {day.warmup}") for day in routine.weeks[0].days)
    yield ""


def _cues(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """Of each exercise once what to watch, and what does the same work."""
    said: dict[str, str] = {}
    for part in (part for week in routine.weeks for day in week.days for part in day.in_order):
        exercise = part if isinstance(part, Accessory) else part.variation
        if exercise is None:
            continue
        other = exercise.alternative
        texts = [exercise.cue.rstrip("."), month_words(language)["or"].format(named(other, language)) if other else ""]
        if text := ". ".join(filter(None, texts)):
            said.setdefault(exercise.id, f"{name(part, language)}: {text}")
    if said:
        yield Text(month_words(language)["cues"], style="bold")
        yield from map(Text, said.values())
        yield ""


def _day_lines(rows: Sequence[Row]) -> Iterator[RenderableType]:
    for kind, title, sets in rows:
        yield Padding(Text(f"{kind}: {title}"), (0, 0, 0, 2))
        yield Padding(Text(re.sub(" {2,}", ", ", sets)), (0, 0, 0, 4))


def _rows(day: TrainingDay, language: Language) -> Iterator[Row]:
    words = month_words(language)
    for part in day.in_order:
        title = part_title(part, language)
        if isinstance(part, Accessory):
            count = counted(part.sets, amount(part.reps, part.unit, part.per_side, language), language)
            kind = "jumps" if CATALOGUE[part.id].pattern == "jump" else "assistance"
            yield words[kind], title, f"{count}, {rest(part.rest_s, language)}"
            continue
        for kind, same in groupby(part.sets, key=lambda one: one.kind):
            sets = tuple(same)
            resting = rest(sets[0].rest_s, language)
            if isinstance(part, SupplementalLift):
                count = counted(len(sets), amount(sets[0].reps, "reps", False, language), language)
                weight = "" if sets[0].weight_kg is None else f"   {sets[0].weight_kg:g} kg ({sets[0].rate}%)"
                yield words[kind], f"{title} {part.template}, {resting}", f"{count}{weight}"
            else:
                row = "".join(_set(one) for one in sets).rstrip()
                own = f", {effort}" if kind == "work" and (effort := own_effort(part, day)) else ""
                yield words[kind], title if kind == "warmup" else f"{title}{own}, {resting}", row
    for addition in day.additions:
        yield _added(addition, language)


def _added(addition: Addition | WeekAddition, language: Language) -> Row:
    length = month_words(language)["minutes"].format(addition.minutes) if addition.minutes else ""
    return title_of(addition.agent, language), printable(addition.text).plain, length


def _set(one: WorkSet) -> str:
    """The set, as wide as any other, so that sets stand below each other."""
    weight = "" if one.weight_kg is None else f"{one.weight_kg:g} "
    reps = f"{one.reps}–{one.most_reps}" if one.most_reps else f"{one.reps}{'+' if one.amrap else ''}"
    beat = f" [{one.reps_to_beat}]" if one.reps_to_beat else ""
    return f"{weight}× {reps}{beat}".ljust(13)


def _texts(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """What further agents wrote to the lifter: the texts in their answers, however deep, under the agent's title."""
    for agent, answer in routine.extras.items():
        if prints_answer(agent) and (texts := list(texts_in(answer))):
            yield from (Text(title_of(agent, language), style="bold"), printable(" ".join(texts)), "")


def _notes(routine: Routine, language: Language) -> Iterator[RenderableType]:
    if routine.notes:
        notes = Table.grid("", Column(overflow="fold"), padding=(0, 1))
        for note in routine.notes:
            notes.add_row("-", printable(note))
        yield from (Text(month_words(language)["notes"], style="bold"), notes, "")


def _decided(routine: Routine, language: Language) -> str:
    words = month_words(language)
    return ", ".join(
        words["answered"].format(agent, words[one.source], one.attempts, one.ms / 1000)
        for agent, one in routine.provenance.items()
    )


def _table(title: str, *, wide: bool = False) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE,
        show_header=False,
        expand=wide,
    )
