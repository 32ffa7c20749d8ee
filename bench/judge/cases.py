"""Requests drawn over the whole input space, the edges of it included."""

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bench.judge.asked import EVERYTHING
from bench.judge.sentences import CAUTIONS, HURTING_LIFTS, JOINTS, WISHES, Sentence

LEAST_KG, MOST_KG = 10.0, 300.0
"""The weakest and the strongest squat that is drawn, in kg."""

PROPORTION: Mapping[str, float] = {"squat": 1.0, "bench_press": 0.75, "dead_lift": 1.2, "over_head_press": 0.48}
"""A lift's usual share of the squat."""

_EQUIPMENT = tuple(
    list(kinds) for size in range(1, len(EVERYTHING) + 1) for kinds in itertools.combinations(sorted(EVERYTHING), size)
)


class Case(NamedTuple):
    """A drawn request."""

    body: Mapping[str, Any]
    """As it is sent to `POST /routine`."""
    asks: Mapping[str, Any]
    """What its sentence asks for, as fields of `constraints`; empty: nothing, or there is none."""


def draw(number: int, seed: int) -> Iterator[Case]:
    """`number` cases; the same seed gives the same ones."""
    chance = random.Random(seed)
    for _ in range(number):
        yield _case(chance)


def _case(chance: random.Random) -> Case:
    sentence = _sentence(chance)
    body: dict[str, Any] = {
        "experience": chance.randint(1, 5),
        "gender": chance.choice(("남성", "여성", "male", "female")),
        "purpose": chance.randint(1, 6),
        "rm_weight": _records(chance),
    }
    optional: dict[str, Any] = {
        "days_per_week": chance.choice((None, 2, 3, 4)),
        "equipment": _equipment(chance),
        "minutes": None if chance.random() < 0.15 else chance.randrange(20, 185, 5),
        "smallest_plate_kg": chance.choice((None, 0.5, 1, 1.25, 2.5)),
        "bar_kg": _bar(chance),
        "seed": chance.choice((None, chance.randrange(1000))),
        "role": chance.choice((None, None, "original", "leader", "anchor")),
        "age": chance.choice((None, None, None, chance.randint(14, 64), chance.randint(65, 90))),
        "body_weight_kg": chance.choice((None, None, float(chance.randint(45, 130)))),
        "start_date": chance.choice((None, "2027-01-04")),
        "request": sentence.text or None,
    }
    return Case({**body, **{name: value for name, value in optional.items() if value is not None}}, sentence.asks)


def _sentence(chance: random.Random) -> Sentence:
    kinds: tuple[tuple[Sentence, ...], ...] = ((Sentence("", {}),), JOINTS, HURTING_LIFTS, CAUTIONS, WISHES)
    (kind,) = chance.choices(kinds, (60, 20, 4, 6, 10))
    return chance.choice(kind)


def _equipment(chance: random.Random) -> list[str] | None:
    """Nothing said, body weight alone, what a home or a gym has, or any set."""
    usual = [None, ["bodyweight"], ["dumbbell", "bodyweight"], ["barbell", "bodyweight"], ["kettlebell", "band"]]
    return chance.choice(usual) if chance.random() < 0.6 else chance.choice(_EQUIPMENT)


def _bar(chance: random.Random) -> Any:
    """One bar for all lifts, bars by lift, or the bars that there are."""
    if chance.random() < 0.6:
        return None
    light = chance.choice((5.0, 7.0, 10.0, 15.0))
    return chance.choice((light, 20.0, 25.0, {"over_head_press": light}, {"bench_press": light}, [20.0, light]))


def _records(chance: random.Random) -> dict[str, Any]:
    """Records in proportion, out of it, or any four; a few of them best sets."""
    squat = LEAST_KG * (MOST_KG / LEAST_KG) ** chance.random()
    spread = chance.choice((0.05, 0.1, 0.2, 0.5))
    anyhow = chance.random() < 0.05
    step = chance.choice((0.5, 1, 2.5, 5))
    found: dict[str, Any] = {}
    for lift, share in PROPORTION.items():
        kg = chance.uniform(LEAST_KG, MOST_KG) if anyhow else squat * share * max(0.3, chance.gauss(1, spread))
        kg = min(max(round(kg / step) * step, LEAST_KG), MOST_KG)
        found[lift] = {"weight_kg": kg, "reps": chance.randint(2, 12)} if chance.random() < 0.1 else kg
    return found


def seeds_of(case: Mapping[str, Any], number: int = 8) -> list[dict[str, Any]]:
    """The same lifter with seeds 1 to `number`."""
    return [{**case, "seed": seed} for seed in range(1, number + 1)]


def lifters(language: str = "ko") -> Iterator[dict[str, Any]]:
    """Sound lifters of every level and sex, records to match, full gym: those whose variety is judged."""
    genders = ("남성", "여성") if language == "ko" else ("male", "female")
    for level, female in itertools.product(range(1, 6), (False, True)):
        squat = (45, 80, 115, 150, 190)[level - 1] * (0.6 if female else 1)
        records = {lift: round(squat * share / 2.5) * 2.5 for lift, share in PROPORTION.items()}
        yield {"experience": level, "gender": genders[female], "rm_weight": records}
