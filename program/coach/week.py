"""Task2 of the coach policy: the week that the month repeats. docs/coaching.md gives the reasons at length."""

import random
from collections.abc import Sequence
from typing import Final

from program.coach.choices import Place, choices
from program.lifter.brief import Brief, remembered
from program.month.assistance import arms_schemes, schemes, supplementals
from program.month.splits import SPLITS
from program.schema import Goal, Level, WeekChoice, WeightPlan

FAVOURITE_SHARE: Final = 0.25
"""The share of choices that are the favourite although a seed is there."""


def splits(brief: Brief) -> tuple[str, ...]:
    """The splits that suit, the favourite first.

    The weak lift comes first in the week, while the lifter is fresh. Without one, Wendler's own orders (*5/3/1*:
    press, deadlift, bench, squat; *Forever*: the beginners' three days). Where squats load a sore joint, three days
    have them once, and the deadlift never more than once. In the first year the beginners' week stays as it is.
    """
    weak, every = brief.weak_lift, tuple(SPLITS[brief.days])
    if brief.days == 4:
        first = {"bench_press": "bench-first", "dead_lift": "deadlift-first", "squat": "squat-first"}
        return (first.get(weak, "press-first"),) if weak else every
    if brief.days == 2:
        return ("squat-press",) if weak == "over_head_press" else every
    if "squat" in brief.sore_lifts:
        return ("press-bench",)
    if brief.experience <= Level.FIRST_YEAR:
        return ("squat-bench", "bench-squat")
    if weak in ("dead_lift", "over_head_press"):
        return ("deadlift-press",) if weak == "dead_lift" else ("press-deadlift",)
    return ("bench-squat",) if weak == "bench_press" else ("squat-bench", "bench-squat")


def templates(brief: Brief, plan: WeightPlan) -> tuple[str, ...]:
    """The supplemental templates that suit, the favourite first; of them only what `supplementals` allows.

    - In the first months FSL 3x5, or none for endurance: the lifts have to be learned, not piled up.
    - Strength: FSL 5x5; BBS, ten fives, on four days beside 5s PRO after three years.
    - Muscle: BBB (*5/3/1*) beside 5s PRO, at 60 % from three years on, three sets of it before one year; FSL 5x5
      beside plus sets.
    - Losing weight: FSL only, less in the first year (*Forever*: no BBB when cutting).
    - Performance and health: FSL 3x5: enough to practise, little enough to stay fresh.
    - Endurance: none; the work is in the assistance and the conditioning.
    - A leader has a step more, an anchor never more than FSL 3x5 (*Forever* p. 17-18).
    """
    level, leader, goal = brief.experience, brief.role == "leader", brief.purpose
    strong = level >= Level.OVER_THREE_YEARS
    fives = ("FSL 5x5", "FSL 3x5")
    wishes: tuple[str, ...]
    if brief.role == "anchor":
        wishes = ("none",) if goal == Goal.ENDURANCE else ("FSL 3x5",)
    elif goal == Goal.STRENGTH:
        wishes = fives
        if strong and brief.days == 4 and plan.scheme == "5s PRO":
            wishes = ("BBS 10x5", *wishes)
    elif goal == Goal.MUSCLE:
        first_year = level <= Level.FIRST_YEAR
        hard = ("BBB 5x10@60", "BBS 10x5", "BBB 5x10@50") if strong else ("BBB 5x10@50",)
        wishes = ("BBB 3x10@50",) if first_year else (*hard, "BBB 3x10@50") if plan.scheme == "5s PRO" else ("FSL 5x5",)
    elif goal == Goal.LOSE_WEIGHT:
        wishes = fives if level > Level.FIRST_YEAR or leader else ("FSL 3x5",)
    elif goal == Goal.ENDURANCE:
        wishes = ("FSL 3x5", "none") if leader else ("none",)
    else:
        wishes = fives if leader else ("FSL 3x5",)
    possible = supplementals(brief, plan.scheme)
    suiting = tuple(name for name in dict.fromkeys((*wishes, "FSL 3x5", "none")) if name in possible)
    return suiting or possible


@remembered
def week_choice(brief: Brief, plan: WeightPlan, seed: int | None = None) -> WeekChoice:
    """The week that the month repeats.

    Women get one step more repetitions: at the same share of the maximum they tire less (Hunter 2014).

    Args:
        brief: Whose week it is.
        plan: The month's weight-increase plan.
        seed: Draws among good choices, the same for the same seed; None: the coach's favourites.
    """
    draw = None if seed is None else random.Random(seed)
    split = _drawn(splits(brief), draw)
    used: set[str] = set()
    days: list[tuple[str, ...]] = []
    week = choices(brief, split)
    for places in week:
        day = [_exercise(place, used, draw) for place in places]
        days.append(tuple(day))
        used.update(day)
    arms = any(place.slot == "arms" for place in week[0])
    written = [f"{sets}x{reps}" for sets, reps in schemes(brief)]
    step = int(brief.female)
    compound = written[min(step, len(written) - 1)] if draw is None else _drawn(written, draw)
    isolation = written[min(step + 1, len(written) - 1)] if draw is None else _drawn(written, draw)
    return WeekChoice(
        split=split,
        supplemental=_drawn(_alike(templates(brief, plan)), draw),
        compound=compound,
        isolation=isolation,
        arms=_drawn([f"{sets}x{reps}" for sets, reps in arms_schemes()], draw) if arms else None,
        days=tuple(days),
    )


def _alike(names: Sequence[str]) -> Sequence[str]:
    """The first two templates: a third is for shorter sessions."""
    return names[:2] if "none" not in names[:2] else names[:1]


def _drawn(values: Sequence[str], draw: random.Random | None) -> str:
    return values[0] if draw is None or draw.random() < FAVOURITE_SHARE else draw.choice(values)


def _exercise(place: Place, used: set[str], draw: random.Random | None) -> str:
    """The best exercise that the week does not have yet; with a seed any good one, the better the likelier."""
    fresh = [number for number, one in enumerate(place.exercises) if one.id not in used] or [0]
    if draw is None or draw.random() < FAVOURITE_SHARE:
        return place.exercises[fresh[0]].id
    weights = [1.25 ** place.points[number] for number in fresh]
    [chosen] = draw.choices(fresh, weights)
    return place.exercises[chosen].id
