"""The words of the field in Korean and English: for prompts, notes and tables."""

from program.schema import Equipment, Language, Lift

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
