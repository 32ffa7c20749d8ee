"""Safe weights: nothing above what the lifter can lift, a lighter deload, and weeks that rise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from bench.judge.asked import LIFT_WORDS, Asked, Json, days, work_sets

_EXACT = 1e-6

HEAVY_SHARE = 0.85
"""Share of the 1RM above which no set has five repetitions or more: Epley gives five at 86 %."""

OVER_RATE = 10
"""Points of the training max that a set may weigh above its rate, for want of a lighter bar."""

LIGHT_SHARE = 0.28
"""A bar under this share of the 1RM is light enough for every set: 40 % of a training max of 70 %."""


def _on_the_bar(month: Json) -> Iterator[tuple[str, str, Json]]:
    """(place, lift, set) of every set that has a weight."""
    for week, day in days(month):
        for lift in (*day["main"], *day["supplemental"]):
            for one in lift.get("sets") or ():
                if one.get("weight_kg") is not None:
                    place = f"week {week} day {day['day']} {lift['lift']} {one['kind']} {one['reps']}x"
                    yield f"{place}{one['weight_kg']:g}", lift["lift"], one


def above_the_maximum(asked: Asked, month: Json) -> Iterator[str]:
    """A set heavier than the lifter's own 1RM."""
    for place, lift, one in _on_the_bar(month):
        if (best := asked.best(lift)) is not None and one["weight_kg"] > best + _EXACT:
            yield f"{place}: the 1RM is {best:.1f}"


def fives_too_heavy(asked: Asked, month: Json) -> Iterator[str]:
    """Five or more repetitions with more than 85 % of the 1RM."""
    for place, lift, one in _on_the_bar(month):
        best = asked.best(lift)
        if best is not None and one["reps"] >= 5 and one["weight_kg"] > HEAVY_SHARE * best + _EXACT:
            yield f"{place}: {100 * one['weight_kg'] / best:.0f} % of the 1RM"


def above_the_rate(asked: Asked, month: Json) -> Iterator[str]:
    """A set more than ten points of the training max above its rate."""
    for place, lift, one in _on_the_bar(month):
        share = 100 * one["weight_kg"] / month["training_max"][lift]
        if share > one["rate"] + OVER_RATE + 0.01:
            yield f"{place}: {share:.0f} % of the TM instead of {one['rate']} %"


def heavy_warmups(asked: Asked, month: Json) -> Iterator[str]:
    """A warm-up set as heavy as the first work set."""
    for week, day in days(month):
        for lift in day["main"]:
            work = [one["weight_kg"] for one in work_sets(lift) if one.get("weight_kg") is not None]
            warm = [one["weight_kg"] for one in lift.get("sets") or () if one["kind"] == "warmup" and one["weight_kg"]]
            if work and warm and max(warm) >= work[0]:
                yield f"week {week} day {day['day']} {lift['lift']}: warm-up {max(warm):g}, work {work[0]:g}"


def _by_week(month: Json) -> Mapping[str, Mapping[int, list[Json]]]:
    """Main lift -> week -> work sets, of the first day of the week that has the lift."""
    found: dict[str, dict[int, list[Json]]] = defaultdict(dict)
    for week, day in days(month):
        for lift in day["main"]:
            found[lift["lift"]].setdefault(week, work_sets(lift))
    return found


def _load(one: Json) -> float:
    """The weight of a set in kg; where it has none, its rate."""
    kg = one.get("weight_kg")
    return float(one["rate"] if kg is None else kg)


def heavy_deload(asked: Asked, month: Json) -> Iterator[str]:
    """A deload set as heavy as week 1's top set, or a deload that moves as much as week 1 or has as many sets."""
    light = [week["week"] for week in month["weeks"] if week.get("deload")]
    for lift, weeks in _by_week(month).items():
        for week in light:
            first, deload = weeks.get(1) or [], weeks.get(week) or []
            if first and deload and max(map(_load, deload)) >= max(map(_load, first)):
                yield f"week {week} {lift}: {max(map(_load, deload)):g}, week 1 {max(map(_load, first)):g}"
    for week in light:
        for what, moved in (("kilograms", _moved(month, week)), ("sets", _assistance(month, week))):
            before = _moved(month, 1) if what == "kilograms" else _assistance(month, 1)
            for name, amount in moved.items():
                if amount >= before.get(name, amount + 1) and not (what == "sets" and amount <= 1):
                    yield f"week {week} {name}: {amount:g} {what}, week 1 {before[name]:g}"


