"""The rules of the programme: plus sets, training max, hard supplemental work, and months that need a doctor's word."""

import re
from collections import Counter
from collections.abc import Iterator

from bench.judge.asked import LOSE_WEIGHT, Asked, Json, days, work_sets
from bench.judge.exercises import of

CAREFUL_TM = 80
"""The highest training max of a careful month, in percent of the 1RM."""

PRO_TM = 85
"""The highest training max beside hard supplemental work, in percent of the 1RM (*5/3/1 Forever*)."""

LEVEL_1_START = 65
"""The first work set of the first months, in percent of the training max."""

HARD_BBB_SETS = 5

_DOCTOR = re.compile(r"의사|병원|진료|전문의|doctor|physician|midwife|medical", re.IGNORECASE)


def _plus_sets(month: Json) -> Iterator[str]:
    for week, day in days(month):
        for lift in day["main"]:
            if any(one.get("amrap") for one in lift.get("sets") or ()):
                yield f"week {week} day {day['day']} {lift['lift']}: a plus set"


def careless(asked: Asked, month: Json) -> Iterator[str]:
    """Plus sets, a training max above 80 % or no doctor's note first, where age or health ask for care."""
    if asked.careful:
        yield from _plus_sets(month)
        if month["plan"]["training_max_rate"] > CAREFUL_TM:
            yield f"a training max of {month['plan']['training_max_rate']} %"
        for lift, kg in month["training_max"].items():
            if (best := asked.best(lift)) and kg > best * CAREFUL_TM / 100 + 0.01:
                yield f"a training max of {kg:g} for {lift}, the 1RM is {best:.1f}"
        if not month["notes"] or not _DOCTOR.search(month["notes"][0]):
            yield "the first note does not send to a doctor"


def beginners(asked: Asked, month: Json) -> Iterator[str]:
    """Plus sets in the first months, or a first set that is not 65 % of the training max."""
    if asked.level == 1:
        yield from _plus_sets(month)
        if month["plan"]["init_weight_rate"] != LEVEL_1_START:
            yield f"starts at {month['plan']['init_weight_rate']} %"


def cutting(asked: Asked, month: Json) -> Iterator[str]:
    """BBB or BBS while losing weight (*Forever* advises against it)."""
    if asked.goal == LOSE_WEIGHT:
        for week, day in days(month):
            for lift in day["supplemental"]:
                if lift["template"] in ("BBB", "BBS"):
                    yield f"week {week} day {day['day']} {lift['lift']}: {lift['template']}"


def hard_supplemental(asked: Asked, month: Json) -> Iterator[str]:
    """BBS or BBB 5x10 beside plus sets, or on a training max above 85 %."""
    hard = [
        (f"week {week} day {day['day']} {lift['lift']}", f"{lift['template']} {len(work_sets(lift))} sets")
        for week, day in days(month)
        for lift in day["supplemental"]
        if lift["template"] == "BBS" or (lift["template"] == "BBB" and len(work_sets(lift)) >= HARD_BBB_SETS)
    ]
    plus = any(True for _ in _plus_sets(month))
    for place, what in hard:
        if plus or month["plan"]["scheme"] != "5s PRO":
            yield f"{place}: {what} beside plus sets"
        if month["plan"]["training_max_rate"] > PRO_TM:
            yield f"{place}: {what} on a training max of {month['plan']['training_max_rate']} %"


def two_bbb(asked: Asked, month: Json) -> Iterator[str]:
    """BBB for more than one lift a day."""
    for week, day in days(month):
        number = Counter(lift["template"] for lift in day["supplemental"])["BBB"]
        if number > 1:
            yield f"week {week} day {day['day']}: BBB for {number} lifts"


def twice_a_day(asked: Asked, month: Json) -> Iterator[str]:
    """The same exercise twice in a session."""
    for week, day in days(month):
        names = [one["id"] for one in day["accessories"]]
        names += [lift["variation"]["id"] for lift in day["main"] if lift.get("variation")]
        for name, number in Counter(names).items():
            if number > 1:
                yield f"week {week} day {day['day']}: {name} {number} times"


def late_jumps(asked: Asked, month: Json) -> Iterator[str]:
    """Jumps that do not come right after the general warm-up."""
    for week, day in days(month):
        for one in day["accessories"]:
            if of(one["id"]).pattern == "jump" and one.get("placed") != "before":
                yield f"week {week} day {day['day']}: {one['id']}"


RULES = {
    "a careful month that is not careful": careless,
    "the first months with plus sets or not from 65 %": beginners,
    "BBB or BBS while losing weight": cutting,
    "hard supplemental work without 5s PRO or above 85 %": hard_supplemental,
    "BBB for two lifts a day": two_bbb,
    "an exercise twice a day": twice_a_day,
    "jumps after the main lifts": late_jumps,
}
