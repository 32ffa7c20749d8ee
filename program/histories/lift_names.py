"""Which exercises of a training log are main lifts.

A name must be in the list, apart from case, spaces, punctuation, and the word for the barbell wherever it stands. So
what has more in its name, as an incline bench press or a dumbbell bench press, is another exercise.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from program.histories.texts import compared
from program.schema import Lift

_NAMES: Final[Mapping[Lift, tuple[str, ...]]] = {
    "bench_press": (
        "bench press", "bench", "flat bench press", "flat bench", "bench press flat", "bench press medium grip",
        "competition bench press", "BP",
        "벤치프레스", "벤치 프래스", "벤치", "벤프", "플랫 벤치프레스", "플랫 벤치", "평벤치프레스", "평벤치",
    ),
    "squat": (
        "squat", "squats", "back squat", "back squats", "full squat", "low bar squat", "low bar back squat",
        "high bar squat", "high bar back squat", "competition squat", "SQ",
        "스쿼트", "스쾃", "백스쿼트", "백스쾃", "풀 스쿼트", "로우바 스쿼트", "로우바 백스쿼트", "하이바 스쿼트",
        "하이바 백스쿼트",
    ),
    "dead_lift": (
        "deadlift", "deadlifts", "conventional deadlift", "competition deadlift", "DL",
        "데드리프트", "데드", "컨벤셔널 데드리프트", "컨벤셔널 데드", "컨벤 데드리프트", "컨벤 데드",
    ),
    "over_head_press": (
        "overhead press", "standing overhead press", "strict overhead press", "OHP", "military press",
        "standing military press", "strict military press", "strict press", "standing press",
        "오버헤드프레스", "오버해드프레스", "스탠딩 오버헤드프레스", "오헤프", "밀리터리 프레스",
        "스탠딩 밀리터리 프레스", "밀프", "스트릭트 프레스", "스탠딩 프레스",
    ),
}  # fmt: skip
"""How apps and lifters name the lifts."""

_NAMES_WITH_BARBELL: Final[Mapping[Lift, tuple[str, ...]]] = {
    "over_head_press": (
        "shoulder press", "standing shoulder press", "숄더프레스", "스탠딩 숄더프레스",
    ),
}  # fmt: skip
"""Names that could mean dumbbells or a machine, too: they are the lift if the name has the word for the barbell."""

_BARBELL: Final = ("barbell", "바벨")
_BARBELL_WORD: Final = "bb"
"""Short for the barbell where it is a word of its own."""

_LONGEST: Final = 60
"""No name of a main lift has more characters."""


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())


def _by_letters(names: Mapping[Lift, tuple[str, ...]]) -> dict[str, Lift]:
    return {_letters(compared(name)): lift for lift, ones in names.items() for name in ones}


_LIFTS: Final = _by_letters(_NAMES)
_LIFTS_WITH_BARBELL: Final = _by_letters(_NAMES_WITH_BARBELL)


@lru_cache(maxsize=1024)
def main_lift(name: str) -> Lift | None:
    """The main lift that an exercise of this name is; None: it is another exercise."""
    if len(name) > _LONGEST:
        return None
    spaced = "".join(letter if letter.isalnum() else " " for letter in compared(name))
    words = spaced.split()
    letters = "".join(word for word in words if word != _BARBELL_WORD)
    plain = letters
    for barbell in _BARBELL:
        plain = plain.replace(barbell, "")
    if plain in _LIFTS:
        return _LIFTS[plain]
    return _LIFTS_WITH_BARBELL.get(plain) if plain != letters or _BARBELL_WORD in words else None
