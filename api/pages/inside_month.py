"""A month as rows that can be read beside those of another month, with what differs marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Final

from api.pages.inside_text import counted
from program.month.routine import Accessory, Addition, Routine, SupplementalLift, TrainingDay, WeekAddition, WorkSet
from program.wording import labels
from program.wording.days import date_of, day_of
from program.wording.lines import amount, name, rest, short_weight
from program.wording.month_words import template_name


@dataclass(frozen=True)
class Row:
    """One line of a month."""

    what: str
    sets: str


@dataclass(frozen=True)
class Section:
    """A part of a month: a day, its notes."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Pair:
    """A line of two months beside each other; None: only the other month has it."""

    old: Row | None
    new: Row | None

    @property
    def differs(self) -> bool:
        """Whether the two months have another line here."""
        return self.old != self.new


@dataclass(frozen=True)
class SectionPair:
    """A part of two months beside each other."""

    title: str
    pairs: tuple[Pair, ...]

    @property
    def differences(self) -> int:
        """How many lines differ."""
        return sum(pair.differs for pair in self.pairs)


def sections_of(month: Routine) -> list[Section]:
    """A month in parts; who answered and the run's id are left out: they differ from run to run."""
    maxes = (
        Row(labels.LIFT["en"][lift], short_weight(weight, month.unit)) for lift, weight in month.training_maxes.items()
    )
    plan = (Row(name, str(value)) for name, value in month.plan.model_dump().items() if name not in _TEXTS)
    asked = month.constraints.model_dump(mode="json", exclude_defaults=True) if month.constraints else {}
    sections = [
        Section("Training maxes", tuple(maxes)),
        Section("Plan", tuple(plan)),
        Section("Understood of the sentence", tuple(Row(name, str(value)) for name, value in asked.items())),
    ]
    for week in month.weeks:
        kind = " (deload)" if week.deload else " (test)" if week.test else ""
        for one in week.in_order:
            if isinstance(one, TrainingDay):
                when = date_of(one, "en")
                about = (*((Row("when", when),) if when else ()), Row("length", f"{one.minutes} min"))
                sections.append(Section(f"Week {week.week}{kind}, day {one.day}", (*about, *_rows(one))))
            else:
                offset = Row("when", day_of(one, week.offsets, "en"))
                sections.append(Section(f"Week {week.week}{kind}, other days", (offset, _added(one))))
    sections.append(Section(_NOTES, tuple(Row("", note) for note in month.notes)))
    return [section for section in sections if section.rows]


_NOTES: Final = "Notes"
_TEXTS: Final = ("program", "weekly_weight_increase_plan")
"""Fields of the plan that follow from its others."""


def side_by_side(old: Routine, new: Routine) -> list[SectionPair]:
    """Two months beside each other, part by part; days by their place in the month."""
    olds, news = (_by_title(month) for month in (old, new))
    titles = sorted(dict.fromkeys([*olds, *news]), key=_in_order)
    return [SectionPair(title, tuple(_aligned(olds.get(title, ()), news.get(title, ())))) for title in titles]


def _by_title(month: Routine) -> dict[str, tuple[Row, ...]]:
    """The rows of each part of a month; parts of the same title are one."""
    rows: dict[str, tuple[Row, ...]] = {}
    for section in sections_of(month):
        rows[section.title] = (*rows.get(section.title, ()), *section.rows)
    return rows


def _in_order(title: str) -> tuple[int, str]:
    """Weeks in the middle, in their order."""
    if title.startswith("Week"):
        return 1, title
    return (2 if title == _NOTES else 0), ""


def _aligned(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Pair]:
    """The rows beside each other, with the same thing done in one line wherever possible."""
    by_name = SequenceMatcher(None, [row.what for row in old], [row.what for row in new], autojunk=False)
    for _, i, i_end, j, j_end in by_name.get_opcodes():
        for left, right in zip_longest(old[i:i_end], new[j:j_end]):
            yield Pair(left, right)


def _rows(day: TrainingDay) -> Iterator[Row]:
    for part in day.in_order:
        if isinstance(part, Accessory):
            each = amount(part.reps, part.unit, part.per_side, "en")
            yield Row(name(part, "en"), f"{counted(part.sets, 'set')} × {each}, {rest(part.rest_s, 'en')}")
            continue
        for kind, same in groupby(part.sets, key=lambda one: one.kind):
            sets = tuple(same)
            title = f"{name(part, 'en')}, {template_name(part, 'en') if isinstance(part, SupplementalLift) else kind}"
            yield Row(title, f"{', '.join(_short(sets))}; {rest(sets[0].rest_s, 'en')}")
    yield from map(_added, day.additions)


def _short(sets: Sequence[WorkSet]) -> Iterator[str]:
    """The sets, equal ones once with their number."""
    for text, same in groupby(map(_set, sets)):
        times = len(list(same))
        yield f"{times} × {text}" if times > 1 else text


def _set(one: WorkSet) -> str:
    reps = f"{one.reps}–{one.most_reps}" if one.most_reps else f"{one.reps}{'+' if one.amrap else ''}"
    weight = _weight(one)
    return f"{weight} × {reps}" if weight else reps


def _weight(one: WorkSet) -> str:
    """What is on the bar, with its percent of the training max; empty: the lifter finds the weight."""
    return "" if one.weight is None else f"{one.weight:g} {one.unit} ({one.rate}%)"


def _added(one: Addition | WeekAddition) -> Row:
    return Row(one.agent, f"{one.text} ({one.minutes} min)" if one.minutes else one.text)
