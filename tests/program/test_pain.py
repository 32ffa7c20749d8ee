"""Lifts that hurt or cannot be done, and words that wish no more of what they name, in Korean and English."""

import unicodedata

import pytest

from program.exercises.catalogue import CATALOGUE
from program.lifter.constraints import Constraints
from program.reading.safety import heard, made_safe
from program.schema import LIFTS

PUSHING = "pushing"
"""Stands for bench press, overhead press and every push exercise of the catalogue."""

SAID: dict[str, tuple[set[str], set[str]]] = {
    # a lift in which something hurts
    "벤치할 때 어깨가 찌릿해요. 하체 위주로": ({"bench_press"}, {"shoulder"}),
    "데드리프트 할 때 허리가 너무 아파서 못 하겠어요": ({"dead_lift"}, {"lower_back"}),
    "스쿼트하면 무릎이 아파요": ({"squat"}, {"knee"}),
    "스쿼트만 하면 무릎에서 소리가 나요": ({"squat"}, {"knee"}),
    "스쿼트하고 나면 고관절이 찝히는 느낌이에요": ({"squat"}, {"hip"}),
    "오헤프 할 때 목이 아픕니다, 주 3일": ({"over_head_press"}, {"neck"}),
    "벤치프레스를 하다가 손목이 삐끗했어요": ({"bench_press"}, {"wrist"}),
    "데드할때마다 허리가 뻐근해요": ({"dead_lift"}, {"lower_back"}),
    "3주차 데드에서 허리가 당겼어요": ({"dead_lift"}, {"lower_back"}),
    "벤치는 팔꿈치가 아파서 못 하겠어요": ({"bench_press"}, {"elbow"}),
    "스쿼트는 무릎이 아파요": ({"squat"}, {"knee"}),
    "벤치랑 데드 할 때 허리가 아파요": ({"bench_press", "dead_lift"}, {"lower_back"}),
    "벤치 할 때, 어깨가 아파요": ({"bench_press"}, {"shoulder"}),
    "데드 때문에 허리를 다쳤어요": ({"dead_lift"}, {"lower_back"}),
    "스쿼트가 무릎에 안 좋은 것 같아요": ({"squat"}, {"knee"}),
    "my shoulder clicks when I press": ({"over_head_press"}, {"shoulder"}),
    "overhead pressing hurts my neck": ({"over_head_press"}, {"neck"}),
    "My knees hurt when I squat.": ({"squat"}, {"knee"}),
    "When I bench, my shoulder clicks.": ({"bench_press"}, {"shoulder"}),
    "Squats kill my knees": ({"squat"}, {"knee"}),
    "deadlifts aggravate my lower back": ({"dead_lift"}, {"lower_back"}),
    "I get sharp pain in my elbow during bench press": ({"bench_press"}, {"elbow"}),
    "my wrist hurts on bench": ({"bench_press"}, {"wrist"}),
    "it hurts to squat, my hip pinches": ({"squat"}, {"hip"}),
    "bench and overhead press hurt my shoulder": ({"bench_press", "over_head_press"}, {"shoulder"}),
    "knee pain when squatting": ({"squat"}, {"knee"}),
    "deadlifting gives me lower back pain": ({"dead_lift"}, {"lower_back"}),
    "bench is fine but squats hurt my knee": ({"squat"}, {"knee"}),
    "my back still hurts when I deadlift, it used to be worse": ({"dead_lift"}, {"lower_back"}),
    # a lift that cannot be done
    "I can't deadlift because of my back.": ({"dead_lift"}, {"lower_back"}),
    "무릎 때문에 스쿼트를 못 합니다.": ({"squat"}, {"knee"}),
    "My back won't let me deadlift.": ({"dead_lift"}, {"lower_back"}),
    "I can't squat because of my knees.": ({"squat"}, {"knee"}),
    "I can't bench because of my shoulder.": ({"bench_press"}, {"shoulder"}),
    "허리 때문에 데드리프트는 못 해요": ({"dead_lift"}, {"lower_back"}),
    "어깨를 다쳐서 벤치를 할 수 없어요": ({"bench_press"}, {"shoulder"}),
    "손목이 아파서 벤치프레스를 못해요": ({"bench_press"}, {"wrist"}),
    "허리디스크라 의사가 데드리프트는 하지 말래요. 허리가 아파요": ({"dead_lift"}, {"lower_back"}),
    "무릎이 안 좋아서 스쿼트는 빼 주세요": ({"squat"}, {"knee"}),
    "My knees can't handle squats anymore": ({"squat"}, {"knee"}),
    "I'm not allowed to deadlift, my back is injured": ({"dead_lift"}, {"lower_back"}),
    "My doctor told me not to squat because of my knee": ({"squat"}, {"knee"}),
    "I had to stop benching because my shoulder hurts": ({"bench_press"}, {"shoulder"}),
    "I can't bench, squat or deadlift because of my back": ({"bench_press", "squat", "dead_lift"}, {"lower_back"}),
    "No overhead press, my neck is bad": ({"over_head_press"}, {"neck"}),
    "squats are out because of my hip": ({"squat"}, {"hip"}),
    "I can't go back to squatting because of my knees": ({"squat"}, {"knee"}),
    # a kind of movement
    "no pushing movements at all please": ({PUSHING}, set()),
    "I can't do any pressing.": ({PUSHING}, set()),
    "미는 운동은 전부 못 해요.": ({PUSHING}, set()),
    "프레스 종류는 다 빼주세요. 어깨를 다쳤어요.": ({PUSHING}, {"shoulder"}),
    "Torn rotator cuff, no pushing movements at all please, rows are fine.": ({PUSHING}, {"shoulder"}),
    "밀기 운동은 모두 제외해 주세요": ({PUSHING}, set()),
    "doctor says no pressing of any kind": ({PUSHING}, set()),
    "I'm not allowed to do any pushing": ({PUSHING}, set()),
    "I hurt my shoulder benching last week": ({"bench_press"}, {"shoulder"}),
    "어깨충돌증후군이라 오버헤드프레스는 못 해요": ({"over_head_press"}, {"shoulder"}),
    "I started lifting 5 years ago and my knees hurt when I squat": ({"squat"}, {"knee"}),
    "예전에 다쳐서 지금 스쿼트하면 무릎이 아파요": ({"squat"}, {"knee"}),
    # nothing of the kind
    "I had back pain from deadlifts years ago": (set(), set()),
    "don't take out bench, my elbow only hurt that one day": (set(), set()),
    "무릎 때문에 스쿼트를 빼야 하나 고민했는데 해도 된대요. 스쿼트는 두세요": (set(), set()),
    "my spotter can't press because of his shoulder": (set(), set()),
    "less pressing": (set(), set()),
    "bench is fine but my knee hurts": (set(), set()),
    "벤치는 괜찮은데 무릎이 아파요": (set(), set()),
    "My knees used to hurt when I squat, but they are fine now.": (set(), set()),
    "예전에 스쿼트하다가 무릎을 다쳤는데 지금은 괜찮아요": (set(), set()),
    "스쿼트할 때 무릎이 발끝을 나가도 되나요?": (set(), set()),
    "벤치할 때 어깨를 어떻게 해야 하나요?": (set(), set()),
    "Where should my elbows be when I bench?": (set(), set()),
    "요즘 허리가 안 좋아서 데드는 무리하지 않게 해주세요": (set(), set()),
    "I want to focus on bench because my knee is sore": (set(), set()),
    "squats don't hurt my knees": (set(), set()),
    "스쿼트할 때 무릎이 안 아파요": (set(), set()),
    "no pain when I deadlift": (set(), set()),
    "무릎 때문에 스쿼트를 깊게 못 해요": (set(), set()),
    "I can't squat deep because of my ankles": (set(), set()),
    "I can't bench more than 60 kg": (set(), set()),
    "스쿼트 100kg은 아직 못 들어요": (set(), set()),
    "My wife can't squat because of her knee": (set(), set()),
    "no pressing on two days in a row": (set(), set()),
    "벤치하고 나면 가슴 근육통이 있어요": (set(), set()),
    "스쿼트 늘리고 싶은데 무릎이 아파요": (set(), set()),
    "허리는 괜찮아요, 무릎만 조심": (set(), set()),
    "I want a bigger back, deadlift more": (set(), set()),
}


