"""What is changed in a session that takes too long: first what saves time, then what matters least."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from program.exercises.catalogue import find
from program.lifter.brief import Brief
from program.lifter.careful import supersets_allowed
from program.month.importance import importance, kept
from program.month.minutes import ALTERNATE_REST, SHORT_REST
from program.month.routine import Accessory, MainLift
from program.month.session import LETTERS, Session
from program.month.supersets import paired

_T = TypeVar("_T")

TRIMMED_SETS: Final = 3
"""Sets to which assistance and supplemental work are reduced before any is dropped: fewer train little."""

FEWEST_PULL_SETS: Final = 2
"""Sets to which a session's last pull exercise is reduced before the main lifts are done in turn."""

SHORTEST_RESTS: Final = (45, 30)
"""Seconds between main lifts in turn where even `ALTERNATE_REST` is too long, as with many slow one-sided sets."""


def fit_week(sessions: Iterable[Session], brief: Brief, limits: Sequence[int]) -> tuple[Session, ...]:
    """A week's sessions, each changed until it takes at most its limit.

    No more is changed than needed, in this order:

    1. Supersets of assistance, see `supersets.preference`.
    2. Assistance sets beyond `TRIMMED_SETS`, of the least important exercise first.
    3. Exercises that nothing speaks for, the least important first.
    4. Supplemental sets, halved.
    5. The best push and the best single-leg or core exercise.
    6. Supplemental sets.
    7. Warm-up sets, the lightest first; one is left of each lift.
    8. The exercise that serves the focus; the lighter sets before what stands in for a lift, but for one; sets of
       rear-shoulder work, down to two; that one.
    9. Rests between work sets, down to two minutes.
    10. Sets of the pull exercise, down to two.
    11. The two main lifts are done in turn, with short rests.
    12. Rear-shoulder work, then the pull exercise.

    In every second session the single-leg or core exercise takes the place of the rear-shoulder work in this order.
    Work sets are never left out. The last cut can save more than it needs to: an exercise that then fits comes back.

    Args:
        sessions: The week with all that is wanted.
        brief: Whose week it is.
        limits: The most minutes of each session.
    """
    fitted = list(sessions)
    for index, limit in enumerate(limits):
        others = (*fitted[:index], *fitted[index + 1 :])
        full = fitted[index]
        fitted[index] = _given_back(
            full, _fit(full, limit, _cuts(brief, full, others, core=index % 2 == 1)), limit, brief, others
        )
    return tuple(fitted)


_Cut = Callable[[Session], Session | None]
"""Makes a session one step shorter; None if there is nothing of its kind left to cut."""


def _fit(session: Session, minutes: int, cuts: Iterable[_Cut]) -> Session:
    if session.minutes <= minutes:
        return session
    for cut in cuts:
        while shorter := cut(session):
            session = shorter
            if session.minutes <= minutes:
                return session
    return session


def _given_back(full: Session, session: Session, limit: int, brief: Brief, others: tuple[Session, ...]) -> Session:
    """The session with those of its dropped exercises that fit after all, the most important first."""
    there = {one.id for one in session.accessories}
    dropped = [one for one in full.accessories if one.id not in there]
    dropped.sort(key=lambda one: importance(brief, find(one.id), (full, *others)), reverse=True)
    for one in dropped:
        trimmed = one.model_copy(update={"sets": min(one.sets, TRIMMED_SETS)})
        longer = replace(session, accessories=(*session.accessories, trimmed))
        tried: Session | None = longer
        while tried and tried.minutes > limit:
            tried = paired(tried) if supersets_allowed(brief.cautions) else None
        session = tried or session
    return session


def _cuts(brief: Brief, session: Session, others: tuple[Session, ...], *, core: bool) -> Iterator[_Cut]:
    ranks = kept(brief, session, core=core)
    rest, useful, focus, rear, pull = (_Assistance(brief, names, others) for names in ranks)
    every = _Assistance(brief, rest.names | useful.names | focus.names | rear.names | pull.names, others)
    if supersets_allowed(brief.cautions):
        yield paired
    yield from (
        every.reduce,
        rest.drop,
        _halve_supplemental,
        useful.drop,
        _drop_supplemental,
        _drop_warmup,
        focus.drop,
        _shorten_lead_up,
        rear.reduce_further,
        _drop_lead_up,
        _shorten_rests,
        pull.reduce_further,
        _alternate,
        rear.drop,
        pull.drop,
        *(_Rest(seconds).shorten for seconds in SHORTEST_RESTS),
    )


