"""Writes the lifter's pages from what they show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response
from starlette.exceptions import HTTPException

from api.http.problems import when_again
from api.pages.choices import choices
from api.pages.history import written_history
from api.pages.log_fields import field_titles, lift_title, log_fields
from api.pages.month_view import MonthView
from api.pages.next_form import RESENT
from api.pages.posted_form import EMPTY, Form
from api.pages.site import page
from api.pages.words import page_words
from program.errors import BurnfitError, ModelError, UnavailableError
from program.progression.carry import Carry
from program.schema import LIFTS, Language, Lift
from program.wording.month_words import MONTH_WORDS
from service.programme import ToldProposal

FOLDED: Final = (
    "start_date", "rest_s", "age", "body_weight_kg", "weekdays", "equipment", "supplemental", "week4", "role", "seed",
    "training_max", "bar", "plates", "rounding", "swap", "cautions",
)  # fmt: skip
"""How the names of the fields begin that are folded away."""

NO_ERRORS: Final[Mapping[str, str]] = {}

Failure = BurnfitError | HTTPException
"""Why there is no answer, other than a field that is wrong."""


@dataclass(frozen=True)
class Proposals:
    """What becomes of the training maxes after a month that was trained."""

    proposals: Sequence[ToldProposal]
    chosen: Mapping[Lift, float]
    """The training maxes that the lifter has sent, in the unit of the month; none: the proposals hold."""
    posted: Form
    """What the lifter has sent."""

    @property
    def proposed(self) -> Mapping[str, str]:
        """What was proposed of each lift before the lifter changed a training max."""
        fields = self.posted.beginning("proposed.") if self.chosen else ()
        return {name.partition(".")[2]: value for name, value in fields}


def form_page(
    language: Language,
    posted: Form,
    errors: Mapping[str, str] = NO_ERRORS,
    failure: Failure | None = None,
) -> Response:
    """The form, with what was typed.

    Args:
        language: Of the page.
        posted: What was typed.
        errors: What to do about each wrong field, by its name.
        failure: Why no month was made.
    """
    made = _page(
        "lifter_form.html",
        language,
        200 if not errors and failure is None else _status(failure),
        form=posted,
        errors=errors,
        named=field_titles(errors, language),
        failure=_failure_words(failure, language),
        choices=choices(language),
        more_open=any(name.startswith(FOLDED) for name in errors),
    )
    return _saying_when(made, failure)


def saved_page(language: Language) -> Response:
    """A page without a month."""
    return _page("lifter_saved.html", language)


def month_page(view: MonthView, *, recorded: bool, after: Proposals | None = None) -> Response:
    """A month.

    Args:
        view: The month.
        recorded: Whether the service records months, so that one can be exported by its run.
        after: What has become of the training maxes of the month before; None: there is none.
    """
    carry = view.routine.carry
    return _page(
        "lifter_month.html",
        view.language,
        view=view,
        carry=carry.model_dump_json() if carry else "",
        history=written_history(view.history),
        proposals=after.proposals if after else (),
        chosen=after.chosen if after else {},
        proposed=after.proposed if after else {},
        from_run=after.posted.value("run") if after else "",
        resent=after.posted.beginning(*RESENT) if after else (),
        titles=_lift_titles(view.language),
        form=EMPTY,
        errors=NO_ERRORS,
        plus=view.plus,
        recorded=recorded,
        dated=view.routine.weeks[0].days[0].date is not None,
    )


def next_page(
    language: Language,
    carry: Carry,
    posted: Form,
    errors: Mapping[str, str] = NO_ERRORS,
    failure: Failure | None = None,
) -> Response:
    """What was lifted in a month, to be mended where it cannot be used; the arguments are as those of `form_page`."""
    made = _page(
        "lifter_next.html",
        language,
        _status(failure),
        form=posted,
        carry=carry.model_dump_json(),
        log=tuple(log_fields(carry, language)),
        titles=_lift_titles(language),
        unit=carry.whose.unit,
        plus=any(top.plus for lift in carry.lifts for top in lift.top_sets),
        errors=errors,
        named=field_titles(errors, language),
        failure=_failure_words(failure, language),
    )
    return _saying_when(made, failure)


def _lift_titles(language: Language) -> dict[Lift, str]:
    return {lift: lift_title(lift, language) for lift in LIFTS}


def _status(failure: Failure | None) -> int:
    match failure:
        case UnavailableError():
            return 503
        case ModelError():
            return 502
        case HTTPException():
            return failure.status_code
        case _:
            return 422


def _saying_when(made: Response, failure: Failure | None) -> Response:
    """A page that also says when to ask again, where that may help."""
    if isinstance(failure, UnavailableError):
        made.headers.update(when_again(failure))
    return made


def _failure_words(failure: Failure | None, language: Language) -> Mapping[str, str] | None:
    """What is told of a failure: by its kind in the lifter's language, and its own words."""
    if failure is None:
        return None
    texts = page_words(language)["failures"]
    detail = failure.detail if isinstance(failure, HTTPException) else str(failure)
    return {"text": texts.get(str(_status(failure)), texts["422"]), "detail": detail}


def _page(template: str, language: Language, status: int = 200, **context: Any) -> Response:
    words = page_words(language)
    return page(
        template,
        status,
        language=language,
        say=words,
        month_words=MONTH_WORDS[language],
        script_words=json.dumps(words["script"], ensure_ascii=False),
        **context,
    )
