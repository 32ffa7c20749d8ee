"""The rows of a file of requests: JSON lines or Parquet, each with an id of its own."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, NoReturn

from program.errors import RequestError
from service.bulk.parquet import BODY, parquet_rows

Route = Literal["routine", "routine/next", "programme"]
"""What the rows ask for: each is a body of `POST /routine`, `/routine/next` or `/programme`."""

PARQUET: Final = (".parquet", ".pq")
"""How the names of Parquet files end; all others are JSON lines."""

ID: Final = "id"


class Row(NamedTuple):
    """One row of the file."""

    line: int
    """Its line in JSON lines, its number in Parquet; both from 1."""
    id: str | None
    """The caller's `id`, else the line; None: the row cannot be read so far."""
    body: dict[str, Any]
    """What is asked for, without the id."""
    wrong: str = ""
    """Why the row cannot be read; empty: it can."""


@dataclass(frozen=True)
class Requests:
    """A file of requests whose ids are unique."""

    file: Path
    route: Route
    rows: int
    """How many there are."""
    sha256: str
    """Of the file."""

    @classmethod
    def read(cls, file: Path, route: Route) -> "Requests":
        """Read the file once.

        Raises:
            RequestError: It cannot be read, has no row, or two rows have the same id.
            UnavailableError: It is Parquet, which cannot be read here.
        """
        lines: dict[str, int] = {}
        rows = 0
        try:
            for row in rows_of(file):
                rows += 1
                if row.id is None:
                    continue
                if (earlier := lines.setdefault(row.id, row.line)) != row.line:
                    raise RequestError(
                        f"rows {earlier} and {row.line} of {file} have the same id {row.id!r}: give each row an `id` "
                        "of its own (a row without one has the number of its line)"
                    )
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise RequestError(f"{file} cannot be read: {error.strerror}") from error
        if not rows:
            raise RequestError(f"{file} has no row: expected a request in each line")
        return cls(file, route, rows, digest)


def rows_of(file: Path) -> Iterator[Row]:
    """The rows of a file, in order; an empty line is none.

    Raises:
        OSError: The file cannot be read.
        RequestError: It is no Parquet file, though its name says so.
        UnavailableError: It is Parquet, which cannot be read here.
    """
    if file.suffix.lower() in PARQUET:
        for number, value in enumerate(parquet_rows(file), 1):
            yield _parquet_row(number, value)
        return
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _json_row(number, line)


def _json_row(line: int, data: bytes | str) -> Row:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        return _unreadable(line, f"no UTF-8: byte {error.object[error.start]:#04x} at position {error.start}")
    except RecursionError:
        return _unreadable(line, "nested too deeply")
    except ValueError as error:
        return _unreadable(line, f"no JSON: {error}")
    if not isinstance(value, dict):
        return _unreadable(line, "no JSON object: expected a request")
    return _row(line, value)


def _parquet_row(line: int, value: dict[str, Any]) -> Row:
    if not isinstance(body := value.pop(BODY, None), str):
        return _row(line, value)
    row = _json_row(line, body)
    return row._replace(id=_row(line, value).id) if ID in value else row


def _row(line: int, body: dict[str, Any]) -> Row:
    given = body.pop(ID, line)
    if isinstance(given, bool) or not isinstance(given, str | int) or not _writable(str(given)):
        return _unreadable(line, "id: expected a text or a whole number")
    return Row(line, str(given), body)


def _writable(text: str) -> bool:
    """Whether a text has a character, and can be written in UTF-8: half of a surrogate pair cannot."""
    return bool(text) and not any("\ud800" <= one <= "\udfff" for one in text)


def _unreadable(line: int, wrong: str) -> Row:
    return Row(line, None, {}, wrong)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
