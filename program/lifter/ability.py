"""How often a lifter can do an exercise that moves the own body, and the neighbour on its ladder that fits.

The estimate is Epley's, as for the records: who can do `reps` repetitions with a weight has a 1RM of
`weight * (1 + reps * 0.0333)`. The weight is the exercise's share of the body weight. Figures without a source are this
project's own choice, to the safe side.
"""

from collections.abc import Collection, Mapping
from typing import Final

from program.exercises.catalogue import CATALOGUE
from program.exercises.exercise import Exercise, Pattern
from program.lifter.bars import bars
from program.schema import LIFTS, Level, Lift, RoutineRequest

EPLEY: Final = 0.0333
"""Share of the 1RM by which a repetition more makes a set lighter (Epley, as Wendler prints it)."""

PULL_UP_KG: Final = 27.0
PULL_UP_SHARE: Final = 0.93
"""The 1RM of a pull-up, body weight included, is about 27 kg + 0.93 x bench press: our fit to public strength
standards of both exercises, over levels and body weights."""

OVERHEAD_SHARE: Final = 0.85
"""The share of the bench press that counts overhead, beside what the catalogue adds to such exercises."""

TRUNK_SHARE: Final = 0.85
"""The share of the body weight that a squat lifts beside the bar: all but the lower legs."""

ONE_LEG_SHARE: Final = 0.6
"""The share of a squat, bar and body, that one leg can do: the catalogue's shares are what one leg carries. More than
half, because one leg alone is a little stronger than half of both."""

HINGE_SHARE: Final = 0.5
"""The share of deadlift and trunk that counts for exercises of hips and hamstrings with body weight: most of them bend
where a deadlift does not."""

GOOD_SHARE: Final = 80
"""The most repetitions of a set that is possible, in percent of the lifter's maximum: two or three stay in reserve."""

SET_SHARE: Final = 75
"""The repetitions of a set that can be repeated, in percent of the lifter's maximum."""

FEWEST_REPS: Final = 5
"""An exercise of which a set has fewer good repetitions is not possible."""

FEWEST_PULL_UPS: Final = 3
"""The same for pull-ups and chin-ups, which are trained in sets of three, too."""

TOO_MANY_REPS: Final = 20
"""Who can do more repetitions than this needs a harder exercise, if there is one: a set of ten would be far from hard.
Epley's estimate is a few too low so far from the maximum, so this is about 25 in truth."""

MOST_NEGATIVES: Final = 5
"""The most repetitions of a negative or of a Nordic curl: lowering more than one can lift makes very sore."""

NORDIC_CURL: Final = "nordic_curl"

BAR_SHARE: Final = 65
"""The most that an empty bar may weigh in an assistance exercise, in percent of its estimated 1RM: twelve repetitions
with some in reserve (Epley)."""

_BAR_STRENGTH: Final[Mapping[Pattern, tuple[Lift, float]]] = {
    "horizontal_push": ("bench_press", 0.85),
    "vertical_push": ("over_head_press", 0.9),
    "triceps": ("bench_press", 0.4),
    "lateral_raise": ("bench_press", 0.5),
    "horizontal_pull": ("bench_press", 0.8),
    "vertical_pull": ("bench_press", 0.5),
    "rear_delt": ("bench_press", 0.55),
    "biceps": ("bench_press", 0.45),
    "shrug": ("dead_lift", 0.6),
    "squat": ("squat", 0.75),
    "lunge": ("squat", 0.55),
    "hinge": ("dead_lift", 0.65),
    "glute": ("dead_lift", 0.8),
    "calf": ("squat", 0.8),
    "jump": ("dead_lift", 0.5),
}
"""The 1RM of a barbell exercise of a pattern: a share of a main lift's. Patterns that are left out need little."""

WEIGHTED_PULL_UPS: Final = ("weighted_pull_up", "weighted_chin_up")

_ONE_END: Final = ("landmine", "tbar", "meadows")
"""Words in the ids of exercises that lift one end of a bar: half its weight."""

_MEN_KG: Final = (75.0, 45.0, 0.085)
_WOMEN_KG: Final = (60.0, 40.0, 0.09)
"""Body weight where the request has none: at least the first number of kg, for strong lifters the second and this share
of bench, squat and deadlift together. More than most weigh, so that nothing is taken to be possible which is not."""


def body_weight(request: RoutineRequest) -> float:
    """The lifter's body weight in kg: the request's, or an estimate from sex and records that is rather too high."""
    if request.body_weight_kg is not None:
        return request.body_weight_kg
    least, base, share = _WOMEN_KG if request.female else _MEN_KG
    records = request.rm_weight
    total = sum(records.one_rep_max(lift) for lift in ("bench_press", "squat", "dead_lift"))
    return max(least, base + share * total)


