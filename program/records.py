"""What a lifter gives in kg or lb: the records of the four lifts, and the bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from program.fields import WHOLE_NUMBER, is_number, null_is_default
from program.units import in_kg, in_unit

Lift = Literal["bench_press", "squat", "dead_lift", "over_head_press"]
LIFTS: tuple[Lift, ...] = get_args(Lift)
UPPER_LIFTS: tuple[Lift, ...] = ("bench_press", "over_head_press")

HEAVIEST_KG: Final = 600.0
"""No lift in these four has been done with more in competition, equipped or not: a heavier one is a typing error."""

MOST_REPS: Final = 12
"""Epley's estimate is only near the truth up to about a dozen repetitions."""

SURE_REPS: Final = 8
"""An estimate from more repetitions than this is rough. Our choice, below `MOST_REPS`."""


class Closed(BaseModel):
    """A value object: unknown fields are refused, and nothing changes after construction."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; `cached_property` values are computed anew for it."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


HEAVIEST_LB: Final = in_unit(HEAVIEST_KG, "lb")
"""`HEAVIEST_KG` in pounds."""

Kilograms = Annotated[float, Field(gt=0, le=HEAVIEST_KG, strict=True)]
Pounds = Annotated[float, Field(gt=0, le=HEAVIEST_LB, strict=True)]


def _whole_hundredths(bar: float) -> float:
    """A bar with two decimals: what is loaded on it has as many, and the two are added."""
    return max(round(bar, 2), 0.01)


Bar = Annotated[float, Field(gt=0, le=50, strict=True), AfterValidator(_whole_hundredths)]
"""An empty bar in kg."""
BarLb = Annotated[float, Field(gt=0, le=110, strict=True), AfterValidator(_whole_hundredths)]
"""An empty bar in lb."""

USUAL_BAR_KG: Final = 20.0
"""The bar of a lift for which the request names none."""
USUAL_BAR_LB: Final = 45.0
"""The same where plates are in pounds."""


_EITHER_UNIT: Final[dict[str, Any]] = {
    "anyOf": [
        {
            "required": [given],
            "properties": {
                given: {"type": "number", "description": "The weight of the set."},
                other: {"type": "null", "description": f"Not beside `{given}`."},
            },
        }
        for given, other in (("weight_kg", "weight_lb"), ("weight_lb", "weight_kg"))
    ]
}
"""In a best set's JSON schema: its weight is there, in one of the two units."""


class RepMax(Closed):
    """A best set, from which the one-repetition maximum is estimated. Its weight is in kg or in lb."""

    model_config = ConfigDict(json_schema_extra=_EITHER_UNIT)

    weight_kg: Kilograms | None = Field(default=None, exclude_if=lambda kg: kg is None)
    """The weight of the set in kg, bar included."""
    weight_lb: Pounds | None = Field(default=None, exclude_if=lambda lb: lb is None)
    """The weight of the set in lb, bar included; instead of `weight_kg`."""
    reps: Annotated[int, Field(ge=1, le=MOST_REPS, strict=True), WHOLE_NUMBER]
    """How many repetitions were done with it, 1 to 12; an estimate from more than 8 is rough."""

    @property
    def one_rep_max(self) -> float:
        """Estimated one-repetition maximum in kg (Epley, as printed in Wendler, 5/3/1, 2nd ed.)."""
        return self._kg if self.reps == 1 else self._kg * self.reps * 0.0333 + self._kg

    @property
    def _kg(self) -> float:
        if self.weight_kg is not None:
            return self.weight_kg
        assert self.weight_lb is not None  # one of the two is given
        return in_kg(self.weight_lb, "lb")

    @model_validator(mode="after")
    def _one_weight(self) -> Self:
        if (self.weight_kg is None) == (self.weight_lb is None):
            raise ValueError("expected the weight of the set, either as weight_kg or as weight_lb")
        return self


