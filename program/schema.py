"""The types that every package shares: the request, the agents' answers, and the names of lifts and equipment.

Weights are in kg, rates in percent of the training max, durations in minutes unless a name says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import ConfigDict, Field, field_validator, model_validator

from program.block import FIRST_MONTH, Block, LiftKilograms, LiftWeights, WeekFour
from program.fields import ISO_DATE, WHOLE_NUMBER, OwnPlates, is_number, member_of, null_is_default, smallest_plate
from program.progression.past import Past
from program.records import HEAVIEST_KG, HEAVIEST_LB, USUAL_BAR_KG, Bars, BarsLb
from program.records import LIFTS as LIFTS
from program.records import MOST_REPS as MOST_REPS
from program.records import SURE_REPS as SURE_REPS
from program.records import UPPER_LIFTS as UPPER_LIFTS
from program.records import Closed as Closed
from program.records import Lift as Lift
from program.records import LiftBars as LiftBars
from program.records import RepMax as RepMax
from program.records import RmWeight as RmWeight
from program.units import WeightUnit, in_kg

Equipment = Literal["barbell", "dumbbell", "machine", "cable", "bodyweight", "kettlebell", "band"]
EQUIPMENT: tuple[Equipment, ...] = get_args(Equipment)

Furniture = Literal["rack", "bench"]
"""What carries a bar or a lifter: it decides which exercises are possible, and is nothing to train with alone."""
FURNITURE: tuple[Furniture, ...] = get_args(Furniture)

Gear = Literal[Equipment, Furniture]
"""What a request can list as its equipment."""

Category = Literal["push", "pull", "legs_core"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

Joint = Literal["lower_back", "knee", "shoulder", "wrist", "elbow", "hip", "neck", "ankle"]
"""A place that hurts, as a lifter names it; the lower back and the neck count as joints."""
JOINTS: tuple[Joint, ...] = get_args(Joint)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

Caution = Literal[
    "pregnancy", "after_birth", "age", "osteoporosis", "heart", "blood_pressure", "chest_pain", "dizziness", "surgery"
]
"""What makes a month a careful one, whatever else is asked for."""
CAUTIONS: tuple[Caution, ...] = get_args(Caution)

Language = Literal["ko", "en"]
Scheme = Literal["5/3/1", "5s PRO"]
Role = Literal["original", "leader", "anchor"]
"""A month's part in a block of months (Wendler, *5/3/1 Forever* p. 17-18): an original month stands alone, a leader
has more supplemental work and no plus sets, an anchor has plus sets and less supplemental work."""
Template = Literal["FSL", "BBB", "BBS", "none"]


Rounding = Literal["down", "nearest"]


class Level(IntEnum):
    """How long a lifter has trained: the request's `experience`."""

    FIRST_MONTHS = 1
    FIRST_YEAR = 2
    ONE_TO_THREE_YEARS = 3
    OVER_THREE_YEARS = 4
    COMPETITOR = 5


class Goal(IntEnum):
    """What a lifter trains for: the request's `purpose`."""

    STRENGTH = 1
    MUSCLE = 2
    LOSE_WEIGHT = 3
    PERFORMANCE = 4
    ENDURANCE = 5
    HEALTH = 6


_HANGUL: Final = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


class Swaps(Closed):
    """The exercise that is wished in the place of each main lift, an id of the catalogue; null: the lift itself."""

    bench_press: str | None = None
    """Instead of the bench press."""
    squat: str | None = None
    """Instead of the back squat."""
    dead_lift: str | None = None
    """Instead of the deadlift."""
    over_head_press: str | None = None
    """Instead of the overhead press."""

    @property
    def by_lift(self) -> dict[Lift, str]:
        """Each lift that is to be replaced -> the id of what is done instead."""
        wished: dict[Lift, str | None] = {lift: getattr(self, lift) for lift in LIFTS}
        return {lift: name for lift, name in wished.items() if name is not None}


NO_SWAPS: Final = Swaps()


