"""Text on A4 pages: rows of cells that wrap, in one column or two, drawn as a PDF."""

import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from threading import Lock
from typing import Final, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from program.exports.typeface import FONT, characters, shown, width_of, wrapped

_PAGE_WIDTH, _PAGE_HEIGHT = A4
_MARGIN: Final = 34.0
_GUTTER: Final = 14.0
"""Between two columns."""

_LEADING: Final = 1.3
"""Of a line, by the size of its letters."""

_FOOT: Final = 16.0
"""Height at the page's end for its number."""

_SCALES: Final = (1.1, 1.0, 0.92, 0.85, 0.78, 0.72)
"""Sizes that are tried, the largest first, until what belongs on one page is on one."""

_MOST_LINES: Final = 40
"""Lines of a row that stay together."""

_DRAWING: Final = Lock()
"""A font is read by one PDF at a time: it keeps its place in its file."""


class Cell(NamedTuple):
    """A text in a row."""

    text: str
    left: float = 0.0
    """Where it begins, as a share of the column's width."""
    right: float = 1.0
    """Where it ends."""
    fits: bool = False
    """Whether it is written smaller where it would else take a second line."""


class Row(NamedTuple):
    """Cells beside each other."""

    cells: tuple[Cell, ...]
    size: float = 8.0
    """Of the letters, in points."""
    grey: bool = False
    above: float = 0.0
    """Space above it, in points."""
    ruled: bool = False
    """Whether a line is drawn below it."""


class Part(NamedTuple):
    """Rows that begin on a page of their own."""

    head: tuple[Row, ...]
    """Rows over the page's whole width."""
    blocks: tuple[tuple[Row, ...], ...]
    """Rows below the head, a block for each that should stay together."""
    columns: int = 1


@dataclass(frozen=True)
class _Text:
    """A line of text at its place on a page, in points from the page's lower left corner."""

    x: float
    y: float
    size: float
    grey: bool
    text: str


@dataclass(frozen=True)
class _Line:
    """A line across a column."""

    x: float
    y: float
    width: float


_Page = list[_Text | _Line]


def pdf_of(parts: Iterable[Part], title: str, language: str, foot: str) -> bytes:
    """The parts as a PDF.

    Args:
        parts: In their order.
        title: In the file's metadata and at each page's foot.
        language: `ko` or `en`, for programs that read aloud.
        foot: The page's number and how many there are, as a format string.

    Returns:
        The file; the same for the same parts.
    """
    with _DRAWING:
        characters()
        pages = [page for part in parts for page in _pages(_as_shown(part))]
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1, lang=language, initialFontName=FONT)
        canvas.setTitle(title)
        canvas.setAuthor("burnfit")
        canvas.setCreator("burnfit")
        for number, page in enumerate(pages, start=1):
            _draw(canvas, page)
            _draw(canvas, _foot(title, foot.format(number, len(pages))))
            canvas.showPage()
        canvas.save()
        return file.getvalue()


def _as_shown(part: Part) -> Part:
    """The part with its texts as the font can show them."""
    head, *blocks = (
        tuple(row._replace(cells=tuple(cell._replace(text=shown(cell.text)) for cell in row.cells)) for row in rows)
        for rows in (part.head, *part.blocks)
    )
    return Part(head, tuple(blocks), part.columns)


@dataclass(frozen=True)
class _Set:
    """A row with its cells' lines, ready to be placed."""

    row: Row
    lines: tuple[tuple[Cell, float, list[str]], ...]
    """Each cell with the size of its letters in points."""
    scale: float
    width: float

    @property
    def size(self) -> float:
        return self.row.size * self.scale

    @property
    def height(self) -> float:
        lines = max((len(lines) for *_, lines in self.lines), default=1)
        return self.row.above * self.scale + lines * self.size * _LEADING

    def at(self, x: float, top: float) -> Iterator[_Text | _Line]:
        """What is drawn with the row's upper left corner at a place."""
        first = top - self.row.above * self.scale - self.size
        for cell, size, lines in self.lines:
            for number, line in enumerate(lines):
                y = first - number * self.size * _LEADING
                yield _Text(x + cell.left * self.width, y, size, self.row.grey, line)
        if self.row.ruled:
            yield _Line(x, top - self.height, self.width)


