"""The search for recorded runs: a `RunFilter` as a condition on the table, and the texts that it looks through."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from graph.run_rows import storable
from graph.run_store import RunFilter
from program.reading.normalised import stream_safe

WHOLE_ID = re.compile("[0-9a-f]{32}")
"""What needs no search: the id of one run."""


class Dialect(NamedTuple):
    """How a database writes the parts of a search's condition; each part has a place for each of its values."""

    value: str
    """The place of a value."""
    words: Callable[[str, Sequence[str]], tuple[str, Sequence[str]]]
    """The condition for runs whose id starts with a text or whose texts have all words, and its values."""
    answers: str
    """The rows of `provenance`, one for each agent."""
    agent: str
    """That a row of `answers` is of an agent."""
    source: str
    """That a row of `answers` has a source."""
    failed: str
    """That a node is among those in `failed`."""


def condition(wanted: RunFilter, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The SQL condition for the runs that a filter means, and its values.

    A run that is broken off has the status `running` in its row: whether somebody still works on it, its claim says.
    """
    parts, values = ["TRUE"], list[str]()
    start = storable(wanted.text.strip().lower())
    if WHOLE_ID.fullmatch(start):
        parts.append(f"run_id = {dialect.value}")
        values.append(start)
    elif words := sorted(set(folded(start).split())):
        part, more = dialect.words(start, words)
        parts.append(part)
        values += more
    if wanted.status is not None:
        parts.append(f"status = {dialect.value}")
        values.append("running" if wanted.status == "broken off" else wanted.status)
    answered, of_answer = ["TRUE"], list[str]()
    if wanted.agent is not None:
        answered.append(dialect.agent)
        of_answer.append(wanted.agent)
    if wanted.source is not None:
        answered.append(dialect.source)
        of_answer.append(wanted.source)
    if of_answer:
        part = f"EXISTS (SELECT 1 FROM {dialect.answers} WHERE {' AND '.join(answered)})"  # noqa: S608 - constants
        values += of_answer
        if wanted.agent is not None and wanted.source is None:
            part = f"({part} OR {dialect.failed})"
            values.append(wanted.agent)
        parts.append(part)
    return " AND ".join(parts), tuple(values)


def _words(start: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    found = "((substr(run_id, 1, length(?)) = ?) OR has_words(request, ?))"
    return found, [start, start, json.dumps(words)]


SQLITE: Final = Dialect(
    value="?",
    words=_words,
    answers="json_each(provenance)",
    agent="key = ?",
    source="json_extract(value, '$.source') = ?",
    failed="EXISTS (SELECT 1 FROM json_each(failed) WHERE value = ?)",
)


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the function that the conditions call."""
    connection.create_function("has_words", 2, _has_words, deterministic=True)


def folded(text: str) -> str:
    """A text as searches compare it: case does not count, nor whether a Hangul syllable is one character or several."""
    return unicodedata.normalize("NFC", stream_safe(text)).casefold()


def _has_words(request: str, words: str) -> bool:
    """Whether every word of a JSON list stands in the texts of a request's JSON, its sentence and a report among them.

    The words are folded already; the texts are folded once for all of them.
    """
    texts = folded("\n".join(texts_of(from_json(request))))
    return all(word in texts for word in from_json(words))


def texts_of(value: Any) -> Iterator[str]:
    """All texts in a JSON value, such as the sentence and a report of a request; no names of fields."""
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from texts_of(one)
        case list():
            for one in value:
                yield from texts_of(one)
