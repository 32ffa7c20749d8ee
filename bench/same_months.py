"""`python -m bench.same_months OTHER`: whether this checkout and another one answer random requests with equal months.

Each checkout serves with its own `.venv/bin/burnfit` and is asked over HTTP, so the two need to share no module. The
requests are JSON drawn here, from fixed lists: they stay the same when the datasets change.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from bench.server import running

ROOT = Path(__file__).resolve().parent.parent

SENTENCES = ROOT / "data" / "intake" / "val.jsonl"
"""Sentences of lifters, Korean and English; each row's are under `request.request`."""

NEVER_COMPARED = ("run_id", "ms")
"""Fields that differ from run to run."""

WARM_UPS = "warmups"
"""What `--ignore` calls the warm-up sets; they have no field of their own."""

EQUIPMENT = ("barbell", "dumbbell", "machine", "cable", "bodyweight", "kettlebell", "band")
FURNITURE = ("rack", "bench")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

TYPICAL_KG = {"bench_press": (25, 160), "squat": (30, 220), "dead_lift": (40, 260), "over_head_press": (15, 100)}
"""Lift -> lightest and heaviest 1RM to draw, in kg."""

Body = dict[str, Any]


def draw_bodies(number: int, seed: int) -> list[Body]:
    """Draws bodies of `POST /routine` over the whole input space.

    Args:
        number: How many.
        seed: The same seed draws the same bodies.
    """
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    sentences = [row["request"]["request"] for row in rows]
    draw = random.Random(seed)
    return [_draw_body(draw, sentences) for _ in range(number)]


def _draw_body(draw: random.Random, sentences: Sequence[str]) -> Body:
    optional = {
        "days_per_week": draw.choice((2, 3, 4)),
        "request": draw.choice(sentences),
        "equipment": draw.sample(EQUIPMENT, draw.randint(1, len(EQUIPMENT)))
        + draw.sample(FURNITURE, draw.randint(0, 2)),
        "minutes": draw.randint(20, 180),
        "rounding": draw.choice(("down", "nearest")),
        "weekdays": draw.sample(WEEKDAYS, draw.randint(2, 7)),
        "supplemental": draw.choice(("FSL", "BBB", "BBS", "none")),
        "rest_s": draw.randint(30, 600),
        "swap": draw.choice(
            ({"squat": "front_squat"}, {"dead_lift": "trap_bar_deadlift"}, {"bench_press": "db_bench"})
        ),
        "seed": draw.randrange(2**32),
        "role": draw.choice(("original", "leader", "anchor")),
        "training_max": {lift: draw.randint(lightest, heaviest) for lift, (lightest, heaviest) in TYPICAL_KG.items()},
        "week4": draw.choice(("deload", "tm_test", "none")),
        "block": {"month": draw.randint(1, 12), "best_kg": {"squat": draw.randint(60, 200)}},
        "cautions": [draw.choice(("pregnancy", "heart", "surgery"))],
        "past": {"lifts": [], "report": draw.choice(sentences)},
        "age": draw.randint(14, 90),
        "body_weight_kg": draw.randint(45, 130),
        "start_date": (date(2026, 1, 1) + timedelta(days=draw.randrange(730))).isoformat(),
    }
    of_kg: Body = {
        "smallest_plate_kg": draw.choice((0.25, 0.5, 1, 1.25, 2, 2.5, 5)),
        "plates_kg": draw.choice(([20, 20, 10, 5, 2.5, 1.25], [15, 10, 10, 5, 2.5])),
        "bar_kg": draw.choice((7.5, 10, 15, 20, 25, [20, 15, 10], {"squat": 20, "over_head_press": 10})),
    }
    of_lb: Body = {
        "smallest_plate_lb": draw.choice((1.25, 2.5, 5)),
        "plates_lb": [45, 45, 25, 10, 5, 2.5],
        "bar_lb": draw.choice((15, 35, 45, [45, 35], {"squat": 45})),
    }
    pounds = draw.random() < 0.25
    optional |= of_lb if pounds else of_kg
    return {
        "unit": "lb" if pounds else "kg",
        "experience": draw.randint(1, 5),
        "gender": draw.choice(("남성", "여성", "male", "female")),
        "purpose": draw.randint(1, 6),
        "rm_weight": {lift: _draw_record(draw, *bounds) for lift, bounds in TYPICAL_KG.items()},
        **{name: value for name, value in optional.items() if draw.random() < 0.5},
    }


