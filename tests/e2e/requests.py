"""The requests that the whole system is tried with: the five examples, and a set that covers the input space."""

import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

Body = dict[str, Any]

_T = TypeVar("_T")

EXAMPLES: dict[str, Body] = {
    f"example-{number}": json.loads(
        (Path(__file__).parents[2] / "examples" / f"{number}.json").read_text(encoding="utf-8")
    )
    for number in range(1, 6)
}

KINDS = ("barbell", "dumbbell", "machine", "cable", "bodyweight")

SMALL: tuple[Sequence[str], ...] = (
    ("kettlebell",),
    ("band",),
    ("kettlebell", "band"),
    ("band", "bodyweight"),
    ("barbell", "kettlebell"),
)
"""What somebody has at home or on a journey."""

_SQUAT_KG = {1: 40, 2: 65, 3: 100, 4: 130, 5: 180}
_SHARES = {
    "bench_press": (0.55, 0.9),
    "squat": (0.8, 1.2),
    "dead_lift": (0.9, 1.4),
    "over_head_press": (0.3, 0.65),
}


def _covering() -> dict[str, Body]:
    """Every set of `KINDS`, those of `SMALL`, and three requests that name none; other values in turn, well mixed."""
    draw = random.Random(34)
    equipment: list[Sequence[str] | None] = [
        kinds for size in range(1, 6) for kinds in itertools.combinations(KINDS, size)
    ]
    equipment += [*SMALL, None, None, None]
    number = len(equipment)

    def column(*values: _T) -> list[_T]:
        column = [values[index % len(values)] for index in range(number)]
        draw.shuffle(column)
        return column

    columns: dict[str, list[Any]] = {
        "experience": column(1, 2, 3, 4, 5),
        "gender": column("남성", "여성", "male", "female"),
        "purpose": column(1, 2, 3, 4, 5, 6),
        "days_per_week": column(2, 3, 4, None),
        "minutes": column(None, 30, 35, 45, 60, 75, 90, 120, 150, 180),
        "smallest_plate_kg": column(None, 0.5, 1, 1.25, 2.5),
        "bar_kg": column(None, 20, 15, 10, 7.5, 25),
        "seed": column(None, None, 0, 7, 531, 2**32 - 1),
        "start_date": column(None, "2026-12-01", "2024-02-26", "2027-01-31"),
        "request": column(None, None, None, "무릎이 안 좋아서 런지는 빼주세요", "My shoulder is a little stiff", "!?"),
    }
    bodies = {}
    for index in range(number):
        body: Body = {name: values[index] for name, values in columns.items() if values[index] is not None}
        if equipment[index] is not None:
            body["equipment"] = list(equipment[index] or ())
        female = body["gender"] in ("여성", "female")
        body["rm_weight"] = _records(draw, _SQUAT_KG[body["experience"]] * (0.65 if female else 1))
        bodies[f"covering-{index + 1:02}"] = body
    return bodies


def _records(draw: random.Random, squat_kg: float) -> Body:
    """Four records in kg, about every third of them a set of several repetitions."""
    records: Body = {}
    for lift, shares in _SHARES.items():
        best = squat_kg * draw.uniform(*shares)
        if draw.random() < 1 / 3:
            reps = draw.randint(1, 12)
            records[lift] = {"weight_kg": round(2 * best / (1 + reps / 30)) / 2, "reps": reps}
        else:
            records[lift] = draw.choice((round(best), round(4 * best) / 4))
    return records


COVERING: dict[str, Body] = _covering()

BODIES: dict[str, Body] = EXAMPLES | COVERING


def lifter(body: Body) -> Body:
    """The four required fields of a body: all that `POST /gen/routine/rate` takes."""
    return {name: body[name] for name in ("experience", "gender", "purpose", "rm_weight")}
