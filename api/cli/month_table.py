"""A month as a table that a lifter can train from, in the lifter's language; readable without colours."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.cli.console import Format, print_json, printable
from api.cli.month_rows import Row, added_row, session_rows
from program.month.routine import Routine, TrainingDay, TrainingWeek
from program.schema import Language
from program.wording.days import day_of
from program.wording.month_words import (
    MONTH_WORDS,
    cues,
    day_heading,
    general_warmups,
    legend,
    lifts_on_bar,
    month_title,
    plan_rows,
    training_max_title,
    training_maxes,
    week_effort,
    week_title,
)
from service.exports import further_texts

WIDTH = 100
"""Columns where the output is no terminal."""

_TITLES = 40
"""Columns for the names of exercises and the space between the columns."""

NARROW = 80
"""In fewer columns the month is printed as lines: a table would leave no room for the exercises' names."""

WIDE = 120
"""From so many columns on the table has the plates below each set, and the rests of the warm-up sets."""


@dataclass(frozen=True)
class _ByWidth:
    """A table, a larger one where the terminal is wide, and lines with the same content where it is narrow."""

    table: Table
    lines: tuple[RenderableType, ...]
    wide: Table | None = None
    width: int = WIDE
    """Columns from which there is room for the large table."""

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if options.max_width >= self.width and self.wide is not None:
            yield self.wide
        elif options.max_width >= NARROW:
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
    words = MONTH_WORDS[language]
    wide = max(WIDE, *(_width_of([*_by_day(week, language, wide=True)]) for week in routine.weeks))
    return Group(
        Text(month_title(routine, language), style="bold"),
        "",
        *([_training_maxes(routine, language), _plan(routine, language)] if lifts_on_bar(routine) else []),
        *legend(routine, language),
        "",
        *_titled(words["general"], [Text(line) for line in general_warmups(routine, language)]),
        *(_week(week, language, wide) for week in routine.weeks),
        *_titled(words["cues"], [Text(line) for line in cues(routine, language)]),
        *_texts(routine, language),
        *_notes(routine, language),
        Text(_decided(routine, language), style="dim"),
    )


def _training_maxes(routine: Routine, language: Language) -> _ByWidth:
    table = _table(training_max_title(routine, language))
    written = training_maxes(routine, language)
    for lift in written:
        table.add_column(lift, justify="right", header_style="")
    table.add_row(*written.values())
    table.show_header = True
    return _ByWidth(table, tuple(f"{lift}: {text}" for lift, text in written.items()))


def _plan(routine: Routine, language: Language) -> _ByWidth:
    table = _table(f"{MONTH_WORDS[language]['plan']}: {routine.plan.scheme}")
    lines: list[str] = []
    for week, sets in plan_rows(routine, language):
        table.add_row(week, *sets)
        lines.append(f"{week}: {', '.join(sets)}")
    return _ByWidth(table, tuple(lines))


def _week(week: TrainingWeek, language: Language, wide: int) -> _ByWidth:
    """A week's table; from `wide` columns on, which all weeks have room in, it has the plates."""
    heading = ", ".join(filter(None, (week_title(week, language), week_effort(week, language))))
    lines: list[RenderableType] = []
    for about, rows in _by_day(week, language):
        lines += ["", ", ".join(about), *_day_lines(rows)]
    large = [*_by_day(week, language, wide=True)]
    table = _week_table(heading, _by_day(week, language))
    return _ByWidth(table, tuple(lines), _week_table(heading, large), wide)


def _width_of(days: Iterable[tuple[Sequence[str], list[Row]]]) -> int:
    """Columns that a week's table needs, so that no plate is cut off."""
    days = list(days)
    about = max(cell_len(one) for heading, _ in days for one in heading)
    kinds, sets = (max(cell_len(row[place]) for _, rows in days for row in rows) for place in (0, 2))
    return about + kinds + sets + _TITLES


def _week_table(title: str, days: Iterable[tuple[Sequence[str], list[Row]]]) -> Table:
    table = _table(title, wide=True)
    for share in (None, None, 1, None):
        table.add_column(no_wrap=share is None, ratio=share, overflow="fold")
    for about, rows in days:
        for heading, row in zip_longest(about, rows, fillvalue=None):
            table.add_row(heading or "", *map(escape, row or ("", "", "")))
        table.add_section()
    return table


def _by_day(week: TrainingWeek, language: Language, *, wide: bool = False) -> Iterator[tuple[Sequence[str], list[Row]]]:
    """What stands beside each day of a week, and its rows, in the order of the days."""
    for one in week.in_order:
        if isinstance(one, TrainingDay):
            yield day_heading(one, language), [*session_rows(one, language, wide=wide)]
        else:
            yield [day_of(one, week.offsets, language)], [added_row(one, language)]


def _day_lines(rows: Sequence[Row]) -> Iterator[RenderableType]:
    for kind, title, sets in rows:
        yield Padding(Text(f"{kind}: {title}"), (0, 0, 0, 2))
        yield Padding(Text(re.sub(" {2,}", ", ", sets)), (0, 0, 0, 4))


def _titled(title: str, lines: Sequence[RenderableType]) -> Iterator[RenderableType]:
    """A title, the lines below it and an empty line; nothing where there are no lines."""
    if lines:
        yield from (Text(title, style="bold"), *lines, "")


def _texts(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """What further agents wrote to the lifter, under the agent's title."""
    for title, text in further_texts(routine, language):
        yield from _titled(title, [printable(text)])


def _notes(routine: Routine, language: Language) -> Iterator[RenderableType]:
    if routine.notes:
        notes = Table.grid("", Column(overflow="fold"), padding=(0, 1))
        for note in routine.notes:
            notes.add_row("-", printable(note))
        yield from _titled(MONTH_WORDS[language]["notes"], [notes])


def _decided(routine: Routine, language: Language) -> str:
    words = MONTH_WORDS[language]
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
