"""Strong's export of workouts, in its three dialects.

With commas, where nothing says the unit; with semicolons and a column for the unit; with semicolons, numbered workouts
and the unit in the header.
"""

from program.histories.formats.format import Format, KindColumn, WeightColumn

STRONG = Format(
    name="strong",
    title="Strong",
    recognised_by=frozenset({"date", "workout name", "exercise name", "set order", "reps"}),
    date="date",
    exercise="exercise name",
    weights=(
        WeightColumn("weight (kg)", unit="kg"),
        WeightColumn("weight (lb)", unit="lb"),
        WeightColumn("weight (lbs)", unit="lb"),
        WeightColumn("weight", unit_column="weight unit"),
    ),
    reps="reps",
    kind=KindColumn(
        "set order",
        warmups=frozenset({"w"}),
        sets=frozenset({"d", "f"}),
        not_sets=frozenset({"rest timer", "note"}),
        numbers=True,
    ),
    rpe="rpe",
    number="set order",
)
"""One row a set. The set's order is a number, W for a warm-up set, D for a drop set or F for a set to failure."""
