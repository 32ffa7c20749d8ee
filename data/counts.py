"""How people write minutes and days."""

from program.schema import Language

_HOURS_KO = {1: "한", 2: "두"}
_TENS_EN = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 90: "ninety"}
_DAYS_KO = {
    1: ("하루", "한 번"),
    2: ("이틀", "두 번"),
    3: ("사흘", "세 번"),
    4: ("나흘", "네 번"),
    5: ("닷새", "다섯 번"),
}
_DAYS_EN = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def minutes_written(minutes: int, language: Language) -> list[str]:
    """Ways to write a session's length; the usual ones occur more than once."""
    hours, rest = divmod(minutes, 60)
    if language == "ko":
        ways = [f"{minutes}분", f"{minutes}분", f"{minutes} 분"]
        if hours and rest in (0, 30):
            half = " 반" if rest else ""
            ways += [f"{_HOURS_KO[hours]} 시간{half}", f"{hours}시간{half}"]
        elif hours:
            ways += [f"{hours}시간 {rest}분"]
        return ways
    ways = [f"{minutes} minutes", f"{minutes} min", f"{minutes} mins"]
    ways += [f"{_TENS_EN[minutes]} minutes"] if minutes in _TENS_EN else []
    named = {30: ["half an hour"], 45: ["three quarters of an hour"], 60: ["an hour", "1 hour", "one hour"]}
    named |= {90: ["an hour and a half", "1.5 hours"], 120: ["two hours", "2 hours"], 75: ["1h 15"]}
    return ways + named.get(minutes, [])


def days_written(days: int, language: Language, *, idle: bool) -> list[str]:
    """Ways to write a number of days, one to five; `idle`: days that are not the training days of a week."""
    if language == "ko":
        word, times = _DAYS_KO[days]
        return [f"{days}일", word] if idle else [f"{days}일", f"{days}일", f"{days}회", f"{days}번", times, word]
    plural = "" if days == 1 else "s"
    ways = [f"{days} day{plural}", f"{_DAYS_EN[days]} day{plural}"]
    return ways if idle else [*ways, f"{days} time{plural}", *(["twice"] if days == 2 else [])]
