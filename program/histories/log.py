"""From a history to the log of a planned month: for each planned top set the set that was done for it.

Of a day, the heaviest set at or above the planned top set's weight counts. Our own CSV says week and session. In other
files a lift's days follow the plan in their order: days are given to planned top sets so that as many as possible have
one, and so that the weights are as near as possible to the plan. A day too light for every top set in its place, as one
of supplemental work alone, is left out; so a week that was missed does not move the weeks behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import Field

from program.errors import RequestError
from program.histories.history import DoneSet, History
from program.histories.reasons import UnmatchedReason
from program.schema import LIFTS, Closed, Lift
from program.wording.histories import unmatched_sentence

ROUNDING_KG: Final = 0.05
"""By how much a set may be lighter than planned: a weight that went to pounds and back can lose as much."""

LONGEST_MONTH: Final = timedelta(weeks=8)
"""Where nothing says when the month began, only so much before the newest set is looked at: twice its four weeks."""


class PlannedTop(Closed):
    """The heaviest work set that is planned for a lift in one session."""

    lift: Lift
    """The main lift."""
    week: Annotated[int, Field(ge=1)]
    """The week of the plan, from 1."""
    day: Annotated[int, Field(ge=1)]
    """The week's session, from 1."""
    weight_kg: Annotated[float, Field(gt=0)]
    """The planned weight in kg, bar included."""
    reps: Annotated[int, Field(ge=1)]
    """The planned repetitions; of a plus set the fewest."""


class MatchedSet(Closed):
    """The set that was done for a planned top set."""

    lift: Lift
    """The main lift."""
    week: int
    """The week of the plan."""
    day: int
    """The week's session in the plan."""
    weight_kg: float
    """What was lifted, in kg."""
    reps: int
    """Repetitions that were done; 0: the set was tried and failed."""
    line: int
    """The line of the file."""


class Unmatched(Closed):
    """A planned top set without a set that counts, or a session that counts for none."""

    lift: Lift
    """The main lift."""
    week: int | None
    """The week of the planned top set, or of our own CSV's session; null: the session is in no known week."""
    day: int | None
    """The session of that week; null as `week`."""
    line: int | None
    """The line of the session's heaviest set; null: there is none."""
    reason: UnmatchedReason
    """Why, as a code."""
    sentence: str
    """Why, in English; `program.wording.histories.unmatched_sentence` has it in Korean, too."""


@dataclass(frozen=True, slots=True)
class _Session:
    """A lift's sets of one day, warm-up sets left out."""

    sets: tuple[DoneSet, ...]

    @property
    def heaviest(self) -> DoneSet:
        return max(self.sets, key=_weight)

    def counting(self, top: PlannedTop) -> DoneSet | None:
        """The set that counts for a planned top set. One that failed counts if no other is heavy enough."""
        heavy = [one for one in self.sets if one.weight_kg >= top.weight_kg - ROUNDING_KG]
        return max(heavy, key=lambda one: (one.reps > 0, *_weight(one)), default=None)


def _weight(one: DoneSet) -> tuple[float, int, int]:
    """Heavier sets first, of these the one with most repetitions, of these the first."""
    return one.weight_kg, one.reps, -one.line


_Pairs = Mapping[int, int]
"""Place of a planned top set -> place of its session."""


def to_log(
    history: History, plan: Iterable[PlannedTop], since: date | None = None
) -> tuple[tuple[MatchedSet, ...], tuple[Unmatched, ...]]:
    """Matches what was done to a month that was planned.

    Args:
        history: What was done.
        plan: The month's top sets, at most one of a lift in a session. Lifts that are not planned are left alone.
        since: The month's first day. Left out: eight weeks before the newest set. Our own CSV does not need it.

    Returns:
        The sets that count, by lift and in the order of the plan; and what could not be matched, with reasons.

    Raises:
        RequestError: The plan has two top sets of a lift in one session.
    """
    matched: list[MatchedSet] = []
    unmatched: list[Unmatched] = []
    tops = sorted(plan, key=lambda top: (top.week, top.day))
    done = [one for one in history.sets if not one.warmup]
    for lift in LIFTS:
        planned = [top for top in tops if top.lift == lift]
        _check(planned)
        sets = [one for one in done if one.lift == lift] if planned else []
        sessions, old = _sessions(sets, since)
        named = any(one.week is not None for one in sets)
        pairs = _by_name(sessions, planned) if named else _by_order(sessions, planned)
        for place, top in enumerate(planned):
            counting = sessions[pairs[place]].counting(top) if place in pairs else None
            if counting is None:
                unmatched.append(_without_a_set(place, planned, sessions, pairs))
            else:
                matched.append(
                    MatchedSet(
                        lift=lift,
                        week=top.week,
                        day=top.day,
                        weight_kg=counting.weight_kg,
                        reps=counting.reps,
                        line=counting.line,
                    )
                )
        left = [one for place, one in enumerate(sessions) if place not in pairs.values()]
        unmatched += [_beside(one.heaviest, "beside_plan") for one in left]
        unmatched += [_beside(_Session(tuple(old)).heaviest, "before_month")] if old else []
    return tuple(matched), tuple(unmatched)


