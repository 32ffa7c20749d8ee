"""Weekly sets of a muscle: how many there are, and how many are too many.

A set counts whole for the muscle that it trains first and half for the others (as in Pelland et al. 2024, whose
"fractional" count told best how much a muscle grows).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from program.exercises.catalogue import MUSCLES, Muscle, find
from program.month.routine import Accessory, MainLift, SupplementalLift
from program.month.session import Session
from program.schema import Level, Lift

MOVERS: Final[Mapping[Lift, tuple[Muscle, ...]]] = {
    "squat": ("quads", "glutes", "lower_back"),
    "bench_press": ("chest", "front_delt", "triceps"),
    "dead_lift": ("hamstrings", "glutes", "lower_back", "upper_back"),
    "over_head_press": ("front_delt", "triceps", "side_delt"),
}
"""The muscles that a main lift trains, the first mover first."""

SECOND_MOVER: Final = 0.5
"""What a set counts for a muscle that is not its first mover."""

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


class Trained(Protocol):
    """What is trained on one day: a `Session`, or a `TrainingDay` of a month."""

    @property
    def main(self) -> tuple[MainLift, ...]:
        """The main lifts."""
        ...

    @property
    def supplemental(self) -> tuple[SupplementalLift, ...]:
        """The supplemental work."""
        ...

    @property
    def accessories(self) -> tuple[Accessory, ...]:
        """The assistance."""
        ...


def weekly_sets(sessions: Iterable[Trained]) -> dict[Muscle, float]:
    """A week's sets of each muscle, whole as the first mover and half as a further one; warm-ups left out."""
    counted: dict[Muscle, float] = dict.fromkeys(MUSCLES, 0.0)
    for session in sessions:
        barbell: tuple[MainLift | SupplementalLift, ...] = (*session.main, *session.supplemental)
        for lift in barbell:
            _count(counted, MOVERS[lift.lift], sum(one.kind != "warmup" for one in lift.sets))
        for accessory in session.accessories:
            _count(counted, find(accessory.id).muscles, accessory.sets)
    return counted


def _count(counted: dict[Muscle, float], movers: tuple[Muscle, ...], sets: int) -> None:
    for place, muscle in enumerate(movers):
        counted[muscle] += sets * (SECOND_MOVER if place else 1)


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
