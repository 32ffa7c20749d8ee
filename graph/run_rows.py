"""Rows of the table of runs, as every database has them."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pydantic_core import from_json

SUMMARY: Final = "run_id, status, failed, begun, ended, attempts, request, provenance"
"""The columns of a `RunSummary`."""

RECORD: Final = f"{SUMMARY}, owner, updated, idempotency_key, body_hash"
"""The columns of a `RunRecord`."""

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a summary or a record, out of a row."""
    fields = dict(row)
    for name in ("failed", "request", "provenance"):
        fields[name] = from_json(fields[name])  # several times as fast as json.loads
    return fields


def request_text(request: Mapping[str, Any]) -> str:
    """A request as a row has it: JSON in which a NUL character is an escape, and a lone surrogate a question mark."""
    return json.dumps(request, ensure_ascii=False).encode("utf-8", "replace").decode()


def storable(text: str) -> str:
    """A text that every database takes: a NUL character or a lone surrogate becomes the sign for an unknown one."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_values(values: Sequence[Any]) -> Sequence[Any]:
    """Values of a statement, with texts that every database takes."""
    return [storable(value) if isinstance(value, str) else value for value in values]


def iso(time: datetime) -> str:
    """A time in UTC, in a form that sorts as text."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def now() -> str:
    """The time of the clock, as rows have it. No order rests on it: rows are numbered."""
    return iso(datetime.now(UTC))
