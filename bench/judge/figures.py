"""Figures over many months: how often each rule is broken, and how balanced, long and varied months are."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, median

from bench.judge import balance, conditioning, minutes, variety
from bench.judge.asked import Asked, Json, days, loading_weeks
from bench.judge.exercises import of
from bench.rows import Row, share

DIFFERENT = 120
"""Different exercises that are used over all months, at least."""

MEDIAN_PUSH = 1.5
"""Push sets for each pull set, at the median of all months, at most."""

NEAR = 0.1
"""How far a month's own minutes may be from the count, as a share."""

LONGEST_SHORT = 30
"""Minutes under which a session may have no room for all that the week should have."""


def is_short(body: Json) -> bool:
    """Whether a request has sessions that may be too short for all that a week should have."""
    return int(body.get("minutes") or LONGEST_SHORT) < LONGEST_SHORT


def source_row(months: Sequence[Json]) -> Row:
    """How many months hold an answer that code gave, because the first ones broke the programme's own rules."""
    replaced = sum(any(one["source"] == "coach" for one in month["provenance"].values()) for month in months)
    return Row("months with an answer that the programme's own rules refuse", f"{replaced} of {len(months)}", "0")


def breach_rows(broken: Mapping[str, Sequence[Json]], months: int) -> Iterator[Row]:
    """How many months break each rule, and how many of these have very short sessions.

    Args:
        broken: Rule -> the requests of the months that break it.
        months: How many months were judged.
    """
    for rule, bodies in broken.items():
        short = sum(is_short(body) for body in bodies)
        among = f", {short} of them under {LONGEST_SHORT} minutes" if short else ""
        yield Row(rule, f"{len(bodies)} of {months}{among}", "0")


def figures_rows(pairs: Sequence[tuple[Json, Json]], different: int | None = DIFFERENT) -> Iterator[Row]:
    """Balance, minutes and exercises of months; each pair is a request and its answer.

    Args:
        pairs: Requests with their answers.
        different: The target for the number of exercises; None: too few months for one.
    """
    if not pairs:
        return
    yield from _push_rows(pairs)
    yield from _muscle_rows(pairs)
    yield from _side_rows(pairs)
    yield from _minute_rows(pairs)
    yield from _use_rows(pairs, different)


def _push_rows(pairs: Sequence[tuple[Json, Json]]) -> Iterator[Row]:
    ratios = [
        max((balance.push_for_pull(week) for week in loading_weeks(month)), default=0.0)
        for body, month in pairs
        if balance.can_pull(Asked(body, month))
    ]
    if ratios:
        yield Row("push : pull sets of a week, median", f"{median(ratios):.2f}", f"≤ {MEDIAN_PUSH}")
        yield Row("push : pull sets of a week, worst", _written(max(ratios)), f"≤ {balance.MOST_PUSH:.1f}")
        without = sum(math.isinf(ratio) for ratio in ratios)
        yield Row("months with a week without pull, though there is some", share(without, len(ratios)), "0")


def _written(ratio: float) -> str:
    return "no pull" if math.isinf(ratio) else f"{ratio:.2f}"


def _muscle_rows(pairs: Sequence[tuple[Json, Json]]) -> Iterator[Row]:
    sets: dict[str, list[float]] = defaultdict(list)
    for _, month in pairs:
        found = balance.muscles(month["weeks"][0])
        for muscle in balance.MUSCLES:
            sets[muscle].append(found.get(muscle, 0))
    for muscle, numbers in sets.items():
        low, middle, high = (_quantile(numbers, share) for share in (0.05, 0.5, 0.95))
        yield Row(
            f"weekly sets of {muscle.replace('_', ' ')}: 5 %, median, 95 %, most",
            f"{low:g}, {middle:g}, {high:g}, {max(numbers):g}",
        )
    front, rear = (sets[f"{side}_delt"] for side in ("front", "rear"))
    ratios = [a / b for a, b in zip(front, rear, strict=True) if b]
    if ratios:
        yield Row("front : rear shoulder, median, 95 %", f"{median(ratios):.1f}, {_quantile(ratios, 0.95):.1f}")


def _quantile(numbers: Sequence[float], share: float) -> float:
    return sorted(numbers)[min(int(share * len(numbers)), len(numbers) - 1)]


def _side_rows(pairs: Sequence[tuple[Json, Json]]) -> Iterator[Row]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _, month in pairs:
        for name, sides in balance.sides(month["weeks"][0]).items():
            found[name].append(sides)
    for name, both in found.items():
        ratios = [first / second if second else math.inf for first, second in both if first or second]
        low, middle, high = (_quantile(ratios, share) for share in (0.05, 0.5, 0.95))
        written = ", ".join("∞" if math.isinf(one) else f"{one:.1f}" for one in (low, middle, high))
        yield Row(f"{name} sets of a week: 5 %, median, 95 %", written)


def _minute_rows(pairs: Sequence[tuple[Json, Json]]) -> Iterator[Row]:
    said: list[tuple[int, int, int]] = [
        (day["minutes"], minutes.counted(day), Asked(body, month).minutes)
        for body, month in pairs
        for _, day in days(month)
    ]
    near = sum(abs(own - counted) <= NEAR * counted for own, counted, _ in said)
    over = sum(counted > limit for _, counted, limit in said)
    yield Row("sessions whose minutes are within 10 % of the judge's count", share(near, len(said)))
    yield Row("the judge's count for each minute that months say, mean", f"{fmean(c / o for o, c, _ in said if o):.2f}")
    yield Row("sessions over the lifter's minutes by the judge's count", share(over, len(said)))


def _use_rows(pairs: Sequence[tuple[Json, Json]], different: int | None) -> Iterator[Row]:
    used = {one["id"] for _, month in pairs for week, day in days(month) if week == 1 for one in day["accessories"]}
    yield Row("different exercises used", str(len(used)), "" if different is None else f"≥ {different}")
    strict = [
        any(of(one["id"]).pattern in ("horizontal_pull", "rear_delt") for one in day["accessories"])
        for body, month in pairs
        if Asked(body, month).minutes >= LONGEST_SHORT
        for week, day in days(month)
        if week == 1
    ]
    yield Row(
        f"sessions from {LONGEST_SHORT} minutes with a row or rear-shoulder work", share(sum(strict), len(strict))
    )
    with_some = sum(any(any(conditioning.sessions(week)) for week in month["weeks"]) for _, month in pairs)
    yield Row("months with conditioning", share(with_some, len(pairs)))


def variety_rows(seeded: Sequence[Sequence[Json]], by_goal: Sequence[Sequence[Json]]) -> Iterator[Row]:
    """How much months differ.

    Args:
        seeded: Of each lifter the months of several seeds.
        by_goal: Of each goal the months of ten lifters.
    """
    overlaps = [variety.overlap(months) for months in seeded]
    target = f"≤ {variety.MOST_OVERLAP}"
    yield Row("overlap of the weeks of seeds 1 to 8, mean of the lifters", f"{fmean(overlaps):.2f}", target)
    yield Row("overlap of the weeks of seeds 1 to 8, the lifter with most", f"{max(overlaps):.2f}", target)
    fewest = min(variety.lists(months) for months in by_goal)
    yield Row("different lists among ten lifters, the goal with fewest", str(fewest), f"≥ {variety.FEWEST_LISTS}")
