"""Our own CSV: a month's plan, which becomes the log when the lifter fills in the last two columns."""

from typing import Final

from program.histories.formats.format import Format, KindColumn, WeightColumn
from program.units import WeightUnit

_COLUMNS: Final = (
    "week",
    "day",
    "date",
    "kind",
    "exercise",
    "exercise_id",
    "set",
    "percent_tm",
    "weight_{unit}",
    "reps",
    "amrap",
    "plates_per_side",
    "rest_s",
    "done_reps",
    "done_weight_{unit}",
)


def columns_in(unit: WeightUnit) -> tuple[str, ...]:
    """The columns in order, where weights and plates are in this unit."""
    return tuple(name.format(unit=unit) for name in _COLUMNS)


def _format(name: str, unit: WeightUnit) -> Format:
    done = f"done_weight_{unit}"
    return Format(
        name=name,
        title="this service's own CSV",
        recognised_by=frozenset({"week", "day", "kind", "exercise", "exercise_id", "set", "done_reps", done}),
        date="date",
        exercise="exercise",
        weights=(WeightColumn(done, unit=unit), WeightColumn(f"weight_{unit}", unit=unit)),
        reps="done_reps",
        kind=KindColumn("kind", warmups=frozenset({"warmup"}), sets=frozenset({"work", "supplemental", "assistance"})),
        number="set",
        exercise_id="exercise_id",
        week="week",
        day="day",
        not_done_without=frozenset({"done_reps", done}),
        dated=False,
    )


OWN_CSV: Final = _format("own_csv", "kg")
"""One row a set. Where the lifter notes repetitions alone, the planned weight was lifted."""

OWN_CSV_LB: Final = _format("own_csv_lb", "lb")
"""The same of a month in pounds."""