def _draw_record(draw: random.Random, lightest: int, heaviest: int) -> float | Body:
    """A 1RM in kg, or one time in four a best set."""
    weight_kg = draw.randint(2 * lightest, 2 * heaviest) / 2
    return {"weight_kg": weight_kg, "reps": draw.randint(1, 12)} if draw.random() < 0.25 else weight_kg


def without(answer: Any, ignored: Collection[str]) -> Any:
    """Returns `answer` without the fields named in `ignored`, at any depth; `warmups` stands for the warm-up sets."""
    if isinstance(answer, dict):
        return {name: without(value, ignored) for name, value in answer.items() if name not in ignored}
    if isinstance(answer, list):
        return [without(one, ignored) for one in answer if not (WARM_UPS in ignored and _is_warm_up(one))]
    return answer


def _is_warm_up(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") == "warmup"


def differences(here: Any, there: Any, place: str = "") -> Iterator[str]:
    """Yields each field that differs between two answers, as `place: value here, value there`."""
    if isinstance(here, dict) and isinstance(there, dict):
        for name in here | there:
            yield from differences(here.get(name, _ABSENT), there.get(name, _ABSENT), f"{place}.{name}".lstrip("."))
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for index, pair in enumerate(zip(here, there, strict=True)):
            yield from differences(*pair, f"{place}[{index}]")
    elif here != there:
        yield f"{place}: {_shown(here)} here, {_shown(there)} there"


_ABSENT = object()
"""Stands for a field that an answer lacks."""


def _shown(value: Any) -> str:
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def answers(checkout: Path, bodies: Sequence[Body]) -> list[Any]:
    """Answers of a checkout's service to `bodies`, each with its HTTP status as the field `http_status`.

    Raises:
        UnavailableError: The service does not start.
    """
    with (
        tempfile.TemporaryDirectory() as runs,
        running({"BURNFIT_RUNS": runs}, checkout) as server,
        server.client() as client,
    ):
        responses = (client.response("/routine", body) for body in track(bodies, f"months of {checkout}"))
        return [{"http_status": response.status_code, **response.json()} for response in responses]


def report(bodies: Sequence[Body], here: Sequence[Any], there: Sequence[Any], shown: int) -> tuple[str, int]:
    """Compares the answers pairwise.

    Args:
        bodies: The requests.
        here: This checkout's answers, without what is ignored.
        there: The other checkout's answers, likewise.
        shown: How many differences of a month, and how many months, are written out.

    Returns:
        The text to print, and how many months differ.
    """
    differing: list[tuple[int, list[str]]] = []
    for number, (mine, other) in enumerate(zip(here, there, strict=True)):
        if found := list(differences(mine, other)):
            differing.append((number, found))
    lines = [f"{len(bodies) - len(differing)} of {len(bodies)} months are equal"]
    for number, found in differing[:shown]:
        lines += [f"\nrequest {number}: {json.dumps(bodies[number], ensure_ascii=False)}"]
        lines += [f"  {line}" for line in found[:shown]]
        lines += [f"  and {len(found) - shown} more fields"] if len(found) > shown else []
    lines += [f"\nand {len(differing) - shown} more months"] if len(differing) > shown else []
    return "\n".join(lines), len(differing)


def statuses(found: Sequence[Mapping[str, Any]]) -> str:
    """How often each HTTP status was answered."""
    codes = [answer["http_status"] for answer in found]
    return ", ".join(f"{codes.count(code)} times {code}" for code in sorted(set(codes)))


def main(
    other: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of the other checkout.")],
    requests: Annotated[int, typer.Option(min=1, help="How many random requests to answer.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the requests: the same seed draws the same requests.")] = 1,
    ignore: Annotated[
        str,
        typer.Option(
            help="Fields that may differ, with commas between, such as notes,weekly_weight_increase_plan; "
            "warmups stands for the warm-up sets."
        ),
    ] = "",
    shown: Annotated[int, typer.Option(min=1, help="Months, and fields of a month, to write out.")] = 8,
) -> None:
    """Answer random requests with this checkout and another; exit status 1 if any two months differ.

    run_id and ms are never compared. Fields that `--ignore` names are left out on both sides, all others are compared.
    """
    bodies = draw_bodies(requests, seed)
    ignored = {*NEVER_COMPARED, *filter(None, (name.strip() for name in ignore.split(",")))}
    here, there = (
        [without(answer, ignored) for answer in answers(checkout, bodies)] for checkout in (ROOT, other.resolve())
    )
    text, differing = report(bodies, here, there, shown)
    typer.echo(f"HTTP status: {statuses(here)}\n{text}")
    raise typer.Exit(1 if differing else 0)


if __name__ == "__main__":
    typer.run(main)
