"""Hevy's export of workouts. Weights are in the unit of the account, which the header says."""

from program.histories.formats.format import Format, KindColumn, WeightColumn

HEVY = Format(
    name="hevy",
    title="Hevy",
    recognised_by=frozenset({"start_time", "exercise_title", "set_index", "set_type", "reps"}),
    date="start_time",
    exercise="exercise_title",
    weights=(WeightColumn("weight_kg", unit="kg"), WeightColumn("weight_lbs", unit="lb")),
    reps="reps",
    kind=KindColumn("set_type", warmups=frozenset({"warmup"}), sets=frozenset({"normal", "dropset", "failure"})),
    rpe="rpe",
    number="set_index",
)
"""One row a set; sets of an exercise are counted from 0."""
