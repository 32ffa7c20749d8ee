"""Push and pull in balance after a week was made to fit: no more than two push sets for a pull set."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from program.exercises.catalogue import find
from program.lifter.brief import Brief
from program.month.importance import importance
from program.month.session import PUSH_LIFTS, Session, category_sets
from program.month.slots import serves_focus

MOST_PUSH: Final = 2
"""Push sets for each pull set of a week, at most. The bench and the press push, and no main lift pulls."""


def balanced(brief: Brief, week: Iterable[Session], wanted: Sequence[Session]) -> tuple[Session, ...]:
    """A week with less push work where minutes have left it less pull work than `wanted`, the week before the cuts.

    Push assistance goes first, the least important exercise before the others, but not what serves the focus; then
    supplemental sets of the bench and the press, one at a time. Work sets stay. A week without any pull work is left
    as it is: nothing can balance it.
    """
    sessions, asked = tuple(week), category_sets(wanted)
    most = max(MOST_PUSH, asked["push"] / (asked["pull"] or 1))
    while (sets := category_sets(sessions))["pull"] and sets["push"] > most * sets["pull"]:
        less = _without_an_exercise(brief, sessions) or _without_a_supplemental_set(sessions)
        if less is None:
            break
        sessions = less
    return sessions


def _without_an_exercise(brief: Brief, week: tuple[Session, ...]) -> tuple[Session, ...] | None:
    pushes = [
        (importance(brief, exercise, week), day, place)
        for day, session in enumerate(week)
        for place, one in enumerate(session.accessories)
        if (exercise := find(one.id)).category == "push" and not serves_focus(brief, exercise)
    ]
    if not pushes:
        return None
    _, day, place = min(pushes)
    return _with(week, day, week[day].without(week[day].accessories[place]))


def _without_a_supplemental_set(week: tuple[Session, ...]) -> tuple[Session, ...] | None:
    places = [
        (len(lift.sets), day, lift.lift)
        for day, session in enumerate(week)
        for lift in session.supplemental
        if lift.lift in PUSH_LIFTS
    ]
    if not places:
        return None
    _, day, name = max(places)
    less = (
        one.model_copy(update={"sets": one.sets[:-1]}) if one.lift == name else one for one in week[day].supplemental
    )
    return _with(week, day, replace(week[day], supplemental=tuple(one for one in less if one.sets)))


def _with(week: tuple[Session, ...], day: int, session: Session) -> tuple[Session, ...]:
    return (*week[:day], session, *week[day + 1 :])
