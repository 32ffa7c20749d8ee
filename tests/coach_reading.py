"""A month read as a coach would read it: each function names what is wrong with it, and nothing when it is sound."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from program.exercises.catalogue import Exercise, find
from program.lifter.bars import bars
from program.lifter.brief import Brief
from program.lifter.obeying import obeyed
from program.month.routine import Accessory, MainLift, SupplementalLift, TrainingDay, TrainingWeek, Variation
from program.schema import Lift, RoutineRequest

CATEGORIES = {"push", "pull", "legs_core"}

CATEGORY: dict[Lift, str] = {
    "bench_press": "push",
    "over_head_press": "push",
    "squat": "legs_core",
    "dead_lift": "legs_core",
}
"""What a main lift counts as; none of them is pull work."""

MOVERS: dict[Lift, tuple[str, ...]] = {
    "squat": ("quads", "glutes", "lower_back"),
    "bench_press": ("chest", "front_delt", "triceps"),
    "dead_lift": ("hamstrings", "glutes", "lower_back", "upper_back"),
    "over_head_press": ("front_delt", "triceps", "side_delt"),
}
"""What a main lift trains: the prime mover, for which a set counts whole, then those for which it counts half."""

BACK = ("lats", "upper_back", "rear_delt")

WEEKDAYS = {2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}
"""Days from the week's first session to each of them, by sessions a week."""

MOST_SETS = {1: 27, 2: 27, 3: 28, 4: 28, 5: 28}
"""Weekly sets of a muscle, by level. Ten sets and more a week is where muscle grows best (Schoenfeld, Ogborn and
Krieger 2017); twice that, and ten sets of BBS with it, is as much as a lifter recovers from."""

FEWEST_SETS = 3
"""A main lift's work sets in one session: less of any big muscle in a week is no training of it."""

WARMUP = ((40, 5), (50, 5), (60, 3))
"""Percent of the training max and repetitions of the book's warm-up sets."""

MOST_PRESSING_SETS = 22
"""Sets of hard pressing on two neighbouring days: three work sets, ten of BBS, and a press as assistance on each."""

MOST_OVER_THE_BAR = 1.25
"""What a deload's set with the rate of the last one may weigh, in bars. A bar that is too heavy for 40 percent is over
50 percent of the training max, and the last set has 60: 1.2 bars. When losing weight it is 35, 45 and 55."""

HEAVIEST_DELOAD = 0.65
"""Share of week 1's load (kg x repetitions on the bar) that a deload may have; canonical 5/3/1 has 43 % of it without
supplemental work, and less with it."""


def read(request: RoutineRequest, weeks: Sequence[TrainingWeek]) -> list[str]:
    """Everything below, about one month of a brief, or of a request without a sentence."""
    brief = request if isinstance(request, Brief) else obeyed(request)
    return [
        *days_missing(brief, weeks),
        *twice_in_a_day(weeks),
        *category_missing(weeks),
        *ruled_out(brief, weeks),
        *too_long(brief, weeks),
        *muscle_volume(brief, weeks),
        *pressing(weeks),
        *deload(brief, weeks),
    ]


