"""The words of the field in Korean and English: for prompts, notes and tables."""

from program.lifter.constraints import Focus
from program.schema import Equipment, Joint, Language, Lift

LIFT: dict[Language, dict[Lift, str]] = {
    "ko": {
        "bench_press": "벤치프레스",
        "squat": "스쿼트",
        "dead_lift": "데드리프트",
        "over_head_press": "오버헤드프레스",
    },
    "en": {
        "bench_press": "bench press",
        "squat": "squat",
        "dead_lift": "deadlift",
        "over_head_press": "overhead press",
    },
}

PURPOSE: dict[Language, dict[int, str]] = {
    "ko": {
        1: "최대 근력 키우기",
        2: "탄탄한 몸매 만들기",
        3: "체중 감량 성공하기",
        4: "운동 수행 능력 향상시키기",
        5: "지구력 향상시키기",
        6: "건강 유지",
    },
    "en": {
        1: "maximal strength",
        2: "building muscle",
        3: "losing weight",
        4: "athletic performance",
        5: "endurance",
        6: "health",
    },
}
"""The first five Korean names are the app's own."""

LEVEL: dict[Language, dict[int, str]] = {
    "ko": {1: "입문", 2: "1년 미만", 3: "1~3년", 4: "3년 이상", 5: "선수"},
    "en": {1: "first months", 2: "under a year", 3: "one to three years", 4: "over three years", 5: "competes"},
}

EQUIPMENT_NAME: dict[Language, dict[Equipment, str]] = {
    "ko": {"barbell": "바벨", "dumbbell": "덤벨", "machine": "머신", "cable": "케이블", "bodyweight": "맨몸"},
    "en": {
        "barbell": "barbell",
        "dumbbell": "dumbbells",
        "machine": "machines",
        "cable": "cable",
        "bodyweight": "body weight",
    },
}

JOINT: dict[Language, dict[Joint, str]] = {
    "ko": {
        "lower_back": "허리",
        "knee": "무릎",
        "shoulder": "어깨",
        "wrist": "손목",
        "elbow": "팔꿈치",
        "hip": "고관절",
        "neck": "목",
        "ankle": "발목",
    },
    "en": {
        "lower_back": "lower back",
        "knee": "knee",
        "shoulder": "shoulder",
        "wrist": "wrist",
        "elbow": "elbow",
        "hip": "hip",
        "neck": "neck",
        "ankle": "ankle",
    },
}

FOCUS: dict[Language, dict[Focus, str]] = {
    "ko": {
        "upper": "상체",
        "lower": "하체",
        "bench_press": LIFT["ko"]["bench_press"],
        "squat": LIFT["ko"]["squat"],
        "dead_lift": LIFT["ko"]["dead_lift"],
        "over_head_press": LIFT["ko"]["over_head_press"],
        "chest": "가슴",
        "back": "등",
        "shoulders": "어깨",
        "arms": "팔",
        "legs": "다리",
        "glutes": "둔근",
        "core": "코어",
    },
    "en": {
        "upper": "upper body",
        "lower": "lower body",
        "bench_press": LIFT["en"]["bench_press"],
        "squat": LIFT["en"]["squat"],
        "dead_lift": LIFT["en"]["dead_lift"],
        "over_head_press": LIFT["en"]["over_head_press"],
        "chest": "chest",
        "back": "back",
        "shoulders": "shoulders",
        "arms": "arms",
        "legs": "legs",
        "glutes": "glutes",
        "core": "core",
    },
}
