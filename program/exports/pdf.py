"""A month on paper: a PDF of A4 pages, a week a page, with boxes to tick."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from program.exports.paper import Cell, Part, Row, pdf_of
from program.month.routine import (
    Accessory,
    Addition,
    MainLift,
    Routine,
    SupplementalLift,
    TrainingDay,
    TrainingWeek,
    WeekAddition,
    WorkSet,
)
from program.schema import Language
from program.wording.days import day_of
from program.wording.lines import amount
from program.wording.month_words import (
    MONTH_WORDS,
    counted,
    cue_of,
    day_heading,
    general_warmups,
    legend,
    lettered,
    lifts_on_bar,
    own_effort,
    plan_rows,
    plates,
    reps,
    training_max_title,
    training_maxes,
    unit_of,
    week_effort,
    week_title,
    weight,
    weight_with_unit,
)
from program.wording.weights import number

BOX: Final = "□"
"""To tick: one for each set."""

_BLANK: Final = " ____"
"""Room for the repetitions of a plus set."""

_COLUMNS: Final = (0.0, 0.17, 0.32, 0.41, 0.69, 0.915, 1.0)
"""Where boxes, kind, percent, weight and repetitions, plates and rest begin, as shares of a column's width."""

_COUNTED: Final = 0.6
"""Where sets and repetitions of assistance begin."""

Texts = Iterable[tuple[str, str]]
"""Titles, and what stands below them."""


def pdf(month: Routine, language: Language = "ko", texts: Texts = ()) -> bytes:
    """The month as a PDF: training maxes, plan, warm-ups and notes first, then a page for each week.

    Args:
        month: The month.
        language: That of the words around what agents wrote.
        texts: What further agents wrote about the whole month, by title.

    Returns:
        The file; the same for the same month.
    """
    words = MONTH_WORDS[language]
    first = Part(head=(_heading(words["title"]),), blocks=(tuple(_overview(month, language, texts)),))
    weeks = (_week(week, language) for week in month.weeks)
    return pdf_of((first, *weeks), words["title"], language, words["page"])


def _overview(month: Routine, language: Language, texts: Texts) -> Iterator[Row]:
    """What holds for the whole month."""
    words = MONTH_WORDS[language]
    if lifts_on_bar(month):
        maxes = training_maxes(month, language)
        yield _title(training_max_title(month, language))
        yield _table_row(maxes, 0.0, grey=True)
        yield _table_row(maxes.values(), 0.0)
        yield _title(f"{words['plan']}: {month.plan.scheme}")
        for week, sets in plan_rows(month, language):
            yield Row((Cell(week, 0.0, 0.12), *_table_row(sets, 0.12).cells), 9.0, above=2.0)
    yield from (Row((Cell(line),), 8.5, above=6.0) for line in legend(month, language))
    yield _title(words["general"])
    yield from (_paragraph(line) for line in general_warmups(month, language))
    for title, text in texts:
        yield from (_title(title), _paragraph(text))
    if month.notes:
        yield _title(words["notes"])
        yield from (Row((Cell("-", 0.0, 0.02), Cell(note, 0.02)), 9.0, above=2.0) for note in month.notes)


def _week(week: TrainingWeek, language: Language) -> Part:
    """A week's page: its sessions in two columns, and what is done on other days below them."""
    effort = week_effort(week, language)
    head = [_heading(week_title(week, language)), *([Row((Cell(effort),), 8.5, above=3.0)] if effort else [])]
    blocks = [
        tuple(_day(one, language))
        if isinstance(one, TrainingDay)
        else (_day_head([day_of(one, week.offsets, language)]), *_added(one, language))
        for one in week.in_order
    ]
    return Part(tuple(head), tuple(blocks), columns=2)


def _day(day: TrainingDay, language: Language) -> Iterator[Row]:
    words = MONTH_WORDS[language]
    yield _day_head(day_heading(day, language))
    heads = (words["done"], "", "%", f"{words['weight']} × {words['reps']}", words["plates"].format(unit_of(day)))
    yield _cells(*heads, words["rest"], size=6.5, grey=True)
    for part in day.in_order:
        yield from _assistance(part, language) if isinstance(part, Accessory) else _lift(part, day, language)
    for addition in day.additions:
        yield from _added(addition, language)


