"""Sentences that are easily misread: that the cases are sound, and that the real model reads them well."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from models.local_model import LocalModel
from program.lifter.constraints import Constraints
from program.lifter.obeying import obeyed
from service.service import Service
from service.settings import Settings
from tests.e2e.field_cases import FIELDS, KINDS, Case, Kind, as_written, read_cases, wrong

CASES = read_cases()

FEWEST_VARIANTS = 6
"""Variants of each kind, at least; a reader that knows only the given sentences has not mended the kind."""


@pytest.fixture(scope="module")
def service(model: LocalModel) -> Service:
    return Service(model, Settings())


MISREAD: Mapping[Kind, int] = {
    "rests": 6, "weekdays": 7, "every_other_day": 9, "minutes": 9, "instead": 4, "small_equipment": 6, "no_rack": 9,
    "plates": 7, "no_pushing": 8, "cannot": 7, "cautions": 6, "deload": 5, "templates": 10, "training_max": 6,
    "spellings": 3, "lift_frequency": 9, "records": 7, "not_done": 1, "other_pain": 8, "held_up": 10,
}  # fmt: skip
"""Cases of each kind that the present adapter reads wrongly: a debt, to be trained away."""

CLOSE_CALLS = 1
"""Cases of a kind that another processor may read otherwise."""


@pytest.mark.model
@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_read_as_a_careful_coach_reads_them(service: Service, kind: Kind) -> None:
    faults: dict[str, list[str]] = {}
    for case in CASES:
        if case.kind == kind:
            answer, _ = service.answer("intake", case.request.model_dump(mode="json"))
            # What the month answers: the model's reading, and what code hears of pain and health over it.
            faults[case.text] = wrong(case, obeyed(case.request, Constraints.model_validate(answer)).constraints)
    misread = {text: listed for text, listed in faults.items() if listed}
    assert len(misread) <= MISREAD[kind] + CLOSE_CALLS, misread


def test_every_kind_has_enough_variants_in_both_languages() -> None:
    variants = Counter(case.kind for case in CASES if not case.given)
    assert {kind: variants[kind] for kind in KINDS if variants[kind] < FEWEST_VARIANTS} == {}
    for language in ("ko", "en"):
        written = Counter(case.kind for case in CASES if not case.given and case.language == language)
        assert {kind: written[kind] for kind in KINDS if written[kind] < FEWEST_VARIANTS // 2} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_right_for_a_sentence_is_a_reading_that_passes(kind: Kind) -> None:
    for case in CASES:
        if case.kind == kind:
            reading = {field: one_right(field, right) for field, right in case.right.items()}
            assert wrong(case, Constraints.model_validate(reading)) == [], case.text


def one_right(field: str, right: Any) -> Any:
    """A value of a field that is right."""
    if isinstance(right, dict) and "any_of" in right:
        return right["any_of"][0]
    if isinstance(right, dict) and {"contains", "lacks"} & set(right):
        return right.get("contains") or FIELDS[field]
    return right


def test_no_sentence_occurs_twice() -> None:
    # The same letters in another spelling are another case.
    letters = Counter("".join(case.text.split()).casefold().strip(".!?") for case in CASES)
    assert [text for text, times in letters.items() if times > 1] == []


def test_other_spellings_are_kept_as_they_are() -> None:
    texts = [case.text for case in CASES if case.kind == "spellings"]
    assert sum(not unicodedata.is_normalized("NFC", text) for text in texts) >= FEWEST_VARIANTS
    for letter in ("’", "\N{NON-BREAKING HYPHEN}", "\N{NO-BREAK SPACE}", "５"):
        assert any(letter in text for text in texts)


def case(right: dict[str, Any], *, else_unchanged: bool = False) -> Case:
    return Case(kind="held_up", text="…", right=right, else_unchanged=else_unchanged)


@pytest.mark.parametrize(
    ("right", "said", "faults"),
    [
        ({"minutes": 40}, {"minutes": 40}, 0),
        ({"minutes": 40}, {}, 1),
        ({"minutes": None}, {"minutes": 40}, 1),
        ({"minutes": {"any_of": [40, None]}}, {}, 0),
        ({"minutes": {"any_of": [40, None]}}, {"minutes": 20}, 1),
        ({"exclude": {"contains": ["any_lunge"]}}, {"exclude": ["any_lunge", "dips"]}, 0),
        ({"exclude": {"contains": ["any_lunge"]}}, {"exclude": ["bar_lunge"]}, 1),
        ({"exclude": {"contains": ["dips"], "lacks": ["squat"]}}, {"exclude": ["squat"]}, 2),
        ({"focus": {"lacks": ["squat"]}}, {"focus": ["chest"]}, 0),
        ({"avoid": ["knee", "wrist"]}, {"avoid": ["wrist", "knee"]}, 0),
        ({"swap": {"squat": "front_squat"}}, {"swap": {"squat": "front_squat"}}, 0),
        ({"swap": {"squat": "front_squat"}}, {"swap": {"squat": "leg_press"}}, 1),
        ({"minutes": 40}, {"minutes": 40, "days_per_week": 3, "intensity": "heavier"}, 0),
    ],
)
def test_what_differs_is_told(right: dict[str, Any], said: dict[str, Any], faults: int) -> None:
    assert len(wrong(case(right), Constraints.model_validate(said))) == faults


def test_a_field_that_is_not_named_must_keep_its_default() -> None:
    found = wrong(
        case({"minutes": 40}, else_unchanged=True), Constraints(minutes=40, days_per_week=3, focus=("squat",))
    )
    assert [fault.split(":")[0] for fault in found] == ["focus", "days_per_week"]


@pytest.mark.parametrize(
    "right",
    [
        {"minute": 40},
        {"minutes": 0},
        {"exclude": {"contains": ["press-ups"]}},
        {"minutes": {"any_of": [40]}},
        {"minutes": {"contains": [40]}},
        {"avoid": {"any_of": [["knee"], []], "lacks": ["hip"]}},
    ],
)
def test_what_cannot_be_right_is_refused(right: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        case(right)


def test_every_field_has_a_default_that_can_be_written() -> None:
    assert all(as_written(field, value) == value for field, value in FIELDS.items())
