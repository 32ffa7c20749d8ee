"""The search for recorded runs in Postgres: how it writes the condition, and what it looks through."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.run_search import Dialect, folded, texts_of


def searched(request: Mapping[str, Any]) -> str:
    """What a search looks through for its words: the texts of a request, folded as the words are."""
    return folded("\n".join(texts_of(request)))


def _words(start: str, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    every = " AND ".join(["strpos(texts, %s) > 0"] * len(words))
    return f"(starts_with(run_id, %s) OR ({every}))", [start, *words]


POSTGRES: Final = Dialect(
    value="%s",
    words=_words,
    answers="jsonb_each(provenance::jsonb) AS one (agent, answer)",
    agent="agent = %s",
    source="answer ->> 'source' = %s",
    failed="failed::jsonb ? %s",
)
