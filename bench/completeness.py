"""Checks that a month covers ACSM's FITT-VP headings of an exercise prescription, on the JSON answer.

Frequency, intensity, time, type, volume, progression (ACSM's Guidelines for Exercise Testing and Prescription, 11th
ed., ch. 6). A heading counts as covered when every session has a sensible value for it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


def _frequency(month: Json) -> bool:
    """The same number of sessions every week, two to four."""
    days = {len(week["days"]) for week in month["weeks"]}
    return len(days) == 1 and days <= {2, 3, 4}


def _intensity(month: Json) -> bool:
    """Every set has a share of the training max, and its kilograms, unless a variation stands in."""
    return all(
        one["rate"] > 0 and ((one["weight_kg"] or 0) > 0 or "variation" in lift)
        for _, lift in _lifts(month)
        for one in lift["sets"]
    )


def _time(month: Json) -> bool:
    """Every session has its minutes."""
    return all(day["minutes"] > 0 for day in _days(month))


def _type(month: Json) -> bool:
    """Every exercise has a name in both languages."""
    return all(lift["lift"] for _, lift in _lifts(month)) and all(
        one["name"] and one["name_en"] for day in _days(month) for one in day["accessories"]
    )


def _volume(month: Json) -> bool:
    """Every exercise has its sets and repetitions."""
    return all(lift["sets"] and all(one["reps"] > 0 for one in lift["sets"]) for _, lift in _lifts(month)) and all(
        one["sets"] > 0 and one["reps"] > 0 for day in _days(month) for one in day["accessories"]
    )


def _progression(month: Json) -> bool:
    """Each lift's top set rises over three weeks, and the fourth is lighter than the first."""
    tops: dict[str, dict[int, int]] = {}
    for week, lift in _lifts(month):
        rates = [one["rate"] for one in lift["sets"] if one["kind"] == "work"]
        if rates:
            tops.setdefault(lift["lift"], {})[week] = max(rates)
    return bool(tops) and all(
        set(top) == {1, 2, 3, 4} and top[1] < top[2] < top[3] and top[4] < top[1] for top in tops.values()
    )


HEADINGS: Mapping[str, Callable[[Json], bool]] = {
    "frequency": _frequency,
    "intensity": _intensity,
    "time": _time,
    "type": _type,
    "volume": _volume,
    "progression": _progression,
}
"""Heading -> check that a month covers it."""


def missing(month: Json) -> list[str]:
    """Returns the headings that a month does not cover."""
    return [name for name, covers in HEADINGS.items() if not covers(month)]


def _days(month: Json) -> Iterator[Json]:
    for week in month["weeks"]:
        yield from week["days"]


def _lifts(month: Json) -> Iterator[tuple[int, Json]]:
    """(week, main or supplemental lift) of all sessions."""
    for week in month["weeks"]:
        for day in week["days"]:
            for lift in (*day["main"], *day["supplemental"]):
                yield week["week"], lift