def _set(rows: Iterable[Row], width: float, scale: float) -> Iterator[_Set]:
    """The rows with their lines; one with more lines than a page has room for goes on in further rows."""
    for row in rows:
        cells = [(cell, *_fitted(cell, (cell.right - cell.left) * width - 2, row.size * scale)) for cell in row.cells]
        longest = max((len(lines) for *_, lines in cells), default=1)
        for first in range(0, longest, _MOST_LINES):
            here = ((cell, size, lines[first : first + _MOST_LINES]) for cell, size, lines in cells)
            yield _Set(row, tuple(here), scale, width)


def _fitted(cell: Cell, width: float, size: float) -> tuple[float, list[str]]:
    """The size of a cell's letters, and its lines."""
    if cell.fits and (wide := width_of(cell.text, size)) > width:
        return size * width / wide, [cell.text]
    return size, wrapped(cell.text, width, size)


def _pages(part: Part) -> Iterator[_Page]:
    """The part's pages: one, in smaller letters if need be; more only where even the smallest do not fit."""
    for scale in _SCALES if part.columns > 1 else (1.0,):
        head = list(_set(part.head, _PAGE_WIDTH - 2 * _MARGIN, scale))
        room = _PAGE_HEIGHT - 2 * _MARGIN - _FOOT - sum(row.height for row in head)
        width = (_PAGE_WIDTH - 2 * _MARGIN - _GUTTER * (part.columns - 1)) / part.columns
        blocks = [list(_set(block, width, scale)) for block in part.blocks]
        columns = _balanced(blocks, part.columns)
        if max(map(_height, columns), default=0.0) <= room:
            yield _page(head, columns, width)
            return
    rows = deque(row for block in blocks for row in block)
    while rows:
        yield _page(head, [list(_taken(rows, room)) for _ in range(part.columns)], width)
        head, room = [], _PAGE_HEIGHT - 2 * _MARGIN - _FOOT


def _balanced(blocks: Sequence[list[_Set]], columns: int) -> list[list[_Set]]:
    """The blocks in one column, or in two that are as equal as the blocks let them be."""
    if columns == 1:
        return [[row for block in blocks for row in block]]
    ends = [0.0, *accumulate(map(_height, blocks))]
    cut = min(range(len(ends)), key=lambda at: (max(ends[at], ends[-1] - ends[at]), -at))
    return [[row for block in half for row in block] for half in (blocks[:cut], blocks[cut:])]


def _height(rows: Iterable[_Set]) -> float:
    return sum(row.height for row in rows)


def _taken(rows: deque[_Set], room: float) -> Iterator[_Set]:
    """The first rows that fit, at least one, taken off the rows."""
    used = 0.0
    while rows and (not used or used + rows[0].height <= room):
        used += rows[0].height
        yield rows.popleft()


def _page(head: Sequence[_Set], columns: Sequence[Sequence[_Set]], width: float) -> _Page:
    page: _Page = []
    top = _PAGE_HEIGHT - _MARGIN
    for row in head:
        page += row.at(_MARGIN, top)
        top -= row.height
    for number, column in enumerate(columns):
        y = top
        for row in column:
            page += row.at(_MARGIN + number * (width + _GUTTER), y)
            y -= row.height
    return page


def _foot(title: str, number: str) -> _Page:
    left, right = shown(title), shown(number)
    y = _MARGIN - 6
    return [
        _Text(_MARGIN, y, 7.0, True, left),
        _Text(_PAGE_WIDTH - _MARGIN - width_of(right, 7.0), y, 7.0, True, right),
    ]


def _draw(canvas: Canvas, page: _Page) -> None:
    for one in page:
        if isinstance(one, _Line):
            canvas.setLineWidth(0.4)
            canvas.setStrokeGray(0.6)
            canvas.line(one.x, one.y, one.x + one.width, one.y)
        else:
            canvas.setFillGray(0.35 if one.grey else 0.0)
            canvas.setFont(FONT, one.size)
            canvas.drawString(one.x, one.y, one.text)
