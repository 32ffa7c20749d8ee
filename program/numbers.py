"""Minutes and days that a text names, in Korean and English: facts that code reads surely."""

import re
from typing import Final

_KOREAN: Final = {
    "한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7,
}  # fmt: skip
_SINO: Final = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_ENGLISH: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_DAY_WORDS: Final = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "once": 1,
    "twice": 2,
    "thrice": 3,
}
_WEEKDAYS_KO: Final = "월화수목금토일"

_EN: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_TENS: Final = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_UNIT: Final = "one|two|three|four|five|six|seven|eight|nine"
_SINO_NUMBER: Final = r"(?:[일이삼사오육칠팔구]?백)?(?:[일이삼사오육칠팔구]?십)?[일이삼사오육칠팔구]?"

_MINUTES: Final = re.compile(
    rf"(?P<hk>\d+(?:\.\d+)?|한|두|세|네)\s*시간\s*(?:(?P<half>반)|(?P<mk>\d+)\s*분?)?"
    rf"|(?P<halfhour_ko>반\s*시간)"
    rf"|(?<!시)(?<!시\s)(?<!\d)(?P<digits>\d+)\s*(?:분|mins?\b|minutes?\b|-?\s*minute\b|m\b)"
    rf"|(?P<sino>{_SINO_NUMBER}(?<=[일이삼사오육칠팔구십백]))\s*분(?![가-힣]*(?:석|류|배))"
    rf"|(?P<halfhour>half\s+(?:an?\s+)?hour|(?:an?\s+)?half[\s-]hour)"
    rf"|(?P<threequarters>three[\s-]quarters?\s+of\s+an\s+hour)"
    rf"|(?P<he>\d+(?:\.\d+)?|\b(?:{_EN}))(?P<ehalf1>\s+and\s+a\s+half)?[\s-]*(?:hours?|hrs?|h)\b"
    rf"(?:\s*(?:and\s+)?(?:(?P<ehalf2>a\s+half)|(?P<me>\d+)\s*(?:minutes?|mins?|m)?\b))?"
    rf"|\b(?P<words>(?:{_TENS})[\s-](?:{_UNIT})|{_EN})[\s-]*(?:minutes?|mins?)\b",
    re.IGNORECASE,
)

_DAYS: Final = re.compile(
    rf"(?P<word>하루|이틀|사흘|나흘|닷새|엿새|\b(?:once|twice|thrice)\b)"
    rf"|(?P<digits>\d)\s*(?:일|회|번|days?\b|times?\b|x\b|sessions?\b|workouts?\b|-?\s*day\b)"
    rf"|(?P<ko>한|두|세|네|다섯|여섯|일곱)\s*(?:번|차례|날)"
    rf"|(?:주|일주일에|매주)\s*(?P<sino>[일이삼사오육칠])\s*(?:일|회|번)"
    rf"|\b(?P<en>{_UNIT}|a|single)[\s-]*(?:days?|times?|sessions?|workouts?)\b"
    rf"|(?<![가-힣])(?P<weekdays>[{_WEEKDAYS_KO}](?:\s*[,·/]?\s*[{_WEEKDAYS_KO}]){{1,5}})(?![가-힣]*요일[가-힣]*\d)(?=요일|만|에|로|은|\s|,|$)",
    re.IGNORECASE,
)


def minutes_in(text: str) -> tuple[int, ...]:
    """The durations, in minutes from 1 to 300, that `text` names, in their order."""
    found = (_minutes(match) for match in _MINUTES.finditer(text))
    return tuple(dict.fromkeys(value for value in found if 1 <= value <= 300))


def _minutes(match: re.Match[str]) -> int:
    group = match.groupdict()
    if group["halfhour"] or group["halfhour_ko"]:
        return 30
    if group["threequarters"]:
        return 45
    if group["hk"]:
        hours = float(_KOREAN.get(group["hk"], 0) or group["hk"])
        return round(hours * 60) + (30 if group["half"] else int(group["mk"] or 0))
    if group["he"]:
        hours = float(_ENGLISH.get(group["he"].lower(), 0) or group["he"])
        return round(hours * 60) + (30 if group["ehalf1"] or group["ehalf2"] else int(group["me"] or 0))
    if group["sino"]:
        return _sino(group["sino"])
    if group["words"]:
        return sum(_ENGLISH[word] for word in re.split(r"[\s-]+", group["words"].lower()))
    return int(group["digits"])


def _sino(number: str) -> int:
    """A Sino-Korean number below a thousand: 사십오 is 45."""
    value = unit = 0
    for letter in number:
        if letter in "십백":
            value += max(unit, 1) * (10 if letter == "십" else 100)
            unit = 0
        else:
            unit = _SINO[letter]
    return value + unit


def days_in(text: str) -> tuple[int, ...]:
    """The counts of days or sessions, 1 to 7, that `text` names, in their order."""
    found = (_days(match) for match in _DAYS.finditer(text))
    return tuple(dict.fromkeys(value for value in found if 1 <= value <= 7))


def _days(match: re.Match[str]) -> int:
    group = match.groupdict()
    if group["word"]:
        return _DAY_WORDS[group["word"].lower()]
    if group["weekdays"]:
        return len(set(group["weekdays"]) & set(_WEEKDAYS_KO))
    if group["en"]:
        return _ENGLISH.get(group["en"].lower(), 1)
    return _KOREAN.get(group["ko"] or group["sino"] or "", 0) or int(group["digits"] or 0)