class LifterRequest(Closed):
    """The four fields that every request must have; all that `POST /gen/routine/rate` takes."""

    experience: Annotated[Level, *member_of(Level)]
    """How long the lifter has trained: 1 first months, 2 under a year, 3 one to three years, 4 over three years,
    5 competes."""
    gender: Literal["남성", "여성", "male", "female"]
    """남성 or male, 여성 or female. The language also decides that of the notes, if `request` does not."""
    purpose: Annotated[Goal, *member_of(Goal)]
    """What the lifter trains for: 1 maximal strength, 2 muscle, 3 losing weight, 4 athletic performance, 5 endurance,
    6 health."""
    rm_weight: RmWeight
    """The lifter's records in the four lifts, in kg."""

    @property
    def female(self) -> bool:
        """Whether the lifter is a woman."""
        return self.gender in ("여성", "female")


def _records_or_training_maxes(schema: dict[str, Any]) -> None:
    """Says in a request's JSON schema that training maxes can stand for the records, and which fields are of a unit."""
    schema["required"].remove("rm_weight")
    weight = {"type": "number", "description": "The training max."}
    all_four = {
        "type": "object",
        "required": list(LIFTS),
        "properties": dict.fromkeys(LIFTS, weight),
        "description": "The training maxes of all four lifts, in place of records.",
    }
    schema["anyOf"] = [
        {"required": ["rm_weight"]},
        {"required": ["training_max"], "properties": {"training_max": all_four}},
    ]
    # A field for requests of the other unit may have its default alone.
    defaults = {name: schema["properties"][name].get("default") for name in OF_UNIT}
    others: dict[WeightUnit, dict[str, Any]] = {
        unit: {
            "properties": {
                name: {"enum": [None, defaults[name]], "description": f"Only with the unit {own}."}
                for name, own in OF_UNIT.items()
                if own != unit
            }
        }
        for unit in ("kg", "lb")
    }
    in_pounds = {"properties": {"unit": {"const": "lb", "description": "Pounds."}}, "required": ["unit"]}
    once = {
        "not": {
            "properties": {name: {"type": "object", "description": "One of the two."} for name in _MAXES},
            "required": list(_MAXES),
        }
    }
    schema |= {"if": in_pounds, "then": others["lb"] | once, "else": others["kg"]}


_MAXES: Final = ("training_max", "training_max_lb")
"""Two names of the same in a request in pounds, which may have one of them."""


def _record_behind(training_max: float, most: float) -> float:
    """The 1RM of which a training max is 90 %: two decimals, up to `most`, over 0 where the training max is."""
    record = min(round(min(training_max, most) / 0.9, 2), most)
    return max(record, 0.01) if training_max > 0 else record


OF_UNIT: Final[Mapping[str, WeightUnit]] = {
    "smallest_plate_kg": "kg",
    "plates_kg": "kg",
    "bar_kg": "kg",
    "smallest_plate_lb": "lb",
    "plates_lb": "lb",
    "bar_lb": "lb",
    "training_max_lb": "lb",
}
"""Fields that are for requests of one unit."""


_NOT_FURNITURE_ALONE: Final[dict[str, Any]] = {"contains": {"enum": list(EQUIPMENT)}}
"""In the JSON schema of equipment: something to train with is in the list."""

_TWO_DAYS: Final[dict[str, Any]] = {"not": {"anyOf": [{"items": {"const": day}} for day in WEEKDAYS]}}
"""In the JSON schema of weekdays: not the same day again and again."""


