"""What a lifter can choose about how training maxes go on."""

from typing import Annotated, Literal

from pydantic import Field

from program.errors import RequestError
from program.progression.steps import full_step
from program.records import Closed, Lift
from program.units import WeightUnit

Stall = Literal["three_steps", "ten_percent", "e1rm"]
"""What a stall takes off a training max: three steps, at most 10 %; 10 %; or what leads to 90 % of the 1RM that the
best recent set stands for."""

StepKg = Annotated[float, Field(ge=0, strict=True)]


class LiftSteps(Closed):
    """The step of each lift in kg, 0 to the full one. Left out or null: the full step."""

    bench_press: StepKg | None = None
    """The step of the bench press, up to 2.5 kg."""
    squat: StepKg | None = None
    """The step of the squat, up to 5 kg."""
    dead_lift: StepKg | None = None
    """The step of the deadlift, up to 5 kg."""
    over_head_press: StepKg | None = None
    """The step of the overhead press, up to 2.5 kg."""


class Options(Closed):
    """How a lifter's training maxes go on."""

    stall: Stall = "three_steps"
    """What a stall takes off."""
    strict: bool = False
    """Whether a training max waits while the best plus set stands for less than the 1RM behind it."""
    step_kg: LiftSteps | None = None
    """Smaller steps by lift, in kg. Left out: full steps."""
    forecast: bool = False
    """Whether the month is not trained yet: without a log it then counts as done."""
    weeks_away: Annotated[int, Field(ge=0, strict=True)] = 0
    """Weeks without training since the last session, 0 or more."""
    unit: WeightUnit = Field(default="kg", exclude_if=lambda unit: unit == "kg")
    """What the request is given in: training maxes go up and back in its steps, and have two decimals in it."""

    def step_of(self, lift: Lift) -> float:
        """The lift's step in kg: the chosen one, or the full one.

        Raises:
            RequestError: The chosen step is above the full one (Wendler, *5/3/1 Forever* p. 3, 20-21).
        """
        full = full_step(lift, self.unit)
        chosen: float | None = getattr(self.step_kg, lift, None)
        if chosen is None:
            return full
        if chosen > full:
            raise RequestError(
                f"step_kg.{lift}: {chosen:g} kg is more than a cycle may add, because a training max that rises faster "
                f"soon outruns the lifter; give 0 to {full:g} kg"
            )
        return chosen


USUAL: Options = Options()
"""Three steps back after a stall, not strict, full steps, no forecast, no weeks away."""