def excluded(sentence: str) -> set[str]:
    found = set(heard(sentence).exclude)
    push = {one.id for one in CATALOGUE.values() if one.category == "push"} | {"bench_press", "over_head_press"}
    return {PUSHING} if found == push else found


@pytest.mark.parametrize("text", SAID)
def test_a_lift_that_hurts_is_left_out_and_the_joint_spared(text: str) -> None:
    assert (excluded(text), set(heard(text).avoid)) == SAID[text]


@pytest.mark.parametrize("text", [text for text, (lifts, _) in SAID.items() if lifts])
def test_it_is_heard_in_other_spellings(text: str) -> None:
    for spelling in (unicodedata.normalize("NFD", text), text.replace("'", "’"), text.upper()):
        assert (excluded(spelling), set(heard(spelling).avoid)) == SAID[text]


def test_deadlifts_of_all_kinds_and_a_row_are_left_out_where_the_squat_hurt_the_back() -> None:
    said = (
        "스쿼트 하다 허리를 삐끗해서 모든 데드류랑 바벨 로우는 못 하고, 하체는 머신 위주로 하고 싶어요. "
        "프론트 스쿼트는 가능합니다."
    )
    found = heard(said)
    assert {"squat", "dead_lift", "romanian_deadlift", "sumo_deadlift", "bar_row"} <= set(found.exclude)
    assert "front_squat" not in found.exclude
    assert found.avoid == ("lower_back",)
    assert made_safe(Constraints(focus=("lower",)), said).focus == ()


