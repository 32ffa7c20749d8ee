"""The form below a month: what was lifted in it, and how the next one goes on."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from api.pages.forms import Form, FormError, NumberReader, error_text, form_path
from api.pages.log_fields import log_name
from api.pages.words import page_words
from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.progression.carry import Carry
from program.schema import LIFTS, Language
from service.programme import NextRequest

SENT: Final = ("carry", "history", "log.", "report", "weeks_away", "stall", "strict")
"""How the names of the form's fields begin, without the training maxes that the lifter sets."""


def read_carry(form: Form) -> Carry:
    """What the month that was trained carries over.

    Raises:
        RequestError: The form does not say, or it cannot be read.
    """
    try:
        return Carry.model_validate_json(form.value("carry"))
    except ValidationError as error:
        raise RequestError(f"carry: {one_line(field_errors(error.errors()))}") from error


def read_next(form: Form, carry: Carry, language: Language) -> NextRequest:
    """What the form below a month asks for, as `POST /routine/next` takes it.

    Args:
        form: What is typed. A top set without repetitions is not logged, and a training max that is left as it was
            proposed is not set by the lifter.
        carry: Of the month that was trained.
        language: Of the errors.

    Raises:
        FormError: A number cannot be read or used.
    """
    reader = NumberReader(form)
    names: list[str] = []
    log: list[dict[str, Any]] = []
    for one in carry.lifts:
        for top in one.top_sets:
            name = log_name(one.lift, top.week)
            reps = reader.number(name)
            if reps is not None:
                names.append(name)
                log.append({"lift": one.lift, "week": top.week, "weight_kg": top.weight_kg, "reps": reps})
    data: dict[str, Any] = {"carry": carry, "log": log, "strict": bool(form.typed("strict"))}
    if report := form.typed("report"):
        data["report"] = report
    if stall := form.typed("stall"):
        data["stall"] = stall
    if (away := reader.number("weeks_away")) is not None:
        data["weeks_away"] = int(away) if away.is_integer() else away
    changed = [lift for lift in LIFTS if form.typed(f"training_max.{lift}") != form.typed(f"proposed.{lift}")]
    if given := reader.numbers(f"training_max.{lift}" for lift in changed):
        data["training_max"] = given
    texts = page_words(language)["errors"]
    errors = dict.fromkeys(reader.wrong, texts["number"])
    try:
        asked = NextRequest.model_validate(data)
    except ValidationError as error:
        errors = _beside_fields(error, names, texts) | errors
    if errors:
        raise FormError(errors)
    return asked


def _beside_fields(error: ValidationError, names: list[str], texts: Mapping[str, str]) -> dict[str, str]:
    """Pydantic's errors as texts, by the names of the form's fields."""
    errors: dict[str, str] = {}
    for one in error.errors():
        match one["loc"]:
            case ("log", int(place), *_):
                errors.setdefault(names[place], error_text(one, (), texts))
            case _:
                path = form_path(one["loc"])
                errors.setdefault(".".join(path), error_text(one, path, texts))
    return errors
