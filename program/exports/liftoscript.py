"""A month as Liftoscript, the text that Liftosaur reads as a programme."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from program.exports.texts import harmless
from program.month.routine import Accessory, MainLift, Routine, SupplementalLift, TrainingDay, TrainingWeek, WorkSet
from program.wording.month_words import weight

_NAMES: Final[Mapping[str, Any]] = tomllib.loads(
    files("program.exports").joinpath("liftosaur_names.toml").read_text(encoding="utf-8")
)
"""Names of Liftosaur's own list, of the main lifts and of the catalogue's exercises."""

_MEANT_BY_SYNTAX: Final = str.maketrans(dict.fromkeys("/\\{}()[]#:,", " "))
"""Characters that end a name, give it a label or name its equipment."""

_LONGEST_NAME: Final = 80
"""Characters of a name that is not in Liftosaur's list."""


def liftoscript(month: Routine) -> bytes:
    """The month's sets as Liftoscript: a line for each exercise of a day, in the order in which they are done.

    Weights are exact, as Liftosaur would round percentages to its own plates. Supplemental sets have the template as
    their label, holds `sec`, one-sided exercises `per side`. How hard an exercise without a weight is stands as RPE.
    Warm-up sets stand at an exercise's first line and hold for all its lines; an exercise with others, as in the
    deload, has a label before its name, which makes it another one for Liftosaur. `[1-3]`, which repeats a line over
    weeks, is not used: repeated lines would come after a day's others. What a lifter should watch stands as a comment
    above the first line of an exercise, what further agents added below the day's lines. Names are English.

    Args:
        month: The month.

    Returns:
        The text in UTF-8; the same for the same month.
    """
    script = _Script()
    for week in month.weeks:
        script.write(f"# Week {week.week}")
        for day in week.days:
            script.day(week, day)
        for beside in week.additions:
            script.write(f"/// {_one_line(beside.text)}")
        script.write("")
    return "\n".join(script.lines).encode()


@dataclass
class _Exercise:
    """A line before it has its label."""

    name: str
    sets: list[str]
    rest_s: int
    """The rest after sets that say nothing else, in seconds."""
    rpe: str = ""
    warmup: str = "none"
    about: str = ""

    def text(self, label: str, warmup: str) -> str:
        """The line."""
        every = " ".join(filter(None, (f"{self.rest_s}s", self.rpe)))
        named = f"{label}: {self.name}" if label else self.name
        return " / ".join(filter(None, (named, ", ".join(self.sets), every, warmup and f"warmup: {warmup}")))


@dataclass
class _Script:
    """The lines so far, and the warm-ups of each exercise and label in them."""

    lines: list[str] = field(default_factory=list)
    warmups: dict[tuple[str, str], str] = field(default_factory=dict)

    def write(self, line: str) -> None:
        """Add a line."""
        self.lines.append(line)

    def day(self, week: TrainingWeek, day: TrainingDay) -> None:
        """Add a session."""
        self.write(f"## Day {day.day}")
        today: set[tuple[str, str]] = set()
        special = "deload" if week.deload else "test" if week.test else f"week {week.week}"
        for one in _exercises(day):
            key = next(
                key
                for key in ((one.name.casefold(), label) for label in _labels(special))
                if key not in today and self.warmups.get(key, one.warmup) == one.warmup
            )
            today.add(key)
            first = key not in self.warmups
            self.warmups[key] = one.warmup
            if first and one.about:
                self.write(f"// {one.about}")
            self.write(one.text(key[1], one.warmup if first else ""))
        for added in day.additions:
            self.write(f"/// {_one_line(added.text)}")


def _labels(special: str) -> Iterator[str]:
    """Labels in the order in which they are tried: none, the week's, numbers."""
    yield from ("", special)
    number = 2
    while True:
        yield f"{special} {number}"
        number += 1


def _exercises(day: TrainingDay) -> Iterator[_Exercise]:
    """The lines of a session; a lift's supplemental sets are in its own line."""
    for lift, parts in groupby(day.in_order, lambda part: None if isinstance(part, Accessory) else part.lift):
        if lift is None:
            yield from (_assistance(part) for part in parts if isinstance(part, Accessory))
        else:
            yield _lift([part for part in parts if not isinstance(part, Accessory)])


def _lift(parts: Sequence[MainLift | SupplementalLift]) -> _Exercise:
    """The line of a main lift, or of what stands in for it, with all its sets of a session."""
    done = parts[0].variation
    work = [(part, one) for part in parts for one in part.sets if one.kind != "warmup"]
    usual = work[0][1].rest_s if work else 0
    line = _Exercise(_name(done.id, done.name_en) if done else _NAMES["lifts"][parts[0].lift], [], usual)
    if done:
        line.rpe, line.about = _rpe(done.reserve), _one_line(done.cue)
    line.warmup = ", ".join(_warmup(one) for part in parts for one in part.sets if one.kind == "warmup") or "none"
    for text, same in groupby(_set(part, one, usual) for part, one in work):
        line.sets.append(f"{len(list(same))}x{text}")
    return line


def _assistance(part: Accessory) -> _Exercise:
    seconds = part.unit == "seconds"
    label = " ".join(filter(None, ("sec" if seconds else "", _side(after=seconds) if part.per_side else "")))
    sets = f"{part.sets}x{part.reps}{f' ({label})' if label else ''}"
    rpe = "" if seconds else _rpe(part.reserve)
    return _Exercise(_name(part.id, part.name_en), [sets], part.rest_s, rpe, about=_one_line(part.cue))


def _set(part: MainLift | SupplementalLift, one: WorkSet, usual_rest_s: int) -> str:
    """A set without its number. Its label has 8 characters at most, which is what Liftosaur takes."""
    reps = f"{one.reps}-{one.most_reps}" if one.most_reps else f"{one.reps}{'+' if one.amrap else ''}"
    kg = f"{weight(one)}{one.unit}" if weight(one) else ""
    rest = "" if one.rest_s == usual_rest_s else f"{one.rest_s}s"
    template = part.template if isinstance(part, SupplementalLift) and part.template != "none" else ""
    named = "lighter" if template and part.variation else template
    label = _side(after=False) if part.variation and part.variation.per_side else named
    return " ".join(filter(None, (reps, kg, rest, label and f"({label})")))


def _side(*, after: bool) -> str:
    """How a label says that the repetitions are for each side: shorter after another word."""
    return "side" if after else "per side"


def _warmup(one: WorkSet) -> str:
    """A warm-up set; of an exercise whose weight the lifter finds in percent of that."""
    return f"1x{one.reps} {weight(one)}{one.unit}" if weight(one) else f"1x{one.reps} {one.rate}%"


def _rpe(reserve: int) -> str:
    """How hard a set is on the scale where 10 leaves no repetition."""
    return f"@{10 - reserve}" if 0 <= reserve < 10 else ""


def _name(exercise_id: str, english: str) -> str:
    """An exercise's name in Liftosaur's list; else ours, which becomes an exercise of the lifter's own there."""
    if found := _NAMES["exercises"].get(exercise_id):
        return str(found)
    own = " ".join(_one_line(english).translate(_MEANT_BY_SYNTAX).split())
    return own[:_LONGEST_NAME].strip() or "Exercise"


def _one_line(text: str) -> str:
    """A text for a comment or a name; Liftosaur reads more into some of a comment's first signs."""
    return harmless(text).lstrip("/!. ")
