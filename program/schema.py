"""What goes in, what the agents decide, and what comes out: the types that every floor shares.

Weights are in kg, rates in percent of the training max, durations in minutes unless a name says otherwise.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

Lift = Literal["bench_press", "squat", "dead_lift", "over_head_press"]
LIFTS: tuple[Lift, ...] = get_args(Lift)
UPPER_LIFTS: tuple[Lift, ...] = ("bench_press", "over_head_press")

Equipment = Literal["barbell", "dumbbell", "machine", "cable", "bodyweight"]
EQUIPMENT: tuple[Equipment, ...] = get_args(Equipment)

Category = Literal["push", "pull", "legs_core"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

Joint = Literal["lower_back", "knee", "shoulder", "wrist", "elbow", "hip", "neck", "ankle"]
"""A place that hurts, as a lifter names it; the lower back and the neck count as joints."""
JOINTS: tuple[Joint, ...] = get_args(Joint)

Language = Literal["ko", "en"]
Scheme = Literal["5/3/1", "5s PRO"]
Template = Literal["FSL", "BBB", "BBS", "none"]

HEAVIEST_KG = 600.0
"""No lift in these four has been done with more in competition, equipped or not: a heavier one is a typing error."""

MOST_REPS = 12
"""Epley's estimate is only near the truth up to about a dozen repetitions."""

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


class Closed(BaseModel):
    """A value object: unknown fields are refused, and nothing changes after construction."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


class RepMax(Closed):
    """A best set: `weight_kg` (kg) lifted for `reps` repetitions."""

    weight_kg: Annotated[float, Field(gt=0, le=HEAVIEST_KG, strict=True)]
    """The weight of the set in kg, bar included."""
    reps: Annotated[int, Field(ge=1, le=MOST_REPS, strict=True)]
    """How many repetitions were done with it, 1 to 12."""

    @property
    def one_rep_max(self) -> float:
        """Estimated one-repetition maximum in kg (Epley, as printed in Wendler, 5/3/1, 2nd ed.)."""
        if self.reps == 1:
            return self.weight_kg
        return self.weight_kg * self.reps * 0.0333 + self.weight_kg


Kilograms = Annotated[float, Field(gt=0, le=HEAVIEST_KG, strict=True)]


class RmWeight(Closed):
    """The four best lifts: a 1RM in kg, or a best set from which it is estimated."""

    bench_press: Kilograms | RepMax
    """Bench press: the 1RM in kg, or a best set."""
    squat: Kilograms | RepMax
    """Back squat: the 1RM in kg, or a best set."""
    dead_lift: Kilograms | RepMax
    """Deadlift: the 1RM in kg, or a best set."""
    over_head_press: Kilograms | RepMax
    """Overhead press: the 1RM in kg, or a best set."""

    def one_rep_max(self, lift: Lift) -> float:
        """The lift's one-repetition maximum in kg, known or estimated."""
        best: float | RepMax = getattr(self, lift)
        return best.one_rep_max if isinstance(best, RepMax) else best


def _known_plate(kg: float) -> float:
    if kg not in PLATES_KG:
        raise ValueError(f"expected one of {', '.join(f'{plate:g}' for plate in PLATES_KG)}, got {kg:g}")
    return kg


PLATES_KG = (0.5, 1.0, 1.25, 2.5)
"""The smallest plates that gyms have."""

Plate = Annotated[float, Field(strict=True, json_schema_extra={"enum": list(PLATES_KG)}), AfterValidator(_known_plate)]


class LifterRequest(Closed):
    """The four fields that every request must have; all that `POST /gen/routine/rate` takes."""

    experience: Annotated[int, Field(ge=1, le=5, strict=True)]
    """1 first months, 2 under a year, 3 one to three years, 4 over three years, 5 competes."""
    gender: Literal["남성", "여성", "male", "female"]
    """남성 or male, 여성 or female. The language also decides that of the notes, if `request` does not."""
    purpose: Annotated[int, Field(ge=1, le=6, strict=True)]
    """1 maximal strength, 2 muscle, 3 losing weight, 4 athletic performance, 5 endurance, 6 health."""
    rm_weight: RmWeight
    """The lifter's records in the four lifts, in kg."""

    @property
    def female(self) -> bool:
        """Whether the lifter is a woman."""
        return self.gender in ("여성", "female")


class RoutineRequest(LifterRequest):
    """One request for a month of training: the body of `POST /routine`."""

    days_per_week: Literal[2, 3, 4] | None = None
    """Training days a week; absent: three in the first year, four after it."""
    request: Annotated[str, Field(max_length=500)] | None = None
    """A sentence of the lifter's own, Korean or English."""
    equipment: Annotated[tuple[Equipment, ...], Field(min_length=1)] | None = None
    """What there is to train with; absent: a full gym."""
    minutes: Annotated[int, Field(ge=30, le=180, strict=True)] | None = None
    """Longest session in minutes; absent: 90."""
    smallest_plate_kg: Plate = 1.25
    """The lightest plate in kg; a bar carries two of them."""
    bar_kg: Annotated[float, Field(gt=0, le=50, strict=True)] = 20.0
    """The empty bar in kg."""
    seed: Annotated[int, Field(ge=0, lt=2**32, strict=True)] | None = None
    """Absent: the likeliest week. Given: a sampled one, the same for the same seed."""
    start_date: date | None = None
    """The first training day."""

    @field_validator("equipment")
    @classmethod
    def _in_catalogue_order(cls, value: tuple[Equipment, ...] | None) -> tuple[Equipment, ...] | None:
        return None if value is None else tuple(kind for kind in EQUIPMENT if kind in value)

    @property
    def days(self) -> int:
        """Training days a week, chosen or by level (beginners: three full-body days; *5/3/1 Forever*)."""
        return self.days_per_week or (3 if self.experience <= 2 else 4)

    @property
    def session_minutes(self) -> int:
        """The longest session in minutes, chosen or 90."""
        return self.minutes or 90

    @property
    def available(self) -> frozenset[Equipment]:
        """The equipment there is."""
        return frozenset(self.equipment or EQUIPMENT)

    @property
    def language(self) -> Language:
        """The language that the lifter wrote in: of the sentence if it has letters, else of the `gender` field."""
        if self.request and any(character.isalpha() for character in self.request):
            return "ko" if _HANGUL.search(self.request) else "en"
        return "en" if self.gender in ("male", "female") else "ko"


class WeightPlan(Closed):
    """Task1's answer: how heavy to start and how fast to add. Rates are percent of the training max."""

    training_max_rate: Annotated[int, Field(ge=70, le=90)]
    """The training max in percent of the 1RM."""
    init_weight_rate: Annotated[int, Field(ge=40, le=85)]
    """Week 1, set 1."""
    increase_rate_week: Annotated[int, Field(ge=0, le=15)]
    """Added from one week to the next."""
    increase_rate_set: Annotated[int, Field(ge=0, le=15)]
    """Added from one set to the next."""
    deloading_rate: Annotated[int, Field(ge=30, le=60)]
    """Week 4, set 1."""
    scheme: Scheme
    """`5/3/1`: 5s, 3s and 5/3/1 with plus sets. `5s PRO`: every set for five, no plus sets."""


class Prescription(Closed):
    """One assistance exercise with its sets and reps; written `leg_curl 5x10`."""

    exercise: str
    sets: Annotated[int, Field(ge=1, le=10)]
    reps: Annotated[int, Field(ge=1, le=30)]

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
