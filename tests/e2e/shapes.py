"""The shapes of the two answers, written down by hand."""

from typing import Any

SET = {
    "kind": str,
    "rate": int,
    "reps": int,
    "amrap": bool,
    "weight_kg": (float, type(None)),
    "weight_lb": type(None),
    "rest_s": int,
}

PLAN = {
    "program": str,
    "training_max_rate": int,
    "init_weight_rate": int,
    "increase_rate_week": int,
    "increase_rate_set": int,
    "deloading_rate": int,
    "scheme": str,
    "weekly_weight_increase_plan": str,
}

CONSTRAINTS = {
    "volume": str,
    "intensity": str,
    "focus": [str],
    "avoid": [str],
    "equipment": (list, type(None)),
    "exclude": [str],
    "minutes": (int, type(None)),
    "days_per_week": (int, type(None)),
    "declined": (str, type(None)),
    "cautions": [str],
    "lacking": [str],
    "weekdays": [str],
    "swap": dict.fromkeys(("bench_press", "squat", "dead_lift", "over_head_press"), (str, type(None))),
    "include": [str],
    "training_max_rate": (int, type(None)),
    "supplemental": (str, type(None)),
    "plus_sets": (bool, type(None)),
    "deload": (str, type(None)),
    "rest_s": (int, type(None)),
    "plates_kg": (float, type(None)),
    "unit": (str, type(None)),
    "conditioning": (str, type(None)),
    "not_done": [str],
}

NAMED = {"id": str, "name": str, "name_en": str}

VARIATION = NAMED | {
    "per_side": bool,
    "unit": str,
    "reserve": int,
    "effort": str,
    "cue": str,
    "alternative": type(None),
}
"""What stands in for a main lift; a lift that is done itself has none."""

DAY = {
    "day": int,
    "date": (str, type(None)),
    "minutes": int,
    "warmup": str,
    "main": [{"lift": str, "sets": [SET], "superset": (str, type(None))}],
    "supplemental": [{"lift": str, "template": str, "sets": [SET]}],
    "accessories": [
        VARIATION
        | {
            "category": str,
            "sets": int,
            "reps": int,
            "rest_s": int,
            "superset": (str, type(None)),
            "placed": str,
        }
    ],
}

ADDITION = {
    "agent": str,
    "text": str,
    "minutes": int,
    "effort": str,
    "details": dict,
}
"""What conditioning adds to a day."""

WEEK_ADDITION = ADDITION | {"offset": int, "date": (str, type(None))}
"""What it adds beside the days."""

SESSION = {
    "week": int,
    "offset": int,
    "effort": str,
    "activity": str,
    "minutes": int,
    "rounds": (int, type(None)),
    "work_seconds": (int, type(None)),
}

ANSWERED = {"source": str, "attempts": int, "ms": int}

CARRIED = {
    "lift": str,
    "training_max_kg": float,
    "rate": int,
    "top_sets": [{"week": int, "weight_kg": float, "reps": int, "plus": bool, "kind": str, "day": int}],
    "held": (str, type(None)),
}
"""What a month asked of one lift."""

MONTH: dict[str, Any] = {
    "run_id": str,
    "training_max": {"bench_press": float, "squat": float, "dead_lift": float, "over_head_press": float},
    "plan": PLAN,
    "weeks": [{"week": int, "deload": bool, "days": [DAY]}],
    "constraints": type(None),
    "notes": [str],
    "provenance": {"task1": ANSWERED, "task2": ANSWERED, "conditioning": ANSWERED},
    "carry": {"version": int, "request": dict, "lifts": [CARRIED]},
    "extras": {"conditioning": {"sessions": [SESSION]}},
}

WITH_SENTENCE = MONTH | {
    "constraints": CONSTRAINTS,
    "provenance": {"intake": ANSWERED, "task1": ANSWERED, "task2": ANSWERED, "conditioning": ANSWERED},
}
"""The month of a request that carries a sentence."""

RATE_PLAN = {
    "program": str,
    "init_weight_rate": int,
    "increase_rate_week": int,
    "increase_rate_set": int,
    "deloading_rate": int,
    "weekly_weight_increase_plan": str,
}
"""The first system's six fields, in its order."""


OPTIONAL: tuple[tuple[str, str, Any], ...] = (
    ("lift", "variation", VARIATION),
    ("lift", "total_reps", int),
    ("days", "additions", [WEEK_ADDITION]),
    ("accessories", "additions", [ADDITION]),
    ("accessories", "weekday", str),
    ("amrap", "most_reps", int),
    ("amrap", "reps_to_beat", int),
    ("amrap", "joker_kg", [float]),
    ("amrap", "plates_kg", [float]),
    ("deload", "test", bool),
)
"""A key of an object, a key that it may have beside it, and the shape of that."""


def misfits(shape: Any, value: Any, place: str = "answer") -> list[str]:
    """Where `value` has another key, or another type of JSON value, than `shape`."""
    if isinstance(shape, dict):
        if isinstance(value, dict):
            shape = shape | {key: more for of, key, more in OPTIONAL if of in shape and key in value}
        if "alternative" in shape and isinstance(value, dict) and value.get("alternative"):
            shape = shape | {"alternative": NAMED}
        if not isinstance(value, dict) or set(value) != set(shape):
            return [f"{place}: expected {sorted(shape)}, got {sorted(value) if isinstance(value, dict) else value!r}"]
        return [wrong for key in shape for wrong in misfits(shape[key], value[key], f"{place}.{key}")]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{place}: expected a list, got {value!r}"]
        return [wrong for index, one in enumerate(value) for wrong in misfits(shape[0], one, f"{place}.{index}")]
    types = shape if isinstance(shape, tuple) else (shape,)
    # Not isinstance: true is no number, and 5 is no weight.
    return [] if type(value) in types else [f"{place}: expected {shape}, got {value!r}"]
