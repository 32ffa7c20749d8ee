"""Files for the tests of histories: the exports of this folder, and small ones that are written in a test."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from program.histories.history import DoneSet, History
from program.histories.read import read_history

EXPORTS = Path(__file__).with_name("exports")
TODAY = date(2026, 6, 30)

STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
FITNOTES = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"


def exported(name: str) -> bytes:
    return (EXPORTS / f"{name}.csv").read_bytes()


def read(name: str) -> History:
    return read_history(exported(name), TODAY)


def read_text(*lines: str) -> History:
    return read_history("".join(f"{line}\n" for line in lines).encode(), TODAY)


def fitnotes(*rows: str) -> History:
    """Rows of date, exercise, weight, unit and reps, separated by commas."""
    cells = (next(csv.reader([row])) for row in rows)
    return read_text(FITNOTES, *(written([one[:2] + ["Chest"] + one[2:] + [""] * 4]).strip() for one in cells))


def written(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def work(history: History) -> list[tuple[str, str, float, int]]:
    return [brief(one) for one in history.sets if not one.warmup]


def brief(one: DoneSet) -> tuple[str, str, float, int]:
    return one.lift, str(one.date), one.weight_kg, one.reps