class RoutineRequest(LifterRequest):
    """One request for a month of training: the body of `POST /routine`. An optional field may be null or left out."""

    model_config = ConfigDict(json_schema_extra=_records_or_training_maxes)

    days_per_week: Annotated[Literal[2, 3, 4], WHOLE_NUMBER] | None = None
    """Training days a week, 2 to 4. Left out: 3 in the first year (`experience` 1 and 2), 4 after it."""
    request: Annotated[str, Field(max_length=500)] | None = None
    """What the lifter wishes in their own words, Korean or English, up to 500 characters. Left out: nothing."""
    equipment: Annotated[tuple[Gear, ...], Field(min_length=1, json_schema_extra=_NOT_FURNITURE_ALONE)] | None = None
    """What there is to train with. A rack and a bench are taken to be there, unless the list names one of them
    without the other, or has no barbell, machine and cable. Left out: everything, a full gym."""
    minutes: Annotated[int, Field(ge=20, le=180, strict=True), WHOLE_NUMBER] | None = None
    """The longest session in minutes, 20 to 180. Left out: 90."""
    unit: Annotated[WeightUnit, null_is_default(WeightUnit | None)] = "kg"
    """What `rm_weight` and `training_max` are given in, and what plates and bar are marked with: `kg` or `lb`. With
    `lb` every set has `weight_lb`, too, built from pound plates. Left out: `kg`."""
    smallest_plate_kg: Annotated[float, *smallest_plate("kg")] = 1.25
    """The lightest plate in kg: 0.25, 0.5, 1, 1.25, 2, 2.5 or 5. A bar carries two, so weights go up in steps of twice
    as much. Left out: 1.25."""
    smallest_plate_lb: Annotated[float, *smallest_plate("lb")] = 2.5
    """The same in lb, where `unit` is `lb`: 0.25, 0.5, 1, 1.25, 2.5, 5 or 10. Left out: 2.5."""
    plates_kg: OwnPlates | None = None
    """The pairs of plates that there are, each number one pair in kg, 0.25 to 100: `[20, 20, 10, 5, 2.5, 1.25]` has
    two pairs of 20 kg. Weights are built from these alone. Left out: any number of the usual plates down to the
    smallest."""
    plates_lb: OwnPlates | None = None
    """The same in lb, where `unit` is `lb`."""
    rounding: Annotated[Rounding, null_is_default(Rounding | None)] = "down"
    """To which weight that can be built a set is rounded: `down`, or to the `nearest`. Left out: `down`."""
    bar_kg: Annotated[Bars, null_is_default(Bars | None)] = USUAL_BAR_KG
    """The empty bar in kg, up to 50: one number for all lifts; an object by lift, in which a lift that is not named has
    the 20 kg bar; or a list of the bars that there are, of which each lift gets one that is light enough for it. Left
    out: 20."""
    bar_lb: BarsLb | None = None
    """The same in lb, up to 110, where `unit` is `lb`. Left out: 45."""
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=2, json_schema_extra=_TWO_DAYS)] | None = None
    """The days of the week on which the lifter can train, `mon` to `sun`, at least two. Of more than `days_per_week`
    those are taken that leave most days between sessions. Left out: from `start_date` on, days apart."""
    supplemental: Template | None = None
    """The supplemental work: `FSL`, `BBB`, `BBS` or `none`. Where goal, level or minutes do not allow it, a note
    says so. Left out: what suits level and goal."""
    rest_s: Annotated[int, Field(ge=30, le=600, strict=True), WHOLE_NUMBER] | None = None
    """The rest between work sets in seconds, 30 to 600. Left out: by weight and percentage."""
    swap: Swaps | None = None
    """By main lift the exercise that is done in its place, an id of the catalogue. Left out: the lifts themselves."""
    seed: Annotated[int, Field(ge=0, lt=2**32, strict=True), WHOLE_NUMBER] | None = None
    """A number for another choice of exercises; the same seed gives the same month. Left out: the likeliest choice."""
    role: Annotated[Role, null_is_default(Role | None)] = "original"
    """The month's part in a block of months. Left out: `original`, a month that stands alone."""
    training_max: LiftKilograms | None = None
    """Training maxes in kg by lift, for example those of the month before and a step; they take the place of those
    that follow from the records. With all four of them `rm_weight` may be left out. With `unit: "lb"` they are in lb
    and kept as `training_max_lb`. Left out: from the records."""
    training_max_lb: LiftWeights | None = None
    """The same in lb, where `unit` is `lb`."""
    week4: Annotated[WeekFour, null_is_default(WeekFour | None)] = "deload"
    """What the fourth week is for: `deload`, rest; `tm_test`, a test of the training maxes; `none`: the month has three
    weeks. Left out: `deload`."""
    block: Annotated[Block, null_is_default(Block | None)] = FIRST_MONTH
    """The month's place among the months before and after it: `carry.block` of the answer to the month before. Left
    out: a first month."""
    cautions: tuple[Caution, ...] | None = None
    """What makes the month a careful one, as the sentence can say, too: an illness, a pregnancy. What a report told
    stays here from month to month. Left out: nothing."""
    past: Past | None = None
    """The month before, as `POST /routine/next` writes it: what its training maxes follow from, and the lifter's report
    on it. Left out: none is known."""
    age: Annotated[int, Field(ge=14, le=100, strict=True), WHOLE_NUMBER] | None = None
    """Age in years; from 65 on the month is a careful one. Left out: under 65."""
    body_weight_kg: Annotated[float, Field(ge=30, le=300, strict=True)] | None = None
    """Body weight in kg, for exercises that move it. Left out: estimated from sex and records."""
    start_date: Annotated[date, ISO_DATE] | None = None
    """The day of the first session, YYYY-MM-DD. Left out: the sessions have no dates."""

    @model_validator(mode="before")
    @classmethod
    def _in_pounds(cls, value: Any) -> Any:
        """The weights of a request in lb under names that say so; records as best sets of one repetition."""
        if not isinstance(value, Mapping) or value.get("unit") != "lb":
            return value
        told = dict(value)
        if isinstance(records := value.get("rm_weight"), Mapping):
            told["rm_weight"] = {
                lift: {"weight_lb": one, "reps": 1} if is_number(one) else one for lift, one in records.items()
            }
        if (given := told.pop("training_max", None)) is not None:
            if told.get("training_max_lb") is not None:
                raise ValueError("training_max_lb: expected it or training_max, which is in lb, too; got both")
            told["training_max_lb"] = given
        return told

    # Of two validators the later one comes first.
    @model_validator(mode="before")
    @classmethod
    def _records_behind_training_maxes(cls, value: Any) -> Any:
        """Records for a lifter who gives training maxes alone: 1RMs of which these are 90 %, the highest rate."""
        if not isinstance(value, Mapping) or value.get("rm_weight") is not None:
            return value
        given = value.get("training_max") or value.get("training_max_lb")
        numbers = {lift: kg for lift in LIFTS if isinstance(given, Mapping) and is_number(kg := given.get(lift))}
        if len(numbers) < len(LIFTS):
            return value
        most = HEAVIEST_LB if value.get("unit") == "lb" else HEAVIEST_KG
        return {**value, "rm_weight": {lift: _record_behind(one, most) for lift, one in numbers.items()}}

    @model_validator(mode="after")
    def _of_one_unit(self) -> Self:
        """No plate, bar or training max of a unit that is not the request's: it would go unheard."""
        for name, unit in OF_UNIT.items():
            if unit != self.unit and getattr(self, name) != type(self).model_fields[name].default:
                raise ValueError(f"{name}: expected only with unit {unit!r}, and the request's is {self.unit!r}")
        return self

    @field_validator("equipment")
    @classmethod
    def _in_catalogue_order(cls, value: tuple[Gear, ...] | None) -> tuple[Gear, ...] | None:
        if value is not None and set(value) <= set(FURNITURE):
            raise ValueError(f"expected something to train with beside them: {', '.join(EQUIPMENT)}")
        return None if value is None else tuple(kind for kind in (*EQUIPMENT, *FURNITURE) if kind in value)

    @field_validator("weekdays")
    @classmethod
    def _in_week_order(cls, value: tuple[Weekday, ...] | None) -> tuple[Weekday, ...] | None:
        if value is not None and len(set(value)) < 2:
            raise ValueError("expected at least two different days")
        return None if value is None else tuple(day for day in WEEKDAYS if day in value)

    @property
    def training_maxes(self) -> dict[Lift, float]:
        """The training maxes that the request gives itself, in kg."""
        if self.unit == "lb":
            given = self.training_max_lb.by_lift if self.training_max_lb else {}
            return {lift: in_kg(lb, "lb") for lift, lb in given.items()}
        return self.training_max.by_lift if self.training_max else {}

    @property
    def lists_loads(self) -> bool:
        """Whether the request says what plates or bars there are, in its own unit."""
        names = (name for name, unit in OF_UNIT.items() if unit == self.unit and not name.startswith("training_max"))
        return any(getattr(self, name) != type(self).model_fields[name].default for name in names)

    @property
    def plate_unit(self) -> WeightUnit:
        """What the plates are marked with."""
        return self.unit

    @property
    def days(self) -> int:
        """Training days a week, chosen or by level (beginners: three full-body days; *5/3/1 Forever*)."""
        return self.days_per_week or (3 if self.experience <= Level.FIRST_YEAR else 4)

    @property
    def session_minutes(self) -> int:
        """The longest session in minutes, chosen or 90."""
        return self.minutes or 90

    @property
    def available(self) -> frozenset[Equipment]:
        """The equipment there is."""
        return frozenset(kind for kind in EQUIPMENT if self.equipment is None or kind in self.equipment)

    @property
    def lacking(self) -> frozenset[Furniture]:
        """Which of rack and bench there is not.

        The one that the list leaves out while it names the other; and both where it has nothing of a gym.
        """
        listed = set(self.equipment or ())
        named = listed.intersection(FURNITURE)
        nothing_of_a_gym = self.equipment is not None and listed.isdisjoint(("barbell", "machine", "cable"))
        return frozenset(FURNITURE) - named if named or nothing_of_a_gym else frozenset()

    @property
    def language(self) -> Language:
        """The language that the lifter wrote in: of sentence or report, else of the `gender` field."""
        for text in (self.request, self.past and self.past.report):
            if text and any(character.isalpha() for character in text):
                return "ko" if _HANGUL.search(text) else "en"
        return "en" if self.gender in ("male", "female") else "ko"


