"""The search for recorded runs in SQLite: a `RunFilter` as a condition, and the texts that it looks through."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from graph.run_rows import storable
from graph.run_store import RunFilter
from program.reading.normalised import stream_safe

WHOLE_ID = re.compile("[0-9a-f]{32}")
"""What needs no search: the id of one run."""


def condition(wanted: RunFilter) -> tuple[str, tuple[str, ...]]:
    """The SQL condition for the runs that a filter means, and its values.

    A run that is broken off has the status `running` in its row: whether somebody still works on it, its claim says.
    """
    parts, values = ["TRUE"], list[str]()
    start = storable(wanted.text.strip().lower())
    if WHOLE_ID.fullmatch(start):
        parts.append("run_id = ?")
        values.append(start)
    elif words := sorted(set(folded(start).split())):
        parts.append("((substr(run_id, 1, length(?)) = ?) OR has_words(request, ?))")
        values += [start, start, json.dumps(words)]
    if wanted.status is not None:
        parts.append("status = ?")
        values.append("running" if wanted.status == "broken off" else wanted.status)
    answered, of_answer = ["TRUE"], list[str]()
    if wanted.agent is not None:
        answered.append("key = ?")
        of_answer.append(wanted.agent)
    if wanted.source is not None:
        answered.append("json_extract(value, '$.source') = ?")
        of_answer.append(wanted.source)
    if of_answer:
        every = " AND ".join(answered)
        part = f"EXISTS (SELECT 1 FROM json_each(provenance) WHERE {every})"  # noqa: S608 - constants
        values += of_answer
        if wanted.agent is not None and wanted.source is None:
            part = f"({part} OR EXISTS (SELECT 1 FROM json_each(failed) WHERE value = ?))"  # noqa: S608 - constants
            values.append(wanted.agent)
        parts.append(part)
    return " AND ".join(parts), tuple(values)


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
