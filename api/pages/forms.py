"""The lifter's form: what is typed into it becomes a request, or errors beside the fields in the lifter's language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from api.pages.posted_form import Form, FormError, NumberReader
from api.pages.words import page_words
from program.field_errors import field_path
from program.schema import LIFTS, Language, RoutineRequest
from program.units import WeightUnit

_WHOLE: Final = ("experience", "purpose", "days_per_week", "minutes", "rest_s", "age", "seed")
_TEXTS: Final = ("unit", "rounding", "gender", "supplemental", "week4", "start_date", "role")
_LISTS: Final = ("equipment", "weekdays", "cautions")

_OTHER_FORM: Final = frozenset({"float_type", "model_type", "model_attributes_type"})
"""Kinds of pydantic's errors that only say that a value has not the other form that its field may have."""

_WEIGHTS: Final = ("weight_kg", "weight_lb")
"""Steps of an error's path that name no field of the form."""

_FIELD_OF: Final[Mapping[str, str]] = {
    "bar_kg": "bar",
    "bar_lb": "bar",
    "plates_kg": "plates",
    "plates_lb": "plates",
    "training_max_lb": "training_max",
}
"""Fields of a request -> the form's fields, which are for both units."""

_CHOSEN: Final = ("experience", "purpose", "gender")
"""Fields that must be chosen."""

_OWN_TEXTS: Final = ("equipment", "weekdays", "start_date", "smallest_plate_kg", "smallest_plate_lb", "plates")
"""Fields whose one rule has a text of its own; of `plates` every rule has it."""


def request_data(form: Form, language: Language) -> tuple[dict[str, Any], RoutineRequest]:
    """The request that a form asks for, as the JSON to be sent and as it is read.

    Args:
        form: What is typed. Empty fields are left out.
        language: Of the errors.

    Raises:
        FormError: A field is missing, or has a value that cannot be used.
    """
    texts = page_words(language)["errors"]
    unit: WeightUnit = "lb" if form.typed("unit") == "lb" else "kg"
    reader = NumberReader(form, texts, unit)
    data: dict[str, Any] = {
        **{name: int(one) if one.is_integer() else one for name, one in reader.numbers(_WHOLE).items()},
        **{name: value for name in _TEXTS if (value := form.typed(name)) is not None},
        **{name: list(values) for name in _LISTS if (values := form.values(name))},
        **reader.numbers((f"smallest_plate_{unit}",)),
    }
    if (body_weight := reader.weight("body_weight_kg", "kg")) is not None:
        data["body_weight_kg"] = body_weight
    if sentence := form.typed("request"):
        data["request"] = sentence
    if form.typed("plates"):
        data[f"plates_{unit}"] = reader.plates("plates")
    for group, name in (("training_max", "training_max"), ("bar", f"bar_{unit}")):
        if given := reader.weights(f"{group}.{lift}" for lift in LIFTS):
            data[name] = given
    if swaps := {lift: wished for lift in LIFTS if (wished := form.typed(f"swap.{lift}"))}:
        data["swap"] = swaps
    records = {lift: record for lift in LIFTS if (record := _record(reader, lift)) is not None}
    if records or len(data.get("training_max", ())) < len(LIFTS):
        data["rm_weight"] = records
    return data, _checked(data, reader.wrong, texts)


def _record(reader: NumberReader, lift: str) -> float | dict[str, float] | None:
    """A lift's record: the 1RM, or a weight and its repetitions; None: no weight is typed."""
    weight, reps = reader.weight(f"rm_weight.{lift}"), reader.number(f"rm_weight.{lift}.reps")
    if weight is None or reps is None:
        return weight
    return {f"weight_{reader.unit}": weight, "reps": reps}


def _checked(data: Mapping[str, Any], wrong: Mapping[str, str], texts: Mapping[str, str]) -> RoutineRequest:
    errors: dict[str, str] = {}
    try:
        request = RoutineRequest.model_validate(data)
    except ValidationError as error:
        errors = beside_fields(error, texts)
    errors |= wrong
    if errors:
        raise FormError(dict(sorted(errors.items(), key=lambda one: not one[0].startswith("rm_weight"))))
    return request


def beside_fields(error: ValidationError, texts: Mapping[str, str], logged: Sequence[str] = ()) -> dict[str, str]:
    """Pydantic's errors as texts, by the names of the form's fields.

    Args:
        error: What pydantic says of what a form asks for.
        texts: The words for errors, in the lifter's language.
        logged: The names of the fields of the log, in its order.
    """
    errors: dict[str, str] = {}
    for one in error.errors():
        match one["loc"]:
            case ("log", int(place), *_):
                errors.setdefault(logged[place], error_text(one, (), texts))
            case _ if one["type"] not in _OTHER_FORM:
                path = form_path(one["loc"])
                errors.setdefault(".".join(path), error_text(one, path, texts))
    return errors


def form_path(loc: Sequence[str | int]) -> tuple[str, ...]:
    """The path of an error of pydantic's, as the parts of the name of the form's field."""
    steps = [str(step) for step in field_path(loc) if not isinstance(step, int) and step not in _WEIGHTS]
    return (_FIELD_OF.get(steps[0], steps[0]), *steps[1:]) if steps else ()


def error_text(error: Mapping[str, Any], path: Sequence[str], texts: Mapping[str, str]) -> str:
    """What to do about one of pydantic's errors.

    Args:
        error: One of `ValidationError.errors()`.
        path: The parts of the name of the form's field.
        texts: The words for errors, in the lifter's language.
    """
    if path and path[0] in _OWN_TEXTS and (path[0] == "plates" or error["type"] in ("value_error", "too_short")):
        return texts[path[0]]
    if error["type"] == "missing" and path and path[0] in _CHOSEN:
        return texts["choose"]
    values = {name: f"{value:.10g}" for name, value in error.get("ctx", {}).items() if isinstance(value, int | float)}
    return texts.get(error["type"], texts["other"]).format(**values)
