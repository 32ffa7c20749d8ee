import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.histories.lift_names import main_lift
from program.schema import LIFTS
from program.wording import labels


@pytest.mark.parametrize(
    ("name", "lift"),
    [
        ("Bench Press (Barbell)", "bench_press"),
        ("Barbell Bench Press", "bench_press"),
        ("Flat Barbell Bench Press", "bench_press"),
        ("BB bench-press", "bench_press"),
        ("Bench Press, Barbell", "bench_press"),
        ("  bench   press ", "bench_press"),
        ("벤치프레스", "bench_press"),
        ("벤치 프레스 (바벨)", "bench_press"),
        ("바벨 벤치프레스", "bench_press"),
        (unicodedata.normalize("NFD", "벤치프레스"), "bench_press"),
        ("Ｂｅｎｃｈ Ｐｒｅｓｓ", "bench_press"),
        ("Squat (Barbell)", "squat"),
        ("Back Squat", "squat"),
        ("Low-Bar Squat", "squat"),
        ("백스쿼트", "squat"),
        ("바벨 백 스쿼트", "squat"),
        ("로우바 스쿼트", "squat"),
        ("Deadlift (Barbell)", "dead_lift"),
        ("Dead Lift", "dead_lift"),
        ("Conventional Deadlift", "dead_lift"),
        ("데드리프트", "dead_lift"),
        ("컨벤셔널 데드리프트", "dead_lift"),
        ("Overhead Press (Barbell)", "over_head_press"),
        ("Strict Military Press (Barbell)", "over_head_press"),
        ("Standing Military Press", "over_head_press"),
        ("OHP", "over_head_press"),
        ("오버헤드프레스", "over_head_press"),
        ("밀리터리 프레스", "over_head_press"),
        ("Barbell Shoulder Press", "over_head_press"),
        ("바벨 숄더 프레스", "over_head_press"),
    ],
)
def test_a_main_lift_is_known_by_its_usual_names(name: str, lift: str) -> None:
    assert main_lift(name) == lift


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Barbell",
        "Incline Bench Press (Barbell)",
        "Bench Press (Dumbbell)",
        "Bench Press (Smith Machine)",
        "Bench Press - Close Grip (Barbell)",
        "Paused Bench Press",
        "인클라인 벤치프레스",
        "덤벨 벤치 프레스",
        "클로즈그립 벤치프레스",
        "Front Squat (Barbell)",
        "Squat (Bodyweight)",
        "Box Squat",
        "프론트 스쿼트",
        "맨몸 스쿼트",
        "Romanian Deadlift (Barbell)",
        "Sumo Deadlift",
        "Deadlift (Trap Bar)",
        "루마니안 데드리프트",
        "스모 데드리프트",
        "Seated Overhead Press (Barbell)",
        "Overhead Press (Dumbbell)",
        "Shoulder Press",
        "Push Press",
        "머신 숄더 프레스",
        "Bench Press 2",
        "bench press " * 1000,
    ],
)
def test_variations_and_other_exercises_are_no_main_lift(name: str) -> None:
    assert main_lift(name) is None


@pytest.mark.parametrize("lift", LIFTS)
def test_our_own_names_are_known(lift: str) -> None:
    for names in (*labels.LIFT.values(), *labels.TRAINED_LIFT.values()):
        assert main_lift(next(name for one, name in names.items() if one == lift)) == lift


@given(st.text())
def test_any_text_is_a_lift_or_none(name: str) -> None:
    assert main_lift(name) in (*LIFTS, None)
