"""One session: how long it takes, and what is left out when that is too long.

The length is an estimate from sets, repetitions and rests. Every set is followed by its rest; the one after an
exercise's last set is the walk to the next station.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, TypeVar

from program.month.routine import Accessory, MainLift, SupplementalLift, WorkSet

_T = TypeVar("_T")

REP_SECONDS: Final = 3
"""A repetition with a controlled way down: about two seconds down and one up."""

REST_SECONDS: Final[dict[Literal["warmup", "work", "supplemental"], int]] = {
    "warmup": 60,  # light sets: the rest is the time it takes to change the plates
    "work": 150,  # heavy sets: strength is regained in two to three minutes
    "supplemental": 90,  # the same weight throughout and far from the maximum
}
"""The rest after a set of each kind, in seconds."""

ASSISTANCE_REST_SECONDS: Final = 60
"""The rest after a set of assistance work, in seconds: light work, done briskly."""

CHANGE_SECONDS: Final = 30
"""Finding and setting up the next assistance exercise, in seconds. Main lifts stay at the rack."""

TRIMMED_SETS: Final = 3
"""Sets to which assistance and supplemental work are reduced before any is dropped: fewer train little."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is trained on one day."""

    main: tuple[MainLift, ...]
    supplemental: tuple[SupplementalLift, ...]
    accessories: tuple[Accessory, ...]

    @property
    def minutes(self) -> int:
        """Estimated length in minutes, rounded up."""
        seconds = (
            sum(_main_seconds(lift) for lift in self.main)
            + sum(lift_seconds(lift.sets) for lift in self.supplemental)
            + sum(accessory_seconds(accessory.sets, accessory.reps) for accessory in self.accessories)
        )
        return -(-seconds // 60)

    @property
    def pull(self) -> Accessory | None:
        """The day's first pull exercise, which is left out last; None if there is none."""
        return next((accessory for accessory in self.accessories if accessory.category == "pull"), None)


def lift_seconds(sets: Iterable[WorkSet]) -> int:
    """Seconds that barbell sets take, each with the rest of its kind."""
    return sum(one.reps * REP_SECONDS + REST_SECONDS[one.kind] for one in sets)


def _main_seconds(lift: MainLift) -> int:
    """The same of a main lift; with body weight alone the rests are those of assistance."""
    if lift.total_reps is None:
        return lift_seconds(lift.sets)
    return lift.total_reps * REP_SECONDS + len(lift.sets) * ASSISTANCE_REST_SECONDS


def accessory_seconds(sets: int, reps: int) -> int:
    """Seconds that an assistance exercise takes, setting up and rests included."""
    return CHANGE_SECONDS + sets * (reps * REP_SECONDS + ASSISTANCE_REST_SECONDS)


def fit_week(sessions: Iterable[Session], minutes: int) -> tuple[Session, ...]:
    """A week's sessions, each cut until it takes at most `minutes`.

    No more is left out than needed, in this order:

    1. Assistance. Each exercise is first reduced to `TRIMMED_SETS` sets. Then exercises are dropped, first of the
       category that the week has most of, so that the week keeps push, pull and legs or core as long as it can.
    2. Supplemental sets, halved and then dropped.
    3. Warm-up sets, the lightest first.

    Work sets are never left out: those of two lifts take 17 minutes. The main lifts are push and legs work, but no pull
    work. So a week in which no session would keep a pull exercise gives up supplemental work and warm-ups before its
    pull exercises.
    """
    full = tuple(sessions)
    fitted = list(full)
    for index, session in enumerate(full):
        others = (*fitted[:index], *full[index + 1 :])
        elsewhere = Counter[str](accessory.category for other in others for accessory in other.accessories)
        drop_commonest = partial(_drop_commonest, elsewhere=elsewhere)
        fitted[index] = _fit(session, minutes, (_reduce_exercise, drop_commonest, *_BARBELL))
    if any(session.pull for session in fitted):
        return tuple(fitted)
    return tuple(_fit(session, minutes, (_reduce_exercise, _drop_others, *_BARBELL, _drop_pull)) for session in full)


def _fit(session: Session, minutes: int, cuts: Iterable["_Cut"]) -> Session:
    for cut in cuts:
        while session.minutes > minutes and (shorter := cut(session)):
            session = shorter
    return session


_Cut = Callable[[Session], Session | None]
"""Makes a session one step shorter; None if there is nothing of its kind left to cut."""


def _reduce_exercise(session: Session) -> Session | None:
    for index, accessory in reversed(tuple(enumerate(session.accessories))):
        if accessory.sets > TRIMMED_SETS:
            reduced = accessory.model_copy(update={"sets": TRIMMED_SETS})
            return replace(session, accessories=_exchanged(session.accessories, index, reduced))
    return None


def _drop_commonest(session: Session, elsewhere: Mapping[str, int]) -> Session | None:
    """Drop an exercise of the category that the week has most of; among equals the last, and pull after the others."""
    if not session.accessories:
        return None
    here = Counter(accessory.category for accessory in session.accessories)

    def dispensable(index: int) -> tuple[int, bool, int]:
        category = session.accessories[index].category
        return here[category] + elsewhere.get(category, 0), category != "pull", index

    index = max(range(len(session.accessories)), key=dispensable)
    return replace(session, accessories=_exchanged(session.accessories, index))


def _drop_others(session: Session) -> Session | None:
    for index, accessory in reversed(tuple(enumerate(session.accessories))):
        if accessory is not session.pull:
            return replace(session, accessories=_exchanged(session.accessories, index))
    return None


def _drop_pull(session: Session) -> Session | None:
    if session.pull is None:
        return None
    return replace(session, accessories=_exchanged(session.accessories, session.accessories.index(session.pull)))


def _halve_supplemental(session: Session) -> Session | None:
    if not session.supplemental:
        return None
    sets = max(len(lift.sets) for lift in session.supplemental)
    if sets <= TRIMMED_SETS:
        return None
    index = max(index for index, lift in enumerate(session.supplemental) if len(lift.sets) == sets)
    lift = session.supplemental[index]
    halved = lift.model_copy(update={"sets": lift.sets[: max(-(-sets // 2), TRIMMED_SETS)]})
    return replace(session, supplemental=_exchanged(session.supplemental, index, halved))


def _drop_supplemental(session: Session) -> Session | None:
    return replace(session, supplemental=session.supplemental[:-1]) if session.supplemental else None


def _drop_warmup(session: Session) -> Session | None:
    lightest = min((one.rate for lift in session.main for one in lift.sets if one.kind == "warmup"), default=None)
    for index, lift in reversed(tuple(enumerate(session.main))):
        if lift.sets[0].kind == "warmup" and lift.sets[0].rate == lightest:
            shorter = lift.model_copy(update={"sets": lift.sets[1:]})
            return replace(session, main=_exchanged(session.main, index, shorter))
    return None


def _exchanged(items: tuple[_T, ...], index: int, *new: _T) -> tuple[_T, ...]:
    return (*items[:index], *new, *items[index + 1 :])


_BARBELL: Final[tuple[_Cut, ...]] = (_halve_supplemental, _drop_supplemental, _drop_warmup)
