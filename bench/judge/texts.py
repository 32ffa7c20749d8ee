"""What a lifter reads: effort, rest, cue and alternative on every line, in their language, with nothing unfilled."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bench.judge.asked import Asked, Json, chosen, days
from bench.judge.balance import possible
from bench.judge.exercises import Row, of

_HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")
_UNFILLED = re.compile(r"\{[A-Za-z_]*(?:[:.!][^{}]*)?\}")

NAMES = frozenset({"name", "name_en", "program", "weekly_weight_increase_plan", "lift", "id", "run_id"})
"""Fields that are the same in both languages."""

CODES = frozenset({"kind", "category", "template", "scheme", "unit", "agent", "superset", "placed"})
"""Fields that hold a word of the interface and no text."""

LINE = ("effort", "cue", "alternative")
"""What every line of assistance says, besides its rest."""


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """(place, text) of all that a lifter reads in a part of the month."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NAMES | CODES | {"details", "date"}:
                yield from _texts(inner, f"{place} {name}")
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner, place)


def _read(month: Json) -> Iterator[tuple[str, str]]:
    yield from _texts(month["notes"], "notes")
    for week in month["weeks"]:
        yield from _texts(week.get("additions") or (), f"week {week['week']}")
    for week, day in days(month):
        yield from _texts({**day, "main": _without_names(day["main"])}, f"week {week} day {day['day']}")


def _without_names(lifts: Any) -> list[Json]:
    return [{name: value for name, value in lift.items() if name != "variation"} for lift in lifts]


def incomplete(asked: Asked, month: Json) -> Iterator[str]:
    """A line of assistance without effort, rest, cue or alternative."""
    others = possible(asked)
    for week, day in days(month):
        for one in day["accessories"]:
            lacking = [name for name in LINE if not one.get(name)]
            if "alternative" in lacking and _alone(others, day, one):
                lacking.remove("alternative")
            if not one.get("rest_s") and not one.get("superset"):
                lacking.append("rest_s")
            if lacking:
                yield f"week {week} day {day['day']} {one['id']}: no {', '.join(lacking)}"


def _alone(others: Iterable[Row], day: Json, one: Json) -> bool:
    """Whether the lifter has nothing else of an exercise's movement, or the day has it already."""
    names = {other["id"] for other in day["accessories"]}
    names |= {lift["variation"]["id"] for lift in day["main"] if lift.get("variation")}
    pattern = of(one["id"]).pattern
    return not any(row.pattern == pattern and row.id not in names for row in others)


def other_language(asked: Asked, month: Json) -> Iterator[str]:
    """A text in the other language."""
    for place, text in _read(month):
        said = any(letter.isalpha() for letter in text) and not re.fullmatch(r"[a-z0-9_]+", text)
        if said and bool(_HANGUL.search(text)) != asked.korean:
            yield f"{place}: {text[:80]!r}"


def unfilled(asked: Asked, month: Json) -> Iterator[str]:
    """A text with a {name} that nothing was put in for."""
    for place, text in _read(month):
        if _UNFILLED.search(text):
            yield f"{place}: {text[:80]!r}"


def sides_unsaid(asked: Asked, month: Json) -> Iterator[str]:
    """A one-sided exercise that does not say so."""
    for place, one in chosen(month):
        if "category" in one and of(one["id"]).per_side and not one.get("per_side"):
            yield f"{place}: {one['id']}"


def no_warm_up(asked: Asked, month: Json) -> Iterator[str]:
    """A session that says nothing of a general warm-up."""
    for week, day in days(month):
        if not day.get("warmup"):
            yield f"week {week} day {day['day']}"


RULES = {
    "a line without effort, rest, cue or alternative": incomplete,
    "a text in the other language": other_language,
    "an unfilled text": unfilled,
    "a session without a general warm-up": no_warm_up,
    "a one-sided exercise that does not say so": sides_unsaid,
}
