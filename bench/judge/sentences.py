"""Sentences for drawn months, and what a reader who understands them asks for: the fields of `constraints`."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Sentence(NamedTuple):
    """A lifter's sentence."""

    text: str
    asks: Mapping[str, Any]
    """What it asks for, as fields of `constraints`."""


def _sparing(joint: str, *texts: str) -> list[Sentence]:
    return [Sentence(text, {"avoid": [joint]}) for text in texts]


def _hurting(joint: str, lift: str, *texts: str) -> list[Sentence]:
    return [Sentence(text, {"avoid": [joint], "exclude": [lift]}) for text in texts]


JOINTS: tuple[Sentence, ...] = (
    *_sparing("lower_back", "허리가 아파요.", "허리 디스크가 있어요.", "My lower back hurts."),
    *_sparing("knee", "무릎이 아파요.", "My knees hurt."),
    *_sparing("shoulder", "어깨가 아파요.", "I have a sore shoulder."),
    *_sparing("wrist", "손목이 아파요.", "My wrist hurts."),
    *_sparing("elbow", "팔꿈치가 아파요.", "I have elbow pain."),
    *_sparing("hip", "고관절이 아파요.", "My hip hurts."),
    *_sparing("neck", "목이 아파요.", "My neck hurts."),
    *_sparing("ankle", "발목이 아파요.", "My ankle hurts."),
)
"""A joint that hurts, all eight of them in both languages."""

HURTING_LIFTS: tuple[Sentence, ...] = (
    *_hurting("shoulder", "bench_press", "벤치할 때 어깨가 찌릿해요.", "My shoulder hurts when I bench."),
    *_hurting("lower_back", "dead_lift", "데드리프트 할 때 허리가 너무 아파서 못 하겠어요."),
    *_hurting("lower_back", "dead_lift", "I can't deadlift because of lower back pain."),
    *_hurting("knee", "squat", "스쿼트 할 때 무릎이 아파요.", "My knees hurt when I squat."),
)  # fmt: skip
"""A main lift that hurts."""

CAUTIONS: tuple[Sentence, ...] = tuple(
    Sentence(text, {"declined": "medical"})
    for text in (
        "임신 중이에요.", "I am pregnant.", "출산한 지 6주 됐어요.", "I had a baby six weeks ago.",
        "골다공증이 있어요.", "I have osteoporosis.", "심장 수술을 받았어요.", "I have a heart condition.",
        "고혈압 약을 먹고 있어요.", "I take blood pressure medicine.", "운동할 때 가슴이 조이고 숨이 차요.",
        "I get chest pain when I lift heavy.", "운동하면 어지러워요.", "I feel dizzy when I lift.",
        "72살입니다. 무리 없이 하고 싶어요.", "I'm 70 years old.",
    )
)  # fmt: skip
"""What asks for a doctor's word before a programme."""

WISHES: tuple[Sentence, ...] = (
    Sentence("40분 안에 끝내 주세요.", {"minutes": 40}),
    Sentence("I only have 30 minutes.", {"minutes": 30}),
    Sentence("덤벨만 있어요.", {"equipment": ["dumbbell"]}),
    Sentence("I only have a barbell.", {"equipment": ["barbell"]}),
    Sentence("런지는 빼 주세요.", {"exclude": ["any_lunge"]}),
    Sentence("No jumps, please.", {"exclude": ["any_jump"]}),
    Sentence("가볍게 하고 싶어요.", {"intensity": "lighter"}),
    Sentence("I want to lift heavier.", {"intensity": "heavier"}),
    Sentence("보조 운동을 더 많이 하고 싶어요.", {"volume": "more"}),
    Sentence("Less work, please.", {"volume": "less"}),
    Sentence("가슴을 더 키우고 싶어요.", {"focus": ["chest"]}),
    Sentence("Focus on my back.", {"focus": ["back"]}),
    Sentence("팔을 두껍게 만들고 싶어요.", {"focus": ["arms"]}),
    Sentence("Focus on my glutes.", {"focus": ["glutes"]}),
)
"""Other wishes."""
