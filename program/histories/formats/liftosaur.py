"""Liftosaur's export of its history, which has what was planned beside what was done."""

from program.histories.formats.format import Format, KindColumn, WeightColumn

LIFTOSAUR = Format(
    name="liftosaur",
    title="Liftosaur",
    recognised_by=frozenset({"workout datetime", "exercise", "is warmup set?", "completed reps"}),
    date="workout datetime",
    exercise="exercise",
    weights=(
        WeightColumn("completed weight value", unit_column="completed weight unit"),
        WeightColumn("required weight value", unit_column="required weight unit"),
        WeightColumn("weight value", unit_column="weight unit"),
    ),
    reps="completed reps",
    kind=KindColumn("is warmup set?", warmups=frozenset({"1", "true"}), sets=frozenset({"0", "false", ""})),
    rpe="completed rpe",
    number="completed reps time",
    not_done_without=frozenset({"completed reps"}),
)
"""One row a set. A weight that was not changed in training may stand among the required ones alone."""
