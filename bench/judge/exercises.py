"""The catalogue as a plain file, and a judge's own tables of the exercises that matter most."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "program" / "exercises" / "exercises.csv"

_HELPED = r"assisted|band|machine|smith|knee|jump|scap|hang\b|negative|eccentric|plank|shrug"


def _named(pattern: str, but: str = _HELPED) -> "re.Pattern[str]":
    return re.compile(rf"^(?!.*(?:{but})).*(?:{pattern})")


PULL_UP = _named(r"pull_?up|chin_?up|muscle_up", but=f"{_HELPED}|australian|inverted")
"""Ids of exercises that pull the whole body up, without help."""

DIP = _named(r"(?:^|_)dips?(?:_|$)", but=f"{_HELPED}|bench_dip|chair")
"""Ids of exercises that press the whole body up between bars, without help."""

PUSH_UP = _named(r"push_?up", but=f"{_HELPED}|incline|wall|pike|handstand")
"""Ids of push-ups from the floor, or harder ones."""

HANDSTAND = _named(r"handstand")
"""Ids of presses of the whole body over the head."""

NEGATIVE = re.compile(r"^(?!assisted|reverse|band).*(?:negative|eccentric|nordic)")
"""Ids of exercises whose way down is so hard that five are many."""


@dataclass(frozen=True)
class Row:
    """What the file says of an exercise."""

    id: str
    category: str
    pattern: str
    muscles: tuple[str, ...]
    equipment: frozenset[str]
    joints: frozenset[str]
    level: int
    per_side: bool
    seconds: float


def _row(line: Mapping[str, str]) -> Row:
    return Row(
        id=line["id"],
        category=line["category"],
        pattern=line["pattern"],
        muscles=tuple(line["muscles"].split()),
        equipment=frozenset(line["equipment"].split()),
        joints=frozenset(line["joints"].split()),
        level=int(line["level"]),
        per_side=line.get("per_side") == "yes",
        seconds=float(line.get("seconds") or 3),
    )


ROWS: Mapping[str, Row] = {
    line["id"]: _row(line) for line in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())
}
"""Every exercise of the file by its id."""

LIFTS: Mapping[str, Row] = {
    row.id: row
    for row in (
        Row("bench_press", "push", "horizontal_push", ("chest", "triceps", "front_delt"), frozenset({"barbell"}),
            frozenset({"shoulder", "wrist", "elbow"}), 1, False, 3),
        Row("over_head_press", "push", "vertical_push", ("front_delt", "triceps", "side_delt"), frozenset({"barbell"}),
            frozenset({"shoulder", "neck"}), 1, False, 3),
        Row("squat", "legs_core", "squat", ("quads", "glutes", "lower_back"), frozenset({"barbell"}),
            frozenset({"knee", "hip", "ankle", "lower_back"}), 1, False, 3),
        Row("dead_lift", "legs_core", "hinge", ("hamstrings", "glutes", "lower_back"), frozenset({"barbell"}),
            frozenset({"lower_back", "hip"}), 1, False, 3),
    )
}  # fmt: skip
"""The four main lifts as if they stood in the file."""


def of(name: str) -> Row:
    """The row of an exercise or a main lift; of an id that the file lacks an empty one."""
    found = ROWS.get(name) or LIFTS.get(name)
    return found or Row(name, "", "", (), frozenset(), frozenset(), 1, False, 3)


def done(lift: Mapping[str, object]) -> Row:
    """What is done for a main lift: the exercise that stands in for it, or the lift itself."""
    variation = lift.get("variation")
    return of(str(variation["id"])) if isinstance(variation, Mapping) else of(str(lift["lift"]))
