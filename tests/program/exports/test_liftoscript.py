"""A month as Liftoscript, parsed back set by set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from program.exercises.catalogue import CATALOGUE
from program.exports import liftoscript as module
from program.exports.liftoscript import liftoscript
from program.lifter.brief import Brief
from program.month.routine import Accessory, Addition, Routine, TrainingDay, Variation, WeekAddition, WorkSet
from program.schema import LIFTS, WeekTemplate, WeightPlan
from tests.coached import Coached, lifter
from tests.program.drawn import decisions
from tests.program.exports.test_plan_csv import routine

NAME = re.compile(r"[^/{}()\t\n\r#\[\]\\]+")
SET = re.compile(
    r"(?P<sets>\d+)x(?P<reps>\d+)(?:-(?P<most>\d+))?(?P<plus>\+)?"
    r"(?: (?P<weight>\d*\.?\d+(?:kg|lb)))?(?: (?P<rest>\d+)s)?(?: \((?P<label>[^/{}()\t\n\r#\[\]]+)\))?"
)
WARMUP = re.compile(r"(?P<sets>\d+)x(?P<reps>\d+) (?P<weight>\d*\.?\d+(?:kg|lb|%))")
EVERY = re.compile(r"(?P<rest>\d+)s(?: @(?P<rpe>\d+))?")


class Set(NamedTuple):
    """A set as it is read or expected."""

    week: int
    day: int
    name: str
    kind: str
    reps: int
    most: int
    plus: bool
    weight: str
    rest: int | None
    label: str
    rpe: int | None


@dataclass
class Parsed:
    """Reads a script as Liftosaur does, and stops where Liftosaur would report an error."""

    sets: list[Set] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    week: int = 0
    day: int = 0
    warmups: dict[str, list[str]] = field(default_factory=dict)
    today: set[str] = field(default_factory=set)

    def read(self, data: bytes) -> "Parsed":
        text = data.decode()
        assert "\r" not in text
        for line in text.split("\n"):
            self.line(line)
        return self

    def line(self, line: str) -> None:
        if line.startswith("//"):
            assert self.day, "Liftosaur takes a comment only inside a day"
            self.comments.append(line)
        elif found := re.fullmatch(r"# Week (\d+)", line):
            self.week, self.day = self.week + 1, 0
            assert int(found[1]) == self.week
        elif found := re.fullmatch(r"## Day (\d+)", line):
            assert self.week
            self.day, self.today = self.day + 1, set()
            assert int(found[1]) == self.day
        elif line:
            assert self.day
            self.exercise(line)

    def exercise(self, line: str) -> None:
        full_name, *sections = line.split(" / ")
        assert NAME.fullmatch(full_name), full_name
        assert full_name not in self.today, f"{full_name} is already used in this day"
        self.today.add(full_name)
        label, _, name = full_name.rpartition(": ")
        assert ":" not in label + name
        self.names.append(name)
        sets, rest, rpe = [], 0, None
        for section in sections:
            if section.startswith("warmup: "):
                own = section.removeprefix("warmup: ")
                found = [] if own == "none" else own.split(", ")
                assert self.warmups.setdefault(full_name, found) == found, "different warmup sets"
            elif every := EVERY.fullmatch(section):
                rest, rpe = int(every["rest"]), int(every["rpe"]) if every["rpe"] else None
            else:
                sets += section.split(", ")
        for text in self.warmups[full_name]:
            one = WARMUP.fullmatch(text)
            assert one, text
            read = Set(self.week, self.day, name, "warmup", int(one["reps"]), 0, False, one["weight"], None, "", None)
            self.sets += [read] * int(one["sets"])
        for text in sets:
            one = SET.fullmatch(text)
            assert one, text
            assert len(one["label"] or "") <= 8, "Label length should be 8 chars max"
            most, own_rest = int(one["most"] or 0), int(one["rest"] or rest)
            plus, weight, label = bool(one["plus"]), one["weight"] or "", one["label"] or ""
            read = Set(self.week, self.day, name, "set", int(one["reps"]), most, plus, weight, own_rest, label, rpe)
            self.sets += [read] * int(one["sets"])


def expected(month: Routine) -> list[Set]:
    """The sets of a month as they should be read, first things first."""
    return [
        one for week in month.weeks for day in week.days for part in day.in_order for one in sets(week.week, day, part)
    ]


def sets(week: int, day: TrainingDay, part: Any) -> Iterator[Set]:
    exercise = part if isinstance(part, Accessory) else part.variation
    rpe = 10 - exercise.reserve if exercise and exercise.unit == "reps" else None
    if isinstance(part, Accessory):
        label = {
            ("reps", False): "",
            ("reps", True): "per side",
            ("seconds", False): "sec",
            ("seconds", True): "sec side",
        }[part.unit, part.per_side]
        name = named(part.id, part.name_en)
        yield from [Set(week, day.day, name, "set", part.reps, 0, False, "", part.rest_s, label, rpe)] * part.sets
        return
    name = named(exercise.id, exercise.name_en) if exercise else named(part.lift, "")
    template = getattr(part, "template", "none").replace("none", "")
    sided = bool(exercise and exercise.per_side)
    lighter = "lighter" if exercise and template else ""
    label = "per side" if sided else lighter or template
    for one in part.sets:
        weight = "" if one.weight_kg is None else f"{one.weight_kg:.10g}kg"
        if one.kind == "warmup":
            weight = weight or f"{one.rate}%"
            yield Set(week, day.day, name, "warmup", one.reps, 0, False, weight, None, "", None)
        else:
            most = one.most_reps or 0
            plus = one.amrap and not most
            yield Set(week, day.day, name, "set", one.reps, most, plus, weight, one.rest_s, label, rpe)


def named(exercise_id: str, english: str) -> str:
    known = module._NAMES
    found = known["lifts"].get(exercise_id) or known["exercises"].get(exercise_id)
    return str(found or english.replace(",", " "))


MONTHS: list[dict[str, Any]] = [
    {},
    {"purpose": 2, "minutes": 180},
    {"purpose": 2, "days_per_week": 2, "minutes": 30},
    {"week4": "tm_test"},
    {"week4": "none", "days_per_week": 3},
    {"equipment": ["dumbbell", "bodyweight"], "days_per_week": 3},
    {"equipment": ["bodyweight"], "days_per_week": 2},
    {"equipment": ["kettlebell", "band"], "experience": 1, "minutes": 120},
    {"experience": 5, "purpose": 4, "smallest_plate_kg": 0.5, "bar_kg": 7.3},
    {"gender": "여성", "experience": 1, "age": 70},
]


@pytest.mark.parametrize("fields", MONTHS, ids=str)
def test_every_set_is_read_back(fields: dict[str, Any]) -> None:
    month = Coached().routine(lifter(**fields))
    parsed = Parsed().read(liftoscript(month))
    assert (parsed.week, parsed.sets) == (len(month.weeks), expected(month))
    assert liftoscript(month) == liftoscript(month)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(decisions())
def test_every_set_of_any_month_is_read_back(drawn: tuple[Brief, WeightPlan, WeekTemplate]) -> None:
    month = routine(*drawn)
    assert Parsed().read(liftoscript(month)).sets == expected(month)


def test_months_have_what_is_hard_to_write() -> None:
    found = [one for fields in MONTHS for one in Parsed().read(liftoscript(Coached().routine(lifter(**fields)))).sets]
    assert {one.label for one in found} >= {"", "BBB", "FSL", "per side", "sec"}
    assert any(one.plus for one in found)
    assert any(one.most for one in found)
    assert any("." in one.weight for one in found)
    assert any(one.kind == "warmup" and one.weight.endswith("%") for one in found)


def test_a_line_is_as_liftosaur_writes_it() -> None:
    lines = liftoscript(Coached().routine(lifter(purpose=2))).decode().split("\n")
    sets = "1x5 32.5kg, 1x5 37.5kg, 1x5 42.5kg, 5x10 25kg 105s (BBB)"
    assert lines[:3] == [
        "# Week 1",
        "## Day 1",
        f"Overhead Press / {sets} / 150s / warmup: 1x5 20kg, 1x5 25kg, 1x3 30kg",
    ]
    week2 = lines[lines.index("# Week 2") :]
    assert week2[2] == "Overhead Press / 1x5 35kg, 1x5 40kg, 1x5 45kg, 5x10 25kg 105s (BBB) / 180s"
    deload = lines[lines.index("# Week 4") :]
    assert deload[2].startswith("deload: Overhead Press / ")
    assert "warmup: " in deload[2]


def test_the_names_are_of_exercises_that_there_are_and_each_is_taken_once() -> None:
    known = module._NAMES
    assert set(known["lifts"]) == set(LIFTS)
    assert set(known["exercises"]) <= set(CATALOGUE)
    names = [name.casefold() for table in known.values() for name in table.values()]
    assert len(names) == len(set(names))


EVIL = [
    "Row / 9x9 500kg",
    "a: b {~ ~} // x",
    "# Week 9",
    "...Squat[1:1]",
    "\n# Week 9\n## Day 1\nSquat / 1x1 999kg",
    "!=cmd|'/c calc'!A1",
    "x\u202e\u2028y\x00\x85z\\",
    "[1-4]",
    "()",
    "",
    "가" * 300,
]


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_breaks_the_syntax(evil: str) -> None:
    made = Coached().routine(lifter())
    sound = Parsed().read(liftoscript(made))
    week, *others = made.weeks
    day, *days = week.days
    changed = {"id": "unknown", "name_en": evil, "cue": evil, "alternative": None}
    first, second, *more = day.accessories
    accessories = (first.model_copy(update=changed), second.model_copy(update=changed), *more)
    day = day.model_copy(
        update={"accessories": accessories, "additions": (Addition(agent="x", text=evil),), "warmup": evil}
    )
    beside = WeekAddition(agent="x", text=evil, offset=1)
    week = week.model_copy(update={"days": (day, *days), "additions": (beside,)})
    parsed = Parsed().read(liftoscript(made.model_copy(update={"weeks": (week, *others), "notes": (evil,)})))
    assert [one._replace(name="") for one in parsed.sets] == [one._replace(name="") for one in sound.sets]
    assert parsed.week == 4
    assert not re.search(r"[\u202e\u2028\x00\x85]", "".join((*parsed.names, *parsed.comments)))


@given(st.text(max_size=40))
def test_any_name_is_a_name(text: str) -> None:
    name = module._name("unknown", text)
    assert NAME.fullmatch(name)
    assert ":" not in name
    assert "," not in name
    assert name == name.strip()


def test_a_stand_in_that_is_also_assistance_has_a_label_of_its_own() -> None:
    made = Coached().routine(lifter(equipment=["dumbbell"], days_per_week=2))
    week, *weeks = made.weeks
    day, *days = week.days
    stand_in = next(main.variation for main in day.main if main.variation)
    fields = {name: getattr(stand_in, name) for name in Variation.model_fields}
    twin = day.accessories[0].model_copy(update=fields)
    hold = day.accessories[1].model_copy(update={"id": "side_plank", "unit": "seconds", "per_side": True, "reps": 30})
    day = day.model_copy(update={"accessories": (twin, hold, *day.accessories[2:])})
    month = made.model_copy(update={"weeks": (week.model_copy(update={"days": (day, *days)}), *weeks)})
    assert Parsed().read(liftoscript(month)).sets == expected(month)
    script = liftoscript(month).decode()
    assert "\nweek 1: " in script
    assert re.search(r"\nSide Plank / \d+x30 \(sec side\) / ", script)


def test_sets_that_are_alike_are_counted() -> None:
    one = WorkSet(kind="work", rate=65, reps=5, amrap=False, weight_kg=60.0, rest_s=90)
    made = Coached().routine(lifter())
    main = made.weeks[0].days[0].main[0].model_copy(update={"sets": (one, one, one)})
    day = made.weeks[0].days[0].model_copy(update={"main": (main,), "supplemental": (), "accessories": ()})
    week = made.weeks[0].model_copy(update={"days": (day,)})
    script = liftoscript(made.model_copy(update={"weeks": (week,)})).decode()
    assert "\nOverhead Press / 3x5 60kg / 90s / warmup: none\n" in script
