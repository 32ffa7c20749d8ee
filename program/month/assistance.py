"""How much assistance and supplemental work a request may get.

Wendler's assistance is 25-50 repetitions a session each of push, pull, and single leg or core when the supplemental
work is hard or the lifter is cutting, and 50-100 otherwise (*5/3/1 Forever*). Pulling gets more: see `slots`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from program.exercises.catalogue import CATALOGUE, Exercise, Pattern
from program.lifter.ability import most_reps
from program.lifter.brief import Brief, remembered
from program.month import minutes
from program.month.slots import PRESSES, lifts_a_day
from program.month.splits import SPLITS
from program.month.supplemental import SUPPLEMENTAL
from program.month.waves import WARMUP
from program.schema import Category, Goal, Level, Prescription, Scheme, WeekChoice, WeekTemplate

_MAIN_LIFT_SECONDS: Final = minutes.RACK_SECONDS + sum(
    minutes.START_SECONDS + reps * minutes.REP_SECONDS + rest
    for reps, rest in (*((reps, minutes.WARMUP_REST) for _, reps in WARMUP), (5, 180), (5, 180), (9, 0))
)
"""A main lift of middling weight, its plus set counted as nine repetitions."""

_SHORT_ROUND_SECONDS: Final = 15 * 60
"""Four exercises of three sets of ten, in two supersets."""

ONE_JOINT: Final[frozenset[Pattern]] = frozenset(
    {"fly", "rear_delt", "core", "carry", "knee_extension", "knee_flexion", "glute"}
)
"""Patterns that move one joint, or the trunk alone."""

ARMS: Final[frozenset[Pattern]] = frozenset({"biceps", "triceps", "lateral_raise", "calf", "shrug"})
"""Patterns of the arms slot."""

PULLS: Final[frozenset[Pattern]] = frozenset({"horizontal_pull", "vertical_pull"})
"""Patterns that get a set more than the week's scheme says, as no main lift pulls."""

MOST_PULL_REPS: Final = 50
"""Repetitions up to which they get it."""

JUMP_SCHEME: Final = (5, 3)
"""Sets and repetitions of jumps: they are trained for speed, fresh every time."""

HOLD_SECONDS: Final[Mapping[Level, int]] = {
    Level.FIRST_MONTHS: 20,
    Level.FIRST_YEAR: 30,
    Level.ONE_TO_THREE_YEARS: 30,
    Level.OVER_THREE_YEARS: 40,
    Level.COMPETITOR: 40,
}
"""Seconds of a set of a hold or a carry. Our choice."""

FEWEST_REPS: Final = 25
"""Fewest assistance repetitions of a category in a session (*5/3/1 Forever*): few repetitions make more sets."""

MOST_REPS: Final[Mapping[Category, int]] = {"push": 100, "pull": 130, "legs_core": 100}
"""Most of them: 100 in *5/3/1 Forever*. Pulling may have more, as it answers for the main lifts' pushing, too."""

SECONDS_A_REP: Final = 3
"""Seconds of a hold or a carry that count as one repetition: as long as one takes."""

MOST_SETS: Final = 5
"""Most sets of an exercise that make up for few repetitions, or for much push."""

MOST_FIRST_SETS: Final = 4
"""Most sets of a row or a pulldown in the first months."""

PULL_SHARE: Final = 90
"""Sets of pull in percent of those of push in a week, bench and press among them, as far as bounds allow it."""

FEWEST_PUSH: Final = 3
"""Sets to which push assistance is reduced for it: fewer train little."""

MOST_REAR: Final = 4
"""Sets of rear-shoulder work that it may get: more would be small work in place of rows."""

WORK_SETS: Final = 3
SECOND_LIFT_SETS: Final = 3
"""Work sets of a lift, and supplemental sets of a session's second lift."""

_SCHEMES: Final[Mapping[Goal, tuple[tuple[int, int], ...]]] = {
    Goal.STRENGTH: ((4, 8), (3, 10), (3, 12)),
    Goal.MUSCLE: ((4, 10), (3, 12), (3, 15)),
    Goal.LOSE_WEIGHT: ((3, 10), (3, 12), (2, 15)),
    Goal.PERFORMANCE: ((4, 8), (3, 10), (3, 12)),
    Goal.ENDURANCE: ((3, 12), (3, 15), (2, 15)),
    Goal.HEALTH: ((3, 10), (3, 12), (3, 15)),
}
"""Sets and reps by goal, from fewer reps a set to more. Our choice, within the 25 to 50 repetitions above."""

