"""How much months differ: seeds of one lifter, and lifters of one goal."""

from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

from bench.judge.asked import Json

MOST_OVERLAP = 0.45
"""The mean overlap of the weeks of eight seeds, at most."""

FEWEST_LISTS = 8
"""Different lists among ten lifters of one goal, at least."""


def exercises(month: Json) -> frozenset[str]:
    """The assistance exercises of a month's first week."""
    return frozenset(one["id"] for day in month["weeks"][0]["days"] for one in day["accessories"])


def overlap(months: Sequence[Json]) -> float:
    """The mean share of exercises that two of the months have in common (Jaccard), over all pairs."""
    weeks = [exercises(month) for month in months]
    return fmean(len(a & b) / len(a | b) if a | b else 1.0 for a, b in combinations(weeks, 2))


def lists(months: Sequence[Json]) -> int:
    """How many different lists of exercises the months have."""
    return len({exercises(month) for month in months})
