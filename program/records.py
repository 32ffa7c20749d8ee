"""What a lifter gives in kg: the records of the four lifts, and the bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from program.fields import WHOLE_NUMBER, null_is_default

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


Kilograms = Annotated[float, Field(gt=0, le=HEAVIEST_KG, strict=True)]
Bar = Annotated[float, Field(gt=0, le=50, strict=True)]
"""An empty bar in kg."""

USUAL_BAR_KG: Final = 20.0
"""The bar of a lift for which the request names none."""


class RepMax(Closed):
    """A best set, from which the one-repetition maximum is estimated."""

    weight_kg: Kilograms
    """The weight of the set in kg, bar included."""
    reps: Annotated[int, Field(ge=1, le=MOST_REPS, strict=True), WHOLE_NUMBER]
    """How many repetitions were done with it, 1 to 12; an estimate from more than 8 is rough."""

    @property
    def one_rep_max(self) -> float:
        """Estimated one-repetition maximum in kg (Epley, as printed in Wendler, 5/3/1, 2nd ed.)."""
        if self.reps == 1:
            return self.weight_kg
        return self.weight_kg * self.reps * 0.0333 + self.weight_kg


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


def _form_of_bars(value: object) -> str | None:
    """The form in which bars are given: `number`, `by lift` or `list`; None: no form of bars."""
    if isinstance(value, dict | LiftBars):
        return "by lift"
    if isinstance(value, list | tuple):
        return "list"
    return "number" if isinstance(value, float | int) and not isinstance(value, bool) else None


def _some_bar(bars: tuple[float, ...]) -> tuple[float, ...]:
    if not bars:
        raise ValueError("expected at least one bar")
    return bars


Bars = Annotated[
    Annotated[Bar, Tag("number")]
    | Annotated[LiftBars, Tag("by lift")]
    | Annotated[tuple[Bar, ...], AfterValidator(_some_bar), Field(json_schema_extra={"minItems": 1}), Tag("list")],
    Discriminator(
        _form_of_bars,
        custom_error_type="bars",
        custom_error_message="expected a number of kg, an object of lifts, or a list of numbers",
    ),
]
"""One bar for all lifts, the bar of each lift, or the bars that there are."""


class RmWeight(Closed):
    """The lifter's records in the four lifts: of each a one-repetition maximum (1RM) in kg, or a best set."""

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

    @property
    def rough(self) -> tuple[Lift, ...]:
        """The lifts whose 1RM is a rough estimate: from a set of more than `SURE_REPS` repetitions."""
        records: dict[Lift, float | RepMax] = {lift: getattr(self, lift) for lift in LIFTS}
        return tuple(lift for lift, best in records.items() if isinstance(best, RepMax) and best.reps > SURE_REPS)
