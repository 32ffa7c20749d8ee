"""Our own CSV: a month's plan, which becomes the log when the lifter fills in the last two columns."""

from typing import Final

from program.histories.formats.format import Format, KindColumn, WeightColumn

COLUMNS: Final = (
    "week",
    "day",
    "date",
    "kind",
    "exercise",
    "exercise_id",
    "set",
    "percent_tm",
    "weight_kg",
    "reps",
    "amrap",
    "plates_per_side",
    "rest_s",
    "done_reps",
    "done_weight_kg",
)
"""The columns, in order."""

OWN_CSV = Format(
    name="own_csv",
    title="this service's own CSV",
    recognised_by=frozenset({"week", "day", "kind", "exercise", "exercise_id", "set", "done_reps", "done_weight_kg"}),
    date="date",
    exercise="exercise",
    weights=(WeightColumn("done_weight_kg", unit="kg"), WeightColumn("weight_kg", unit="kg")),
    reps="done_reps",
    kind=KindColumn("kind", warmups=frozenset({"warmup"}), sets=frozenset({"work", "supplemental", "assistance"})),
    number="set",
    exercise_id="exercise_id",
    week="week",
    day="day",
    not_done_without=frozenset({"done_reps", "done_weight_kg"}),
    dated=False,
)
"""One row a set. Where the lifter notes repetitions alone, the planned weight was lifted."""
