"""The sets of an exercise that stands in for a main lift: its weight is not known, so the repetitions are its own.

- On a bar or a machine the lift's waves stay, but no set is for fewer than three: a single or a double of an exercise
  without a training max is a guess.
- With dumbbells, kettlebells, cables or bands, and where one joint moves, the sets are for 8, 10 and 12 from week to
  week with the same weight: the next dumbbell is too far away for waves of weight.
- With body weight alone the day has a total of repetitions, in sets that the lifter can do.

The figures are this project's own choice.
"""

from typing import Final

from program.exercises.catalogue import Exercise
from program.lifter.ability import most_reps
from program.lifter.brief import Brief
from program.lifter.variations import body_weight_alone, with_free_choice_of_weight
from program.month.supplemental import Supplemental
from program.month.waves import DELOAD_WEEK, WEEKS, Work, work_sets
from program.schema import WeightPlan

FEWEST_REPS: Final = 3
"""The fewest repetitions of a set whose weight nobody knows."""

FREE_REPS: Final = (8, 10, 12, 8)
"""Repetitions of a set in weeks 1 to 4 where the waves of weight do not fit."""

FREE_SUPPLEMENTAL_REPS: Final = 8
FREE_SUPPLEMENTAL_SETS: Final = 5
"""Supplemental sets of these: at least so many repetitions, at most so many sets."""

TOTALS: Final = (30, 40, 50, 20)
"""Repetitions a day in weeks 1 to 4 with body weight alone; half of them for each side where one side works."""

BODY_WEIGHT_SETS: Final = (4, 5, 6, 2)
"""The most sets for that in weeks 1 to 4: who can do only a few in a set has a smaller total."""

FEWEST_SETS: Final = 3
"""The fewest sets for that in weeks 1 to 3, as many as a main lift has."""

MOST_IN_A_SET: Final = 15
USUAL_IN_A_SET: Final = 10
"""Repetitions of a set with body weight alone: at most, and where nobody knows how many the lifter can do."""


def stand_in_work(brief: Brief, exercise: Exercise, plan: WeightPlan, week: int) -> tuple[Work, ...]:
    """A week's work sets of an exercise that stands in for a main lift; the rates are the plan's."""
    asked = work_sets(plan, week)
    if body_weight_alone(exercise):
        reps = _split(brief, exercise, week)
        rates = [asked[min(number, len(asked) - 1)].rate for number in range(len(reps))]
        return tuple(Work(rate, number, amrap=False) for rate, number in zip(rates, reps, strict=True))
    if with_free_choice_of_weight(exercise):
        reps_of_week = min(FREE_REPS[week - 1], exercise.most_reps or FREE_REPS[week - 1])
        return tuple(Work(one.rate, reps_of_week, amrap=False) for one in asked)
    return tuple(
        Work(one.rate, max(one.reps, FEWEST_REPS), amrap=one.amrap and one.reps >= FEWEST_REPS) for one in asked
    )


def stand_in_supplemental(exercise: Exercise, chosen: Supplemental) -> tuple[int, int]:
    """Sets and repetitions of the supplemental work of a stand-in; no sets with body weight alone."""
    if body_weight_alone(exercise):
        return 0, chosen.reps
    if with_free_choice_of_weight(exercise):
        return min(chosen.sets, FREE_SUPPLEMENTAL_SETS), max(chosen.reps, FREE_SUPPLEMENTAL_REPS)
    return chosen.sets, chosen.reps


def week_totals(brief: Brief, exercise: Exercise) -> tuple[int, ...]:
    """The day's total of repetitions in weeks 1 to 4 of an exercise with body weight alone, per side."""
    return tuple(sum(_split(brief, exercise, week)) for week in WEEKS)


def variant_limits(brief: Brief, exercise: Exercise) -> tuple[int, int]:
    """When another variant is due: week 3's total in so few sets or fewer, or in more sets than so many."""
    planned = len(_split(brief, exercise, DELOAD_WEEK - 1))
    return max(planned // 2, 1), planned + 3


def _split(brief: Brief, exercise: Exercise, week: int) -> list[int]:
    """The total in sets as equal as possible, the longer ones first."""
    a_set = min(most_reps(brief, exercise) or USUAL_IN_A_SET, MOST_IN_A_SET)
    total = TOTALS[week - 1] // 2 if exercise.per_side else TOTALS[week - 1]
    total = min(total, a_set * BODY_WEIGHT_SETS[week - 1])
    number = max(-(-total // a_set), FEWEST_SETS if week != DELOAD_WEEK else 1)
    return [total // number + (index < total % number) for index in range(number)]
