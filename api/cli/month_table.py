"""A month as a table that a lifter can train from, in the lifter's language; readable without colours."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from agents.registry import prints_answer, title_of
from api.cli.console import Format, print_json, printable
from program.exercises.catalogue import CATALOGUE
from program.lifter.bars import SORE_SHARE
from program.lifter.sore import sore_lifts
from program.month.routine import (
    Accessory,
    Addition,
    MainLift,
    Routine,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    Variation,
    WeekAddition,
    WorkSet,
)
from program.month.waves import work_sets
from program.schema import Language, Lift
from program.wording import labels
from program.wording.days import date_of, day_of
from program.wording.lines import amount, name, named, rest, short_weight

WIDTH = 100
"""Columns where the output is no terminal."""

NARROW = 80
"""In fewer columns the month is printed as lines: a table would leave no room for the exercises' names."""

_WORDS: dict[Language, dict[str, str]] = {
    "ko": {
        "title": "5/3/1 프로그램",
        "training_max": "트레이닝 맥스(TM): 1RM의 {}%",
        "training_max_given": "트레이닝 맥스(TM)",
        "plan": "주차별 계획 (TM의 %)",
        "week": "{}주차",
        "deload": "디로드",
        "test": "TM 테스트",
        "day": "{}일차",
        "minutes": "약 {}분",
        "warmup": "워밍업",
        "work": "본 세트",
        "supplemental": "추가 세트",
        "assistance": "보조",
        "jumps": "점프",
        "sets": "{}세트 × {}",
        "set": "{}세트 × {}",
        "effort": "무게를 직접 고르는 운동: {}",
        "general": "운동 전 워밍업",
        "one_sided": "한쪽씩",
        "cues": "운동별 요점",
        "or": "대체: {}",
        "legend": "kg(바 포함) × 반복 횟수.",
        "plus": "+는 좋은 자세로 할 수 있는 만큼, 실패하기 1~2회 전에 멈춥니다.",
        "beat": "[8]: 8회를 하면 지금까지의 최고 기록을 넘습니다.",
        "letters": "같은 알파벳끼리는 한 세트씩 번갈아 합니다.",
        "FSL": "FSL(First Set Last): 본 세트를 마친 뒤 첫 본 세트의 무게로 몇 세트를 더 합니다.",
        "BBB": "BBB(Boring But Big): 본 세트를 마친 뒤 같은 종목을 가벼운 무게로 많은 횟수씩 몇 세트 더 합니다.",
        "BBS": "BBS(Boring But Strong): 본 세트를 마친 뒤 첫 본 세트의 무게로 여러 세트를 더 합니다.",
        "5s PRO": "5s PRO: '+' 세트 없이 본 세트를 5회씩 합니다.",
        "notes": "코치의 설명",
        "model": "모델",
        "coach": "코치 규칙",
        "code": "코드",
        "answered": "{}: {} (시도 {}회, {:.1f}초)",
    },
    "en": {
        "title": "One month of 5/3/1",
        "training_max": "Training max (TM): {}% of the 1RM",
        "training_max_given": "Training max (TM)",
        "plan": "Plan (% of TM)",
        "week": "Week {}",
        "deload": "deload",
        "test": "TM test",
        "day": "Day {}",
        "minutes": "{} min",
        "warmup": "warm-up",
        "work": "work",
        "supplemental": "supplemental",
        "assistance": "assistance",
        "jumps": "jumps",
        "sets": "{} sets × {}",
        "set": "{} set × {}",
        "effort": "where you choose the weight: {}",
        "general": "Warm-up before each session",
        "one_sided": "per side",
        "cues": "What to watch",
        "or": "Instead: {}.",
        "legend": "kg (bar included) × reps.",
        "plus": "+: as many good reps as you can, stopping 1–2 short of failure.",
        "beat": "[8]: 8 reps beat your best set so far.",
        "letters": "The same letter: a set of each in turn.",
        "FSL": "FSL, first set last: after the work sets a few more with the weight of the first one.",
        "BBB": "BBB, boring but big: after the work sets a few light ones of the same lift, with many reps.",
        "BBS": "BBS, boring but strong: after the work sets many more with the weight of the first one.",
        "5s PRO": "5s PRO: the work sets are for five, without '+' sets.",
        "notes": "The coach's notes",
        "model": "model",
        "coach": "coach policy",
        "code": "code",
        "answered": "{}: {} (attempts: {}, {:.1f} s)",
    },
}

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
    words = _WORDS[language]
    return Group(
        Text(words["title"], style="bold"),
        "",
        *([_training_maxes(routine, language), _plan(routine, language)] if _on_bar(routine) else []),
        *_legend(routine, language),
        "",
        *_warmups(routine, language),
        *(_week(week, language) for week in routine.weeks),
        *_cues(routine, language),
        *_texts(routine, language),
        *_notes(routine, language),
        Text(_decided(routine, language), style="dim"),
    )