def _moved(month: Json, number: int) -> dict[str, float]:
    """Weight times repetitions of each lift in a week, warm-ups left out; of total repetitions their number."""
    found: dict[str, float] = defaultdict(float)
    for week, day in days(month):
        if week == number:
            for lift in (*day["main"], *day["supplemental"]):
                total = lift.get("total_reps") or sum(_load(one) * one["reps"] for one in work_sets(lift))
                found[lift["lift"]] += total
    return found


def _assistance(month: Json, number: int) -> dict[str, float]:
    sets = [one["sets"] for week, day in days(month) for one in day["accessories"] if week == number]
    return {"assistance": float(sum(sets))} if sets else {}


def no_rise(asked: Asked, month: Json) -> Iterator[str]:
    """A lift on the bar whose week is neither heavier nor longer than the week before."""
    for lift, weeks in _by_week(month).items():
        for week in (2, 3):
            before, now = weeks.get(week - 1) or [], weeks.get(week) or []
            weighed = all(one.get("weight_kg") is not None for one in (*before, *now))
            if before and now and weighed and not _rises(before, now):
                yield f"week {week} {lift}: {_written(now)} after {_written(before)}"


def _rises(before: list[Json], now: list[Json]) -> bool:
    """Whether the top set is heavier; or no set is lighter and one is heavier, or all weigh the same and reps rise."""
    kilograms, earlier = [_load(one) for one in now], [_load(one) for one in before]
    if max(kilograms) != max(earlier):
        return max(kilograms) > max(earlier)
    if kilograms != earlier:
        return len(kilograms) == len(earlier) and all(a >= b for a, b in zip(kilograms, earlier, strict=True))
    reps, less = [int(one["reps"]) for one in now], [int(one["reps"]) for one in before]
    return all(a >= b for a, b in zip(reps, less, strict=True)) and reps != less


def _written(sets: list[Json]) -> str:
    return " ".join(f"{one['reps']}x{_load(one):g}" for one in sets)


def unnamed_stand_in(asked: Asked, month: Json) -> Iterator[str]:
    """A lift that is replaced or left out, and no note names it."""
    lifts: dict[str, Any] = {lift["lift"]: lift for _, day in days(month) for lift in day["main"]}
    notes = " ".join(month["notes"])
    for name, words in LIFT_WORDS.items():
        if name not in month["training_max"] and name not in lifts:
            continue
        gone = name not in lifts or lifts[name].get("variation")
        if gone and not words.search(notes):
            yield f"{name}: no note says why it is not done"


def needless_stand_in(asked: Asked, month: Json) -> Iterator[str]:
    """A lift that is replaced although barbell, bar, joints and wishes allow it."""
    if "barbell" not in asked.there_is or asked.joints or asked.careful or asked.sentence:
        return
    for lift in {one["lift"]: one for _, day in days(month) for one in day["main"]}.values():
        best = asked.best(lift["lift"])
        if lift.get("variation") and best and asked.lightest_bar(lift["lift"]) <= LIGHT_SHARE * best:
            yield f"{lift['lift']}: {lift['variation']['id']} stands in, and the bar is light enough"


RULES = {
    "a set above the 1RM": above_the_maximum,
    "five or more above 85 % of the 1RM": fives_too_heavy,
    "a set 10 points above its rate": above_the_rate,
    "a warm-up as heavy as the work": heavy_warmups,
    "a deload that is not lighter": heavy_deload,
    "a week that does not rise": no_rise,
    "a lift replaced without a note": unnamed_stand_in,
    "a lift replaced without need": needless_stand_in,
}
