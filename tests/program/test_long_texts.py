"""Reading a text takes time in proportion to its length, whatever stands in it.

Processor time is compared between 30 kB and 60 kB: twice the text may take three times as long, where quadratic work
takes four times as long. A reading that never ends is stopped.
"""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from types import FrameType
from typing import Any

import pytest
from pydantic import ValidationError

from agents.agent import Inputs
from agents.intake import Intake
from graph.run_search import folded
from program.errors import RequestError
from program.exercises.catalogue import UnknownExercise, find
from program.exports.typeface import shown
from program.field_errors import field_errors
from program.histories.read import read_history
from program.reading.mentions import mentions
from program.reading.normalised import normalised
from program.reading.quantities import quantities_in
from program.reading.safety import heard
from program.schema import Prescription, RoutineRequest, WeekChoice
from program.wording.particles import with_particles
from tests.graph.toys import REQUEST

BYTES = 60_000
LONGEST_S = 20
"""Processor seconds after which a reading counts as endless; each of these takes well under one."""

EVIL = {
    "digits": ("", "9"),
    "full-width digits": ("", "９"),
    "decimals": ("", "1."),
    "a long decimal": ("1.", "1"),
    "spaces": ("", " "),
    "a number and spaces": ("5", " "),
    "a number, a dash and spaces": ("5-", " "),
    "numbers and spaces": ("", "5 "),
    "ranges": ("", "5-"),
    "hours": ("", "1h "),
    "hours and": ("1h", " and"),
    "half and spaces": ("half", " "),
    "a": ("", "a "),
    "and": ("mon", " and"),
    "an hour and spaces": ("한시간", " "),
    "Sino-Korean numerals": ("", "일"),
    "Korean tens and hundreds": ("", "백십오"),
    "Korean numerals": ("", "한 두 "),
    "minutes": ("", "오분"),
    "weekdays": ("", "월화수"),
    "weekdays and commas": ("", "월, "),
    "weekdays and spaces": ("월", " " * 60 + "화"),
    "a weekday and spaces": ("월", " "),
    "weekdays at work": ("월화", " "),
    "English weekdays": ("", "mon "),
    "an English weekday and commas": ("mon", ", "),
    "English weekdays without spaces": ("", "monday"),
    "vertebrae": ("L1", " 1"),
    "vertebrae and spaces": ("요추1", " "),
    "a disc and spaces": ("디스크1", " "),
    "names and numbers": ("", "허리 5분 "),
    "names": ("", "knee squat "),
    "the beginning of a name and spaces": ("lat pull", " "),
    "dashes": ("", "-"),
    "dashes and spaces": ("", " - "),
    "brackets": ("", "["),
    "braces": ("", "{"),
    "braces and spaces": ("{", " "),
    "braces and quotes": ("", '{"'),
    "quotes": ("", '"'),
    "apostrophes": ("", "’"),
    "headings": ("", "## "),
    "tags": ("", "<a"),
    "a tag": ("<", "a"),
    "particles": ("", "(을/를)"),
    "one letter with marks": ("a", "\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT BELOW}"),
    "weeks": ("", "week "),
    "a week and spaces": ("week", " "),
    "an exercise and digits": ("leg_curl ", "5"),
    "a line of underscores": ("", "_"),
    "numbers and commas": ("", "1,"),
    "brackets that never close": ("", "("),
    "zero-width spaces": ("", "\N{ZERO WIDTH SPACE}"),
    "right-to-left overrides": ("", "\N{RIGHT-TO-LEFT OVERRIDE}"),
    "hangul jamo": ("", "\u1112\u1161\u11ab"),
    "leading jamo": ("", "\u1112"),
}
"""Name -> the beginning of a text, and what is repeated after it."""


def read_request(text: str) -> None:
    Intake().question(Inputs(REQUEST.model_copy(update={"request": text})))


def read_quantities(text: str) -> None:
    list(quantities_in(text))


def read_safely(text: str) -> None:
    heard(text)


def read_prescription(text: str) -> None:
    with suppress(ValidationError):
        Prescription.model_validate(text)
    with suppress(ValidationError):
        WeekChoice(split="a", supplemental="b", compound=text, isolation=text, days=())


def read_exercise(text: str) -> None:
    with suppress(UnknownExercise):
        find(text)


def read_dates(text: str) -> None:
    with suppress(ValidationError):
        RoutineRequest.model_validate({"start_date": text, "gender": text, "experience": text})


LOG_COLUMNS = ("Date", "Workout Name", "Exercise Name", "Set Order", "Weight", "Reps")
LOG_ROW = ("2026-11-01 10:00:00", "A", "Squat (Barbell)", "1", "100", "5")
"""A training log as the app Strong writes it, and one of its sets."""


def read_log_cells(text: str) -> None:
    """Reads a log for each of its columns, with the text as a cell of it."""
    for place in range(len(LOG_ROW)):
        cells = [*LOG_ROW[:place], '"' + text.replace('"', '""') + '"', *LOG_ROW[place + 1 :]]
        read_history("\n".join((",".join(LOG_COLUMNS), ",".join(cells))).encode(), date(2026, 12, 1))


def read_header(text: str) -> None:
    with suppress(RequestError):
        read_history(text.encode(), date(2026, 12, 1))


READERS: tuple[Callable[[str], object], ...] = (
    read_request,
    read_quantities,
    read_safely,
    read_prescription,
    read_exercise,
    read_dates,
    with_particles,
    shown,
    folded,
    read_log_cells,
    read_header,
)


def text_of(name: str, size: int) -> str:
    begin, unit = EVIL[name]
    return begin + unit * (size // len(unit.encode()))


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds that the work takes; fails after `LONGEST_S`, even within a regular expression."""

    def too_long(_: int, __: FrameType | None) -> None:
        raise AssertionError(f"reading took more than {LONGEST_S} s of processor time")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    begun = time.thread_time()
    try:
        work()
        return time.thread_time() - begun
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def assert_in_proportion(half: Callable[[], object], whole: Callable[[], object]) -> None:
    """Whether the whole takes at most three times as long as its half; of three tries one must show it."""
    tries = []
    for _ in range(3):
        tries.append((seconds(half), seconds(whole)))
        if tries[-1][1] <= 3 * tries[-1][0] + 0.02:
            return
    pytest.fail(f"half and whole took {tries} s")


@pytest.mark.parametrize("name", EVIL)
def test_twice_the_text_takes_at_most_about_twice_as_long(name: str) -> None:
    half, whole = text_of(name, BYTES // 2), text_of(name, BYTES)
    for reader in READERS:
        assert_in_proportion(lambda reader=reader: reader(half), lambda reader=reader: reader(whole))  # type: ignore[misc]


def test_twice_the_unknown_fields_take_at_most_about_twice_as_long() -> None:
    def errors(number: int) -> list[dict[str, Any]]:
        return [
            {"loc": (f"f{one}",), "msg": "Extra inputs are not permitted", "type": "extra"} for one in range(number)
        ]

    few, many = errors(6_000), errors(12_000)
    assert len(field_errors(many)) == 12_000
    assert_in_proportion(lambda: field_errors(few), lambda: field_errors(many))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("9" * 6000 + "분", ()),
        ("9" * 6000 + "시간", ()),
        ("1시간 " + "9" * 6000 + "분", ()),
        ("9" * 6000 + " hours", ()),
    ],
)
def test_a_number_that_is_too_long_is_no_duration(text: str, plain: tuple[str, ...]) -> None:
    assert tuple(one.words for one in mentions(normalised(text))) == plain
