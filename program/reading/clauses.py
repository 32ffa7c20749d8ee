"""Clauses: the parts of a text that say one thing each, so that a denial in one says nothing about another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SENTENCE_END: Final = re.compile(r"[!?;\n。]+|\.(?!\d)")
"""Where a sentence ends; a point within a number ends none."""

_CLAUSE_END: Final = re.compile(
    r",(?!\d)"
    r"|\s(?=(?:but|however|although|though|while my|and i\b|so please|so i\b)\b)"
    r"|(?<=지만)(?=[\s,])|(?<=[은는인한던픈쁜]데)(?=[\s,])|(?<=[하프있없좋싶않되이시]고)(?=[\s,])(?!\s(?:나|난|있|싶))"
)
"""Where a clause ends within a sentence: at commas and at words that begin or end one."""

_ANOTHER: Final = re.compile(
    r"\b(?:my|her|his|the|our)\s(?:[a-z]+\s|\d+[- ]years?[- ]old\s)?(?:wife|husband|girlfriend|boyfriend"
    r"|partner|spouse|mother|mom|mum|father|dad|"
    r"sister|brother|friend|buddy|son|daughter|grandma|grandmother|grandpa|grandfather|client|parents?|uncle|aunt|"
    r"colleague|spotter|coworker|trainer|coach|dog)\b"
    r"|\b(?:she|he) (?:is|was|has|had|just)\b"
    r"|(?:아내|와이프|남편|여자\s?친구|남자\s?친구|여친|남친|엄마|어머니|아빠|아버지|할머니|할아버지"
    r"|시어머니|장모님|부모님)"
    r"(?:님?(?:이|가|는|은|도|께서)|님?\s|의\s)"
    r"|(?:친구|동생|누나|언니|오빠|지인|동료|회원|(?<![가-힣])형|(?<![가-힣])딸|아들|트레이너"
    r"|코치)(?:님?(?:이|가|는|은|도|께서))\s"
)
"""Somebody else, as the one that a clause is about."""

_SOMEBODY: Final = re.compile(
    r"\b(?:wife|husband|girlfriend|boyfriend|friend|dad|mom|mum)\b|아내|와이프|남편|여친|남친|친구"
)

_MYSELF: Final = re.compile(
    r"\bi(?:'m|'ve| am| have| had| was| get| got)?\b|(?<![가-힣])(?:저|나|내|제)(?:는|도|가|한테|의)?(?![가-힣])"
)

_WINDOW: Final = 60
"""Characters before a word in which the one that it is about is looked for."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text, without the punctuation at its end."""

    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends."""
    sentence: int
    """The number of its sentence, from 0."""


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in lower case, in their order; they leave out nothing but what separates them."""
    found: list[Clause] = []
    for number, (start, end) in enumerate(_parts(text, _SENTENCE_END, 0, len(text))):
        found.extend(Clause(*part, number) for part in _parts(text, _CLAUSE_END, start, end))
    return tuple(found)


def about_another(text: str, clause: Clause, at: int) -> bool:
    """Whether what stands at a place of a clause is said of somebody else than the lifter."""
    before = text[max(clause.start, at - _WINDOW) : at]
    others = [match.end() for match in _ANOTHER.finditer(before)]
    return bool(others) and _MYSELF.search(before, others[-1]) is None


def names_myself(text: str, clause: Clause) -> bool:
    """Whether a clause speaks of the lifter."""
    return _MYSELF.search(text, clause.start, clause.end) is not None


def names_another(text: str, clause: Clause) -> bool:
    """Whether a clause names somebody close to the lifter."""
    return _SOMEBODY.search(text, clause.start, clause.end) is not None


def _parts(text: str, ends: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of `text` from `start` to `end` between what `ends` finds."""
    for match in ends.finditer(text, start, end):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:end].strip():
        yield start, end
