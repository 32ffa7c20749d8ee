"""Months as the coach makes them, and what a lifter logs of them: no model, no graph, no recorded runs."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from agents import CORE
from agents.agent import Inputs
from agents.month import compose_month
from program.month.routine import Provenance, Routine
from program.progression.carry import Carry
from program.progression.log import LoggedSet, TopSet
from program.schema import Lift, RoutineRequest

RECORDS: Final[Mapping[str, float]] = {"bench_press": 90, "squat": 120, "dead_lift": 144, "over_head_press": 60}

RUN: Final = "0" * 32


class Coached:
    """Makes months with the coach's answers, all in the one run `RUN`."""

    def routine(self, request: RoutineRequest, cancelled: threading.Event | None = None) -> Routine:
        """One month for `request`."""
        inputs, provenance = Inputs(request), {}
        for agent in CORE:
            if agent.runs(inputs):
                inputs = Inputs(request, {**inputs.answers, agent.name: agent.fallback(inputs)})
                provenance[agent.name] = Provenance(source="model", attempts=1, ms=0)
        return compose_month(inputs, RUN, provenance)


def lifter(**fields: Any) -> RoutineRequest:
    """A lifter of three years who trains for strength; `fields` are different."""
    return RoutineRequest.model_validate(
        {"experience": 3, "gender": "male", "purpose": 1, "rm_weight": RECORDS, **fields}
    )


def log_of(carry: Carry, reps: Callable[[TopSet], int | None] = lambda top: top.reps) -> tuple[LoggedSet, ...]:
    """The top sets of a month at their weights, with `reps` of each; None: it is not logged."""
    return tuple(
        LoggedSet(lift=month.lift, week=top.week, weight_kg=top.weight_kg, reps=done)
        for month in carry.lifts
        for top in month.top_sets
        if (done := reps(top)) is not None
    )


def maxes_of(carry: Carry) -> dict[Lift, float]:
    """The training maxes in kg that a month stood on."""
    return {one.lift: one.training_max_kg for one in carry.lifts}
