"""A small month written by hand that no rule of the judge objects to, for tests that spoil it."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

RECORDS = {"squat": 120.0, "bench_press": 90.0, "dead_lift": 150.0, "over_head_press": 60.0}

BODY: Mapping[str, Any] = {
    "experience": 3,
    "gender": "male",
    "purpose": 1,
    "rm_weight": RECORDS,
    "days_per_week": 2,
}

RATES = {1: (65, 75, 85), 2: (70, 80, 90), 3: (75, 85, 95), 4: (40, 50, 60)}
REPS = {1: (5, 5, 5), 2: (3, 3, 3), 3: (5, 3, 1), 4: (5, 5, 5)}


def _set(lift: str, kind: str, rate: int, reps: int, amrap: bool = False) -> dict[str, Any]:
    kg = RECORDS[lift] * 0.85 * rate / 100 // 2.5 * 2.5
    return {"kind": kind, "rate": rate, "reps": reps, "amrap": amrap, "weight_kg": kg, "rest_s": 120}


def _main(lift: str, week: int) -> dict[str, Any]:
    work = [
        _set(lift, "work", rate, reps, amrap=week < 4 and number == 2)
        for number, (rate, reps) in enumerate(zip(RATES[week], REPS[week], strict=True))
    ]
    return {"lift": lift, "sets": [_set(lift, "warmup", 30, 5), *work]}


def _first_set_last(lift: str, week: int) -> dict[str, Any]:
    return {"lift": lift, "template": "FSL", "sets": [_set(lift, "supplemental", RATES[week][0], 5)] * 3}


def accessory(name: str, category: str, sets: int = 3, reps: int = 10, per_side: bool = False) -> dict[str, Any]:
    """A line of assistance that says all that it should."""
    return {
        "id": name,
        "name": "운동",
        "name_en": "Exercise",
        "category": category,
        "sets": sets,
        "reps": reps,
        "unit": "reps",
        "per_side": per_side,
        "rest_s": 60,
        "reserve": 3,
        "effort": "3 reps in reserve",
        "cue": "Keep your back flat.",
        "alternative": {"id": "other", "name": "다른 운동", "name_en": "Another"},
        "superset": None,
        "placed": "after",
    }


def _day(number: int, week: int) -> dict[str, Any]:
    lifts = (("squat", "bench_press"), ("dead_lift", "over_head_press"))[number - 1]
    sets = 1 if week == 4 else 3
    return {
        "day": number,
        "date": None,
        "minutes": 70,
        "warmup": "Five minutes of easy rowing.",
        "main": [_main(lift, week) for lift in lifts],
        "supplemental": [] if week == 4 else [_first_set_last(lifts[0], week)],
        "accessories": [
            accessory("db_floor_press", "push", sets),
            accessory("incline_rear_raise", "pull", sets, 12),
            accessory("pallof_press", "legs_core", sets, per_side=True),
            accessory("incline_db_row", "pull", sets),
        ],
    }


def handmade() -> dict[str, Any]:
    """The month, anew each time."""
    return {
        "training_max": {lift: kg * 0.85 for lift, kg in RECORDS.items()},
        "plan": {"training_max_rate": 85, "init_weight_rate": 65, "scheme": "5/3/1"},
        "weeks": [
            {"week": week, "deload": week == 4, "days": [_day(number, week) for number in (1, 2)]}
            for week in (1, 2, 3, 4)
        ],
        "constraints": None,
        "notes": ["Your training max is 85 % of your 1RM."],
    }


def changed(value: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A copy with some fields changed."""
    return {**copy.deepcopy(dict(value)), **fields}


def all_days(month: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every session of a month."""
    for week in month["weeks"]:
        yield from week["days"]


def lift_of(month: dict[str, Any], lift: str, week: int = 1) -> dict[str, Any]:
    """A main lift of a week, with its sets."""
    days = month["weeks"][week - 1]["days"]
    found: dict[str, Any] = next(one for day in days for one in day["main"] if one["lift"] == lift)
    return found


def replace_lift(month: dict[str, Any], lift: str, name: str) -> None:
    """Let an exercise stand in for a lift in the whole month."""
    for day in all_days(month):
        for one in (*day["main"], *day["supplemental"]):
            if one["lift"] == lift:
                one["variation"] = {"id": name, "name": "운동", "name_en": "Exercise"}
                work = [each for each in one["sets"] if each["kind"] != "warmup"]
                one["sets"] = [{**each, "weight_kg": None, "amrap": False} for each in work]


def add(month: dict[str, Any], name: str, category: str, **fields: Any) -> None:
    """One more line of assistance in the first session of every week."""
    for week in month["weeks"]:
        week["days"][0]["accessories"].append({**accessory(name, category), "sets": 1, **fields})
