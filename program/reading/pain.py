"""Lifts that hurt or cannot be done, as a text says it: found by code alone.

In the text the name of an exercise, or of a kind of movement, is replaced by `L` and that of a joint by `J`, so that
patterns can say where they stand; the text is in lower case, so there are no other capitals. A lift in or because of
which something hurts is left out, and the joint that hurts is spared. So are a lift that the lifter cannot do because
of a joint, and a kind of movement that is to be left out as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from program.reading.clauses import Clause, about_another, clauses, names_another
from program.reading.movements import Named, named_in
from program.reading.pain_words import (
    CANNOT,
    CANNOT_KO,
    CAUSE_EN,
    CAUSE_KO,
    CHAIN,
    DOING,
    FINE,
    HURTS,
    HURTS_A_JOINT,
    LIMITED_KO,
    NO_PAIN,
    NOT_AT_ALL,
    OVER,
    STILL,
)
from program.schema import Joint

_WINDOW: Final = 40


@dataclass(frozen=True, slots=True)
class Spared:
    """What a text says that hurts or cannot be done."""

    exercises: tuple[str, ...] = ()
    """Ids of exercises and main lifts to leave out, each once."""
    joints: tuple[Joint, ...] = ()
    """Joints to spare, each once."""
    places: tuple[tuple[int, int], ...] = ()
    """Where their names begin and end in the text."""


@dataclass(frozen=True, slots=True)
class _Masked:
    """A text with a letter for each name."""

    text: str
    named: dict[int, Named]
    """Place of a letter -> what it stands for."""
    parts: tuple[Clause, ...]

    def names(self, letter: str, start: int, end: int) -> list[int]:
        """The places of a letter from `start` to `end`."""
        return [
            place
            for place, one in self.named.items()
            if start <= place < end and (one.joint is None) == (letter == "L")
        ]


def spared_in(text: str) -> Spared:
    """What hurts or cannot be done; `text` in one spelling (`normalised`) and lower case."""
    masked = _masked(text)
    lifts: dict[int, None] = {}
    joints: dict[int, None] = {}
    fine = {
        match.end() - 1 if masked.text[match.end() - 1] in "LJ" else match.start()
        for match in FINE.finditer(masked.text)
    }
    well = {masked.named[place].exercises for place in fine if place in masked.named}
    for index, clause in enumerate(masked.parts):
        hurting = [*_hurting(masked, index, clause), *_impossible(masked, index, clause)]
        hurting = [place for place in dict.fromkeys(hurting) if masked.named[place].exercises not in well]
        if not hurting or about_another(masked.text, clause, hurting[0]):
            continue
        lifts.update(dict.fromkeys(hurting))
        joints.update(dict.fromkeys(place for place in _joints(masked, index) if place not in fine))
    found = [masked.named[place] for place in (*lifts, *joints)]
    return Spared(
        tuple(dict.fromkeys(name for one in found for name in one.exercises)),
        tuple(dict.fromkeys(one.joint for one in found if one.joint)),
        tuple((one.start, one.end) for one in found),
    )


def _masked(text: str) -> _Masked:
    pieces: list[str] = []
    named: dict[int, Named] = {}
    length = position = 0
    for one in named_in(text):
        if one.start < position:
            continue
        between = text[position : one.start]
        length += len(between)
        named[length] = one
        pieces += [between, "J" if one.joint else "L"]
        length += 1
        position = one.end
    masked = "".join([*pieces, text[position:]])
    # A comma in a list of names ends no clause, unless the rest is what is left: "no pushing, pulling only".
    masked = re.sub(r"(?<=L),(?= (?:or |and |nor )?L)(?![^.;!?]{0,40}\bonly\b)", " ", masked)
    return _Masked(masked, named, clauses(masked))


def _hurting(masked: _Masked, index: int, clause: Clause) -> Iterator[int]:
    """The lifts of a clause in which something hurts."""
    places = [place for match in DOING.finditer(masked.text, clause.start, clause.end) for place in _places(match)]
    if not places:
        return
    said = masked.text[clause.start : clause.end]
    follower = masked.parts[index + 1] if index + 1 < len(masked.parts) else None
    if (
        not _painful(said)
        and follower
        and follower.sentence == clause.sentence
        and not masked.names("L", follower.start, follower.end)
    ):
        said += " " + masked.text[follower.start : follower.end]
    if _painful(said) and not _over(masked, clause):
        for place in places:
            yield from _listed(masked, clause, place)


def _painful(said: str) -> bool:
    return NO_PAIN.search(said) is None and (HURTS.search(said) or HURTS_A_JOINT.search(said)) is not None


def _impossible(masked: _Masked, index: int, clause: Clause) -> Iterator[int]:
    """The lifts of a clause that cannot be done because of a joint, and the movements that are left out as a whole."""
    said = masked.text[clause.start : clause.end]
    places = [place for match in CANNOT.finditer(masked.text, clause.start, clause.end) for place in _places(match)]
    for match in CANNOT_KO.finditer(masked.text, clause.start, clause.end):
        if not LIMITED_KO.search(masked.text[max(clause.start, match.start() - _WINDOW) : match.start()]):
            places += _before(masked, clause, match.start())
    if not places or _over(masked, clause):
        return
    caused = _caused(masked, index, said)
    for place in places:
        whole = masked.named[place].movement and not NOT_AT_ALL.match(masked.text[place + 1 : place + 12])
        if caused or whole:
            yield from _listed(masked, clause, place)


def _caused(masked: _Masked, index: int, said: str) -> bool:
    """Whether a joint is why, as the sentence says, or the one before or after."""
    clause = masked.parts[index]
    if masked.names("J", clause.start, clause.end) and (CAUSE_EN.search(said) or CAUSE_KO.search(said)):
        return True
    near = (one for one in masked.parts if abs(one.sentence - clause.sentence) <= 1 and one is not clause)
    for one in near:
        if names_another(masked.text, one):
            continue
        other = masked.text[max(0, one.start - 1) : one.end]
        if (CAUSE_EN.search(other) or CAUSE_KO.search(other)) and not NO_PAIN.search(other) and not _over(masked, one):
            return True
    return False


def _before(masked: _Masked, clause: Clause, end: int) -> list[int]:
    """The lifts directly before a place, with nothing between them but what joins a list."""
    found: list[int] = []
    for place in reversed(masked.names("L", max(clause.start, end - _WINDOW), end)):
        if not CHAIN.match(masked.text[place + 1 : end]):
            break
        found.append(place)
        end = place
    return found


def _listed(masked: _Masked, clause: Clause, place: int) -> Iterator[int]:
    """A lift, and those in the same list: `bench, squat or deadlift`, `벤치랑 딥스`."""
    yield place
    end = place
    for before in reversed(masked.names("L", max(clause.start, place - _WINDOW), place)):
        if not re.fullmatch(
            r"\s{0,2}(?:,|/|and|or|nor|이랑|랑|하고|과|와|,\s?(?:and|or)|\s){1,3}\s?", masked.text[before + 1 : end]
        ):
            break
        yield before
        end = before
    start = place + 1
    for after in masked.names("L", place + 1, min(clause.end, place + _WINDOW)):
        if not re.fullmatch(
            r"\s{0,2}(?:,|/|and|or|nor|이랑|랑|하고|과|와|,\s?(?:and|or)|\s){1,3}\s?", masked.text[start:after]
        ):
            break
        yield after
        start = after + 1


def _joints(masked: _Masked, index: int) -> list[int]:
    """The joints that hurt: those of the clause, else of the sentence, else of those around it that say so."""
    clause = masked.parts[index]
    if own := masked.names("J", clause.start, clause.end):
        return own
    near = [
        one for one in masked.parts if one.sentence == clause.sentence and abs(masked.parts.index(one) - index) <= 1
    ]
    near += [
        one
        for one in masked.parts
        if abs(one.sentence - clause.sentence) == 1 and _painful(masked.text[one.start : one.end])
    ]
    for one in near:
        said = masked.text[max(0, one.start - 1) : one.end]
        if names_another(masked.text, one) or _over(masked, one):
            continue
        said_why = _painful(said) or CAUSE_EN.search(said) or CAUSE_KO.search(said)
        if said_why and (found := masked.names("J", one.start, one.end)):
            return found
    return []


def _over(masked: _Masked, clause: Clause) -> bool:
    """Whether the sentence says that it hurt once."""
    said = [masked.text[one.start : one.end] for one in masked.parts if one.sentence == clause.sentence]
    return any(OVER.search(one) for one in said) and not any(STILL.search(one) for one in said)


def _places(match: re.Match[str]) -> Sequence[int]:
    return [match.start(group) for group, value in match.groupdict().items() if value is not None]