_FIRST_SCHEMES: Final = ((3, 8), (3, 10), (3, 12))
"""The same in the first months, whatever the goal: enough to learn with, not so many that form breaks down."""

_ARMS_SCHEMES: Final = ((3, 10), (2, 15))

HARD: Final = frozenset({"BBB 5x10@50", "BBB 5x10@60", "BBS 10x5"})
"""Supplemental work that *5/3/1 Forever* pairs with 5s PRO and a training max of about 85 % (p. 17-21)."""

FIRST_MONTHS: Final = frozenset({"none", "FSL 3x5"})
"""The supplemental work of the first months: technique needs fresh sets more than many."""


def schemes(brief: Brief) -> tuple[tuple[int, int], ...]:
    """The (sets, reps) that suit the request, from fewer reps to more; for the arms slot see `arms_schemes`."""
    return _FIRST_SCHEMES if brief.experience == Level.FIRST_MONTHS else _SCHEMES[brief.purpose]


def arms_schemes() -> tuple[tuple[int, int], ...]:
    """The (sets, reps) of the arms slot, the first choice first."""
    return _ARMS_SCHEMES


def supplemental_room(brief: Brief) -> int:
    """The most supplemental sets of a session's first lift (10, 5, 3 or 0) that leave time for assistance."""
    lifts = lifts_a_day(brief)
    warmup = minutes.general_warmup(brief.session_minutes)
    left = (brief.session_minutes - warmup) * 60 - _MAIN_LIFT_SECONDS * lifts - _SHORT_ROUND_SECONDS
    left -= _template_seconds(3, 5) * (lifts - 1)
    return next((sets for sets, reps in ((10, 5), (5, 10), (3, 10)) if _template_seconds(sets, reps) <= left), 0)


def _template_seconds(sets: int, reps: int) -> int:
    once = minutes.START_SECONDS + reps * minutes.REP_SECONDS
    rest = minutes.rest_after("supplemental", "squat", None, 50, reps)
    return minutes.UNLOAD_SECONDS + sets * once + (sets - 1) * rest


def supplementals(brief: Brief, scheme: Scheme) -> tuple[str, ...]:
    """The supplemental templates that minutes, goal, level and the month's scheme allow.

    In the first months FSL 3x5 at most. Hard work is for 5s PRO alone, and not for the first year (*5/3/1 Forever*). No
    BBB or BBS when losing weight (*Forever*); BBB at 60 % from three years on, BBS from one year on. Of these what the
    lifter wishes, if any is.
    """
    room, level = supplemental_room(brief), brief.experience

    def allowed(name: str) -> bool:
        template = SUPPLEMENTAL[name]
        if level == Level.FIRST_MONTHS and name not in FIRST_MONTHS:
            return False
        if template.sets > room or (name in HARD and (scheme != "5s PRO" or level <= Level.FIRST_YEAR)):
            return False
        if template.template in ("BBB", "BBS") and brief.purpose == Goal.LOSE_WEIGHT:
            return False
        return name != "BBB 5x10@60" or level >= Level.OVER_THREE_YEARS

    possible = tuple(name for name in SUPPLEMENTAL if allowed(name))
    wished = tuple(name for name in possible if SUPPLEMENTAL[name].template == brief.supplemental)
    return wished or possible


@remembered
def prescribed(brief: Brief, choice: WeekChoice) -> WeekTemplate:
    """The week with every exercise's sets and reps.

    They follow from the week's schemes: by whether an exercise moves many joints or one, or is for the arms. A row or
    a pulldown has a set more. A hold is in seconds. No set has more repetitions than the lifter can do; fewer
    repetitions make more sets, up to five. Then pull and push are brought near each other. An id that no
    exercise has gets the scheme of many joints: `program.month.rules` reports what is wrong with it.
    """
    days = [[_prescribed(brief, choice, name) for name in day] for day in choice.days]
    for day in days:
        _limit(day)
    _balance(days, _lifted(brief, choice), MOST_FIRST_SETS if brief.experience == Level.FIRST_MONTHS else MOST_SETS)
    for day in days:
        _limit(day)
    return WeekTemplate(split=choice.split, supplemental=choice.supplemental, days=tuple(map(tuple, days)))


def reps_of(prescription: Prescription) -> int:
    """Repetitions of a set; of a hold or a carry what its seconds count as."""
    seconds = CATALOGUE[prescription.exercise].unit == "seconds"
    return prescription.reps // SECONDS_A_REP if seconds else prescription.reps