def days_missing(brief: Brief, weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """Four weeks of as many sessions as asked for, with every lift in each week, or what stands in for it."""
    expected = set(CATEGORY) - {lift for lift, exercise in brief.variations.items() if exercise is None}
    if [week.week for week in weeks] != [1, 2, 3, 4]:
        yield f"weeks {[week.week for week in weeks]}"
    for week in weeks:
        if [day.day for day in week.days] != list(range(1, brief.days + 1)):
            yield f"week {week.week}: days {[day.day for day in week.days]}, {brief.days} asked for"
        trained = {main.lift for day in week.days for main in day.main}
        if missing := expected - trained:
            yield f"week {week.week}: no {', '.join(sorted(missing))}"


def twice_in_a_day(weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """No exercise twice in a day, main lifts and what stands in for them counted."""
    for place, day in _days(weeks):
        names = [one.id for one in day.accessories]
        names += [main.variation.id if main.variation else main.lift for main in day.main]
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{place}: {name} {times} times"


def category_missing(weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """Push, pull, and legs or core in every week."""
    for week in weeks:
        trained = {CATEGORY[main.lift] for day in week.days for main in day.main}
        trained |= {str(one.category) for day in week.days for one in day.accessories}
        if trained != CATEGORIES:
            yield f"week {week.week}: no {', '.join(sorted(CATEGORIES - trained))}"


def ruled_out(brief: Brief, weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """No exercise that the lifter's equipment, level or own words rule out."""
    excluded, spared = brief.constraints.exclude, set(brief.constraints.avoid)
    for place, day in _days(weeks):
        for main in day.main:
            if main.variation is None and ("barbell" not in brief.available or main.lift in excluded):
                yield f"{place}: {main.lift} cannot be done"
        done: list[Accessory | Variation] = [*day.accessories]
        done += [lift.variation for lift in _lifts(day) if lift.variation]
        for one in done:
            exercise = find(one.id)
            if lacking := exercise.equipment - brief.available:
                yield f"{place}: {one.id} needs {', '.join(sorted(lacking))}"
            if exercise.level > brief.experience:
                yield f"{place}: {one.id} is for level {exercise.level}"
            if exercise.joints & spared or one.id in excluded:
                yield f"{place}: {one.id} was to be left out"
            if not _from_catalogue(one, exercise):
                yield f"{place}: {one.id} is not the catalogue's"


def too_long(brief: Brief, weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """Every session within the minutes, its length as the sets, repetitions and rests make it."""
    for place, day in _days(weeks):
        if not 0 < day.minutes <= brief.session_minutes:
            yield f"{place}: {day.minutes} minutes of {brief.session_minutes}"
        lifting = sum(3 * one.reps for lift in _lifts(day) for one in lift.sets)
        lifting += sum(3 * one.sets * one.reps for one in day.accessories)
        if 60 * day.minutes <= lifting:
            yield f"{place}: {day.minutes} minutes leave no rest"


def muscle_volume(brief: Brief, weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """Weekly sets of each muscle within bounds for the level, warm-ups not counted, the deload left out."""
    most = MOST_SETS[brief.experience]
    for week in weeks[:3]:
        sets = weekly_sets(week)
        for muscle, number in sets.items():
            if number > most:
                yield f"week {week.week}: {number:g} sets of {muscle}, at most {most} at level {brief.experience}"
        done = {main.lift for day in week.days for main in day.main}
        wanted = {movers[0]: sets[movers[0]] for lift, movers in MOVERS.items() if lift in done}
        wanted |= {"back": sum(sets[one] for one in BACK)}
        for muscle, number in wanted.items():
            if number < FEWEST_SETS:
                yield f"week {week.week}: only {number:g} sets of {muscle}"


def weekly_sets(week: TrainingWeek) -> dict[str, float]:
    """Sets of each muscle, whole for the prime mover and half for a further one; warm-ups left out."""
    sets: defaultdict[str, float] = defaultdict(float)
    for day in week.days:
        done: list[tuple[Sequence[str], int]] = [(find(one.id).muscles, one.sets) for one in day.accessories]
        done += [(MOVERS[lift.lift], sum(one.kind != "warmup" for one in lift.sets)) for lift in _lifts(day)]
        for (prime, *others), number in done:
            sets[prime] += number
            for muscle in others:
                sets[muscle] += number / 2
    return sets


def pressing(weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """The press and the bench not overloaded on neighbouring days.

    They are never the main lifts of two days in a row, and what hard pressing two such days have together stays within
    bounds, supplemental sets included.
    """
    sessions = [
        (7 * week.week + WEEKDAYS[len(week.days)][day.day - 1], f"week {week.week} day {day.day}", day)
        for week in weeks
        for day in week.days
    ]
    for (first_date, _, first), (second_date, place, second) in pairwise(sessions):
        if second_date - first_date > 1:
            continue
        if _presses(first) and _presses(second):
            yield f"{place}: bench or press, and the day before too"
        sets = pressing_sets(first) + pressing_sets(second)
        if sets > MOST_PRESSING_SETS:
            yield f"{place}: {sets} sets of pressing with the day before, at most {MOST_PRESSING_SETS}"


def deload(brief: Brief, weeks: Sequence[TrainingWeek]) -> Iterator[str]:
    """Week 4 plainly lighter than week 1: the bar, the work on it, the assistance and the time."""
    hard, light = weeks[0], weeks[3]
    if [week.deload for week in weeks] != [False, False, False, True]:
        yield "the deload is not week 4 alone"
    for before, after in zip(hard.days, light.days, strict=True):
        place = f"deload day {after.day}"
        if after.supplemental:
            yield f"{place}: supplemental work"
        if any(one.amrap for main in after.main for one in main.sets):
            yield f"{place}: a plus set"
        for old, new in zip(before.main, after.main, strict=True):
            yield from _not_lighter(place, old, new, min(bars(brief, old.lift)))
        week1 = _load(before) + _needless_warmups(before)
        # Where week 1 has no supplemental work and the bar is empty already, nothing can be taken away.
        empty = not before.supplemental and any(
            one.weight_kg in bars(brief, lift.lift) for lift in after.main for one in lift.sets
        )
        if _load(after) > HEAVIEST_DELOAD * week1 and not empty:
            yield f"{place}: {_load(after) / week1:.0%} of week 1's load"
        if sum(one.sets for one in after.accessories) > sum(one.sets for one in before.accessories):
            yield f"{place}: more assistance than in week 1"
        if after.minutes >= before.minutes:
            yield f"{place}: {after.minutes} minutes, {before.minutes} in week 1"


def hard_presses(day: TrainingDay) -> list[Accessory]:
    """The day's assistance that presses, overhead or from the chest; flies and triceps work are not among it."""
    return [one for one in day.accessories if find(one.id).pattern in ("horizontal_push", "vertical_push")]


def pressing_sets(day: TrainingDay) -> int:
    """Sets of hard pressing in a day, supplemental and assistance included, warm-ups not."""
    lifted = sum(one.kind != "warmup" for lift in _lifts(day) if CATEGORY[lift.lift] == "push" for one in lift.sets)
    return lifted + sum(one.sets for one in hard_presses(day))


def exercises(weeks: Sequence[TrainingWeek]) -> set[Exercise]:
    """Every assistance exercise of the month."""
    return {find(one.id) for _, day in _days(weeks) for one in day.accessories}


def _from_catalogue(one: Accessory | Variation, exercise: Exercise) -> bool:
    category = one.category if isinstance(one, Accessory) else exercise.category
    return (one.name, one.name_en, category) == (exercise.name, exercise.name_en, exercise.category)


def _not_lighter(place: str, before: MainLift, after: MainLift, bar_kg: float) -> Iterator[str]:
    """Sets of the deload that are not lighter than those of week 1.

    Each is ten points lighter than the same set. Only where the bar alone is too heavy for a set it has the rate of the
    deload's last one, no more weight than week 1's set, and less than the heaviest of week 1.
    """
    old = [one for one in before.sets if one.kind == "work"]
    new = [one for one in after.sets if one.kind == "work"]
    if after.total_reps is not None:
        if after.total_reps >= (before.total_reps or 0):
            yield f"{place}: {after.lift} has {after.total_reps} repetitions, week 1 {before.total_reps}"
        return
    heaviest = max((one.weight_kg or 0) for one in old)
    for number, (heavy, light) in enumerate(zip(old, new, strict=True), start=1):
        kg = light.weight_kg or 0
        near_the_bar = 0 < kg <= MOST_OVER_THE_BAR * bar_kg and kg < heaviest and light.rate == new[-1].rate
        if (light.rate > heavy.rate - 10 and not near_the_bar) or kg > (heavy.weight_kg or 0):
            yield (
                f"{place}: {after.lift} set {number} is {light.rate} %, {light.weight_kg} kg; "
                f"week 1 has {heavy.rate} %, {heavy.weight_kg} kg"
            )


def _lifts(day: TrainingDay) -> tuple[MainLift | SupplementalLift, ...]:
    return (*day.main, *day.supplemental)


def _presses(day: TrainingDay) -> bool:
    return any(CATEGORY[main.lift] == "push" for main in day.main)


def _load(day: TrainingDay) -> float:
    """Kilograms times repetitions of the day's barbell work; what stands in for a lift has no weight."""
    return sum((one.weight_kg or 0) * one.reps for lift in _lifts(day) for one in lift.sets)


def _needless_warmups(day: TrainingDay) -> float:
    """Kilograms times repetitions of the warm-ups left out because they weigh the same as the first work set.

    A warm-up that is left out for the minutes is not among them: it goes after all assistance but pull work.
    """
    if not day.supplemental and all(one.category == "pull" for one in day.accessories):
        return 0
    total = 0.0
    for main in day.main:
        done = {one.rate for one in main.sets if one.kind == "warmup"}
        first = next(one for one in main.sets if one.kind == "work")
        total += sum((first.weight_kg or 0) * reps for rate, reps in WARMUP if rate < first.rate and rate not in done)
    return total


def _days(weeks: Sequence[TrainingWeek]) -> Iterator[tuple[str, TrainingDay]]:
    for week in weeks:
        for day in week.days:
            yield f"week {week.week} day {day.day}", day
