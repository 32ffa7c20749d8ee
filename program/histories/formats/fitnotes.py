"""FitNotes' export of workouts, with the newer and the older header. It does not mark warm-up sets or number sets."""

from program.histories.formats.format import Format, WeightColumn

FITNOTES = Format(
    name="fitnotes",
    title="FitNotes",
    recognised_by=frozenset({"date", "exercise", "category", "reps"}),
    date="date",
    exercise="exercise",
    weights=(
        WeightColumn("weight (kgs)", unit="kg"),
        WeightColumn("weight (kg)", unit="kg"),
        WeightColumn("weight (lbs)", unit="lb"),
        WeightColumn("weight", unit_column="weight unit"),
    ),
    reps="reps",
)
"""One row a set."""