def _limit(day: list[Prescription]) -> None:
    """Take sets away, first where most are, until no category has more repetitions than it may."""
    for category, most in MOST_REPS.items():
        there = [(place, one) for place, one in enumerate(day) if one.exercise in CATALOGUE]
        places = [place for place, one in there if CATALOGUE[one.exercise].category == category]
        while sum(day[place].sets * reps_of(day[place]) for place in places) > most:
            place = max(places, key=lambda place: (day[place].sets, place))
            day[place] = day[place].model_copy(update={"sets": day[place].sets - 1})


def _lifted(brief: Brief, choice: WeekChoice) -> int:
    """The week's sets of bench and press, supplemental ones among them, or of what stands in for them."""
    sets = 0
    for lifts in SPLITS[brief.days].get(choice.split, ()):
        done = [lift for lift in lifts if brief.variations.get(lift, True)]
        for place, lift in enumerate(done):
            if lift in PRESSES:
                chosen = SUPPLEMENTAL.get(choice.supplemental)
                extra = 0 if chosen is None or lift in brief.sore_lifts else chosen.sets
                sets += WORK_SETS + (min(extra, SECOND_LIFT_SETS) if place else extra)
    return sets


def _balance(days: list[list[Prescription]], lifted: int, most: int) -> None:
    """Change sets until the week pulls nearly as much as it pushes, the `lifted` sets of bench and press among it.

    In this order, a set at a time: push assistance down to three sets, the most first; rows and pulldowns up to `most`
    sets; rear-shoulder work up to four; any pull up to five, until there is as much pull as push assistance at least.
    """
    while not _even(days, lifted):
        changed = (
            _changed(days, -1, lambda one, sets: one.category == "push" and sets > FEWEST_PUSH)
            or _changed(days, 1, lambda one, sets: one.pattern in PULLS and sets < most)
            or _changed(days, 1, lambda one, sets: one.pattern == "rear_delt" and sets < MOST_REAR)
            or (not _even(days, 0) and _changed(days, 1, lambda one, sets: one.category == "pull" and sets < MOST_SETS))
        )
        if not changed:
            return


def _even(days: list[list[Prescription]], lifted: int) -> bool:
    """Whether the week pulls enough for its push: assistance for assistance, and with the lifts nearly."""
    sets = Counter[Category]()
    for one in (one for day in days for one in day):
        if exercise := CATALOGUE.get(one.exercise):
            sets[exercise.category] += one.sets
    return sets["pull"] >= sets["push"] and 100 * sets["pull"] >= PULL_SHARE * (sets["push"] + lifted)


def _changed(days: list[list[Prescription]], step: int, test: Callable[[Exercise, int], bool]) -> bool:
    """Whether there was an exercise that passes the test; it has a set more, or less if `step` is -1.

    It is the one with fewest sets, or with most; of equals the week's first, or last.
    """
    places = [
        (step * one.sets, step * day, step * place, day, place)
        for day, prescriptions in enumerate(days)
        for place, one in enumerate(prescriptions)
        if (exercise := CATALOGUE.get(one.exercise)) and test(exercise, one.sets)
    ]
    if not places:
        return False
    *_, day, place = min(places)
    one = days[day][place]
    days[day][place] = one.model_copy(update={"sets": one.sets + step})
    return True


def _prescribed(brief: Brief, choice: WeekChoice, name: str) -> Prescription:
    exercise = CATALOGUE.get(name)
    if exercise is None:
        sets, reps = _scheme(choice.compound)
        return Prescription(exercise=name, sets=sets, reps=reps)
    if exercise.pattern == "jump":
        sets, reps = JUMP_SCHEME
    elif exercise.unit == "seconds":
        sets, reps = 3, HOLD_SECONDS[brief.experience]
    else:
        sets, reps = _by_joints(choice, exercise)
    most = most_reps(brief, exercise)
    if most and reps > most:
        reps = most
        if exercise.unit == "reps" and exercise.pattern != "jump":
            sets = min(max(sets, -(-FEWEST_REPS // reps)), MOST_SETS)
    return Prescription(exercise=name, sets=sets, reps=reps)


def _by_joints(choice: WeekChoice, exercise: Exercise) -> tuple[int, int]:
    if exercise.pattern in ARMS:
        return _scheme(choice.arms or choice.isolation)
    if exercise.pattern in ONE_JOINT:
        return _scheme(choice.isolation)
    sets, reps = _scheme(choice.compound)
    one_more = exercise.pattern in PULLS and (sets + 1) * reps <= MOST_PULL_REPS
    return sets + one_more, reps


def _scheme(written: str) -> tuple[int, int]:
    sets, reps = written.split("x")
    return int(sets), int(reps)
