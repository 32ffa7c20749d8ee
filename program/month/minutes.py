"""How long the parts of a session take, in seconds.

The rests follow Grgic et al. 2018: trained lifters gain most strength with more than two minutes between heavy sets,
beginners with one to two. All other figures are our choice. They are fitted to sessions that a coach timed by hand, see
tests/program/test_minutes.py, and agree with them within a tenth.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from program.exercises.catalogue import find
from program.month.routine import Accessory, MainLift, SetKind, SupplementalLift, Variation, WorkSet
from program.schema import Lift

REP_SECONDS: Final = 3
"""A repetition on the bar with a controlled way down: about two seconds down and one up."""

DEADLIFT_REP_SECONDS: Final = 4
"""A deadlift starts from the floor: every repetition is set up anew."""

START_SECONDS: Final = 10
"""Stepping up to the weight and taking it, before each set."""

CHANGE_SIDES_SECONDS: Final = 5
"""From one side to the other, in each set of a one-sided exercise."""

RACK_SECONDS: Final = 150
"""A barbell lift: finding a rack, its height, loading the bar, and changing plates from set to set."""

STATION_SECONDS: Final = 75
"""Any other exercise: walking to it, fetching and setting the weight."""

UNLOAD_SECONDS: Final = 135
"""From the last work set to the first supplemental set: the rest, longer because plates come off."""

PLUS_REPS: Final = 4
"""Repetitions that a plus set has beyond its fewest, on average."""

WARMUP_REST: Final = 60
"""After a warm-up set: the time that it takes to change the plates."""

DELOAD_RATE: Final = 60
"""Percent of the training max up to which work sets are easy, as in the deload."""

HEAVY_RATE: Final = 90
"""Percent of the training max from which work sets rest longer."""

_SUPPLEMENTAL_MORE: Final[Mapping[Lift, int]] = {"squat": 15, "dead_lift": 30}
"""Seconds that supplemental sets of a lift rest longer."""

SHORT_REST: Final = 120
"""The rest between work sets where two lifts would not fit otherwise: two minutes, the least for strength."""

BODY_WEIGHT_REST: Final = 60
"""After a set of an exercise with body weight alone that stands in for a main lift: a total of repetitions is light."""

ALTERNATE_REST: Final = 60
"""After each set of two main lifts done in turn: each lift rests for two of these and the other's set."""

SUPERSET_REST: Final = 30
"""After each set of two assistance exercises done in turn."""

WARMUP_MINUTES: Final = (3, 8)
"""The shortest and the full general warm-up, in minutes."""

FULL_WARMUP_FROM: Final = 64
"""Minutes from which a session has the full general warm-up; a shorter one has an eighth of its minutes."""


def general_warmup(limit: int) -> int:
    """Minutes of general warm-up in a session of at most `limit` minutes."""
    shortest, full = WARMUP_MINUTES
    return min(max(limit * full // FULL_WARMUP_FROM, shortest), full)


def rest_after(
    kind: SetKind, lift: Lift, weight_kg: float | None, rate: int, reps: int, wished: int | None = None
) -> int:
    """The rest in seconds after a set.

    Heavier weights and heavier percentages rest longer; sets of ten longer than sets of five at the same weight; and
    squat and deadlift, which tire most, longer than the others in supplemental sets.

    Args:
        kind: Warm-up, work or supplemental set.
        lift: The main lift.
        weight_kg: The lift's heaviest set of this kind on the day, in kg; None: an exercise that stands in.
        rate: Its rate in percent of the training max.
        reps: Repetitions of the set.
        wished: The rest in seconds that the lifter wishes between work sets; None: none. The deload's are light, and
            rest no longer than usual.
    """
    kg = weight_kg or 0
    if kind == "warmup":
        return WARMUP_REST
    if kind == "supplemental":
        return (75 if reps < 8 else 105) + (15 if kg >= 100 else 0) + _SUPPLEMENTAL_MORE.get(lift, 0)
    if rate <= DELOAD_RATE:
        return min(wished or 90, 90)
    if wished:
        return wished
    heavy = 30 if rate >= HEAVY_RATE else 0
    return heavy + (120 if kg < 40 else 150 if kg < 100 else 180 if kg < 150 else 210)


def lift_seconds(lift: MainLift | SupplementalLift) -> int:
    """Seconds of a lift's sets, setting up and the rests between the sets included."""
    setup = UNLOAD_SECONDS if isinstance(lift, SupplementalLift) else setup_seconds(lift)
    return setup + sets_seconds(lift) + rests(lift.sets) if lift.sets else 0


def alternated_seconds(lifts: Sequence[MainLift]) -> int:
    """Seconds of main lifts done in turn: every set but the very last is followed by its rest."""
    work = sum(setup_seconds(lift) + sets_seconds(lift) for lift in lifts)
    return work + rests([one for lift in lifts for one in lift.sets])


def setup_seconds(lift: MainLift) -> int:
    """Seconds until a main lift can start: a rack and plates, or a station for what stands in."""
    return STATION_SECONDS if lift.variation else RACK_SECONDS


def sets_seconds(lift: MainLift | SupplementalLift) -> int:
    """Seconds of a lift's sets without rests; a plus set counts `PLUS_REPS` repetitions more than its fewest."""
    reps = [one.reps + (PLUS_REPS if one.amrap else 0) for one in lift.sets]
    if lift.variation:
        return sum(_guided_seconds(lift.variation, number) for number in reps)
    once = DEADLIFT_REP_SECONDS if lift.lift == "dead_lift" else REP_SECONDS
    return sum(START_SECONDS + number * once for number in reps)


def rests(sets: Sequence[WorkSet]) -> int:
    """Seconds of rest between the sets; after the last one comes the next station."""
    return sum(one.rest_s for one in sets[:-1])


def exercise_seconds(line: Accessory) -> int:
    """Seconds of an assistance exercise done alone, setting up and the rests between its sets included."""
    return STATION_SECONDS + line.sets * _guided_seconds(line, line.reps) + (line.sets - 1) * line.rest_s


def _guided_seconds(line: Accessory | Variation, reps: int) -> int:
    """Seconds of one set without its rest, both sides of a one-sided exercise counted."""
    once = reps * find(line.id).seconds
    return START_SECONDS + (2 * once + CHANGE_SIDES_SECONDS if line.per_side else once)
