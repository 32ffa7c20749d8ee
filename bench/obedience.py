"""Checks that a month keeps to what was understood from a sentence and changes nothing else, on the JSON answers.

It shares no code with the modules that compose a month: it reads the catalogue's file itself.
"""

import csv
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from bench.recompute import sore_lifts

Json = Mapping[str, Any]

_FILE = Path(__file__).resolve().parent.parent / "program" / "exercises" / "exercises.csv"

CATALOGUE = {row["id"]: row for row in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())}

EVERYTHING = ("barbell", "dumbbell", "machine", "cable", "bodyweight", "kettlebell", "band")


def disobeyed(body: Json, month: Json) -> Iterator[str]:
    """Yields each place where a month breaks its constraints or the request's fields."""
    asked = month["constraints"] or {}
    in_fields = set(body.get("equipment") or EVERYTHING)
    in_sentence = set(asked.get("equipment") or in_fields)
    there_is = (in_fields & in_sentence) or in_sentence
    minutes = min(max(asked.get("minutes") or 300, 20), body.get("minutes") or (300 if asked.get("minutes") else 90))
    named = asked.get("weekdays") or ()
    days = _days(body, asked)
    yield from _sets_not_wished(month, asked)
    sore = sore_lifts(month)
    for week in month["weeks"]:
        if len(week["days"]) != days:
            yield f"week {week['week']}: {len(week['days'])} days, {days} wanted"
        for day in week["days"]:
            place = f"week {week['week']} day {day['day']}"
            if len(named) > 1 and day.get("weekday") not in named:
                yield f"{place}: on {day.get('weekday')}, {', '.join(named)} wanted"
            if day["minutes"] > minutes:
                yield f"{place}: {day['minutes']} minutes, {minutes} wanted"
            yield from (f"{place}: {what}" for what in _forbidden(day, asked, there_is))
            for lift in day["main"]:
                if lift["lift"] in sore and any(one["amrap"] for one in lift["sets"]):
                    yield f"{place}: a plus set of {lift['lift']}, which is to be spared"
            if any(lift["lift"] in sore for lift in day["supplemental"]):
                yield f"{place}: supplemental work of a lift that is to be spared"


def _days(body: Json, asked: Json) -> int:
    """Training days a week that form and sentence ask for together."""
    form, said, named = body.get("days_per_week"), asked.get("days_per_week"), asked.get("weekdays") or ()
    if len(named) > 1:
        wanted = min(max(said, 2), form or 4) if said else form or len(named)
        return min(len(named), wanted, 4)
    return min(max(said, 2), form or 4) if said else form or (3 if body["experience"] <= 2 else 4)


def _sets_not_wished(month: Json, asked: Json) -> Iterator[str]:
    """Plus sets, supplemental work, rates and stand-ins other than those that are asked for."""
    days = [day for week in month["weeks"] for day in week["days"]]
    if asked.get("plus_sets") is False and any(
        one["amrap"] for day in days for lift in day["main"] for one in lift["sets"]
    ):
        yield "a plus set, none wanted"
    templates = {lift["template"] for day in days for lift in day["supplemental"]}
    if (template := asked.get("supplemental")) and templates - {template}:
        yield f"supplemental work {', '.join(sorted(templates))}, {template} wanted"
    rate = asked.get("training_max_rate")
    if rate is not None and month["plan"]["training_max_rate"] > max(rate, 80):
        yield f"training maxes of {month['plan']['training_max_rate']} %, {rate} wanted"
    for lift, exercise in (asked.get("swap") or {}).items():
        lifts = [one for day in days for one in day["main"] if one["lift"] == lift]
        done = {one["variation"]["id"] if "variation" in one else lift for one in lifts}
        if exercise in done and len(done) > 1:
            yield f"{exercise} on some days, {', '.join(sorted(done - {exercise}))} on others"


