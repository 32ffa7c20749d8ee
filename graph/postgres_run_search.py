"""The search for recorded runs in Postgres: a `RunFilter` as a condition on the table of runs."""

from collections.abc import Mapping
from typing import Any

from graph.run_rows import storable
from graph.run_search import WHOLE_ID, folded, texts_of
from graph.run_store import RunFilter


def searched(request: Mapping[str, Any]) -> str:
    """What a search looks through for its words: the texts of a request, folded as the words are."""
    return folded("\n".join(texts_of(request)))


def condition(wanted: RunFilter) -> tuple[str, tuple[str, ...]]:
    """The SQL condition for the runs that a filter means, and its values.

    A run that is broken off has the status `running` in its row: whether somebody still works on it, its claim says.
    """
    parts, values = ["TRUE"], list[str]()
    start = storable(wanted.text.strip().lower())
    if WHOLE_ID.fullmatch(start):
        parts.append("run_id = %s")
        values.append(start)
    elif words := sorted(set(folded(start).split())):
        every = " AND ".join(["strpos(texts, %s) > 0"] * len(words))
        parts.append(f"(starts_with(run_id, %s) OR ({every}))")
        values += [start, *words]
    if wanted.status is not None:
        parts.append("status = %s")
        values.append("running" if wanted.status == "broken off" else wanted.status)
    answered, of_answer = ["TRUE"], list[str]()
    if wanted.agent is not None:
        answered.append("agent = %s")
        of_answer.append(wanted.agent)
    if wanted.source is not None:
        answered.append("answer ->> 'source' = %s")
        of_answer.append(wanted.source)
    if of_answer:
        every = " AND ".join(answered)
        part = f"EXISTS (SELECT 1 FROM jsonb_each(provenance::jsonb) AS one (agent, answer) WHERE {every})"  # noqa: S608 - constants
        values += of_answer
        if wanted.agent is not None and wanted.source is None:
            part = f"({part} OR failed::jsonb ? %s)"
            values.append(wanted.agent)
        parts.append(part)
    return " AND ".join(parts), tuple(values)
