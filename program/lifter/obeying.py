"""How a request is obeyed: what its sentence, its form and the report on the month before ask for, as one brief."""

from collections.abc import Sequence
from typing import Any, Final

from program.block import LiftKilograms, LiftWeights
from program.errors import RequestError
from program.exercises.catalogue import CATALOGUE
from program.fields import SMALLEST_PLATES
from program.lifter.brief import SHORTEST_SESSION, Brief
from program.lifter.constraints import CAREFUL_AGE, MOST_MINUTES, NO_CONSTRAINTS, Constraints
from program.progression.past import Past
from program.progression.review import NO_REVIEW, Review, reviewed, said_of_next_month, to_test
from program.reading.safety import made_safe
from program.records import HEAVIEST_KG
from program.schema import CAUTIONS, FURNITURE, NO_SWAPS, Lift, RoutineRequest, Swaps, Weekday
from program.units import WeightUnit, in_unit

RESTS: Final = (30, 600)
"""The shortest and the longest rest between work sets that a month has, in seconds."""

MOST_DAYS: Final = 4
"""Training days a week of the programme, at most."""


def obeyed(request: RoutineRequest, constraints: Constraints = NO_CONSTRAINTS, review: Review = NO_REVIEW) -> Brief:
    """The brief of a request, what its sentence asks for, and what the report on the month before says.

    What code hears in the sentence holds over `constraints`, see `program.reading.safety`: cautions, and lifts that
    hurt. With a caution there is no `heavier` and no `more`, the form's age included.
    Of days and minutes the smaller number holds; where the request has none, the sentence's, within 2 to 4 days and
    from 20 minutes. Equipment is what both name; if they have nothing in common, what the sentence names.
    A report can lower training maxes, never raise them; its other wishes are newer than the sentence's.

    Args:
        request: As it came.
        constraints: What its sentence asks for.
        review: What the report in `request.past` says.

    Raises:
        RequestError: It swaps a lift for what is no exercise, or a chosen step is above the full one.
    """
    for lift, name in (request.swap or NO_SWAPS).by_lift.items():
        if name not in CATALOGUE:
            raise RequestError(f"swap.{lift}: {name!r} is no exercise, expected an id of the catalogue")
    report = said_of_next_month(request.past, review) if request.past else None
    constraints = _asked(request, constraints, report)
    fields = {name: getattr(request, name) for name in RoutineRequest.model_fields}
    cautions = {*constraints.cautions, *(("age",) if _old(request) else ())}
    fields["cautions"] = tuple(one for one in CAUTIONS if one in cautions)
    if constraints.days_per_week is not None:
        fields["days_per_week"] = min(max(constraints.days_per_week, 2), request.days_per_week or 4)
    weekdays = _narrower(request.weekdays or (), constraints.weekdays)
    if len(weekdays) > 1:
        fields["weekdays"] = weekdays
        fields["days_per_week"] = min(len(weekdays), fields["days_per_week"] or len(weekdays), MOST_DAYS)
    if constraints.minutes is not None:
        fields["minutes"] = min(max(constraints.minutes, SHORTEST_SESSION), request.minutes or MOST_MINUTES)
    fields |= _gear(request, constraints)
    fields["supplemental"] = constraints.supplemental or request.supplemental
    fields["rest_s"] = request.rest_s if constraints.rest_s is None else within(constraints.rest_s, RESTS)
    if said := constraints.swap.by_lift:
        fields["swap"] = Swaps(**{**(request.swap or NO_SWAPS).by_lift, **said})
    if request.past and report:
        fields |= {"reported": report.cautions, **_after(request, request.past, review)}
    return Brief(**fields, constraints=constraints)


def _gear(request: RoutineRequest, asked: Constraints) -> dict[str, Any]:
    """The fields of equipment, plates and their unit that the sentence sets."""
    fields: dict[str, Any] = {}
    if asked.equipment is not None:
        both = tuple(kind for kind in asked.equipment if kind in request.available)
        named = tuple(one for one in FURNITURE if one in (request.equipment or ()))
        fields["equipment"] = (*(both or asked.equipment), *named)
    if asked.plates_kg is not None:
        fields |= _smallest_plate(asked.plates_kg)
    if asked.unit not in (None, request.unit) and not request.lists_loads:
        fields["unit_wished"] = asked.unit
    return fields


def _asked(request: RoutineRequest, constraints: Constraints, report: Constraints | None) -> Constraints:
    """What sentence and report ask for together, made safe."""
    if request.cautions:
        constraints = constraints.model_copy(update={"cautions": (*constraints.cautions, *request.cautions)})
    if report:
        constraints = with_report(constraints, report)
    return made_safe(constraints, request.request or "", careful=_old(request))


def _old(request: RoutineRequest) -> bool:
    return request.age is not None and request.age >= CAREFUL_AGE


def with_report(asked: Constraints, report: Constraints) -> Constraints:
    """What sentence and report ask for together; of two wishes the report's, which is newer."""
    changed = {
        "avoid": (*asked.avoid, *report.avoid),
        "cautions": (*asked.cautions, *report.cautions),
        "intensity": asked.intensity if report.intensity == "as_planned" else report.intensity,
        "volume": asked.volume if report.volume == "as_planned" else report.volume,
        "supplemental": report.supplemental or asked.supplemental,
    }
    return Constraints.model_validate({**asked.model_dump(), **changed})


def _after(request: RoutineRequest, past: Past, review: Review) -> dict[str, Any]:
    """The fields that follow from the month before: training maxes, counts, and a test that the report asks for."""
    proposals = reviewed(past, review, request.week4)
    maxes = {**request.training_maxes, **{one.lift: min(one.to_kg, HEAVIEST_KG) for one in proposals}}
    counters = request.block.counters.model_copy(update={one.lift: one.counters for one in proposals})
    fields = {
        **given_training_maxes(maxes, request.unit),
        "block": request.block.model_copy(update={"counters": counters}),
    }
    asked_for = to_test(proposals)
    return fields if request.week4 != "deload" or not asked_for else {**fields, "week4": "tm_test", "tested": asked_for}


def given_training_maxes(maxes: dict[Lift, float], unit: WeightUnit) -> dict[str, Any]:
    """The fields of a request in `unit` for training maxes in kg."""
    if unit == "kg":
        return {"training_max": LiftKilograms(**maxes)}
    pounds: dict[Lift, float] = {lift: in_unit(kg, "lb") for lift, kg in maxes.items()}
    return {"training_max_lb": LiftWeights(**pounds)}


def within(value: int, limits: tuple[int, int]) -> int:
    """The value, or the limit that it is beyond."""
    return min(max(value, limits[0]), limits[1])


def _smallest_plate(kg: float) -> dict[str, float]:
    """The fields that a smallest plate named in a sentence sets; none, where no gym has it.

    Where plates are in pounds, those of 5 lb stand for the ones of 2.5 kg.
    """
    pounds = 2 * kg
    return {
        **({"smallest_plate_kg": kg} if kg in SMALLEST_PLATES["kg"] else {}),
        **({"smallest_plate_lb": pounds} if pounds in SMALLEST_PLATES["lb"] else {}),
    }


def _narrower(form: Sequence[Weekday], said: Sequence[Weekday]) -> tuple[Weekday, ...]:
    """The weekdays that both name; where they share fewer than two, what the sentence names, else the form's."""
    both = tuple(one for one in said if one in form)
    return both if len(both) > 1 else tuple(said) or tuple(form)