def _training_maxes(routine: Routine, language: Language) -> _ByWidth:
    rate, on_bar = routine.plan.training_max_rate, _on_bar(routine)
    known = routine.from_records
    table = _table(_WORDS[language]["training_max" if known else "training_max_given"].format(rate))
    sore = sore_lifts(routine.constraints.avoid if routine.constraints else ())
    written = {
        lift: f"{told} ({rate * SORE_SHARE / 100:g}%)" if lift in sore and known else told
        for lift, weight in routine.training_maxes.items()
        for told in (short_weight(weight, routine.unit),)
        if lift in on_bar
    }
    for lift in written:
        table.add_column(labels.LIFT[language][lift], justify="right", header_style="")
    table.add_row(*written.values())
    table.show_header = True
    return _ByWidth(table, tuple(f"{labels.LIFT[language][lift]}: {text}" for lift, text in written.items()))


def _on_bar(routine: Routine) -> frozenset[Lift]:
    """The main lifts that are done themselves, by their training max."""
    lifts = (lift for week in routine.weeks for day in week.days for lift in day.main)
    return frozenset(lift.lift for lift in lifts if lift.variation is None)


def _legend(routine: Routine, language: Language) -> Iterator[str]:
    """What the signs and names of the month mean, those alone that it has."""
    words = _WORDS[language]
    days = [day for week in routine.weeks for day in week.days]
    parts = [part for day in days for part in day.in_order]
    sets = [one for part in parts if not isinstance(part, Accessory) for one in part.sets]
    plus = words["plus"] if any(one.amrap for one in sets) else None
    lettered = any(part.superset for part in parts if not isinstance(part, SupplementalLift))
    beat = words["beat"] if any(one.reps_to_beat for one in sets) else None
    yield " ".join(filter(None, (words["legend"], plus, beat, words["letters"] if lettered else None)))
    templates = dict.fromkeys(extra.template for day in days for extra in day.supplemental)
    yield from (words[template] for template in templates if template != "none")
    if routine.plan.scheme == "5s PRO" and _on_bar(routine):
        yield words["5s PRO"]


def _plan(routine: Routine, language: Language) -> _ByWidth:
    words = _WORDS[language]
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
    words = _WORDS[language]
    title = words["week"].format(week.week)
    if week.deload or week.test:
        title = f"{title} ({words['deload' if week.deload else 'test']})"
    if effort := _effort(week):
        title = f"{title}, {words['effort'].format(effort)}"
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
    words = _WORDS[language]
    for one in week.in_order:
        if isinstance(one, TrainingDay):
            about = [words["day"].format(one.day), words["minutes"].format(one.minutes)]
            if when := date_of(one, language):
                about.insert(1, when)
            yield about, [*_rows(one, language)]
        else:
            yield [day_of(one, week.offsets, language)], [_added(one, language)]


def _effort(week: TrainingWeek) -> str | None:
    """How hard the week's sets are for which the lifter chooses the weight."""
    parts = [part for day in week.days for part in day.in_order]
    exercises = [*(one for one in parts if isinstance(one, Accessory)), *_variations(parts)]
    return next((one.effort for one in exercises if one.unit == "reps"), None)


def _variations(parts: Iterable[MainLift | SupplementalLift | Accessory]) -> Iterator[Variation]:
    """What stands in for lifts."""
    return (one.variation for one in parts if not isinstance(one, Accessory) and one.variation)