class LiftBars(Closed):
    """The empty bar of each lift in kg. Left out or null: the 20 kg bar."""

    bench_press: Annotated[Bar, null_is_default(Bar | None)] = USUAL_BAR_KG
    """The bar for the bench press in kg."""
    squat: Annotated[Bar, null_is_default(Bar | None)] = USUAL_BAR_KG
    """The bar for the back squat in kg."""
    dead_lift: Annotated[Bar, null_is_default(Bar | None)] = USUAL_BAR_KG
    """The bar for the deadlift in kg."""
    over_head_press: Annotated[Bar, null_is_default(Bar | None)] = USUAL_BAR_KG
    """The bar for the overhead press in kg."""


class LiftBarsLb(Closed):
    """The empty bar of each lift in lb. Left out or null: the 45 lb bar."""

    bench_press: Annotated[BarLb, null_is_default(BarLb | None)] = USUAL_BAR_LB
    """The bar for the bench press in lb."""
    squat: Annotated[BarLb, null_is_default(BarLb | None)] = USUAL_BAR_LB
    """The bar for the back squat in lb."""
    dead_lift: Annotated[BarLb, null_is_default(BarLb | None)] = USUAL_BAR_LB
    """The bar for the deadlift in lb."""
    over_head_press: Annotated[BarLb, null_is_default(BarLb | None)] = USUAL_BAR_LB
    """The bar for the overhead press in lb."""


def _form_of_bars(value: object) -> str | None:
    """The form in which bars are given: `number`, `by lift` or `list`; None: no form of bars."""
    if isinstance(value, dict | LiftBars | LiftBarsLb):
        return "by lift"
    if isinstance(value, list | tuple):
        return "list"
    return "number" if is_number(value) else None


def _some_bar(bars: tuple[float, ...]) -> tuple[float, ...]:
    if not bars:
        raise ValueError("expected at least one bar")
    return bars


_FORM: Final = Discriminator(
    _form_of_bars,
    custom_error_type="bars",
    custom_error_message="expected a number, an object of lifts, or a list of numbers",
)
_SOME: Final = (AfterValidator(_some_bar), Field(json_schema_extra={"minItems": 1}), Tag("list"))

Bars = Annotated[
    Annotated[Bar, Tag("number")] | Annotated[LiftBars, Tag("by lift")] | Annotated[tuple[Bar, ...], *_SOME], _FORM
]
"""In kg: one bar for all lifts, the bar of each lift, or the bars that there are."""

BarsLb = Annotated[
    Annotated[BarLb, Tag("number")] | Annotated[LiftBarsLb, Tag("by lift")] | Annotated[tuple[BarLb, ...], *_SOME],
    _FORM,
]
"""The same in lb."""


class RmWeight(Closed):
    """The lifter's records in the four lifts: of each a one-repetition maximum (1RM), or a best set.

    A number is in kg; in a request with `unit: "lb"` it is in lb, and is kept as a best set of one repetition.
    """

    bench_press: Kilograms | RepMax
    """Bench press: the 1RM in the request's unit, or a best set."""
    squat: Kilograms | RepMax
    """Back squat: the 1RM in the request's unit, or a best set."""
    dead_lift: Kilograms | RepMax
    """Deadlift: the 1RM in the request's unit, or a best set."""
    over_head_press: Kilograms | RepMax
    """Overhead press: the 1RM in the request's unit, or a best set."""

    def one_rep_max(self, lift: Lift) -> float:
        """The lift's one-repetition maximum in kg, known or estimated."""
        best: float | RepMax = getattr(self, lift)
        return best.one_rep_max if isinstance(best, RepMax) else best

    @property
    def rough(self) -> tuple[Lift, ...]:
        """The lifts whose 1RM is a rough estimate: from a set of more than `SURE_REPS` repetitions."""
        records: dict[Lift, float | RepMax] = {lift: getattr(self, lift) for lift in LIFTS}
        return tuple(lift for lift, best in records.items() if isinstance(best, RepMax) and best.reps > SURE_REPS)
