"""A month as our own CSV: one row a set. Filled in by the lifter, the same file is the log."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from program.exports.texts import harmless
from program.histories.formats.own_csv import columns_in
from program.histories.texts import guarded
from program.month.routine import Accessory, MainLift, Routine, SupplementalLift, TrainingDay
from program.schema import Language
from program.units import WeightUnit
from program.wording import labels
from program.wording.weights import number

_BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel in Korea takes the file for CP949."""

_Cells = Mapping[str, str]
"""Column -> text; columns that are left out are empty."""


def plan_csv(month: Routine, language: Language = "ko") -> bytes:
    """The month's warm-up, work, supplemental and assistance sets, in the order in which they are done.

    UTF-8 with a byte order mark and CRLF. The columns are `program.histories.formats.own_csv.columns_in` the unit of
    the month; the last two are empty. `set` counts the sets of an exercise of one kind in a session, from 1. `reps` are
    seconds where an exercise is held. `amrap` is yes for a plus set. What further agents added is left out: it has no
    sets.

    Args:
        month: The month.
        language: That of the exercises' names.

    Returns:
        The file; the same for the same month.
    """
    writer = _Writer(language, month.unit)
    file = io.StringIO(newline="")
    rows = csv.DictWriter(file, columns_in(month.unit), restval="", lineterminator="\r\n")
    rows.writeheader()
    for week in month.weeks:
        for day in week.days:
            for cells in writer.day(day):
                row = {"week": str(week.week), **cells}
                rows.writerow({column: guarded(harmless(cell)) for column, cell in row.items()})
    return (_BYTE_ORDER_MARK + file.getvalue()).encode()


class _Writer:
    """Writes the rows of sessions."""

    def __init__(self, language: Language, unit: WeightUnit) -> None:
        self.language = language
        self.unit = unit

    def day(self, day: TrainingDay) -> Iterator[_Cells]:
        """The rows of a session, without their week."""
        about = {"day": str(day.day), "date": day.date.isoformat() if day.date else ""}
        for part in day.in_order:
            rows = self._assistance(part) if isinstance(part, Accessory) else self._lift(part)
            yield from ({**about, **cells} for cells in rows)

    def _lift(self, part: MainLift | SupplementalLift) -> Iterator[_Cells]:
        done = part.variation
        own_name = labels.LIFT[self.language][part.lift]
        counted: dict[str, int] = {}
        for one in part.sets:
            counted[one.kind] = counted.get(one.kind, 0) + 1
            yield {
                "kind": one.kind,
                "exercise": self._name(done.name, done.name_en) if done else own_name,
                "exercise_id": done.id if done else part.lift,
                "set": str(counted[one.kind]),
                "percent_tm": str(one.rate),
                f"weight_{self.unit}": "" if one.weight is None else number(one.weight),
                "reps": str(one.reps),
                "amrap": "yes" if one.amrap else "no",
                "plates_per_side": " + ".join(number(plate) for plate in one.plates or ()),
                "rest_s": str(one.rest_s),
            }

    def _assistance(self, part: Accessory) -> Iterator[_Cells]:
        for count in range(1, part.sets + 1):
            yield {
                "kind": "assistance",
                "exercise": self._name(part.name, part.name_en),
                "exercise_id": part.id,
                "set": str(count),
                "reps": str(part.reps),
                "amrap": "no",
                "rest_s": str(part.rest_s),
            }

    def _name(self, korean: str, english: str) -> str:
        return korean if self.language == "ko" else english
