"""A session as a month's page shows it: blocks of sets, each with its weight, its plates, and a box to tick."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Literal, NamedTuple

from api.pages.log_fields import capital, lift_title, log_name
from api.pages.words import page_words
from program.exercises.catalogue import CATALOGUE
from program.month.routine import Accessory, MainLift, Routine, SupplementalLift, TrainingDay, Variation, WorkSet
from program.schema import Language, Lift
from program.wording.lines import amount, named, rest
from program.wording.month_words import MONTH_WORDS, counted, lettered, own_effort, reps, weight
from program.wording.weights import number


class Tick(NamedTuple):
    """A box to tick, one for each set."""

    ident: str
    """The set's place in the month: week, day, number of the set in the day."""
    label: str
    """What is ticked, for those who do not see the table."""
    rest_s: int


class Top(NamedTuple):
    """Where the repetitions of a top set are logged."""

    name: str
    """The field's name: the lift and the week."""
    label: str
    plus: bool
    """Whether it is a plus set."""
    beat: int | None
    """Repetitions that beat the best set so far; None: not known."""
    jokers: str
    """Weights of further sets that may follow; empty: none."""


class Row(NamedTuple):
    """One set, or several that are alike."""

    title: str
    percent: str
    weight: str
    reps: str
    plates: tuple[str, ...] | None
    """What goes on each side; None: another exercise stands in."""
    ticks: tuple[Tick, ...]
    top: Top | None


class Group(NamedTuple):
    """Sets of one kind, with the same rest."""

    title: str
    rest: str
    rows: tuple[Row, ...]


class Block(NamedTuple):
    """One exercise of a session."""

    role: Literal["main", "supplemental", "assistance"]
    title: str
    kind: str
    detail: str
    """Its template, its sets, or how hard it is."""
    cue: str
    alternative: str
    groups: tuple[Group, ...]
    """The sets of a main lift, or of what stands in for it; empty: there are `ticks` alone."""
    ticks: tuple[Tick, ...]

    @property
    def on_bar(self) -> bool:
        """Whether the sets have weights: else another exercise stands in, and the lifter finds them."""
        return any(row.weight for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Blocks:
    """The blocks of one session; their boxes are numbered through."""

    routine: Routine
    language: Language
    week: int
    day: TrainingDay
    ident: str
    """The session's place in the month: week and day."""

    def __iter__(self) -> Iterator[Block]:
        numbers = count(1)
        for part in self.day.in_order:
            if isinstance(part, Accessory):
                yield self._exercise(part, numbers)
            else:
                yield self._lift(part, numbers)

    def _exercise(self, part: Accessory, numbers: Iterator[int]) -> Block:
        language, words = self.language, MONTH_WORDS[self.language]
        title = lettered(part, language)
        each = amount(part.reps, part.unit, part.per_side, language)
        return Block(
            "assistance",
            capital(title),
            words["jumps" if CATALOGUE[part.id].pattern == "jump" else "assistance"],
            f"{counted(part.sets, each, language)} · {rest(part.rest_s, language)}",
            *_guidance(part, language),
            (),
            tuple(self._ticks(title, part.sets, part.rest_s, numbers)),
        )

    def _lift(self, part: MainLift | SupplementalLift, numbers: Iterator[int]) -> Block:
        language, words = self.language, MONTH_WORDS[self.language]
        extra = isinstance(part, SupplementalLift)
        title = lettered(part, language)
        details = [part.called if isinstance(part, SupplementalLift) else "", own_effort(part, self.day) or ""]
        if isinstance(part, MainLift) and part.total_reps:
            details.append(words["total_reps"].format(part.total_reps))
        groups = tuple(
            Group(words[kind], rest(rest_s, language), tuple(self._rows(part, tuple(same), numbers)))
            for (kind, rest_s), same in groupby(part.sets, key=lambda one: (one.kind, one.rest_s))
        )
        guidance = _guidance(part.variation, language) if part.variation else ("", "")
        kind = words["supplemental" if extra else "work"]
        role: Literal["supplemental", "main"] = "supplemental" if extra else "main"
        return Block(role, capital(title), kind, " · ".join(filter(None, details)), *guidance, groups, ())

    def _rows(
        self, part: MainLift | SupplementalLift, sets: Sequence[WorkSet], numbers: Iterator[int]
    ) -> Iterator[Row]:
        language = self.language
        title = lettered(part, language)
        alike = len(sets) > 1 and isinstance(part, SupplementalLift)
        for place, one in enumerate(sets[:1] if alike else sets, start=1):
            ticks = tuple(self._ticks(title, len(sets) if alike else 1, one.rest_s, numbers, one, place))
            yield Row(
                page_words(language)["month"]["sets"].format(len(sets)) if alike else str(place),
                "" if one.weight is None else f"{one.rate}%",
                weight(one),
                repetitions(one, part.variation, language),
                plates(one),
                ticks,
                self._top(part, one),
            )

    def _ticks(
        self,
        title: str,
        sets: int,
        rest_s: int,
        numbers: Iterator[int],
        one: WorkSet | None = None,
        first: int = 1,
    ) -> Iterator[Tick]:
        words = page_words(self.language)["month"]
        kind = f" {MONTH_WORDS[self.language][one.kind]}" if one else ""
        for place in range(first, first + sets):
            label = words["tick"].format(what=title + kind, number=place)
            yield Tick(f"{self.ident}.{next(numbers)}", label, rest_s)

    def _top(self, part: MainLift | SupplementalLift, one: WorkSet) -> Top | None:
        """Where this set is logged, if it is the lift's top set of the week."""
        if not isinstance(part, MainLift) or one is not part.sets[-1] or part.variation:
            return None
        if not self._asked(part.lift):
            return None
        words = page_words(self.language)["month"]
        return Top(
            name=log_name(part.lift, self.week),
            label=words["done"].format(lift=lift_title(part.lift, self.language), week=self.week),
            plus=one.amrap,
            beat=one.reps_to_beat,
            jokers=", ".join(f"{number(joker)} {one.unit}" for joker in one.jokers),
        )

    def _asked(self, lift: Lift) -> bool:
        """Whether the month asks for a top set of the lift on this day."""
        carry = self.routine.carry
        place = (self.week, self.day.day)
        months = (one for one in carry.lifts if one.lift == lift) if carry else ()
        return any((top.week, top.day) == place for month in months for top in month.top_sets)


def plates(one: WorkSet) -> tuple[str, ...] | None:
    """What goes on each side of the bar, heaviest first: `20 ×2`, `5`."""
    if one.plates is None:
        return None
    pairs = ((number(plate), len(tuple(same))) for plate, same in groupby(one.plates))
    return tuple(plate if times == 1 else f"{plate} ×{times}" for plate, times in pairs)


def repetitions(one: WorkSet, variation: Variation | None, language: Language) -> str:
    """How many repetitions: `5`, in a plus set `5+`, in a test `3–5`; of a hold how many seconds."""
    if variation is not None and variation.unit == "seconds":
        return amount(one.reps, "seconds", False, language)
    return reps(one)


def _guidance(exercise: Accessory | Variation, language: Language) -> tuple[str, str]:
    """What to watch, and what does the same work."""
    other = exercise.alternative
    return exercise.cue, "" if other is None else MONTH_WORDS[language]["or"].format(named(other, language)).rstrip(".")
