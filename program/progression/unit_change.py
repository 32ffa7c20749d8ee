"""A request in another unit of weights: what is kept of it, and what goes on in the other unit."""

from collections.abc import Mapping
from typing import Any

from program.lifter.obeying import given_training_maxes
from program.schema import LIFTS, OF_UNIT, RoutineRequest
from program.units import WeightUnit


def fields_in(unit: WeightUnit, fields: Mapping[str, Any], request: RoutineRequest) -> dict[str, Any]:
    """The fields of a request, given in `unit`: records and training maxes as they are, no plates of another unit.

    Args:
        unit: The unit.
        fields: The fields, as JSON.
        request: The request that they make.
    """
    if unit == request.unit:
        return dict(fields)
    kept = {name: value for name, value in fields.items() if OF_UNIT.get(name, unit) == unit and name != "training_max"}
    records = {lift: {"weight_kg": request.rm_weight.one_rep_max(lift), "reps": 1} for lift in LIFTS}
    given = given_training_maxes(request.training_maxes, unit) if request.training_maxes else {}
    maxes = {name: one.model_dump(mode="json", exclude_defaults=True) for name, one in given.items()}
    return {**kept, "unit": unit, "rm_weight": records, **maxes}
