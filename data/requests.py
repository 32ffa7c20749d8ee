"""Requests drawn at random, evenly over the input space: the datasets and the benchmarks are made from them."""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from program.exercises.kinds import KINDS
from program.lifter import balance
from program.lifter.constraints import FOCUSES, Constraints
from program.schema import EQUIPMENT, JOINTS, Equipment, Role, RoutineRequest

SEED = 531

SIZES: Mapping[str, int] = {"test": 300, "val": 180, "train": 6000}
"""Requests of each part of task1 and task2, in the order in which they are drawn."""

_CELLS = tuple(itertools.product(range(1, 6), ("남성", "여성", "male", "female"), range(1, 7), (2, 3, 4)))
"""Level, sex, goal, days: every combination is drawn equally often."""

_ROLE_SHARES: Mapping[Role, float] = {"original": 0.6, "leader": 0.2, "anchor": 0.2}

_BODY_WEIGHT_SHARE = 0.3
"""The share of requests that say the body weight."""

_SQUAT_KG: Mapping[bool, Mapping[int, tuple[int, int]]] = {
    False: {1: (30, 90), 2: (50, 130), 3: (80, 170), 4: (100, 220), 5: (130, 280)},
    True: {1: (20, 55), 2: (30, 80), 3: (45, 110), 4: (60, 140), 5: (75, 190)},
}
"""Lowest and highest squat drawn, in kg, by sex (woman: True) and level."""

_SPREAD = {"even": 0.06, "uneven": 0.18, "lopsided": 0.4}
"""Standard deviation of one lift's level around the lifter's own level, as a share."""


def draw_requests(
    seed: int = SEED, other_than: Iterable[RoutineRequest] = (), equipment: Sequence[Equipment] = EQUIPMENT
) -> Iterator[RoutineRequest]:
    """Draw requests without end; no two have the same level, sex, goal and records.

    Args:
        seed: The same seed gives the same requests.
        other_than: Requests whose level, sex, goal and records must not be drawn again.
        equipment: The kinds of equipment that requests name.
    """
    sets = [kinds for size in range(1, len(equipment) + 1) for kinds in itertools.combinations(equipment, size)]
    draw = random.Random(seed)
    seen = {_lifter(request) for request in other_than}
    while True:
        for cell in draw.sample(_CELLS, len(_CELLS)):
            request = _draw_request(draw, sets, *cell)
            key = _lifter(request)
            if key not in seen:
                seen.add(key)
                yield _extended(request)


def requests_of(part: str, sizes: Mapping[str, int] = SIZES, skip: int = 0) -> Iterator[RoutineRequest]:
    """The requests of one part of a dataset.

    Args:
        part: A key of `sizes`.
        sizes: Requests of each part, in the order in which they are drawn.
        skip: Requests that are drawn before the first part, for other datasets.
    """
    start = skip + sum(size for _, size in itertools.takewhile(lambda item: item[0] != part, sizes.items()))
    return itertools.islice(draw_requests(), start, start + sizes[part])


def unseen_requests(seed: int) -> Iterator[RoutineRequest]:
    """Draw requests without end whose lifters are not in the train and val parts of task1 and task2."""
    return draw_requests(seed, itertools.chain.from_iterable(requests_of(part) for part in ("val", "train")))


def _lifter(request: RoutineRequest) -> str:
    return request.model_dump_json(include={"experience", "gender", "purpose", "rm_weight"})


def _draw_request(
    draw: random.Random, sets: Sequence[Sequence[Equipment]], level: int, gender: str, purpose: int, days: int
) -> RoutineRequest:
    fields: dict[str, Any] = {
        "experience": level,
        "gender": gender,
        "purpose": purpose,
        "rm_weight": _draw_records(draw, level, gender in ("여성", "female")),
        "days_per_week": days,
        "equipment": None if draw.random() < 0.3 else draw.choice(sets),
        "minutes": None if draw.random() < 0.2 else draw.randrange(30, 125, 5),
        "smallest_plate_kg": draw.choice((0.5, 1, 1.25, 2.5)),
    }
    request = RoutineRequest.model_validate(fields)
    without_days = request.model_copy(update={"days_per_week": None})
    return without_days if without_days.days == days and draw.random() < 0.3 else request


_SEEDING: Final = {
    "experience", "gender", "purpose", "rm_weight", "days_per_week", "request", "equipment", "minutes",
    "smallest_plate_kg", "bar_kg", "seed", "role", "age", "body_weight_kg", "start_date",
}  # fmt: skip
"""The fields that decide a row's role and body weight: those that come later leave the rows as they are."""


def _extended(request: RoutineRequest) -> RoutineRequest:
    """The request with a role, and with a body weight in some.

    They are drawn from the request alone, so that the lifters and the rest of a request do not depend on them.
    """
    draw = random.Random(request.model_dump_json(include=_SEEDING))
    fields: dict[str, Any] = {"role": draw.choices(list(_ROLE_SHARES), list(_ROLE_SHARES.values()))[0]}
    if draw.random() < _BODY_WEIGHT_SHARE:
        squat = request.rm_weight.one_rep_max("squat")
        fields["body_weight_kg"] = float(
            round(min(max(draw.gauss(45 if request.female else 55, 8) + squat / 5, 40), 150))
        )
    return request.model_copy(update=fields)


def _draw_records(draw: random.Random, level: int, female: bool) -> dict[str, Any]:
    squat = draw.uniform(*_SQUAT_KG[female][level])
    spread = _SPREAD[draw.choices(list(_SPREAD), (5, 4, 2))[0]]
    step = draw.choice((1, 2.5, 5))
    records: dict[str, Any] = {}
    for lift, proportion in balance.PROPORTION.items():
        level_kg = squat * proportion * max(0.3, draw.gauss(1, spread))
        best = min(max(10.0, round(level_kg / step) * step), 450.0)
        if draw.random() < 0.1:
            reps = draw.randint(2, 8)
            records[lift] = {"weight_kg": max(5.0, round(best / (1 + 0.0333 * reps) / step) * step), "reps": reps}
        else:
            records[lift] = best
    return records


def draw_constraints(draw: random.Random) -> Constraints:
    """Draw what a sentence might ask of the week: joints to spare, a focus, exercises to leave out; half: nothing."""
    wishes: dict[str, Any] = {}
    if draw.random() < 0.25:
        wishes["avoid"] = draw.sample(JOINTS, draw.choice((1, 1, 1, 2)))
    if draw.random() < 0.25:
        wishes["focus"] = draw.sample(FOCUSES, draw.choice((1, 1, 2)))
    if draw.random() < 0.15:
        wishes["exclude"] = draw.sample(tuple(KINDS), draw.choice((1, 2)))
    return Constraints.model_validate(wishes)
