"""What code hears of a lifter's health, in Korean and English."""

import unicodedata

import pytest

from program.reading.safety import heard
from program.schema import CAUTIONS, Caution

SAID: dict[str, tuple[Caution, ...]] = {
    # pregnancy
    "I am pregnant.": ("pregnancy",),
    "I'm pregnant and want to keep lifting.": ("pregnancy",),
    "I’m 20 weeks pregnant, what should change?": ("pregnancy",),
    "im pregant, second trimester": ("pregnancy",),
    "I'm expecting a baby in June": ("pregnancy",),
    "14 weeks along, feeling great": ("pregnancy",),
    "임신 중이에요.": ("pregnancy",),
    "임신 중이라 가볍게 하고 싶어요.": ("pregnancy",),
    "임신중인데 무리 없이 하고 싶어요": ("pregnancy",),
    "임산부입니다. 벤치 위주로요": ("pregnancy",),
    "임신 20주예요, 더 무겁게 하고 싶어요": ("pregnancy",),
    "뱃속 아기가 있어요": ("pregnancy",),
    "출산 예정이 3월이에요": ("pregnancy",),
    "My wife is pregnant, so I have only 40 minutes": (),
    "아내가 임신 중이라 시간이 없어요": (),
    "I'm not pregnant": (),
    "임신은 아니에요": (),
    "임신 준비 중이에요": (),
    "임신 계획이 있어요": (),
    "We are trying to get pregnant": (),
    "I want to get strong before I get pregnant": (),
    "임신했을 때 찐 살을 빼고 싶어요": (),
    # after birth
    "출산 6주 됐어요": ("after_birth",),
    "출산 3개월 됐어요.": ("after_birth",),
    "애 낳은 지 두 달이에요": ("after_birth",),
    "둘째 낳고 다시 시작합니다": ("after_birth",),
    "제왕절개 후 100일입니다": ("after_birth",),
    "모유 수유 중이에요": ("after_birth",),
    "I had a baby three months ago.": ("after_birth",),
    "8 weeks postpartum, cleared for exercise": ("after_birth",),
    "post-partum, 4 months": ("after_birth",),
    "I gave birth six weeks ago": ("after_birth",),
    "C-section in spring": ("after_birth",),
    "my wife had a baby so I sleep badly": (),
    "아내가 출산해서 잠을 못 자요": (),
    "I had a baby 5 years ago": (),
    "출산한 지 6년 됐어요": (),
    # age
    "70세입니다": ("age",),
    "저는 72살이고 처음이에요": ("age",),
    "일흔이 넘었어요": ("age",),
    "환갑 지난 지 오래예요": ("age",),
    "칠십 대 할머니예요": ("age",),
    "일흔두 살입니다": ("age",),
    "육십오 세예요": ("age",),
    "60대 후반입니다": ("age",),
    "I'm 72": ("age",),
    "i am 68 and strong": ("age",),
    "I'm a 70 year old man": ("age",),
    "72yo beginner": ("age",),
    "in my late 60s": ("age",),
    "I'm seventy-one": ("age",),
    "30대 남자입니다": (),
    "70kg입니다": (),
    "I'm 70 kg": (),
    "I'm 80% sure I can do it": (),
    "70세트는 너무 많아요": (),
    "I'm 45 and my dad is 72": (),
    "아버지가 70세이신데 저는 35살이에요": (),
    "70살까지 운동하고 싶어요": (),
    "I want to lift until I'm 80": (),
    "squat 70 reps in 65 minutes": (),
    "64살이에요": (),
    # osteoporosis
    "골다공증이 있어요": ("osteoporosis",),
    "골감소증 진단을 받았어요": ("osteoporosis",),
    "골밀도가 낮대요": ("osteoporosis",),
    "I have osteoporosis": ("osteoporosis",),
    "osteopenia, doctor says lift": ("osteoporosis",),
    "I'm 70 and have osteoporosis. My doctor said to lift weights.": ("age", "osteoporosis"),
    "골다공증은 없어요": (),
    "I want to prevent osteoporosis": (),
    "my mother has osteoporosis": (),
    # heart
    "심장이 안 좋아요": ("heart",),
    "부정맥 있는 사람이 데드리프트 하면 위험한가요?": ("heart",),
    "협심증 약을 먹어요": ("heart",),
    "작년에 스텐트 넣었어요": ("heart",),
    "심근경색 왔었어요": ("heart",),
    "심장병이 있습니다": ("heart",),
    "I have a heart condition": ("heart",),
    "heart attack last year": ("heart",),
    "I have arrythmia": ("heart",),
    "two stents in 2020": ("heart",),
    "I have afib": ("heart",),
    "no heart problems": (),
    "I have no history of heart disease": (),
    "심장에는 문제 없어요": (),
    "심장이 뛸 만큼 열심히 할게요": (),
    "심장이 터지게 하고 싶어요": (),
    "I'll work my heart out": (),
    "심장 튼튼하게 하고 싶어요": (),
    "keep my heart rate low": (),
    # blood pressure
    "고혈압이 있어요": ("blood_pressure",),
    "혈압약 먹고 있어요": ("blood_pressure",),
    "72세, 혈압약을 먹습니다. 무리 없이": ("age", "blood_pressure"),
    "혈압이 좀 높아요": ("blood_pressure",),
    "high blood pressure": ("blood_pressure",),
    "I take blood pressure medication": ("blood_pressure",),
    "hypertension since 2015": ("blood_pressure",),
    "고혈압 없습니다": (),
    "I don't have high blood pressure": (),
    "my blood pressure is normal": (),
    # chest pain
    "I get chest pain and dizziness when I lift heavy.": ("chest_pain", "dizziness"),
    "운동할 때 가슴이 조이고 숨이 차요.": ("chest_pain",),
    "가슴이 아파요": ("chest_pain",),
    "벤치하다가 가슴 통증이 와요": ("chest_pain",),
    "스쿼트하면 가슴이 답답해요": ("chest_pain",),
    "흉통이 있습니다": ("chest_pain",),
    "tightness in my chest after sets": ("chest_pain",),
    "my chest feels tight when I squat": ("chest_pain",),
    "my chest hurts during deadlifts": ("chest_pain",),
    "가슴 운동 더 하고 싶어요": (),
    "가슴 근육통이 있어요": (),
    "chest day twice a week": (),
    "I want a bigger chest": (),
    "no chest pain": (),
    "숨이 차게 하고 싶어요": (),
    "chest press instead": (),
    # dizziness
    "앞이 핑 돌아요": ("dizziness",),
    "데드하고 나면 어지러워요": ("dizziness",),
    "일어날 때 현기증이 나요": ("dizziness",),
    "눈앞이 캄캄해져요": ("dizziness",),
    "기절한 적이 있어요": ("dizziness",),
    "I feel dizzy after squats": ("dizziness",),
    "light-headed after deadlifts": ("dizziness",),
    "I passed out last week": ("dizziness",),
    "I nearly fainted": ("dizziness",),
    "기절할 만큼 힘들게 해주세요": (),
    "쓰러질 때까지 하고 싶어요": (),
    "어지럽지는 않아요": (),
    "I'm never dizzy": (),
    "train me until I pass out": (),
    # surgery
    "수술한 지 3달 됐어요": ("surgery",),
    "ACL surgery in May": ("surgery",),
    "디스크 수술 받았어요": ("surgery",),
    "무릎 수술했는데 재활 운동 짜주세요": ("surgery",),
    "어깨 수술 후 6개월": ("surgery",),
    "I had shoulder surgery 3 months ago": ("surgery",),
    "4 months post-op, ACL reconstruction": ("surgery",),
    "knee surgery 10 years ago and it still hurts": ("surgery",),
    "surgery ten years ago, no problems": (),
    "2년 전에 무릎 수술했는데 지금은 멀쩡해요": (),
    "어릴 때 수술했어요": (),
    "I want to avoid surgery": (),
    "수술 없이 낫고 싶어요": (),
    "my knee hurts, is surgery needed on this diet?": (),
    "never had surgery": (),
    "수술한 적 없어요": (),
    # words within other words
    "30분만 할게요": (),
    "중심근육 위주로": (),
    "레그프레스는 줄이 길어서 빼요, 바벨 무게 떨어질까 걱정": (),
    "I'm expecting a lot of progress": (),
    "bench over 80, squat seventy kilos": (),
    "no blood pressure or heart issues": (),
    "고혈압이나 당뇨 없습니다": (),
    "혈압이 150이 넘어요": ("blood_pressure",),
    "제 나이 71": ("age",),
    "왼쪽 가슴이 콕콕 쑤시는데 괜찮을까요": ("chest_pain",),
    "I get chest pain but I'm fine": ("chest_pain",),
    "I used to get dizzy but not anymore": (),
    # what is long ago is something else
    "I used to squat heavy, now I'm pregnant": ("pregnancy",),
    "I used to lift heavy but now I get dizzy": ("dizziness",),
    "I started lifting 10 years ago, now I get chest pain": ("chest_pain",),
    "10년 전부터 운동했는데 요즘 가슴이 아파요": ("chest_pain",),
    "3년 쉬다가 출산 6주 됐어요": ("after_birth",),
    "I don't bench any more because I get chest pain": ("chest_pain",),
    # nothing
    "감사합니다!": (),
    "벤치 위주로 주 3일이요": (),
    "다이어트 중이라 힘이 없어요": (),
    "my back is sore, no deadlifts": (),
}


