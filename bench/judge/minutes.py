"""How long a session takes, counted anew, and months that say more minutes than the lifter has."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from bench.judge.asked import Asked, Json, days
from bench.judge.exercises import done, of

WARM_UP = 300
"""Seconds of the general warm-up."""

SET_UP_BAR = 90
"""Seconds to find and set up a rack, a bench or a bar."""

SET_UP = 60
"""Seconds to find and set up an exercise of assistance."""

PLATES = 30
"""Seconds to change the plates between two sets of different weight."""

MORE_PLUS_REPS = 4
"""Repetitions that a plus set has above its fewest."""

RESTS: Mapping[str, int] = {"warmup": 60, "work": 180, "supplemental": 120, "assistance": 75}
"""Seconds of rest after a set where the month gives none."""

TOTAL_REPS_SECONDS = 10
"""Seconds that a repetition takes with its share of rest where a lift has total repetitions alone."""


def _lift_seconds(lift: Json, last_kg: float | None) -> float:
    """Seconds of a lift's sets with their rests, and with the plates that are changed."""
    sets, pace = lift.get("sets") or (), done(lift).seconds
    if lift.get("total_reps") and not sets:
        return float(lift["total_reps"] * TOTAL_REPS_SECONDS)
    seconds = 0.0
    for one in sets:
        reps = one["reps"] + (MORE_PLUS_REPS if one.get("amrap") else 0)
        rest = one.get("rest_s")
        sides = 2 if done(lift).per_side else 1
        seconds += reps * pace * sides + (RESTS[one["kind"]] if rest is None else rest)
    weights = [last_kg, *(one.get("weight_kg") for one in sets)]
    return float(seconds + PLATES * sum(a != b for a, b in pairwise(weights) if a is not None and b is not None))


def _accessory_seconds(one: Json) -> float:
    """Seconds of an assistance exercise with its rests and its setting up."""
    row = of(one["id"])
    per_side = one.get("per_side", row.per_side)
    pace = 1.0 if one.get("unit") == "seconds" else row.seconds
    rest = one.get("rest_s")
    rest = RESTS["assistance"] if rest is None else rest
    return float(SET_UP + one["sets"] * (one["reps"] * pace * (2 if per_side else 1) + rest))


def counted(day: Json) -> int:
    """The length of a session in minutes by this module's count, rounded up."""
    seconds: float = WARM_UP
    stations = {lift["lift"] for lift in (*day["main"], *day["supplemental"])}
    seconds += SET_UP_BAR * len(stations)
    last: dict[str, float | None] = {}
    for lift in (*day["main"], *day["supplemental"]):
        seconds += _lift_seconds(lift, last.get(lift["lift"]))
        last[lift["lift"]] = next((one.get("weight_kg") for one in reversed(lift.get("sets") or ())), None)
    seconds += sum(_accessory_seconds(one) for one in day["accessories"])
    seconds += 60 * sum(one.get("minutes") or 0 for one in day.get("additions") or ())
    return int(-(-seconds // 60))


def too_long(asked: Asked, month: Json) -> Iterator[str]:
    """A session that is longer than the lifter has, by the month's own minutes."""
    for week, day in days(month):
        if day["minutes"] > asked.minutes:
            yield f"week {week} day {day['day']}: {day['minutes']} minutes, {asked.minutes} wanted"


RULES = {"a session over the lifter's minutes": too_long}