def _warmups(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """The general warm-ups, once for the month: they are alike in every week."""
    words = _WORDS[language]
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
        texts = [exercise.cue.rstrip("."), _WORDS[language]["or"].format(named(other, language)) if other else ""]
        if text := ". ".join(filter(None, texts)):
            said.setdefault(exercise.id, f"{name(part, language)}: {text}")
    if said:
        yield Text(_WORDS[language]["cues"], style="bold")
        yield from map(Text, said.values())
        yield ""


def _day_lines(rows: Sequence[Row]) -> Iterator[RenderableType]:
    for kind, title, sets in rows:
        yield Padding(Text(f"{kind}: {title}"), (0, 0, 0, 2))
        yield Padding(Text(re.sub(" {2,}", ", ", sets)), (0, 0, 0, 4))


def _rows(day: TrainingDay, language: Language) -> Iterator[Row]:
    words = _WORDS[language]
    for part in day.in_order:
        title = _lettered(part, language)
        if isinstance(part, Accessory):
            count = _counted(part.sets, amount(part.reps, part.unit, part.per_side, language), language)
            kind = "jumps" if CATALOGUE[part.id].pattern == "jump" else "assistance"
            yield words[kind], title, f"{count}, {rest(part.rest_s, language)}"
            continue
        for kind, same in groupby(part.sets, key=lambda one: one.kind):
            sets = tuple(same)
            resting = rest(sets[0].rest_s, language)
            if isinstance(part, SupplementalLift):
                count = _counted(len(sets), amount(sets[0].reps, "reps", False, language), language)
                weight = "" if sets[0].weight_kg is None else f"   {sets[0].weight_kg:g} kg ({sets[0].rate}%)"
                yield words[kind], f"{title} {part.template}, {resting}", f"{count}{weight}"
            else:
                row = "".join(_set(one) for one in sets).rstrip()
                own = f", {effort}" if kind == "work" and (effort := _own_effort(part, day)) else ""
                yield words[kind], title if kind == "warmup" else f"{title}{own}, {resting}", row
    for addition in day.additions:
        yield _added(addition, language)


def _own_effort(part: MainLift | SupplementalLift | Accessory, day: TrainingDay) -> str | None:
    """How hard a stand-in is done, where it is done otherwise than the day's assistance."""
    others = {one.reserve for one in day.accessories if one.unit == "reps"}
    stand_in = None if isinstance(part, Accessory) else part.variation
    return stand_in.effort if stand_in and others and stand_in.reserve not in others else None


def _counted(sets: int, each: str, language: Language) -> str:
    """So many sets of so much."""
    return _WORDS[language]["set" if sets == 1 else "sets"].format(sets, each)


def _added(addition: Addition | WeekAddition, language: Language) -> Row:
    length = _WORDS[language]["minutes"].format(addition.minutes) if addition.minutes else ""
    return title_of(addition.agent, language), printable(addition.text).plain, length


def _lettered(part: MainLift | SupplementalLift | Accessory, language: Language) -> str:
    """What is done, with its superset's letter before it, and whether one side works at a time."""
    words = _WORDS[language]
    letter = None if isinstance(part, SupplementalLift) else part.superset
    one_sided = not isinstance(part, Accessory) and part.variation is not None and part.variation.per_side
    written = f"{name(part, language)} ({words['one_sided']})" if one_sided else name(part, language)
    return f"{letter} {written}" if letter else written


def _set(one: WorkSet) -> str:
    """The set, as wide as any other, so that sets stand below each other."""
    weight = "" if one.weight_kg is None else f"{one.weight_kg:g} "
    reps = f"{one.reps}–{one.most_reps}" if one.most_reps else f"{one.reps}{'+' if one.amrap else ''}"
    beat = f" [{one.reps_to_beat}]" if one.reps_to_beat else ""
    return f"{weight}× {reps}{beat}".ljust(13)


def _texts(routine: Routine, language: Language) -> Iterator[RenderableType]:
    """What further agents wrote to the lifter: the texts in their answers, however deep, under the agent's title."""
    for agent, answer in routine.extras.items():
        if prints_answer(agent) and (texts := list(_texts_in(answer))):
            yield from (Text(title_of(agent, language), style="bold"), printable(" ".join(texts)), "")


def _texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from _texts_in(one)
        case list() | tuple():
            for one in value:
                yield from _texts_in(one)


def _notes(routine: Routine, language: Language) -> Iterator[RenderableType]:
    if routine.notes:
        notes = Table.grid("", Column(overflow="fold"), padding=(0, 1))
        for note in routine.notes:
            notes.add_row("-", printable(note))
        yield from (Text(_WORDS[language]["notes"], style="bold"), notes, "")


def _decided(routine: Routine, language: Language) -> str:
    words = _WORDS[language]
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
