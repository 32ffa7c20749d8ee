"""From the text of a CSV file to its rows: which delimiter and which format it has, and where each row begins."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from program.errors import RequestError
from program.histories.formats.format import Format
from program.histories.formats.registry import FORMATS
from program.histories.limits import MOST_LINES, MOST_ROWS
from program.histories.texts import compared, shown, unguarded

DELIMITERS: Final = (",", ";", "\t")

_MOST_COLUMNS_NAMED: Final = 30
"""The most columns of an unknown file that a message names."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header that is not empty."""

    line: int
    """The line on which it begins, from 1."""
    text: str
    """That line as it is."""
    cells: tuple[str, ...] | None
    """Without spaces around them and without guards; None: the quotes are broken."""
    cut: bool
    """Whether the file ends in the middle of this row."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a known format."""

    format: Format
    header: tuple[str, ...]
    """The names of the columns as the file has them."""
    columns: Mapping[str, int]
    """Name of a column in lower case -> its place."""
    rows: tuple[Row, ...]


class _Lines:
    """Lines that are read in order, and again from an earlier one if need be."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.next = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next == len(self.lines):
            raise StopIteration
        self.next += 1
        return self.lines[self.next - 1]


def read_table(text: str) -> Table:
    """The rows of a CSV file.

    Args:
        text: The file, not empty.

    Raises:
        RequestError: The header is that of no known format, or there are too many rows or lines.
    """
    lines = [*islice(io.StringIO(text, newline=""), MOST_LINES + 1)]
    if len(lines) > MOST_LINES:
        raise RequestError(f"the file has more than {MOST_LINES} lines: export a shorter time, or split it")
    first = next(number for number, line in enumerate(lines) if line.strip())
    if compared(lines[first]).startswith("sep="):  # a line with which Excel is told the delimiter
        first += 1
    found: list[tuple[str, ...]] = []
    for delimiter in DELIMITERS:
        source = _Lines(lines)
        source.next = first
        header = next((cells for _, cells in _records(source, delimiter, None) if cells and any(cells)), ())
        columns = _places(header)
        for one in FORMATS:
            if one.fits(columns):
                return Table(one, header, columns, _rows(source, delimiter, header))
        found.append(header)
    raise RequestError(_unknown(max(found, key=len)))


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each column is; of two that have one name the first counts."""
    return {compared(name): place for place, name in reversed([*enumerate(header)])}


def _records(source: _Lines, delimiter: str, width: int | None) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """Where each row begins, and its cells; None if its quotes are broken.

    A quote that is never closed swallows the rows below it. So a row of several lines that is no row of `width` cells
    ends with its first line, and the next line is read as a row of its own.
    """
    reader = csv.reader(source, delimiter=delimiter, strict=True, skipinitialspace=True)
    while source.next < len(source.lines):
        start = source.next
        try:
            cells = next(reader)
        except csv.Error:
            cells = None
        if cells is None or (source.next - start > 1 and width is not None and len(cells) != width):
            source.next = start + 1
            yield start, None
        else:
            yield start, tuple(unguarded(cell.strip()) for cell in cells)


def _rows(source: _Lines, delimiter: str, header: Sequence[str]) -> tuple[Row, ...]:
    open_end = not source.lines[-1].endswith(("\n", "\r"))
    rows: list[Row] = []
    for start, cells in _records(source, delimiter, len(header)):
        if cells is not None and not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise RequestError(f"the file has more than {MOST_ROWS} rows: export a shorter time, or split it")
        short = cells is not None and len(cells) < len(header)
        cut = short and open_end and source.next == len(source.lines)
        rows.append(Row(start + 1, source.lines[start], cells, cut))
    return tuple(rows)


def _unknown(header: Sequence[str]) -> str:
    names = [repr(shown(name)) for name in header[:_MOST_COLUMNS_NAMED]]
    columns = ", ".join([*names, "…"] if len(header) > _MOST_COLUMNS_NAMED else names)
    known = ", ".join(one.title for one in FORMATS)
    return (
        f"the header is that of no format that is known: the file has the columns {columns or 'none'}, expected an "
        f"export of one of {known}; send the file as the app wrote it, header included"
    )
