"""The exercises and joints that a text names, and kinds of movement such as pushing, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from program.exercises.catalogue import CATALOGUE
from program.exercises.kinds import members
from program.reading.mentions import names_in
from program.schema import LIFTS, Joint, Lift

Movement = Literal["push", "overhead", "hinge", "pull", "press", "bench"]
"""A kind of movement that lifters name without an exercise; `press` is the overhead press in short,
and "bench and", which the names of exercises leave out, the bench press beside another lift."""

_MOVEMENTS: Final = re.compile(
    r"(?P<push>\b(?:pushing|pressing|presses)(?: (?:movements?|exercises?|motions?|work|stuff|lifts?|of any kind))?\b"
    r"|\bpush anything\b|\bpush (?:movements?|exercises?|work)\b"
    r"|(?:미는|밀어내는|푸시|푸쉬)\s?(?:운동|동작|종류|종목|계열|류|거|것|건)|밀기\s?(?:운동|동작|종목|종류)?"
    r"|(?:프레스|프래스)\s?(?:운동|동작|종류|종목|계열|류))"
    r"|(?P<overhead>\b(?:anything overhead|overhead (?:work|movements?|exercises?|lifting|stuff))\b"
    r"|(?:머리|어깨)\s?위로\s?(?:미는|드는|올리는|들어\s?올리는)\s?(?:운동|동작|종목|거|것|건))"
    r"|(?P<hinge>\b(?:hinging|hinges?|bending over)(?: movements?| exercises?)?\b|힌지\s?(?:운동|동작|계열)?"
    r"|허리\s?(?:를\s)?숙이는\s?(?:운동|동작|거|것|건))"
    r"|(?P<pull>\b(?:pulling)(?: (?:movements?|exercises?|motions?|work|of any kind))?\b|당기는\s?(?:운동"
    r"|동작|종류|종목|거|것|건))"
    r"|(?P<bench>(?<!\ba )(?<!flat )(?<!incline )(?<!adjustable )\bbench(?= and\b))"
    r"|(?P<press>\bpress\b|프레스|프래스)"
)

_BACK_BEFORE: Final = re.compile(r"(?:\bmy|the|low(?:er)?|bad|sore|stiff|injured|hurt|tweaked|a|weak|painful)[\s-]$")
_BACK_AFTER: Final = re.compile(
    r"\s(?:pain|hurt|ache|injur|problem|issue|trouble|is|feels|won't|can't|doesn't|surgery)"
)
_ALL_BEFORE: Final = re.compile(
    r"(?:\b(?:any|all|every)(?: kinds? of| sorts? of| types? of| more| other| the)?|모든|모든\s?종류의|온갖)\s?$"
)
_ALL_AFTER: Final = re.compile(r"류|\s?(?:종류|계열)|\s(?:of any kind|variations?|variants?|movements?)")


@dataclass(frozen=True, slots=True)
class Named:
    """An exercise, a kind of movement or a joint in a text."""

    start: int
    end: int
    exercises: tuple[str, ...] = ()
    """Ids of the exercises and main lifts that it stands for; empty for a joint."""
    joint: Joint | None = None
    movement: bool = False
    """Whether it is a whole kind of movement, such as all pushing."""


def named_in(text: str) -> tuple[Named, ...]:
    """What `text`, in one spelling and lower case, names, in its order, nothing within an exercise's name."""
    found = list(_exercises_and_joints(text))
    taken = {place for one in found for place in range(one.start, one.end)}
    for match in _MOVEMENTS.finditer(text):
        if match.start() not in taken and match.lastgroup:
            exercises = _moving(match.lastgroup)
            found.append(Named(*match.span(), exercises, movement=match.lastgroup not in ("press", "bench")))
    return tuple(sorted(found, key=lambda one: one.start))


def _exercises_and_joints(text: str) -> Iterator[Named]:
    for start, end, meanings in names_in(text):
        if "exclude" in meanings:
            name = str(meanings["exclude"])
            before, after = text[max(0, start - 20) : start], text[end : end + 15]
            no_doing = before.endswith("no ") and text[start:end].endswith("ing")
            whole = bool(
                no_doing
                or text[start:end].endswith(("동작", "운동"))
                or _ALL_BEFORE.search(before)
                or _ALL_AFTER.match(after)
            )
            yield Named(start, end, _all_of(name) if whole else _one_of(name), movement=whole)
        elif "avoid" in meanings and (text[start:end] != "back" or _aching_back(text, start, end)):
            yield Named(start, end, joint=meanings["avoid"])  # type: ignore[arg-type]  # a joint of `words.toml`


def _aching_back(text: str, start: int, end: int) -> bool:
    """Whether "back" is the part of the body."""
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    return bool(_BACK_BEFORE.search(before) or _BACK_AFTER.match(after))


def _one_of(name: str) -> tuple[str, ...]:
    """The main lift that a bare name means, else what the name stands for."""
    lifts: tuple[Lift, ...] = tuple(lift for lift in LIFTS if lift in members(name))
    return lifts or members(name)


def _all_of(name: str) -> tuple[str, ...]:
    """All that a name stands for; all deadlifts, whatever they are called."""
    named = members(name)
    if "dead_lift" in named:
        return (*named, *(one for one in CATALOGUE if "deadlift" in one))
    if "squat" in named:
        return (*named, *(one for one in CATALOGUE if one.endswith("squat")))
    return named


def _moving(movement: str) -> tuple[str, ...]:
    """The main lifts and exercises of a kind of movement."""
    match movement:
        case "push":
            return ("bench_press", "over_head_press", *(one.id for one in CATALOGUE.values() if one.category == "push"))
        case "overhead":
            return (
                "over_head_press",
                *(one.id for one in CATALOGUE.values() if one.pattern == "vertical_push"),
            )
        case "hinge":
            return ("dead_lift", *(one.id for one in CATALOGUE.values() if one.pattern == "hinge"))
        case "pull":
            return tuple(one.id for one in CATALOGUE.values() if one.category == "pull")
        case "bench":
            return ("bench_press",)
        case _:
            return ("over_head_press",)