@pytest.mark.parametrize("text", SAID)
def test_a_caution_is_heard_where_it_holds(text: str) -> None:
    assert set(heard(text).cautions) == set(SAID[text])


@pytest.mark.parametrize("text", [text for text, cautions in SAID.items() if cautions])
def test_a_caution_is_heard_in_other_spellings(text: str) -> None:
    for spelling in (unicodedata.normalize("NFD", text), text.upper(), f"안녕하세요! {text}", f"{text} 감사합니다"):
        assert set(heard(spelling).cautions) == set(SAID[text]), spelling


def test_every_caution_is_heard_in_both_languages() -> None:
    for caution in CAUTIONS:
        texts = [text for text, cautions in SAID.items() if caution in cautions]
        assert {text.isascii() or "’" in text for text in texts} == {True, False}


BORN = "We had the baby three weeks ago. Well, {}, I held a hand."


def test_a_birth_that_is_said_to_be_another_s_is_not_the_lifter_s() -> None:
    assert heard(BORN.format("she had the baby")).cautions == ()
    assert heard("저희 3주 전에 아기 낳았어요. 아내가 낳았고 저는 옆에 있었어요.").cautions == ()
    assert heard(BORN.format("it was hard")).cautions == ("after_birth",)
    assert heard("Eight weeks postpartum, and she had colic all night.").cautions == ("after_birth",)
    assert heard("I had a baby in May, and my sister had a baby in June.").cautions == ("after_birth",)