@pytest.mark.parametrize(
    ("text", "read", "kept"),
    [
        ("벤치할 때 어깨가 찌릿해요. 하체 위주로", ("bench_press", "shoulders", "lower"), ("lower",)),
        ("My back won't let me deadlift.", ("dead_lift", "back"), ()),
        ("무릎 때문에 스쿼트를 못 합니다.", ("squat",), ()),
        ("keep my legs fresh", ("legs",), ()),
        ("keep my legs fresh for football, more arms please", ("legs", "arms"), ("arms",)),
        ("다리는 좀 아껴 주세요", ("legs",), ()),
        ("덤벨이랑 벤치만 있어요", ("bench_press",), ()),
        ("I only have dumbbells and a bench", ("bench_press",), ()),
        ("I own a flat bench and dumbbells, focus on bench press", ("bench_press",), ("bench_press",)),
        ("less pressing", ("over_head_press",), ("over_head_press",)),
        ("less bench press", ("bench_press",), ()),
        ("벤치는 좀 줄여 주세요", ("bench_press",), ()),
        ("운동할 때 가슴이 조이고 숨이 차요.", ("chest",), ()),
        ("I get chest pain when I lift heavy.", ("chest",), ()),
        ("I get dizzy when I squat. More for my arms please", ("squat", "arms"), ("arms",)),
        ("가슴 위주로 해 주세요", ("chest",), ("chest",)),
        ("squat and bench first please", ("squat", "bench_press"), ("squat", "bench_press")),
    ],
)
def test_what_is_named_but_not_wished_is_not_trained_first(
    text: str, read: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert set(made_safe(Constraints.model_validate({"focus": read}), text).focus) == set(kept)


@pytest.mark.parametrize(
    ("text", "unmet"),
    [
        ("Keep my legs fresh", ("Keep my legs fresh",)),
        ("less pressing", ("less pressing",)),
        ("다리는 좀 아껴 주세요", ("다리는 좀 아껴",)),
        ("벤치는 좀 줄여 주세요", ("벤치는 좀 줄여",)),
        ("fewer sets please", ()),
        ("less volume", ()),
        ("덤벨이랑 벤치만 있어요", ()),
        ("more legs", ()),
    ],
)
def test_a_wish_that_cannot_be_obeyed_is_quoted(text: str, unmet: tuple[str, ...]) -> None:
    assert heard(text).unmet == unmet


@pytest.mark.parametrize(
    "text",
    ["I get chest pain when I lift heavy", "운동하면 어지러워요", "I'm 70", "임신 중이에요", "심장이 안 좋아요"],
)
def test_with_a_caution_nothing_gets_heavier_or_more(text: str) -> None:
    safe = made_safe(Constraints(intensity="heavier", volume="more"), text)
    assert (safe.intensity, safe.volume) == ("as_planned", "as_planned")
    lighter = made_safe(Constraints(intensity="lighter", volume="less"), text)
    assert (lighter.intensity, lighter.volume) == ("lighter", "less")


def test_chest_pain_and_dizziness_are_for_a_doctor() -> None:
    assert made_safe(Constraints(), "my chest hurts when I train").declined == "medical"
    assert made_safe(Constraints(declined="off_topic"), "앞이 핑 돌아요").declined == "medical"
    assert made_safe(Constraints(), "I'm 70").declined is None


def test_a_sentence_without_any_of_it_leaves_what_was_read_as_it_is() -> None:
    read = Constraints(intensity="heavier", volume="more", focus=LIFTS, minutes=40)
    assert made_safe(read, "벤치 위주로 40분, 더 무겁게") is read
