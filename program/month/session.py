"""One session: its parts, and how long they take. program/month/minutes.py has the seconds of each part."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

from program.exercises.catalogue import Exercise, find
from program.month import minutes
from program.month.minutes import SUPERSET_REST, WARMUP_MINUTES
from program.month.routine import Accessory, MainLift, SupplementalLift
from program.schema import Category

LETTERS: Final = "ABCDEFGHIJ"
"""The names of supersets."""

PUSH_LIFTS: Final = ("bench_press", "over_head_press")
"""Main lifts that count as push work; no main lift is pull work."""

Pair = tuple[str, str]
"""The ids of two assistance exercises that are done in turn."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is trained on one day."""

    main: tuple[MainLift, ...]
    """The main lifts; where they share a letter, their sets are done in turn."""
    supplemental: tuple[SupplementalLift, ...]
    accessories: tuple[Accessory, ...]
    """Assistance, each with the rest that it has alone."""
    pairs: tuple[Pair, ...] = ()
    """Supersets of assistance."""
    warmup: int = WARMUP_MINUTES[1]
    """Minutes of general warm-up."""

    @property
    def seconds(self) -> int:
        """Estimated length in seconds."""
        lifts = (
            minutes.alternated_seconds(self.main)
            if self.alternated
            else sum(minutes.lift_seconds(lift) for lift in self.main)
        )
        extra = sum(minutes.lift_seconds(lift) for lift in self.supplemental)
        assistance = sum(minutes.exercise_seconds(one) for one in self.accessories)
        return 60 * self.warmup + lifts + extra + assistance - sum(self._saved(pair) for pair in self.pairs)

    @property
    def minutes(self) -> int:
        """Estimated length in minutes, rounded up."""
        return -(-self.seconds // 60)

    @property
    def alternated(self) -> bool:
        """Whether the main lifts are done in turn."""
        return any(lift.superset for lift in self.main)

    @property
    def listed(self) -> tuple[Accessory, ...]:
        """Assistance as a lifter does it: jumps first, supersets next to each other, with their letters and rests."""
        letters = iter(LETTERS[1:] if self.alternated else LETTERS)
        paired = {name: pair for pair in self.pairs for name in pair}
        listed: list[Accessory] = []
        for one in sorted(self.accessories, key=lambda one: one.placed == "after"):
            pair = paired.get(one.id)
            together = [other for other in self.accessories if other.id in (pair or (one.id,))]
            if one is together[0]:
                letter = next(letters, None) if pair else None
                listed += (_in_superset(other, letter) if letter else other for other in together)
        return tuple(listed)

    def without(self, accessory: Accessory) -> Self:
        """The session without an assistance exercise; what it was paired with is done alone."""
        return replace(
            self,
            accessories=tuple(one for one in self.accessories if one.id != accessory.id),
            pairs=tuple(pair for pair in self.pairs if accessory.id not in pair),
        )

    def with_sets(self, accessory: Accessory, sets: int) -> Self:
        """The session with another number of sets of an assistance exercise."""
        turned = accessory.model_copy(update={"sets": sets})
        return replace(self, accessories=tuple(turned if one.id == accessory.id else one for one in self.accessories))

    def _saved(self, pair: Pair) -> int:
        """Seconds that two exercises are shorter in turn: short rests, and one more where the first goes to the second.

        Sets of one exercise that are left when the other's are done have their own rest.
        """
        first, second = (next(one for one in self.accessories if one.id == name) for name in pair)
        alone = sum((one.sets - 1) * one.rest_s for one in (first, second))
        longer = max(first, second, key=lambda one: one.sets)
        left = abs(first.sets - second.sets)
        together = (first.sets + second.sets - 1 - left) * SUPERSET_REST + left * longer.rest_s
        return alone - together


def category_sets(sessions: Iterable[Session]) -> Counter[Category]:
    """Sets of push, pull, and legs or core in the sessions, warm-ups left out and main lifts counted."""
    counted: Counter[Category] = Counter()
    for session in sessions:
        lifts: tuple[MainLift | SupplementalLift, ...] = (*session.main, *session.supplemental)
        for lift in lifts:
            kind: Category = "push" if lift.lift in PUSH_LIFTS else "legs_core"
            counted[kind] += sum(one.kind != "warmup" for one in lift.sets)
        for accessory in session.accessories:
            counted[accessory.category] += accessory.sets
    return counted


def exercises_of(session: Session) -> Iterator[tuple[Accessory, Exercise]]:
    """The session's assistance, each with its entry in the catalogue."""
    return ((one, find(one.id)) for one in session.accessories)


def _in_superset(one: Accessory, letter: str) -> Accessory:
    return one.model_copy(update={"superset": letter, "rest_s": SUPERSET_REST})
