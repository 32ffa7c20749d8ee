"""Wishes read from a message: what their words can mean, and what they ask for together."""

from typing import Any

import pytest

from program.exercises.catalogue import CATALOGUE
from program.lifter.constraints import NO_CONSTRAINTS, Constraints
from program.reading.wishes import Wish, constraints_of, wish_error


def wish(topic: str, value: str | float, words: str = "…") -> Wish:
    return Wish.model_validate({"topic": topic, "value": value, "words": words})


def asked(*wishes: tuple[str, str | float]) -> Constraints:
    return constraints_of([wish(topic, value) for topic, value in wishes])


@pytest.mark.parametrize(
    ("topic", "value", "words"),
    [
        ("minutes", 45, "45분 안에"),
        ("minutes", 60, "한 시간"),
        ("minutes", 90, "1시간 반"),
        ("minutes", 75, "hr 15 per sesh"),
        ("minutes", 65, "in at 6:15, out by 7:20"),
        ("minutes", 80, "11시부터 12시 20분까지만"),
        ("minutes", 45, "5 till 5.45"),
        ("days", 3, "격일로"),
        ("days", 2, "2 is all I can manage"),
        ("tm", 85, "cap it at 85"),
        ("rest", 180, "3분씩 쉬고"),
        ("rest", 90, "90 seconds"),
        ("plate", 2.5, "1.25짜리가 없어요"),
        ("avoid", "knee", "무르팍이 시큰"),
        ("weekdays", "mon,wed,fri", "M/W/F"),
        ("swap", "squat>front_squat", "front squats instead"),
        ("plus_sets", "no", "just the written reps, slow and clean"),
    ],
)
def test_words_that_can_mean_a_value(topic: str, value: str | float, words: str) -> None:
    assert wish_error(wish(topic, value, words), f"음, {words} 부탁") is None


@pytest.mark.parametrize(
    ("topic", "value", "words", "said"),
    [
        ("minutes", 45, "30분", "cannot mean 45"),
        ("rest", 60, "휴식 3분", "cannot mean 60"),
        ("tm", 90, "85%", "cannot mean 90"),
        ("days", 5, "주 3회", "cannot mean 5"),
        ("avoid", "shoulder", "무릎이 아파요", "names knee, not shoulder"),
        ("avoid", "spleen", "아파요", "is no value of it"),
        ("weekdays", "fri,mon", "월금", "is no value of it"),
        ("swap", "squat>moon_squat", "달에서", "is no value of it"),
        ("minutes", "long", "오래", "is no value of it"),
        ("plus_sets", "no", "every repetition be lowered to a slow count of four", "says how fast"),
        ("plus_sets", "no", "천천히 4초 내리는", "says how fast"),
        ("caution", "after_birth", "well, she had the baby", "somebody else's"),
    ],
)
def test_words_that_cannot_mean_a_value(topic: str, value: str | float, words: str, said: str) -> None:
    assert said in str(wish_error(wish(topic, value, words), words))


@pytest.mark.parametrize("words", ["다른 말", " ", ""])
def test_words_that_do_not_stand_in_the_message(words: str) -> None:
    assert "does not stand in the message" in str(wish_error(wish("volume", "less", words), "적게 해 주세요"))


def test_no_wishes_ask_for_nothing() -> None:
    assert constraints_of(()) == NO_CONSTRAINTS


@pytest.mark.parametrize(
    ("wishes", "fields"),
    [
        ([("minutes", 60), ("minutes", 45)], {"minutes": 45}),
        ([("days", 4), ("days", 3)], {"days_per_week": 3}),
        ([("off", "fri")], {"weekdays": ["mon", "tue", "wed", "thu", "sat", "sun"]}),
        ([("weekdays", "mon,wed,fri"), ("off", "fri")], {"weekdays": ["mon", "wed"]}),
        ([("have", "dumbbell"), ("have", "bodyweight")], {"equipment": ["dumbbell", "bodyweight"]}),
        (
            [("have", "barbell"), ("lack", "rack"), ("lack", "bench")],
            {"equipment": ["barbell"], "lacking": ["rack", "bench"]},
        ),
        ([("have", "dumbbell"), ("have", "bench")], {"equipment": ["dumbbell"], "lacking": ["rack"]}),
        ([("lack", "rack")], {"lacking": ["rack"]}),
        ([("swap", "dead_lift>trap_bar_deadlift")], {"swap": {"dead_lift": "trap_bar_deadlift"}}),
        ([("decline", "diet"), ("decline", "medical")], {"declined": "medical"}),
        (
            [("plus_sets", "no"), ("tm", 85), ("rest", 180)],
            {"plus_sets": False, "training_max_rate": 85, "rest_s": 180},
        ),
        ([("deload", "early"), ("unit", "lb"), ("plate", 0.5)], {"deload": "earlier", "unit": "lb", "plates_kg": 0.5}),
        ([("not_done", "records"), ("caution", "heart")], {"not_done": ["records"], "cautions": ["heart"]}),
        (
            [("volume", "more"), ("volume", "less"), ("conditioning", "easy")],
            {"volume": "less", "conditioning": "easy"},
        ),
    ],
)
def test_what_wishes_ask_for_together(wishes: list[tuple[str, str | float]], fields: dict[str, Any]) -> None:
    assert asked(*wishes) == Constraints.model_validate(fields)


def test_without_cables_there_is_all_else() -> None:
    equipment = asked(("lack", "cable")).equipment
    assert equipment is not None
    assert "cable" not in equipment
    assert "band" in equipment


def test_no_pushing_at_all_takes_out_all_that_is_pushed() -> None:
    excluded = set(asked(("exclude", "push")).exclude)
    assert {"bench_press", "over_head_press"} <= excluded
    assert {one.id for one in CATALOGUE.values() if one.category == "push"} <= excluded
    assert not {"squat", "dead_lift", "bar_row"} & excluded
