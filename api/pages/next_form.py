"""The form below a month: what was lifted in it, and how the next one goes on."""

from typing import Any, Final

from pydantic import ValidationError

from api.pages.forms import beside_fields
from api.pages.log_fields import log_name
from api.pages.posted_form import Form, FormError, NumberReader
from api.pages.words import page_words
from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.progression.carry import Carry
from program.records import HEAVIEST_KG, HEAVIEST_LB
from program.schema import LIFTS, Language, Lift
from service.programme import NextRequest

RESENT: Final = ("carry", "history", "run", "log.", "report", "weeks_away", "stall", "strict")
"""How the names of the fields begin that are sent again beside the training maxes."""


def read_carry(form: Form) -> Carry:
    """What the month that was trained carries over.

    Raises:
        RequestError: The form does not say, or it cannot be read.
    """
    try:
        return Carry.model_validate_json(form.value("carry"))
    except ValidationError as error:
        raise RequestError(f"carry: {one_line(field_errors(error.errors()))}") from error


def changed_lifts(form: Form) -> tuple[Lift, ...]:
    """The lifts whose proposed training maxes the lifter has changed."""
    return tuple(
        lift for lift in LIFTS if form.typed(f"training_max.{lift}") not in (None, form.typed(f"proposed.{lift}"))
    )


def read_next(form: Form, carry: Carry, language: Language) -> NextRequest:
    """What the form below a month asks for, as `POST /routine/next` takes it.

    Args:
        form: What is typed. A top set without repetitions is not logged. Training maxes that are all left as they were
            proposed are not set by the lifter; once one is changed all hold as they are shown, so that none moves
            because another one did.
        carry: Of the month that was trained.
        language: Of the errors.

    Raises:
        FormError: A number cannot be read or used.
    """
    texts, unit = page_words(language)["errors"], carry.whose.unit
    reader = NumberReader(form, texts, unit)
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
    chosen = reader.weights(f"training_max.{lift}" for lift in LIFTS) if changed_lifts(form) else {}
    if chosen:
        data["training_max"] = chosen
    most = HEAVIEST_LB if unit == "lb" else HEAVIEST_KG
    too_heavy = texts["less_than_equal"].format(le=f"{most:.10g}")
    errors = reader.wrong | {f"training_max.{lift}": too_heavy for lift, weight in chosen.items() if weight > most}
    try:
        asked = NextRequest.model_validate(data)
    except ValidationError as error:
        errors = beside_fields(error, texts, names) | errors
    if errors:
        raise FormError(errors)
    return asked