def _check(planned: Sequence[PlannedTop]) -> None:
    places = [(top.week, top.day) for top in planned]
    for place in places:
        if places.count(place) > 1:
            raise RequestError(
                f"plan: {planned[0].lift} has two top sets in week {place[0]}, day {place[1]}; expected one at most"
            )


def _sessions(sets: Sequence[DoneSet], since: date | None) -> tuple[list[_Session], list[DoneSet]]:
    """A lift's sessions in their order, and the sets from before the month."""
    dates = [one.date for one in sets if one.date is not None]
    first = since or (max(dates) - LONGEST_MONTH if dates and max(dates) - date.min > LONGEST_MONTH else date.min)
    by_day: dict[tuple[int, int, date], list[DoneSet]] = defaultdict(list)
    old: list[DoneSet] = []
    for one in sets:
        if one.week is not None and one.day is not None:
            by_day[one.week, one.day, date.min].append(one)
        elif one.date is not None and one.date >= first:
            by_day[0, 0, one.date].append(one)
        else:
            old.append(one)
    return [_Session(tuple(by_day[key])) for key in sorted(by_day)], old


def _by_name(sessions: Sequence[_Session], planned: Sequence[PlannedTop]) -> _Pairs:
    """The sessions that have a planned top set's week and day."""
    places = {(one.sets[0].week, one.sets[0].day): place for place, one in enumerate(sessions)}
    return {place: places[top.week, top.day] for place, top in enumerate(planned) if (top.week, top.day) in places}


def _by_order(sessions: Sequence[_Session], planned: Sequence[PlannedTop]) -> _Pairs:
    """The sessions that are heavy enough for the planned top sets, in one order: most pairs, then least weight above.

    Where sessions are as good as each other, the later one counts.
    """
    over = [[_grams_over(session, top) for top in planned] for session in sessions]
    best = [[(0, 0)] * (len(planned) + 1) for _ in range(len(sessions) + 1)]
    for row, session in enumerate(over, start=1):
        for column, grams in enumerate(session, start=1):
            best[row][column] = max(
                best[row - 1][column], best[row][column - 1], _with_pair(best[row - 1][column - 1], grams)
            )
    pairs: dict[int, int] = {}
    row, column = len(sessions), len(planned)
    while row and column:
        if best[row][column] == _with_pair(best[row - 1][column - 1], over[row - 1][column - 1]):
            row, column = row - 1, column - 1
            pairs[column] = row
        elif best[row][column] == best[row - 1][column]:
            row -= 1
        else:
            column -= 1
    return pairs


def _grams_over(session: _Session, top: PlannedTop) -> int | None:
    """By how much the set that counts is heavier than planned; None: no set is heavy enough."""
    counting = session.counting(top)
    return None if counting is None else round(1000 * (counting.weight_kg - top.weight_kg))


def _with_pair(score: tuple[int, int], grams: int | None) -> tuple[int, int]:
    """A score of pairs and grams saved, with one pair more; without a pair less than every score."""
    return (-1, 0) if grams is None else (score[0] + 1, score[1] - abs(grams))


def _without_a_set(place: int, planned: Sequence[PlannedTop], sessions: Sequence[_Session], pairs: _Pairs) -> Unmatched:
    """Why a planned top set has no set that counts: its session, or those in its place, are too light, or missing."""
    if place in pairs:
        between = [sessions[pairs[place]]]
    elif sessions and sessions[0].sets[0].week is not None:
        between = []
    else:
        after = max((pairs[one] for one in pairs if one < place), default=-1)
        before = min((pairs[one] for one in pairs if one > place), default=len(sessions))
        between = list(sessions[after + 1 : before])
    line = max((one.heaviest for one in between), key=_weight).line if between else None
    reason: UnmatchedReason = "below_plan" if between else "not_trained"
    top = planned[place]
    return Unmatched(
        lift=top.lift,
        week=top.week,
        day=top.day,
        line=line,
        reason=reason,
        sentence=unmatched_sentence(reason, "en"),
    )


def _beside(heaviest: DoneSet, reason: UnmatchedReason) -> Unmatched:
    return Unmatched(
        lift=heaviest.lift,
        week=heaviest.week,
        day=heaviest.day,
        line=heaviest.line,
        reason=reason,
        sentence=unmatched_sentence(reason, "en"),
    )
