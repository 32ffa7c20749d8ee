"""Wishes: what a lifter's message asks for, each with the words that it rests on.

A reader of the message answers with wishes from closed lists, which are always open. Code checks that the words stand
in the message and can mean the value, and makes `Constraints` of all of them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, get_args

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import KINDS, members
from program.lifter.constraints import (
    FOCUSES,
    NOT_DONE,
    Conditioning,
    Constraints,
    Declined,
)
from program.reading.cautions import another_bore
from program.reading.mentions import names_in
from program.reading.numbers import days_in, minutes_in
from program.schema import (
    CAUTIONS,
    EQUIPMENT,
    FURNITURE,
    JOINTS,
    LIFTS,
    UPPER_LIFTS,
    WEEKDAYS,
    Closed,
    Swaps,
    Template,
)

Topic = Literal[
    "avoid", "exclude", "swap", "include", "focus", "volume", "intensity", "have", "lack", "minutes", "days",
    "weekdays", "off", "tm", "supplemental", "plus_sets", "deload", "rest", "plate", "unit", "conditioning", "caution",
    "decline", "not_done",
]  # fmt: skip
"""What a wish is about. `have`, `lack`: equipment; `off`: weekdays without training; `tm`: the training max in percent
of the 1RM; `rest`: seconds between sets; `plate`: the smallest one in kg; `decline`: what the service does not do."""
TOPICS: tuple[Topic, ...] = get_args(Topic)

ALL_PUSHES: Final = "push"
"""As an exercise: all that is pushed or pressed, the bench press and the overhead press among it."""

ALL_JUMPS: Final = "jumps"

EXERCISES: Final = (*LIFTS, ALL_PUSHES, ALL_JUMPS, *KINDS, *CATALOGUE)
"""What can be left out: main lifts, kinds of exercises, exercises."""

VALUES: Final[Mapping[Topic, tuple[str, ...]]] = {
    "avoid": JOINTS,
    "exclude": EXERCISES,
    "include": (*KINDS, *CATALOGUE),
    "focus": FOCUSES,
    "volume": ("less", "more"),
    "intensity": ("lighter", "heavier"),
    "have": (*EQUIPMENT, *FURNITURE),
    "lack": (*EQUIPMENT, *FURNITURE),
    "supplemental": get_args(Template),
    "plus_sets": ("no",),
    "deload": ("no", "early"),
    "unit": ("lb", "kg"),
    "conditioning": get_args(Conditioning),
    "caution": CAUTIONS,
    "decline": get_args(Declined),
    "not_done": NOT_DONE,
}
"""The closed list of each topic whose values are names."""

NUMBERS: Final[Mapping[Topic, tuple[float, float]]] = {
    "minutes": (1, 300),
    "days": (1, 7),
    "tm": (50, 100),
    "rest": (15, 900),
    "plate": (0.25, 25),
}
"""The lowest and the highest value of each topic whose values are numbers."""

_MOST_HOURS: Final = 5
"""A number of hours above this is no session."""


_TEMPO: Final = re.compile(
    r"\b(?:slow(?:ly|er)?|lower(?:ed|ing|s)?|count of|tempo|eccentrics?|paused?)\b"
    r"|템포|천천히|느리게|내리는|내릴|네거티브"
)
"""Words about how fast a repetition is done."""

_PLUS: Final = re.compile(
    r"\+|\bplus\b|amrap|\breps\b|\bsets?\b|fail|max|플러스|더하기|암랩|세트|횟수|끝까지|한계|실패|최대"
)
"""Words about sets without an end."""

_TIME: Final = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<clock>\d\d)|\s?시(?:\s?(?:(?P<minute>\d{1,2})\s?분|(?P<half>반)))?|(?![\d:.]))"
)
"""A time of day, or a number that may be one."""

_HALF_A_DAY: Final = 12 * 60
"""Minutes: most people write 7 for 19."""


class Quoted(Closed):
    """Something read in a text, with the words that it rests on."""

    words: str
    """The words, as they stand in the text."""


class Wish(Quoted):
    """One thing that a message asks for."""

    topic: Topic
    value: str | int | float
    """A name of `VALUES`, a number, weekdays in the order of the week (`mon,wed`), or of a swap `lift>exercise`."""


def wish_error(wish: Wish, message: str) -> str | None:
    """What is wrong with a wish as a reading of the message; None: nothing.

    Args:
        wish: What was read.
        message: The lifter's message, as the words were taken from it.
    """
    if wish.words not in message or not wish.words.strip():
        return f"{wish.topic}: {wish.words!r} does not stand in the message, expected words of it"
    if not _is_value(wish):
        return f"{wish.topic}: {wish.value!r} is no value of it"
    if wish.topic in NUMBERS and wish.value not in (possible := _numbers(wish)) and possible:
        return f"{wish.topic}: {wish.words!r} cannot mean {wish.value}"
    if wish.topic == "plus_sets" and _TEMPO.search(wish.words.lower()) and not _PLUS.search(wish.words.lower()):
        return f"plus_sets: {wish.words!r} says how fast a repetition is, expected words about plus sets"
    if wish.topic == "caution" and wish.value == "after_birth" and another_bore(message.lower()):
        return "caution: the birth in the message is somebody else's, expected the lifter's own"
    meanings = [meanings for _, _, meanings in names_in(wish.words)]
    joints = {meant["avoid"] for meant in meanings if "avoid" in meant}
    if wish.topic == "avoid" and joints and wish.value not in joints:
        return f"avoid: {wish.words!r} names {', '.join(sorted(map(str, joints)))}, not {wish.value}"
    return None


def _is_value(wish: Wish) -> bool:
    value = wish.value
    if limits := NUMBERS.get(wish.topic):
        return not isinstance(value, str) and limits[0] <= value <= limits[1]
    if not isinstance(value, str):
        return False
    if wish.topic in ("weekdays", "off"):
        days = value.split(",")
        return days == [day for day in WEEKDAYS if day in days]
    if wish.topic == "swap":
        lift, _, exercise = value.partition(">")
        return lift in LIFTS and exercise in (*KINDS, *CATALOGUE)
    return value in VALUES[wish.topic]


def _numbers(wish: Wish) -> set[float]:
    """The numbers that the words can mean in a topic; empty: they have none that code can read."""
    written = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", wish.words)]
    if not written:
        return set()
    if wish.topic == "minutes":
        hours = {60 * one for one in written if one <= _MOST_HOURS}
        together = {60 * one + other for one in written for other in written if one <= _MOST_HOURS}
        together |= {60 + one for one in written if re.search(r"\bhr?\b", wish.words)}
        return {*written, *hours, *together, *minutes_in(wish.words), *_between_times(wish.words)}
    if wish.topic == "days":
        return {*written, *days_in(wish.words), *(7 - one for one in written)}
    if wish.topic == "rest":
        minutes = (*written, *minutes_in(wish.words))
        return {*written, *(60 * one for one in minutes), *(60 * one + 30 for one in written)}
    if wish.topic == "plate":
        return set()  # "no 1.25 kg plates" means the next larger one
    return {*written, *(100 * one for one in written)}


def _between_times(words: str) -> set[int]:
    """Minutes between the times of day that words name: from 6:15 to 7:20 they are 65, "7시 반부터 9시" 90."""
    times = [
        60 * int(one["hour"]) + (30 if one["half"] else int(one["clock"] or one["minute"] or 0))
        for one in _TIME.finditer(words)
    ]
    return {(later - time) % _HALF_A_DAY for time in times for later in times}


def constraints_of(wishes: Iterable[Wish]) -> Constraints:
    """What all wishes of a message ask for together: of two limits the narrower, of two wishes the later."""
    meant: dict[Topic, list[Any]] = {topic: [] for topic in TOPICS}
    for wish in wishes:
        meant[wish.topic].append(wish.value)
    return Constraints(
        volume=_last(meant["volume"], "as_planned"),
        intensity=_last(meant["intensity"], "as_planned"),
        focus=tuple(meant["focus"]),
        avoid=tuple(meant["avoid"]),
        equipment=_equipment(meant["have"], meant["lack"]),
        exclude=tuple(name for value in meant["exclude"] for name in _excluded(value)),
        minutes=min(meant["minutes"], default=None),
        days_per_week=min(meant["days"], default=None),
        declined=next((one for one in VALUES["decline"] if one in meant["decline"]), None),
        cautions=tuple(meant["caution"]),
        lacking=_lacking(meant["have"], meant["lack"]),
        weekdays=_weekdays(meant["weekdays"], meant["off"]),
        swap=Swaps(**_swaps(meant["swap"])),
        include=tuple(meant["include"]),
        training_max_rate=_last(meant["tm"], None),
        supplemental=_last(meant["supplemental"], None),
        plus_sets=False if meant["plus_sets"] else None,
        deload={"no": "none", "early": "earlier"}.get(_last(meant["deload"], "")),
        rest_s=_last(meant["rest"], None),
        plates_kg=_last(meant["plate"], None),
        unit=_last(meant["unit"], None),
        conditioning=_last(meant["conditioning"], None),
        not_done=tuple(meant["not_done"]),
    )


def _last(values: list[Any], default: Any) -> Any:
    return values[-1] if values else default


def _swaps(values: Iterable[str]) -> dict[str, str]:
    """Each lift with what is wished in its place; of a kind its first exercise."""
    pairs = (value.split(">") for value in values)
    return {lift: next(one for one in members(exercise) if one in CATALOGUE) for lift, exercise in pairs}


def _excluded(value: str) -> tuple[str, ...]:
    if value == ALL_PUSHES:
        return (*UPPER_LIFTS, *(one.id for one in CATALOGUE.values() if one.category == "push"))
    return ("any_jump",) if value == ALL_JUMPS else (value,)


def _equipment(have: list[str], lack: list[str]) -> tuple[str, ...] | None:
    """What there is: what is named as there, else all but what is named as lacking; None: nothing is named."""
    there = tuple(kind for kind in EQUIPMENT if kind in have)
    if there:
        return there
    lacking = [kind for kind in EQUIPMENT if kind in lack]
    return tuple(kind for kind in EQUIPMENT if kind not in lacking) if lacking else None


def _lacking(have: list[str], lack: list[str]) -> tuple[str, ...]:
    """Rack and bench that there is not: named so, or left out of a list of what there is that names the other."""
    named = [one for one in FURNITURE if one in have]
    return tuple(one for one in FURNITURE if one in lack or (named and one not in named))


def _weekdays(on: list[str], off: list[str]) -> tuple[str, ...]:
    """The days to train on; where only days off are named, all others."""
    chosen = {day for value in on for day in value.split(",")} or (set(WEEKDAYS) if off else set())
    return tuple(day for day in WEEKDAYS if day in chosen - {day for value in off for day in value.split(",")})