class WeightPlan(Closed):
    """Task1's answer, the weight-increase plan: how heavy to start and how fast to add."""

    training_max_rate: Annotated[int, Field(ge=70, le=90)]
    """The training max in percent of the 1RM."""
    init_weight_rate: Annotated[int, Field(ge=40, le=85)]
    """The first work set of week 1, in percent of the training max."""
    increase_rate_week: Annotated[int, Field(ge=0, le=15)]
    """Added from one week to the next up to week 3, in points of percent of the training max."""
    increase_rate_set: Annotated[int, Field(ge=0, le=15)]
    """Added from one work set to the next, in points of percent of the training max."""
    deloading_rate: Annotated[int, Field(ge=30, le=60)]
    """The first work set of week 4, the deload, in percent of the training max."""
    scheme: Scheme
    """`5/3/1`: 5s, 3s and 5/3/1 with plus sets. `5s PRO`: every set for five, no plus sets."""


class Prescription(Closed):
    """One assistance exercise with its sets and reps; written `leg_curl 5x10`."""

    exercise: str
    """An id of the catalogue."""
    sets: Annotated[int, Field(ge=1, le=10)]
    """How many sets, 1 to 10."""
    reps: Annotated[int, Field(ge=1, le=60)]
    """Repetitions, or seconds of a hold, in each set, 1 to 60; of a one-sided exercise per side."""

    @model_validator(mode="before")
    @classmethod
    def _from_line(cls, value: Any) -> Any:
        if isinstance(value, str):
            found = re.fullmatch(r"([a-z0-9_]+) (\d{1,2})x(\d{1,2})", value)
            if found is None:
                raise ValueError(f"expected a line like 'leg_curl 5x10', got {value!r}")
            return {"exercise": found[1], "sets": int(found[2]), "reps": int(found[3])}
        return value

    @property
    def line(self) -> str:
        """The prescription as a coach writes it: `leg_curl 5x10`."""
        return f"{self.exercise} {self.sets}x{self.reps}"