def _forbidden(day: Json, asked: Json, there_is: set[str]) -> Iterator[str]:
    barbell = [*day["main"], *day["supplemental"]]
    done = [one["id"] for one in day["accessories"]]
    done += [lift["variation"]["id"] for lift in day["main"] if "variation" in lift]
    if len(done) != len(set(done)):
        yield f"an exercise twice: {', '.join(done)}"
    for name in done:
        exercise = CATALOGUE[name]
        if loaded := set(exercise["joints"].split()) & set(asked.get("avoid", ())):
            yield f"{name} loads {', '.join(sorted(loaded))}"
        if lacking := set(exercise["equipment"].split()) - there_is:
            yield f"{name} needs {', '.join(sorted(lacking))}"
        if name in asked.get("exclude", ()):
            yield f"{name} is excluded"
    for lift in barbell:
        if "variation" not in lift and ("barbell" not in there_is or lift["lift"] in asked.get("exclude", ())):
            yield f"{lift['lift']} on the barbell"


WORDS = frozenset({"effort", "cue", "warmup", "text"})
"""Fields in the lifter's language; conditioning's `effort` is told by its text as well."""


def leaked(without: Json, month: Json) -> Iterator[str]:
    """Yields what the sentence changed in the month without asking for it; a caution may change all of it."""
    asked = month["constraints"] or {}
    if asked.get("cautions"):
        return
    nothing: tuple[Any, ...] = (None, [], {}, "as_planned")
    wishes = {name for name, value in asked.items() if value not in nothing and name not in ("declined", "not_done")}
    wishes -= {"swap"} if not any((asked.get("swap") or {}).values()) else set()
    sore = sore_lifts(month)
    if not wishes and any(
        _wordless(without[part]) != _wordless(month[part]) for part in ("plan", "training_max", "weeks")
    ):
        yield "a sentence without a wish changed the month"
    if not wishes & _FOR_THE_PLAN and without["plan"] != month["plan"]:
        yield "the plan changed"
    for lift, kg in month["training_max"].items():
        expected = round(without["training_max"][lift] * 0.9, 2) if lift in sore else without["training_max"][lift]
        if not wishes & _FOR_THE_PLAN and abs(kg - expected) > 0.011:
            yield f"the training max of {lift} is {kg}, {expected} expected"
    gone = _left_out(without, month) if "avoid" in wishes else set()
    if not wishes & _FOR_THE_DAYS and _lifts(without, but=gone) != _lifts(month):
        yield "the lifts of the days changed"
    if not wishes & _FOR_THE_WORK:
        before, after = _work(without), _work(month)
        for key in before.keys() & after.keys():
            if key[1] not in sore and key[1] not in asked.get("exclude", ()) and before[key] != after[key]:
                yield f"week {key[0]}: the work sets of {key[1]} changed"


_FOR_THE_PLAN = {"intensity", "training_max_rate", "plus_sets", "supplemental"}
"""Wishes that may change the plan."""

_FOR_THE_DAYS = {"days_per_week", "weekdays", "focus", "exclude"}
"""Wishes that may change which lifts come on which day."""

_FOR_THE_WORK = {
    *_FOR_THE_PLAN, "days_per_week", "weekdays", "equipment", "lacking", "minutes", "swap", "rest_s", "plates_kg",
    "volume", "deload",
}  # fmt: skip
"""Wishes that may change work sets."""


def _wordless(part: Any) -> Any:
    """A part of a month without the texts that are in the lifter's language, which the sentence decides."""
    if isinstance(part, list):
        return [_wordless(one) for one in part]
    if isinstance(part, dict):
        return {name: _wordless(value) for name, value in part.items() if name not in WORDS}
    return part


def _left_out(without: Json, month: Json) -> set[str]:
    """Lifts that are no longer done, where there is no barbell: a sore joint may leave nothing to stand in for one."""
    done = [lift for week in month["weeks"] for day in week["days"] for lift in day["main"]]
    if any("variation" not in lift for lift in done):
        return set()
    return set(without["training_max"]) - {lift["lift"] for lift in done}


def _lifts(month: Json, but: Set[str] = frozenset()) -> list[list[list[str]]]:
    return [
        [[lift["lift"] for lift in day["main"] if lift["lift"] not in but] for day in week["days"]]
        for week in month["weeks"]
    ]


def _work(month: Json) -> dict[tuple[int, str], list[Any]]:
    return {
        (week["week"], lift["lift"]): [one for one in lift["sets"] if one["kind"] == "work"]
        for week in month["weeks"]
        for day in week["days"]
        for lift in day["main"]
    }
