"""What a lifter can choose about how training maxes go on."""

from typing import Annotated, Literal

from pydantic import Field

from program.errors import RequestError
from program.fields import WHOLE_NUMBER
from program.progression.steps import full_step
from program.records import Closed, Lift
from program.units import WeightUnit, in_kg, in_unit

Stall = Literal["three_steps", "ten_percent", "e1rm"]
"""What a stall takes off a training max: three steps, at most 10 %; 10 %; or what leads to 90 % of the 1RM that the
best recent set stands for."""

Step = Annotated[float, Field(ge=0, strict=True)]


class LiftSteps(Closed):
    """The step of each lift, 0 to the full one. Left out or null: the full step."""

    bench_press: Step | None = None
    """The step of the bench press, up to 2.5 kg or 5 lb."""
    squat: Step | None = None
    """The step of the squat, up to 5 kg or 10 lb."""
    dead_lift: Step | None = None
    """The step of the deadlift, up to 5 kg or 10 lb."""
    over_head_press: Step | None = None
    """The step of the overhead press, up to 2.5 kg or 5 lb."""


class Options(Closed):
    """How a lifter's training maxes go on."""

    stall: Stall = "three_steps"
    """What a stall takes off."""
    strict: Annotated[bool, Field(strict=True)] = False
    """Whether a training max waits while the best plus set stands for less than the 1RM behind it."""
    step_kg: LiftSteps | None = None
    """Smaller steps by lift, in kg. Left out: full steps."""
    step_lb: LiftSteps | None = Field(default=None, exclude_if=lambda steps: steps is None)
    """The same in lb."""
    forecast: Annotated[bool, Field(strict=True)] = False
    """Whether the month is not trained yet: without a log it then counts as done."""
    weeks_away: Annotated[int, Field(ge=0, le=520, strict=True), WHOLE_NUMBER] = 0
    """Weeks without training since the last session, 0 to 520."""
    unit: WeightUnit = Field(default="kg", exclude_if=lambda unit: unit == "kg")
    """What the request is given in: training maxes go up and back in its steps, and have two decimals in it."""

    def step_of(self, lift: Lift) -> float:
        """The lift's step in kg: the chosen one, or the full one.

        Raises:
            RequestError: The chosen step is above the full one (Wendler, *5/3/1 Forever* p. 3, 20-21).
        """
        full = full_step(lift, self.unit)
        given: tuple[tuple[WeightUnit, LiftSteps | None], ...] = (("kg", self.step_kg), ("lb", self.step_lb))
        for unit, steps in given:
            chosen: float | None = getattr(steps, lift, None)
            if chosen is None:
                continue
            if in_kg(chosen, unit) > full:
                most = in_unit(full, unit)
                raise RequestError(
                    f"step_{unit}.{lift}: {chosen:g} {unit} is more than a cycle may add, because a training max that "
                    f"rises faster soon outruns the lifter; give 0 to {most:g} {unit}"
                )
            return in_kg(chosen, unit)
        return full


USUAL: Options = Options()
"""Three steps back after a stall, not strict, full steps, no forecast, no weeks away."""
