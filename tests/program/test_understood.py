"""What was understood of a sentence, as a lifter reads it."""

from typing import Any, get_args

import pytest

from program.exercises.kinds import KINDS
from program.lifter.constraints import FOCUSES, NO_CONSTRAINTS, NOT_DONE, Conditioning, Constraints, Declined
from program.schema import CAUTIONS, EQUIPMENT, JOINTS, WEEKDAYS, Language
from program.wording.understood import not_done, understood

EVERYTHING: dict[str, Any] = {
    "volume": "less",
    "intensity": "lighter",
    "focus": FOCUSES,
    "avoid": JOINTS,
    "equipment": EQUIPMENT,
    "exclude": ("squat", "db_lunge", "leg_press", "dips", "plank", "push_up"),
    "minutes": 45,
    "days_per_week": 3,
    "declined": "diet",
    "cautions": CAUTIONS,
    "lacking": ("rack", "bench"),
    "weekdays": WEEKDAYS,
    "swap": {"squat": "leg_press"},
    "include": (next(iter(KINDS)), "dips"),
    "training_max_rate": 85,
    "supplemental": "BBB",
    "plus_sets": False,
    "deload": "earlier",
    "rest_s": 90,
    "plates_kg": 0.25,
    "unit": "lb",
    "conditioning": "no_running",
    "not_done": NOT_DONE,
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_wish_is_told(language: Language) -> None:
    asked = Constraints.model_validate(EVERYTHING)
    left_out = [name for name in Constraints.model_fields if getattr(asked, name) == getattr(NO_CONSTRAINTS, name)]
    assert left_out == [], "this test asks for everything that there is"
    wishes = list(understood(asked, language))
    assert len({one.field for one in wishes}) >= len(EVERYTHING) - 3  # supplemental sets have the same name twice
    assert all(one.value and "{" not in one.value for one in wishes)
    assert len(list(not_done(asked, language))) == len(NOT_DONE) + 1


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("volume", ("less", "more")),
        ("intensity", ("lighter", "heavier")),
        ("supplemental", ("FSL", "BBB", "BBS", "none")),
        ("deload", ("none", "earlier")),
        ("unit", ("kg", "lb")),
        ("conditioning", get_args(Conditioning)),
    ],
)
def test_values_that_differ_are_told_differently(language: Language, field: str, values: tuple[str, ...]) -> None:
    told = [[one.value for one in understood(Constraints.model_validate({field: value}), language)] for value in values]
    assert all(len(one) == 1 for one in told)
    assert len({one[0] for one in told}) == len(values)


def test_what_a_korean_lifter_reads() -> None:
    asked = Constraints.model_validate(
        {
            "avoid": ("knee",),
            "minutes": 60,
            "plus_sets": False,
            "exclude": EVERYTHING["exclude"],
            "swap": EVERYTHING["swap"],
        }
    )
    assert [*map(tuple, understood(asked, "ko"))] == [
        ("아끼는 곳", "무릎"),
        ("빼는 운동", "스쿼트, 딥스, 푸시업, 레그 프레스 외 2가지"),
        ("한 번에", "60분"),
        ("바꾸는 종목", "스쿼트 대신 레그 프레스"),
        ("'+' 세트", "없이"),
    ]


@pytest.mark.parametrize("declined", get_args(Declined))
def test_what_is_declined_is_told_as_the_notes_tell_it(declined: Declined) -> None:
    assert len([*not_done(Constraints(declined=declined), "en")]) == 1
    told = [*not_done(Constraints(declined=declined, cautions=("chest_pain",)), "en")]
    assert len(told) == (declined != "medical"), "a red flag is told by its own note"
