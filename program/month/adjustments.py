"""Adjustments of the agents' decisions to a sentence: how heavy, how much, which lift gets more.

They are arithmetic, so everything that the sentence does not mention stays as it was.
"""

from collections.abc import Mapping
from typing import Final

from program.exercises.catalogue import find
from program.lifter.bars import INTENSITY_POINTS
from program.lifter.brief import Brief
from program.lifter.constraints import Focus
from program.lifter.obeying import within
from program.month.assistance import MOST_REPS, reps_of, supplementals
from program.month.careful import careful_plan, careful_supplemental
from program.month.rules import PRO_TRAINING_MAX, TRAINING_MAX_RATES
from program.month.supplemental import SUPPLEMENTAL
from program.month.volume import FEWEST_SETS
from program.schema import CATEGORIES, Level, Lift, Prescription, Scheme, WeekTemplate, WeightPlan

LOWEST_TRAINING_MAX_RATE: Final = 70
"""The lowest rate that `lighter` reaches, below that of any plan; `heavier` ends at `rules.TRAINING_MAX_RATES`."""

_LESS: Final[Mapping[str, str]] = {
    "BBS 10x5": "FSL 3x5",
    "BBB 5x10@60": "FSL 3x5",
    "BBB 5x10@50": "FSL 3x5",
    "BBB 3x10@50": "FSL 3x5",
    "FSL 5x5": "none",
    "FSL 3x5": "none",
    "none": "none",
}
_MORE: Final[Mapping[str, str]] = {"none": "FSL 3x5", "FSL 3x5": "FSL 5x5", "BBB 3x10@50": "BBB 5x10@50"}

_LIFTS_OF: Final[Mapping[Focus, tuple[Lift, ...]]] = {
    "upper": ("bench_press", "over_head_press"),
    "lower": ("squat", "dead_lift"),
    "squat": ("squat",),
    "bench_press": ("bench_press",),
    "dead_lift": ("dead_lift",),
    "over_head_press": ("over_head_press",),
    "chest": ("bench_press",),
    "back": ("dead_lift",),
    "shoulders": ("over_head_press",),
    "legs": ("squat",),
}
"""Lifts that get more supplemental work for a focus."""

SECOND_LIFT: Final = "FSL 3x5"
"""The supplemental template of a session's second lift, in a week that has supplemental work."""

MOST_SETS: Final = 6
"""Most sets of an exercise that `more` makes. Our choice."""


def turned_plan(brief: Brief, plan: WeightPlan) -> WeightPlan:
    """The plan as the sentence wants it: training max rate, plus sets, intensity; with a caution careful.

    The rate is 70 to 90 percent of the 1RM. A rate that the sentence names is at most what level and scheme may have.
    """
    asked = brief.constraints
    scheme: Scheme = "5s PRO" if asked.plus_sets is False else plan.scheme
    rate = plan.training_max_rate
    if asked.training_max_rate is not None or scheme != plan.scheme:
        rate = min(asked.training_max_rate or rate, highest_training_max_rate(brief, scheme))
    rate = within(rate + INTENSITY_POINTS[asked.intensity], (LOWEST_TRAINING_MAX_RATE, TRAINING_MAX_RATES[1]))
    return careful_plan(brief, plan.model_copy(update={"training_max_rate": rate, "scheme": scheme}))


def highest_training_max_rate(brief: Brief, scheme: Scheme) -> int:
    """The highest training max rate that a sentence may name: less in the first months and where all sets are fives."""
    if brief.experience == Level.FIRST_MONTHS:
        return TRAINING_MAX_RATES[0]
    return PRO_TRAINING_MAX if scheme == "5s PRO" else TRAINING_MAX_RATES[1]


def turned_week(brief: Brief, week: WeekTemplate) -> WeekTemplate:
    """The week with one set less or more of every assistance exercise, within the limits of sets and repetitions."""
    step = {"less": -1, "as_planned": 0, "more": 1}[brief.constraints.volume]
    return week.model_copy(update={"days": tuple(_turned_day(day, step) for day in week.days)}) if step else week


def _turned_day(day: tuple[Prescription, ...], step: int) -> tuple[Prescription, ...]:
    reps = dict.fromkeys(CATEGORIES, 0)
    for one in day:
        reps[find(one.exercise).category] += one.sets * reps_of(one)
    turned = []
    for one in day:
        category = find(one.exercise).category
        then = reps[category] + step * reps_of(one)
        if (step < 0 or then <= MOST_REPS[category]) and FEWEST_SETS <= one.sets + step <= MOST_SETS:
            reps[category] = then
            turned.append(one.model_copy(update={"sets": one.sets + step}))
        else:
            turned.append(one)
    return tuple(turned)


def supplemental_of(brief: Brief, scheme: Scheme, name: str, lift: Lift, *, second: bool) -> str:
    """The supplemental template of a lift in a week for which `name` was chosen.

    A lift that loads a sore joint has none. A session's second lift has FSL 3x5 where the first has any: hard work
    for one lift a day is enough. Then `volume` makes it a step less or more, and a focus a step
    more, if minutes, goal, level and scheme allow it. In a careful month it is FSL 3x5 at most.

    Args:
        brief: Whose week it is.
        scheme: The month's scheme.
        name: The template chosen for the week, a key of `SUPPLEMENTAL`.
        lift: The main lift.
        second: Whether the session has another main lift before it.
    """
    return careful_supplemental(brief, _supplemental_of(brief, scheme, name, lift, second=second))


def _supplemental_of(brief: Brief, scheme: Scheme, name: str, lift: Lift, *, second: bool) -> str:
    if lift in brief.sore_lifts:
        return "none"
    if second and SUPPLEMENTAL[name].sets > 0:
        name = SECOND_LIFT
    volume = brief.constraints.volume
    if volume == "less":
        return _LESS[name]
    focused = any(lift in _LIFTS_OF.get(focus, ()) for focus in brief.constraints.focus)
    more = _MORE.get(name, name) if volume == "more" or focused else name
    return more if more in supplementals(brief, scheme) else name
