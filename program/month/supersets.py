"""Which assistance exercises can be done in turn: a set of one, a short rest, a set of the other."""

from dataclasses import replace
from itertools import combinations
from typing import Final

from program.exercises.catalogue import Exercise, Pattern
from program.month.assistance import ARMS
from program.month.session import Session, exercises_of

ALONE: Final[frozenset[Pattern]] = frozenset({"jump", "hinge", "carry", "shrug"})
"""Patterns that are never in a superset: jumps are done fresh, the others tire grip and lower back, as deadlifts do."""


def preference(first: Exercise, second: Exercise) -> int:
    """How well two exercises go together: 3 push with pull, 2 core with arms, 1 others, 0 not at all.

    Not at all go two of the same category, or two that share a muscle: one would tire the other.
    """
    if first.category == second.category or {first.pattern, second.pattern} & ALONE:
        return 0
    if set(first.muscles) & set(second.muscles):
        return 0
    if {first.category, second.category} == {"push", "pull"}:
        return 3
    core, other = (first, second) if first.pattern == "core" else (second, first)
    return 2 if core.pattern == "core" and other.pattern in ARMS else 1


def paired(session: Session) -> Session | None:
    """The session with one superset more, the best that is left and saves time; None: there is none."""
    taken = {name for pair in session.pairs for name in pair}
    free = [(one, exercise) for one, exercise in exercises_of(session) if one.id not in taken]
    best: tuple[int, int] = (0, 0)
    found: Session | None = None
    for (one, exercise), (other, its) in combinations(free, 2):
        if not (wanted := preference(exercise, its)):
            continue
        shorter = replace(session, pairs=(*session.pairs, (one.id, other.id)))
        saved = session.seconds - shorter.seconds
        if saved > 0 and (wanted, saved) > best:
            best, found = (wanted, saved), shorter
    return found
