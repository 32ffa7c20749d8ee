"""Conditioning: there where the goal needs it, and never hard on the day before heavy legs."""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.judge.asked import ENDURANCE, LOSE_WEIGHT, Asked, Json, loading_weeks

AGENT = "conditioning"

OFFSETS = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}
"""Training days a week -> days from the week's first session, where the month has no dates."""

HEAVY_LEGS = frozenset({"squat", "dead_lift"})


def sessions(week: Json) -> Iterator[tuple[int, Json]]:
    """(days from the week's first session, addition) of a week's conditioning, in sessions and on days of its own."""
    for day, offset in zip(week["days"], _offsets(week), strict=True):
        for addition in day.get("additions") or ():
            if addition["agent"] == AGENT:
                yield offset, addition
    for addition in week.get("additions") or ():
        if addition["agent"] == AGENT:
            yield int(addition["offset"]), addition


def _offsets(week: Json) -> list[int]:
    """Days from the week's first session to each session."""
    dates = [day.get("date") for day in week["days"]]
    if all(dates):
        first = date.fromisoformat(dates[0])
        return [(date.fromisoformat(one) - first).days for one in dates]
    return list(OFFSETS[len(week["days"])])


def absent(asked: Asked, month: Json) -> Iterator[str]:
    """A week without conditioning for a lifter who loses weight or trains endurance."""
    if asked.goal in (LOSE_WEIGHT, ENDURANCE):
        for week in loading_weeks(month):
            if not any(sessions(week)):
                yield f"week {week['week']}"


def hard_before_legs(asked: Asked, month: Json) -> Iterator[str]:
    """Hard conditioning on the day before a squat or a deadlift day."""
    weeks = list(month["weeks"])
    for week, later in zip(weeks, [*weeks[1:], None], strict=True):
        heavy = set(_heavy_days(week)) | {7 + offset for offset in _heavy_days(later)}
        for offset, addition in sessions(week):
            if addition.get("effort") == "hard" and offset + 1 in heavy:
                yield f"week {week['week']}: hard {offset} days after its first session, heavy legs the day after"


def hard_in_careful_month(asked: Asked, month: Json) -> Iterator[str]:
    """Hard conditioning where age or health ask for care."""
    if asked.careful:
        for week in month["weeks"]:
            if any(addition.get("effort") == "hard" for _, addition in sessions(week)):
                yield f"week {week['week']}"


def misdated(asked: Asked, month: Json) -> Iterator[str]:
    """Conditioning on a day of its own whose date is not that many days after the week's first session."""
    for week in month["weeks"]:
        first = week["days"][0].get("date")
        for addition in week.get("additions") or ():
            if first and addition.get("date") != str(date.fromisoformat(first) + timedelta(days=addition["offset"])):
                yield f"week {week['week']}: {addition.get('date')}, {addition['offset']} days after {first}"


def _heavy_days(week: Json | None) -> list[int]:
    """Days from the week's first session to those with a squat or a deadlift."""
    if week is None:
        return []
    return [offset for day, offset in zip(week["days"], _offsets(week), strict=True) if _heavy(day)]


def _heavy(day: Json) -> bool:
    return any(lift["lift"] in HEAVY_LEGS and not lift.get("variation") for lift in day["main"])


RULES = {
    "a week without conditioning (losing weight, endurance)": absent,
    "hard conditioning before heavy legs": hard_before_legs,
    "hard conditioning in a careful month": hard_in_careful_month,
    "conditioning on another date than its day": misdated,
}