def _lift(part: MainLift | SupplementalLift, day: TrainingDay, language: Language) -> Iterator[Row]:
    """A lift's name, then a row for each of its sets, for sets that are alike one with as many boxes."""
    words = MONTH_WORDS[language]
    if isinstance(part, MainLift):
        yield _name(", ".join(filter(None, (lettered(part, language), own_effort(part, day)))))
        yield from _cue(part, language)
    elif part.lift not in {main.lift for main in day.main}:
        yield _name(lettered(part, language))
    for one, same in groupby(part.sets):
        template = part.called if isinstance(part, SupplementalLift) else ""
        yield _set(one, len(list(same)), template or words[one.kind], language)
        yield from map(_small, _hints(one, language))
    if isinstance(part, MainLift) and part.total_reps is not None:
        yield _small(words["total_reps"].format(part.total_reps))


def _set(one: WorkSet, count: int, kind: str, language: Language) -> Row:
    percent = f"{one.rate}%" if weight(one) else ""
    done = f"{weight_with_unit(one)} × {reps(one)}{_BLANK if one.amrap else ''}".lstrip()
    return _cells(BOX * count, kind, percent, done, plates(one, language).replace(" + ", "+"), _rest(one.rest_s))


def _hints(one: WorkSet, language: Language) -> Iterator[str]:
    """What beats the lifter's best, and what may follow if it went well."""
    words = MONTH_WORDS[language]
    if one.reps_to_beat:
        yield words["beat_reps"].format(one.reps_to_beat)
    if one.jokers:
        yield words["jokers"].format(", ".join(f"{number(weight)} {one.unit}" for weight in one.jokers))


def _assistance(part: Accessory, language: Language) -> Iterator[Row]:
    count = counted(part.sets, amount(part.reps, part.unit, part.per_side, language), language)
    _, kind, *_, rest_at, _ = _COLUMNS
    cells = (
        Cell(BOX * part.sets, 0.0, kind, fits=True),
        Cell(lettered(part, language), kind, _COUNTED),
        Cell(count, _COUNTED, rest_at),
        Cell(_rest(part.rest_s), rest_at),
    )
    yield Row(cells, 8.0, above=4.0)
    yield from _cue(part, language)


def _cue(part: MainLift | Accessory, language: Language) -> Iterator[Row]:
    """What to watch, and what does the same work."""
    exercise = part if isinstance(part, Accessory) else part.variation
    if exercise is not None and (text := cue_of(exercise, language)):
        yield _small(text)


def _added(addition: Addition | WeekAddition, language: Language) -> Iterator[Row]:
    """What a further agent adds, with its length."""
    length = MONTH_WORDS[language]["minutes"].format(addition.minutes) if addition.minutes else ""
    text = ", ".join(filter(None, (addition.text, length)))
    yield Row((Cell(BOX, 0.0, 0.05), Cell(text, 0.05)), 8.0, above=4.0)


def _rest(seconds: int) -> str:
    """A rest as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _heading(text: str) -> Row:
    return Row((Cell(text),), 16.0)


def _title(text: str) -> Row:
    return Row((Cell(text),), 11.0, above=12.0, ruled=True)


def _paragraph(text: str) -> Row:
    return Row((Cell(text),), 9.0, above=3.0)


def _day_head(about: Iterable[str]) -> Row:
    return Row((Cell(" · ".join(about)),), 10.0, above=12.0, ruled=True)


def _name(text: str) -> Row:
    return Row((Cell(text),), 9.0, above=5.0)


def _small(text: str) -> Row:
    return Row((Cell(text, _COLUMNS[1]),), 6.5, grey=True)


def _cells(*texts: str, size: float = 8.0, grey: bool = False) -> Row:
    """A row of the sets' columns."""
    places = zip(texts, _COLUMNS, _COLUMNS[1:], strict=False)
    return Row(tuple(Cell(text, left, right, fits=True) for text, left, right in places), size, grey, above=1.0)


def _table_row(texts: Iterable[str], left: float, *, grey: bool = False) -> Row:
    """Texts at equal distances."""
    found = list(texts)
    step = (1.0 - left) / max(len(found), 4)
    cells = (Cell(text, left + at * step, left + (at + 1) * step) for at, text in enumerate(found))
    return Row(tuple(cells), 9.0, grey, above=2.0)
