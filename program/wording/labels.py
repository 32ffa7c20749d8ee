"""The Korean and English names of lifts, goals, levels, equipment, joints and parts of the body."""

from program.lifter.constraints import Focus
from program.schema import Equipment, Goal, Joint, Language, Level, Lift, Weekday

LIFT: dict[Language, dict[Lift, str]] = {
    "ko": {
        "bench_press": "벤치 프레스",
        "squat": "스쿼트",
        "dead_lift": "데드리프트",
        "over_head_press": "오버헤드 프레스",
    },
    "en": {
        "bench_press": "bench press",
        "squat": "squat",
        "dead_lift": "deadlift",
        "over_head_press": "overhead press",
    },
}

TRAINED_LIFT: dict[Language, dict[Lift, str]] = {
    "ko": {
        "bench_press": "벤치프레스",
        "squat": "스쿼트",
        "dead_lift": "데드리프트",
        "over_head_press": "오버헤드프레스",
    },
    "en": LIFT["en"],
}
"""The lifts as the prompts and the dataset of coach_note spell them: its adapter is trained on these very letters."""

PURPOSE: dict[Language, dict[Goal, str]] = {
    "ko": {
        Goal.STRENGTH: "최대 근력 키우기",
        Goal.MUSCLE: "탄탄한 몸매 만들기",
        Goal.LOSE_WEIGHT: "체중 감량 성공하기",
        Goal.PERFORMANCE: "운동 수행 능력 향상시키기",
        Goal.ENDURANCE: "지구력 향상시키기",
        Goal.HEALTH: "건강 유지",
    },
    "en": {
        Goal.STRENGTH: "maximal strength",
        Goal.MUSCLE: "building muscle",
        Goal.LOSE_WEIGHT: "losing weight",
        Goal.PERFORMANCE: "athletic performance",
        Goal.ENDURANCE: "endurance",
        Goal.HEALTH: "health",
    },
}
"""The first five Korean names are the app's own."""

LEVEL: dict[Language, dict[Level, str]] = {
    "ko": dict(zip(Level, ("입문", "1년 미만", "1~3년", "3년 이상", "선수"), strict=True)),
    "en": dict(
        zip(Level, ("first months", "under a year", "one to three years", "over three years", "competes"), strict=True)
    ),
}

EQUIPMENT_NAME: dict[Language, dict[Equipment, str]] = {
    "ko": {
        "barbell": "바벨",
        "dumbbell": "덤벨",
        "machine": "머신",
        "cable": "케이블",
        "bodyweight": "맨몸",
        "kettlebell": "케틀벨",
        "band": "밴드",
    },
    "en": {
        "barbell": "barbell",
        "dumbbell": "dumbbells",
        "machine": "machines",
        "cable": "cable",
        "bodyweight": "body weight",
        "kettlebell": "kettlebells",
        "band": "bands",
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

JOINT_SPARED: dict[Language, dict[Joint, str]] = {
    "ko": JOINT["ko"],
    "en": {
        "lower_back": "lower back",
        "knee": "knees",
        "shoulder": "shoulders",
        "wrist": "wrists",
        "elbow": "elbows",
        "hip": "hips",
        "neck": "neck",
        "ankle": "ankles",
    },
}
"""The joints as what is spared: both of a pair."""

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

WEEKDAY: dict[Language, dict[Weekday, str]] = {
    "ko": {"mon": "월", "tue": "화", "wed": "수", "thu": "목", "fri": "금", "sat": "토", "sun": "일"},
    "en": {
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    },
}
"""The days of the week."""
