"""Weekly sets of a muscle: how many there are, and how many are too many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from program.exercises.catalogue import Muscle, find
from program.month.routine import MainLift, SupplementalLift
from program.month.session import Session
from program.schema import Level, Lift

PRIME_MOVER: Final[Mapping[Lift, Muscle]] = {
    "squat": "quads",
    "bench_press": "chest",
    "dead_lift": "hamstrings",
    "over_head_press": "front_delt",
}
"""The muscle that a main lift's sets count for."""

MOST_SETS: Final[Mapping[Level, int]] = {
    Level.FIRST_MONTHS: 25,
    Level.FIRST_YEAR: 25,
    Level.ONE_TO_THREE_YEARS: 27,
    Level.OVER_THREE_YEARS: 27,
    Level.COMPETITOR: 27,
}
"""Most weekly sets of a muscle by level. Our choice: ten and more make muscle grow best, and no upper bound is known
(Schoenfeld et al. 2017), but recovery has a limit."""

FEWEST_SETS: Final = 2
"""No exercise is cut below this."""


def weekly_sets(sessions: Iterable[Session]) -> Counter[Muscle]:
    """A week's sets of each muscle as the first prime mover, warm-ups left out."""
    counted: Counter[Muscle] = Counter()
    for session in sessions:
        barbell: tuple[MainLift | SupplementalLift, ...] = (*session.main, *session.supplemental)
        for lift in barbell:
            counted[PRIME_MOVER[lift.lift]] += sum(one.kind != "warmup" for one in lift.sets)
        for accessory in session.accessories:
            counted[find(accessory.id).muscles[0]] += accessory.sets
    return counted


def cap_volume(sessions: Iterable[Session], level: Level) -> tuple[Session, ...]:
    """A week's sessions, with assistance of a muscle taken away a set at a time until it has at most `MOST_SETS`.

    The exercise with the most sets loses first, of equals the week's last. Barbell work is left alone.
    """
    capped = list(sessions)
    while True:
        sets = weekly_sets(capped)
        places = [
            (accessory.sets, day, index)
            for day, session in enumerate(capped)
            for index, accessory in enumerate(session.accessories)
            if sets[find(accessory.id).muscles[0]] > MOST_SETS[level] and accessory.sets > FEWEST_SETS
        ]
        if not places:
            return tuple(capped)
        most, day, index = max(places)
        accessories = list(capped[day].accessories)
        accessories[index] = accessories[index].model_copy(update={"sets": most - 1})
        capped[day] = replace(capped[day], accessories=tuple(accessories))
