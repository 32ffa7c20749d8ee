"""The month in pictures: SVG without scripts and styles, each with a table of its numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from api.pages.history import Point, ShownPoint
from api.pages.words import page_words
from program.exercises.catalogue import MUSCLES, PATTERNS, Pattern, find
from program.month.routine import Accessory, MainLift, Routine, SupplementalLift, TrainingWeek, WorkSet
from program.month.volume import weekly_sets
from program.schema import LIFTS, Language, Lift
from program.wording import labels
from program.wording.month_words import MONTH_WORDS

WIDTH: Final = 340
"""Of a picture, in its own units: about the pixels of a phone, so that its letters stay readable there."""

_PATTERN_OF: Final[Mapping[Lift, Pattern]] = {
    "squat": "squat",
    "bench_press": "horizontal_push",
    "dead_lift": "hinge",
    "over_head_press": "vertical_push",
}
_MARKS: Final = ("M-4 -4h8v8h-8z", "M0 -5l5 9h-10z", "M0 -5l5 5l-5 5l-5 -5z", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z")
"""The forms that tell lifts apart without colours."""


class Chart(NamedTuple):
    """A picture, and its numbers as a table."""

    ident: str
    title: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def charts_of(routine: Routine, history: Sequence[Point], language: Language) -> tuple[Chart, ...]:
    """The pictures of a month.

    Args:
        routine: The month.
        history: The months before it, the oldest first; none: there is no picture of the training maxes.
        language: Of titles and names.
    """
    charts = [_load(routine, language)] if _on_bar(routine) else []
    if history:
        charts.append(_training_maxes(routine, history, language))
    words = page_words(language)
    muscles = {words["muscle"][one]: sets for one, sets in weekly_sets(routine.weeks[0].days).items()}
    movements = {words["movement"][one]: float(sets) for one, sets in _movements(routine.weeks[0]).items()}
    assert len(muscles) == len(MUSCLES)
    return (*charts, _sets("muscles", muscles, language), _sets("movements", movements, language))


def _on_bar(routine: Routine) -> bool:
    return any(one.weight_kg for week in routine.weeks for one in _bar_sets(week))


def _bar_sets(week: TrainingWeek) -> Iterator[WorkSet]:
    """A week's sets on the bar without warm-ups."""
    for day in week.days:
        lifts: tuple[MainLift | SupplementalLift, ...] = (*day.main, *day.supplemental)
        for lift in lifts:
            yield from (one for one in lift.sets if one.kind != "warmup")


def _load(routine: Routine, language: Language) -> Chart:
    """How much is lifted in each week: kilograms x repetitions of work and supplemental sets."""
    words = page_words(language)["charts"]
    loads: list[tuple[str, float, float, str]] = []
    for week in routine.weeks:
        sums = {"work": 0.0, "supplemental": 0.0}
        for one in _bar_sets(week):
            sums[one.kind] += (one.weight or 0) * one.reps
        heaviest = max((one.rate for one in _bar_sets(week) if one.weight_kg), default=0)
        loads.append(
            (MONTH_WORDS[language]["week"].format(week.week), sums["work"], sums["supplemental"], f"{heaviest}%")
        )
    height, base, top = 190, 150, 34
    drawn = (words["work"], words["supplemental"])[: 2 if any(extra for _, _, extra, _ in loads) else 1]
    most = max(work + extra for _, work, extra, _ in loads) or 1
    step, parts = WIDTH / len(loads), [_key(*drawn)]
    for place, (name, work, extra, _) in enumerate(loads):
        left, middle = step * place + step * 0.2, step * (place + 0.5)
        high, higher = work / most * (base - top - 16), extra / most * (base - top - 16)
        parts += [
            _bar(left, base - high, step * 0.6, high, "c1"),
            _bar(left, base - high - higher, step * 0.6, higher, "c2"),
            _text(middle, base - high - higher - 6, f"{work + extra:,.0f}", "middle", "value"),
            _text(middle, base + 18, name, "middle"),
        ]
    parts.append(Markup('<path class="axis" d="M0 {0}H{1}"/>').format(base, WIDTH))
    rows = tuple((name, f"{work:,.0f}", f"{extra:,.0f}", heaviest) for name, work, extra, heaviest in loads)
    title = words["load"].format(unit=routine.unit)
    columns = tuple(column.format(unit=routine.unit) for column in words["load_columns"])
    return Chart("load", title, _svg(title, height - 16, parts), columns, rows)


