"""How well messages are read: the figures of intake's evaluation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from program.lifter.constraints import Constraints

LANGUAGES: Final = {"ko": "Korean", "en": "English"}
"""Names of the languages of a dataset's rows."""

_SHORT: Final = 30
_LONG: Final = 120
"""Characters: a message with fewer than `_SHORT` is short, one with more than `_LONG` is long."""

_MANY: Final = 3
"""Wishes from which on a message has many."""


def figures(rows: Sequence[Mapping[str, Any]], answers: Sequence[Constraints]) -> dict[str, str]:
    """What was read right, in words: what is counted -> how often.

    Args:
        rows: Rows of intake's dataset.
        answers: What was read in the message of each.
    """
    pairs = [(Constraints.model_validate(row["answer"]), answer) for row, answer in zip(rows, answers, strict=True)]
    counted = {
        f"`{field}` right": [getattr(right, field) == getattr(answer, field) for right, answer in pairs]
        for field in Constraints.model_fields
    }
    counted |= _safety(pairs)
    groups: dict[str, list[bool]] = {}
    for row, (right, answer) in zip(rows, pairs, strict=True):
        for group in _groups(row):
            groups.setdefault(f"whole object right: {group}", []).append(right == answer)
    return {what: share(hits) for what, hits in (*counted.items(), *sorted(groups.items()))}


def _safety(pairs: Sequence[tuple[Constraints, Constraints]]) -> dict[str, list[bool]]:
    """What was missed that a lifter's safety rests on, and what was read without need."""
    return {
        "joints to avoid, missed": [
            not set(right.avoid) <= set(answer.avoid) for right, answer in pairs if right.avoid
        ],
        "joints avoided without need": [not set(answer.avoid) <= set(right.avoid) for right, answer in pairs],
        "cautions missed": [
            not set(right.cautions) <= set(answer.cautions) for right, answer in pairs if right.cautions
        ],
        "requests to decline, missed": [answer.declined is None for right, answer in pairs if right.declined],
        "declined without need": [answer.declined is not None for right, answer in pairs if right.declined is None],
    }


def _groups(row: Mapping[str, Any]) -> Iterable[str]:
    length, wishes = len(row["request"]["request"]), len(row["wishes"])
    yield LANGUAGES[row["language"]]
    yield (
        f"under {_SHORT} characters"
        if length < _SHORT
        else (f"over {_LONG} characters" if length > _LONG else f"{_SHORT} to {_LONG} characters")
    )
    yield f"{wishes} wish{'es' if wishes != 1 else ''}" if wishes < _MANY else f"{_MANY} and more wishes"


def share(hits: Sequence[bool]) -> str:
    """How many of all, in words."""
    return f"{sum(hits)} of {len(hits)} ({100 * sum(hits) / len(hits):.1f} %)" if hits else "none"
