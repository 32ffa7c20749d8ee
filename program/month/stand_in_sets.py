"""The sets of an exercise that stands in for a main lift: its weight is not known, so the repetitions are its own.

- On a bar or a machine the sets are for 8, 7 and 6 from week to week, as the waves of 5/3/1 get heavier; there are no
  plus sets and no triples, because without a training max they are a guess.
- With dumbbells, kettlebells, cables or bands, and where one joint moves, the sets are for 8, 10 and 12 from week to
  week with the same weight: the next dumbbell is too far away for waves of weight.
- Where the lift is left out because of a joint, the sets are for 12: light, and free of pain. A careful month has 10.
- With body weight alone the day has a total of repetitions, in sets that the lifter can do.

Two lighter sets lead up to the work sets. The figures are this project's own choice.
"""

from typing import Final

from program.exercises.catalogue import Exercise
from program.lifter.ability import most_reps
from program.lifter.brief import Brief
from program.lifter.variations import ONE_JOINT, body_weight_alone, with_free_choice_of_weight
from program.month.supplemental import Supplemental
from program.month.waves import DELOAD_WEEK, WEEKS, Work, work_sets
from program.schema import Lift, WeightPlan

HEAVY_REPS: Final = (8, 7, 6, 5)
"""Repetitions of a set on a bar or a machine in weeks 1 to 4. With the week's repetitions in reserve that is about 73,
77 and 80 % of a 1RM (Epley), as the top sets of 5/3/1; in week 4 the weight of week 1 is done for fewer."""

SORE_REPS: Final = (12, 12, 12, 10)
"""The same for a lift that loads a sore joint."""

CAREFUL_REPS: Final = (10, 10, 10, 8)
"""The same in a careful month."""

LEADING_UP: Final = ((40, 8), (60, 5))
"""Rate in percent and repetitions of the warm-up sets before an exercise with a weight."""

FREE_REPS: Final = (8, 10, 12, 8)
"""Repetitions of a set in weeks 1 to 4 where the waves of weight do not fit."""

SUPPLEMENTAL_REPS: Final = 8
MOST_SUPPLEMENTAL_SETS: Final = 5
MOST_SUPPLEMENTAL_SETS_PER_SIDE: Final = 3
"""Supplemental sets of a stand-in: at least so many repetitions, at most so many sets. They are light. Where one side
works at a time, each set is two."""

TOTALS: Final = (30, 40, 50, 20)
"""Repetitions a day in weeks 1 to 4 with body weight alone; half of them for each side where one side works."""

BODY_WEIGHT_SETS: Final = (4, 5, 6, 2)
"""The most sets for that in weeks 1 to 4: who can do only a few in a set has a smaller total."""

FEWEST_SETS: Final = 3
"""The fewest sets for that in weeks 1 to 3, as many as a main lift has."""

MOST_IN_A_SET: Final = 15
USUAL_IN_A_SET: Final = 10
"""Repetitions of a set with body weight alone: at most, and where nobody knows how many the lifter can do."""


def stand_in_work(brief: Brief, lift: Lift, exercise: Exercise, plan: WeightPlan, week: int) -> tuple[Work, ...]:
    """A week's work sets of an exercise that stands in for a main lift; the rates are the plan's."""
    asked = work_sets(plan, week)
    if body_weight_alone(exercise):
        counts = _split(brief, exercise, week)
        rates = [asked[min(number, len(asked) - 1)].rate for number in range(len(counts))]
        return tuple(Work(rate, number, amrap=False) for rate, number in zip(rates, counts, strict=True))
    reps = free_reps(brief, lift, exercise)[week - 1]
    return tuple(Work(one.rate, reps, amrap=False) for one in asked)


def free_reps(brief: Brief, lift: Lift, exercise: Exercise) -> tuple[int, ...]:
    """The repetitions of a set in weeks 1 to 4 of an exercise with a weight that stands in for a lift."""
    if lift in brief.sore_lifts:
        reps = SORE_REPS
    elif brief.careful:
        reps = CAREFUL_REPS
    else:
        reps = FREE_REPS if with_free_choice_of_weight(exercise) else HEAVY_REPS
    return tuple(min(one, exercise.most_reps or one) for one in reps)


def leads_up(exercise: Exercise) -> bool:
    """Whether warm-up sets lead up to an exercise: it has a weight to go up with, and moves more than one joint."""
    return not exercise.equipment <= {"bodyweight", "band"} and exercise.pattern not in ONE_JOINT


def stand_in_supplemental(exercise: Exercise, chosen: Supplemental) -> tuple[int, int]:
    """Sets and repetitions of the supplemental work of a stand-in; no sets with body weight alone."""
    if body_weight_alone(exercise):
        return 0, chosen.reps
    most = MOST_SUPPLEMENTAL_SETS_PER_SIDE if exercise.per_side else MOST_SUPPLEMENTAL_SETS
    return min(chosen.sets, most), max(chosen.reps, SUPPLEMENTAL_REPS)


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