@dataclass(frozen=True, slots=True)
class _Assistance:
    """Cuts among some of a session's exercises."""

    brief: Brief
    names: frozenset[str]
    others: tuple[Session, ...]
    """The week's other sessions."""

    def reduce(self, session: Session) -> Session | None:
        """One set of the least important exercise that has more than `TRIMMED_SETS`."""
        return self._reduced(session, TRIMMED_SETS)

    def reduce_further(self, session: Session) -> Session | None:
        return self._reduced(session, FEWEST_PULL_SETS)

    def drop(self, session: Session) -> Session | None:
        """The least important exercise; of equals the last."""
        least = self._least(session, self._of(session))
        return session.without(least) if least else None

    def _reduced(self, session: Session, sets: int) -> Session | None:
        least = self._least(session, [one for one in self._of(session) if one.sets > sets])
        return session.with_sets(least, least.sets - 1) if least else None

    def _of(self, session: Session) -> list[Accessory]:
        return [one for one in session.accessories if one.id in self.names]

    def _least(self, session: Session, among: Sequence[Accessory]) -> Accessory | None:
        week = (session, *self.others)
        return min(reversed(among), key=lambda one: importance(self.brief, find(one.id), week), default=None)


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


def _shorten_lead_up(session: Session) -> Session | None:
    """A stand-in with the heavier one of its lighter sets."""
    for index, lift in enumerate(session.main):
        if lift.variation and _spare_warmup(lift):
            shorter = lift.model_copy(update={"sets": lift.sets[1:]})
            return replace(session, main=_exchanged(session.main, index, shorter))
    return None


def _drop_lead_up(session: Session) -> Session | None:
    """A stand-in without its lighter sets: the general warm-up has to do."""
    for index, lift in enumerate(session.main):
        work = tuple(one for one in lift.sets if one.kind == "work")
        if lift.variation and work != lift.sets:
            return replace(session, main=_exchanged(session.main, index, lift.model_copy(update={"sets": work})))
    return None


def _drop_warmup(session: Session) -> Session | None:
    lightest = min((lift.sets[0].rate for lift in session.main if _spare_warmup(lift)), default=None)
    for index, lift in reversed(tuple(enumerate(session.main))):
        if _spare_warmup(lift) and lift.sets[0].rate == lightest:
            shorter = lift.model_copy(update={"sets": lift.sets[1:]})
            return replace(session, main=_exchanged(session.main, index, shorter))
    return None


def _spare_warmup(lift: MainLift) -> bool:
    """Whether the lift has a warm-up set more than it needs."""
    return [one.kind for one in lift.sets[:2]] == ["warmup", "warmup"]


def _shorten_rests(session: Session) -> Session | None:
    return _rested(session, SHORT_REST)


def _alternate(session: Session) -> Session | None:
    """The two main lifts in turn. Supplemental sets are gone by now."""
    if len(session.main) != 2 or session.alternated:
        return None
    in_turn = replace(session, main=tuple(lift.model_copy(update={"superset": LETTERS[0]}) for lift in session.main))
    return _rested(in_turn, ALTERNATE_REST) or in_turn


@dataclass(frozen=True, slots=True)
class _Rest:
    seconds: int

    def shorten(self, session: Session) -> Session | None:
        return _rested(session, self.seconds) if session.alternated else None


def _rested(session: Session, most: int) -> Session | None:
    """The session with rests of at most so many seconds between work sets; None if they are already."""
    if all(one.rest_s <= most for lift in session.main for one in lift.sets if one.kind == "work"):
        return None
    main = tuple(
        lift.model_copy(
            update={
                "sets": tuple(
                    one.model_copy(update={"rest_s": min(one.rest_s, most)}) if one.kind == "work" else one
                    for one in lift.sets
                )
            }
        )
        for lift in session.main
    )
    return replace(session, main=main)


def _exchanged(items: tuple[_T, ...], index: int, *new: _T) -> tuple[_T, ...]:
    return (*items[:index], *new, *items[index + 1 :])