def _training_maxes(routine: Routine, history: Sequence[Point], language: Language) -> Chart:
    """The training max of each lift from month to month, and the estimates of the 1RM where sets are logged."""
    words = page_words(language)["charts"]
    month = routine.carry.whose.block.month if routine.carry else history[-1].month + 1
    before = (one.shown_in(routine.unit) for one in history if one.month != month)
    points = [*before, ShownPoint(month, routine.training_maxes, {})]
    values = [weight for one in points for weight in (*one.training_max.values(), *one.e1rm.values())]
    low, high, top, base = min(values), max(values), 48, 196
    wide = (WIDTH - 76) / max(len(points) - 1, 1)

    def x(place: int) -> float:
        return 28 + wide * place

    def y(weight: float) -> float:
        return base - (weight - low) / ((high - low) or 1) * (base - top)

    parts = [_lift_key(language)]
    for number, lift in enumerate(LIFTS, start=1):
        line = [(x(place), y(one.training_max[lift])) for place, one in enumerate(points) if lift in one.training_max]
        parts.append(Markup('<polyline class="line l{}" points="{}"/>').format(number, _points(line)))
        parts += [_mark(number, *at) for at in line]
        if line:
            left, height = line[-1]
            parts.append(_text(left + 9, height + 4, f"{points[-1].training_max[lift]:.5g}", "start", "value"))
        logged = [(x(place), y(one.e1rm[lift])) for place, one in enumerate(points) if lift in one.e1rm]
        parts += [
            Markup('<circle class="ring l{}" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(number, *at) for at in logged
        ]
    for place, one in enumerate(points):
        if len(points) <= 8 or place in (0, len(points) - 1):
            parts.append(_text(x(place), base + 22, words["month"].format(one.month), "middle"))
    rows = tuple((words["month"].format(one.month), *(_both(one, lift) for lift in LIFTS)) for one in points)
    columns = (words["month_column"], *(labels.LIFT[language][lift] for lift in LIFTS))
    title = words["training_max"].format(unit=routine.unit)
    return Chart("training-max", title, _svg(title, base + 32, parts), columns, rows)


def _both(point: ShownPoint, lift: Lift) -> str:
    weight = f"{point.training_max[lift]:g}" if lift in point.training_max else "–"
    return f"{weight} / {point.e1rm[lift]:g}" if lift in point.e1rm else weight


def _lift_key(language: Language) -> Markup:
    """The names of the lifts beside their marks, two in a row."""
    parts = []
    for number, lift in enumerate(LIFTS, start=1):
        left, line = (0 if number % 2 else WIDTH / 2), 10 + 16 * ((number - 1) // 2)
        parts += [_mark(number, left + 6, line - 4), _text(left + 16, line, labels.LIFT[language][lift], "start")]
    return Markup("").join(parts)


def _movements(week: TrainingWeek) -> dict[Pattern, int]:
    """A week's sets of each movement, warm-ups left out."""
    counted: dict[Pattern, int] = dict.fromkeys(PATTERNS, 0)
    for part in (part for day in week.days for part in day.in_order):
        if isinstance(part, Accessory):
            counted[find(part.id).pattern] += part.sets
        else:
            pattern = find(part.variation.id).pattern if part.variation else _PATTERN_OF[part.lift]
            counted[pattern] += sum(one.kind != "warmup" for one in part.sets)
    return counted


def _sets(ident: str, sets: Mapping[str, float], language: Language) -> Chart:
    """Sets of week 1 as bars that lie, most first; what has none is left out."""
    words = page_words(language)["charts"]
    ordered = sorted(((name, number) for name, number in sets.items() if number), key=lambda one: -one[1])
    most, left, high = max((number for _, number in ordered), default=1), 108, 22
    parts: list[Markup] = []
    for place, (name, number) in enumerate(ordered):
        wide, top = (WIDTH - left - 36) * number / most, place * high
        parts += [
            _text(left - 8, top + 15, name, "end"),
            _bar(left, top + 4, wide, high - 8, "c1"),
            _text(left + wide + 6, top + 15, f"{number:g}", "start", "value"),
        ]
    title = words[ident]
    rows = tuple((name, f"{number:g}") for name, number in ordered)
    return Chart(ident, title, _svg(title, high * len(ordered) + 4, parts), tuple(words[f"{ident}_columns"]), rows)


def _svg(title: str, height: float, parts: Iterable[Markup]) -> Markup:
    inside = Markup("").join(parts)
    return Markup('<svg viewBox="0 0 {} {:.0f}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, title, inside
    )


def _bar(left: float, top: float, wide: float, high: float, name: str) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>').format(
        name, left, top, wide, high
    )


def _text(left: float, line: float, text: str, anchor: str, name: str = "label") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        name, left, line, anchor, escape(text)
    )


def _mark(number: int, left: float, top: float) -> Markup:
    return Markup('<path class="mark l{}" transform="translate({:.1f} {:.1f})" d="{}"/>').format(
        number, left, top, _MARKS[number - 1]
    )


def _points(line: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in line)


def _key(*names: str) -> Markup:
    """What the colours of bars mean, the first one's name first."""
    parts: list[Markup] = []
    for place, name in enumerate(names):
        parts += [_bar(120 * place, 4, 12, 12, f"c{place + 1}"), _text(120 * place + 18, 14, name, "start")]
    return Markup("").join(parts)
