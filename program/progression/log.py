"""What a month asked of a lift, and what the lifter logged of it. Weights are in kg, bar included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, model_validator

from program.block import WEEKS
from program.fields import WHOLE_NUMBER, is_number
from program.records import HEAVIEST_LB, Closed, Kilograms, Lift
from program.units import in_kg, in_unit

MOST_LOGGED_REPS: Final = 100
"""More repetitions in one set of a main lift are a typing error. Our choice."""

_LIGHTEST_KG: Final = 0.01
"""What a weight in lb is at least, once it has two decimals in kg."""

Week = Annotated[int, Field(ge=WEEKS[0], le=WEEKS[-1], strict=True), WHOLE_NUMBER]
"""A week of the month, 1 to 4."""

TopSetKind = Literal["work", "tm_test"]
"""`work`: the last work set of a session. `tm_test`: the last set of a training max test."""

Held = Literal["spared", "replaced", "careful", "plates"]
"""Why a month says nothing of a lift's strength: it was `spared`, because it loads a sore joint; `replaced`, another
exercise stood in for it; the whole month was a `careful` one, after which only a doctor's word raises weights; or the
lifter's own `plates` made less than was asked."""


def _in_either_unit(schema: dict[str, Any]) -> None:
    """Says in a set's JSON schema that its weight can be in pounds."""
    schema["properties"]["weight_lb"] = {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": HEAVIEST_LB,
        "description": "The weight in lb, instead of `weight_kg`.",
    }
    schema["required"].remove("weight_kg")
    schema["anyOf"] = [{"required": ["weight_kg"]}, {"required": ["weight_lb"]}]


class LoggedSet(Closed):
    """One set on the bar as the lifter did it."""

    model_config = ConfigDict(json_schema_extra=_in_either_unit)

    lift: Lift
    """The main lift."""
    week: Week
    """The week of the month, 1 to 4."""
    weight_kg: Kilograms
    """The weight in kg, bar included, up to 600. `weight_lb` in its place is read, too, and kept in kg."""
    reps: Annotated[int, Field(ge=0, le=MOST_LOGGED_REPS, strict=True), WHOLE_NUMBER]
    """Good repetitions, 0 to 100; 0: the weight was tried and did not move."""

    @model_validator(mode="before")
    @classmethod
    def _pounds_in_kg(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "weight_kg" not in value and is_number(lb := value.get("weight_lb")):
            if not 0 < lb <= HEAVIEST_LB:
                raise ValueError(f"weight_lb: expected a weight over 0 and up to {HEAVIEST_LB:g} lb")
            rest = {name: one for name, one in value.items() if name != "weight_lb"}
            return {**rest, "weight_kg": max(in_unit(in_kg(lb, "lb"), "kg"), _LIGHTEST_KG)}
        return value


class TopSet(Closed):
    """The set of a week that decides: the last work set, or the last set of a training max test."""

    week: Week
    """The week of the month, 1 to 4."""
    weight_kg: Kilograms
    """The weight that was asked in kg, bar included."""
    reps: Annotated[int, Field(ge=1, le=MOST_LOGGED_REPS, strict=True), WHOLE_NUMBER]
    """The fewest repetitions."""
    plus: Annotated[bool, Field(strict=True)]
    """Whether it was a plus set: as many good repetitions as possible."""
    kind: TopSetKind = "work"
    """A work set, or the test of the training max."""
    day: Annotated[int, Field(ge=1, le=7, strict=True), WHOLE_NUMBER] = 1
    """The session of the week, 1 for the first."""


class LiftMonth(Closed):
    """What a month asked of one lift."""

    lift: Lift
    """The main lift."""
    training_max_kg: Kilograms
    """The training max that the month stood on in kg, two decimals; of a spared lift before the month lowered it."""
    rate: Annotated[int, Field(ge=70, le=90, strict=True), WHOLE_NUMBER]
    """The training max in percent of the 1RM: the plan's `training_max_rate`."""
    top_sets: tuple[TopSet, ...] = ()
    """The top set of each week that has one that counts; a deload has none."""
    held: Held | None = None
    """Why the month says nothing of the lift's strength; null: it does."""

    @model_validator(mode="after")
    def _one_top_set_a_week(self) -> LiftMonth:
        weeks = [one.week for one in self.top_sets]
        if len(set(weeks)) < len(weeks):
            raise ValueError(f"top_sets: expected one a week, got weeks {', '.join(map(str, weeks))}")
        return self
