"""The words of a message that wishes rest on, and wishes for what is to be asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final, TypeVar

from program.exercises.kinds import KINDS
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.reading.normalised import normalised
from program.reading.wishes import Quoted, Topic, Wish, wish_error

Read = TypeVar("Read", bound=Quoted)

MOST_WORDS: Final = 6
"""Words, one after the other, that a wish rests on at most."""


def spans(message: str) -> list[str]:
    """All runs of 1 to `MOST_WORDS` words of a message on one line, in its order, none twice."""
    words = message.split()
    return list(dict.fromkeys(run for start in range(len(words)) for run in _runs(words[start:])))


def resting_on_words(
    message: str, found: Iterable[Read], error: Callable[[Read, str], str | None]
) -> list[Read] | None:
    """What was read in a message, in its order, each resting on a run of whole words of it.

    Args:
        message: On one line.
        found: Their words may begin or end within a word, and may be more than a run can have.
        error: What is wrong with one of them as a reading of the message; None: nothing.

    Returns:
        None: the words of one do not stand in the message, or no run of them can mean its value.
    """
    placed: list[tuple[int, Read]] = []
    for one in found:
        words = " ".join(normalised(one.words).split())
        at = message.find(words)
        if not words or at < 0:
            return None
        start = message.rfind(" ", 0, at) + 1
        end = message.find(" ", at + len(words))
        whole = message[start : end if end >= 0 else None].split(" ")
        runs = (" ".join(whole[first : first + MOST_WORDS]) for first in range(len(whole)))
        fitting = _fitting(one, runs, message, error)
        if fitting is None:
            return None
        placed.append((start, fitting))
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def wishes_for(asked: Constraints, message: str) -> list[Wish]:
    """Wishes that together ask for `asked`, each resting on the first words of the message that can mean it.

    A value that no words of the message can mean is left out.
    """
    runs = spans(message)
    wishes = (Wish(topic=topic, value=value, words=message) for topic, value in _values(asked))
    fitting = (_fitting(wish, runs, message, wish_error) for wish in wishes)
    return [wish for wish in fitting if wish is not None]


def _fitting(found: Read, runs: Iterable[str], message: str, error: Callable[[Read, str], str | None]) -> Read | None:
    resting = (found.model_copy(update={"words": words}) for words in runs)
    return next((one for one in resting if error(one, message) is None), None)


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[:length]) for length in range(1, min(len(words), MOST_WORDS) + 1))


def _values(asked: Constraints) -> Iterator[tuple[Topic, Any]]:
    """Topic and value of the fewest wishes that ask for all of `asked`."""
    lists: tuple[tuple[Topic, Iterable[Any]], ...] = (
        ("avoid", asked.avoid),
        ("exclude", _named(asked.exclude)),
        ("include", asked.include),
        ("focus", asked.focus),
        ("have", asked.equipment or ()),
        ("lack", asked.lacking),
        ("weekdays", [",".join(asked.weekdays)] if asked.weekdays else ()),
        ("swap", [f"{lift}>{exercise}" for lift, exercise in asked.swap.by_lift.items()]),
        ("caution", asked.cautions),
        ("not_done", asked.not_done),
    )
    for topic, values in lists:
        yield from product([topic], values)
    single: tuple[tuple[Topic, Any], ...] = (
        ("volume", asked.volume if asked.volume != NO_CONSTRAINTS.volume else None),
        ("intensity", asked.intensity if asked.intensity != NO_CONSTRAINTS.intensity else None),
        ("minutes", asked.minutes),
        ("days", asked.days_per_week),
        ("tm", asked.training_max_rate),
        ("supplemental", asked.supplemental),
        ("plus_sets", "no" if asked.plus_sets is False else None),
        ("deload", {"none": "no", "earlier": "early"}.get(asked.deload or "")),
        ("rest", asked.rest_s),
        ("plate", asked.plates_kg),
        ("unit", asked.unit),
        ("conditioning", asked.conditioning),
        ("decline", asked.declined),
    )
    yield from ((topic, value) for topic, value in single if value is not None)


def _named(excluded: Sequence[str]) -> Iterator[str]:
    """Kinds, largest first, and exercises that together name all that is excluded."""
    left = set(excluded)
    for kind in sorted(KINDS, key=lambda name: -len(KINDS[name])):
        if len(left & set(KINDS[kind])) > 1 and set(KINDS[kind]) <= set(excluded):
            yield kind
            left -= set(KINDS[kind])
    yield from (name for name in excluded if name in left)