class WeekChoice(Closed):
    """Task2's answer: what the model chooses of the week that the month repeats."""

    split: str
    """A key of `program.month.splits.SPLITS` for the request's days: which lifts on which day."""
    supplemental: str
    """A key of `program.month.supplemental.SUPPLEMENTAL`: what follows the main lift."""
    compound: str
    """Sets x reps, `4x8`, of assistance that moves many joints."""
    isolation: str
    """Sets x reps of assistance that moves one."""
    arms: str | None = None
    """Sets x reps of the fourth slot, where the week has one: arms, side shoulders, calves."""
    days: tuple[tuple[str, ...], ...]
    """The assistance of each training day, in order: ids of the catalogue."""

    @field_validator("compound", "isolation", "arms")
    @classmethod
    def _sets_and_reps(cls, value: str | None) -> str | None:
        if value is not None and re.fullmatch(r"[1-9]x([1-9]|[12]\d|30)", value) is None:
            raise ValueError(f"expected sets x reps like '4x8', up to 30 reps, got {value!r}")
        return value


class WeekTemplate(Closed):
    """The week that the month repeats, with every exercise's sets and reps."""

    split: str
    """A key of `program.month.splits.SPLITS` for the request's days: which lifts on which day."""
    supplemental: str
    """A key of `program.month.supplemental.SUPPLEMENTAL`: what follows the main lift."""
    days: tuple[tuple[Prescription, ...], ...]
    """The assistance of each training day, in order."""
