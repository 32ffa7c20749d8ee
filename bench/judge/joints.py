"""Sore joints, exclusions and equipment: what must not occur in a month.

What loads each joint much is a table of this module, by movement and by words of the id, beside the marks of the
catalogue: an exercise that either of them marks is a breach.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bench.judge.asked import Asked, Json, chosen, days
from bench.judge.exercises import Row, of


class Load(NamedTuple):
    """What loads a joint much."""

    patterns: frozenset[str]
    """Movements of which every exercise does."""
    ids: "re.Pattern[str]"
    """Words in the ids of further exercises that do."""
    lifts: frozenset[str]
    """Main lifts that get no plus sets and no supplemental work."""


def _load(patterns: str, ids: str, lifts: str) -> Load:
    return Load(frozenset(patterns.split()), re.compile(ids), frozenset(lifts.split()))


LOADS: Mapping[str, Load] = {
    "shoulder": _load(
        "fly vertical_push",
        r"close_grip_bench|incline_(?:bench|press)|wide_push|decline_push|(?:^|_)dips?(?:_|$)|upright_row|pullover"
        r"|handstand|pike|pec_deck|snatch|overhead|push_press|behind_neck|muscle_up|front_raise",
        "bench_press over_head_press",
    ),
    "knee": _load(
        "lunge knee_extension jump", r"squat|nordic|pistol|sissy|leg_press|step_up|burpee|push_press", "squat"
    ),
    "lower_back": _load(
        "",
        r"good_morning|romanian|deadlift|pendlay|^bar_row|bent_(?:over|db|kb|bar)|tbar_row$|back_extension"
        r"|clean|snatch|swing|front_squat|box_squat|sit_up|twist|side_bend|push_press|jefferson",
        "dead_lift",
    ),
    "wrist": _load(
        "", r"front_squat|close_grip_bench|^push_up|(?:^|_)dips$|handstand|bar_curl|hang_clean", "bench_press"
    ),
    "elbow": _load(
        "triceps", r"close_grip_bench|(?:^|_)dips?(?:_|$)|chin_up|curl(?<!leg_curl)(?<!nordic_curl)", "bench_press"
    ),
    "hip": _load("lunge jump", r"deadlift|good_morning|goblet|sumo|pistol|leg_raise|swing", "squat"),
    "neck": _load("shrug", r"upright_row|handstand|sit_up|neck_|hang_clean", "over_head_press"),
    "ankle": _load("jump lunge calf", r"pistol|burpee|skip|rope_jump", "squat"),
}  # fmt: skip
"""Joint -> what loads it much. Ours, after the joint that bends furthest under the load or carries it: horizontal
adduction and deep extension for the shoulder, a bent knee that moves forward, a trunk held against a load in front."""

_SPARING = re.compile(
    r"supported|machine_(?:tbar|dips)|reverse_pec_deck|leg_press_calf|side_leg_raise|box_pistol|bar_sit_up"
)
"""Ids that share a word with a loading exercise, and do not load the joint."""


def loads(row: Row, joint: str) -> bool:
    """Whether an exercise loads a joint much, by the catalogue or by this module's table."""
    own = LOADS[joint]
    named = bool(own.ids.search(row.id)) and not _SPARING.search(row.id)
    return joint in row.joints or row.pattern in own.patterns or named


def not_spared(asked: Asked, month: Json) -> Iterator[str]:
    """Assistance or a stand-in that loads a sore joint."""
    for place, one in chosen(month):
        loaded = sorted(joint for joint in asked.joints if loads(of(one["id"]), joint))
        if loaded:
            yield f"{place}: {one['id']} loads {', '.join(loaded)}"


def sore_lifts_too_hard(asked: Asked, month: Json) -> Iterator[str]:
    """A plus set or supplemental work of a lift that loads a sore joint, or a lift that itself hurts on the bar."""
    sore = {lift for joint in asked.joints for lift in LOADS[joint].lifts}
    for week, day in days(month):
        place = f"week {week} day {day['day']}"
        for lift in day["main"]:
            if lift["lift"] in sore and any(one.get("amrap") for one in lift.get("sets") or ()):
                yield f"{place}: a plus set of {lift['lift']}"
            if lift["lift"] in asked.hurting_lifts and not lift.get("variation"):
                yield f"{place}: {lift['lift']} hurts, and is not replaced"
        for lift in day["supplemental"]:
            if lift["lift"] in sore:
                yield f"{place}: supplemental work of {lift['lift']}"


def excluded(asked: Asked, month: Json) -> Iterator[str]:
    """An exercise or a main lift that the lifter leaves out."""
    for place, one in chosen(month):
        if one["id"] in asked.excluded:
            yield f"{place}: {one['id']}"
    for week, day in days(month):
        for lift in (*day["main"], *day["supplemental"]):
            if lift["lift"] in asked.excluded and not lift.get("variation"):
                yield f"week {week} day {day['day']}: {lift['lift']}"


def out_of_reach(asked: Asked, month: Json) -> Iterator[str]:
    """What needs equipment or experience that is not there, or an id that the catalogue does not have."""
    for place, one in chosen(month):
        row = of(one["id"])
        if not row.pattern:
            yield f"{place}: {one['id']} is not in the catalogue"
        if lacking := sorted(row.equipment - asked.there_is):
            yield f"{place}: {one['id']} needs {', '.join(lacking)}"
        if row.level > asked.level:
            yield f"{place}: {one['id']} is for level {row.level}"
    for week, day in days(month):
        for lift in (*day["main"], *day["supplemental"]):
            if "barbell" not in asked.there_is and not lift.get("variation"):
                yield f"week {week} day {day['day']}: {lift['lift']} without a barbell"


RULES = {
    "a sore joint that is loaded": not_spared,
    "a sore lift that is not spared": sore_lifts_too_hard,
    "an excluded exercise": excluded,
    "equipment or level that is not there": out_of_reach,
}