def most_reps(request: RoutineRequest, exercise: Exercise) -> int | None:
    """The most repetitions that a set of the exercise may have for this lifter; None: as many as the scheme says.

    It is about three quarters of what the lifter can do, and never more than the catalogue allows. Where seconds are
    counted, it is the catalogue's bound. 0: not one set is possible.
    """
    bounds = [] if exercise.most_reps is None else [exercise.most_reps]
    if lowered_only(exercise):
        bounds.append(MOST_NEGATIVES)
    if (maximum := _maximum(request, exercise)) is not None and exercise.unit == "reps":
        bounds.append(maximum * SET_SHARE // 100 if _strong_enough(maximum, exercise) else 0)
    return min(bounds) if bounds else None


def can_do(request: RoutineRequest, exercise: Exercise) -> bool:
    """Whether the lifter can do sets of the exercise: five good repetitions, or three pull-ups, with some in reserve.

    The lightest bar that there is must not be too heavy for a barbell exercise. Whatever the records say, women below
    level 3 have no pull-ups and chin-ups, and below level 4 none with weight; nobody has Nordic curls below level 4 and
    nobody dips in the first months: too many of them cannot, and records do not show who can.
    """
    if request.female and request.experience < Level.ONE_TO_THREE_YEARS and _pull_up(exercise):
        return False
    if request.female and request.experience < Level.OVER_THREE_YEARS and exercise.id in WEIGHTED_PULL_UPS:
        return False
    if exercise.id == NORDIC_CURL and request.experience < Level.OVER_THREE_YEARS:
        return False
    if _dips(exercise) and request.experience == Level.FIRST_MONTHS:
        return False
    if "barbell" in exercise.equipment and _bar_too_heavy(request, exercise):
        return False
    maximum = _maximum(request, exercise)
    return maximum is None or _strong_enough(maximum, exercise)


def too_easy(request: RoutineRequest, exercise: Exercise) -> bool:
    """Whether the lifter can do the exercise so often that the harder one of its ladder suits better."""
    maximum = _maximum(request, exercise)
    return maximum is not None and maximum > TOO_MANY_REPS and exercise.harder is not None


def fitting(request: RoutineRequest, exercise: Exercise, possible: Collection[Exercise]) -> Exercise:
    """The exercise of the same ladder that fits the lifter; the exercise itself where none fits better.

    Args:
        request: Whose exercise it is.
        exercise: Where to start; it need not be possible.
        possible: The exercises that the lifter can and may do.
    """
    by_id = {one.id: one for one in possible}
    found, seen = exercise, {exercise.id}
    while found.id not in by_id or not can_do(request, found):
        if found.easier is None or found.easier in seen:
            return exercise
        found = CATALOGUE[found.easier]
        seen.add(found.id)
    while too_easy(request, found) and found.harder in by_id and found.harder not in seen:
        found = by_id[found.harder]
        seen.add(found.id)
    return found


def _maximum(request: RoutineRequest, exercise: Exercise) -> int | None:
    """How many repetitions the lifter can do at most; None: any weight can be chosen, or nobody knows."""
    if exercise.strength is None or exercise.share == 0:
        return None
    moved = body_weight(request) * exercise.share / 100
    return max(int((_one_rep_max(request, exercise) / moved - 1) / EPLEY), 0)


def _one_rep_max(request: RoutineRequest, exercise: Exercise) -> float:
    """The 1RM in kg of an exercise's movement, with all that is moved of the body."""
    records = request.rm_weight
    if exercise.strength == "pull":
        return PULL_UP_KG + PULL_UP_SHARE * records.one_rep_max("bench_press")
    trunk = TRUNK_SHARE * body_weight(request)
    if exercise.strength == "squat":
        return ONE_LEG_SHARE * (records.one_rep_max("squat") + trunk)
    if exercise.strength == "hinge":
        return HINGE_SHARE * (records.one_rep_max("dead_lift") + trunk)
    overhead = OVERHEAD_SHARE if exercise.pattern == "vertical_push" else 1
    return records.one_rep_max("bench_press") * overhead


def _bar_too_heavy(request: RoutineRequest, exercise: Exercise) -> bool:
    if exercise.pattern not in _BAR_STRENGTH:
        return False
    lift, share = _BAR_STRENGTH[exercise.pattern]
    lightest = min(kg for lift in LIFTS for kg in bars(request, lift))
    lifted = lightest / 2 if any(word in exercise.id for word in _ONE_END) else lightest
    return lifted > request.rm_weight.one_rep_max(lift) * share * BAR_SHARE / 100


def _strong_enough(maximum: int, exercise: Exercise) -> bool:
    fewest = FEWEST_PULL_UPS if exercise.pattern == "vertical_pull" else FEWEST_REPS
    return maximum * GOOD_SHARE // 100 >= fewest


def lowered_only(exercise: Exercise) -> bool:
    """Whether most lifters can only lower themselves in it."""
    return "negative" in exercise.id or exercise.id == NORDIC_CURL


def _pull_up(exercise: Exercise) -> bool:
    """Whether it lifts the whole body to a bar without help."""
    return (
        exercise.pattern == "vertical_pull"
        and exercise.equipment == {"bodyweight"}
        and "negative" not in exercise.id
        and ("pull_up" in exercise.id or "chin_up" in exercise.id)
    )


def _dips(exercise: Exercise) -> bool:
    """Whether it lifts the whole body on parallel bars or rings without help."""
    return exercise.equipment == {"bodyweight"} and "dips" in exercise.id and "bench" not in exercise.id
