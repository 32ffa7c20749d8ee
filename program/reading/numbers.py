"""Minutes and days that a text names, in Korean and English."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
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
    "매일": 7,
    "everyday": 7,
    "daily": 7,
    "once": 1,
    "twice": 2,
    "thrice": 3,
}
_WEEKDAYS_KO: Final = "월화수목금토일"
_WEEKDAYS_SHORT: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_EN: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"

_EN: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_TENS: Final = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_UNIT: Final = "one|two|three|four|five|six|seven|eight|nine"
_SINO_NUMBER: Final = r"(?:[일이삼사오육칠팔구]?백)?(?:[일이삼사오육칠팔구]?십)?[일이삼사오육칠팔구]?"
_SINO_MINUTES: Final = rf"{_SINO_NUMBER}(?<=[일이삼사오육칠팔구십백])"
_WHOLE: Final = r"(?<!\d)\d++"
"""All digits of a number."""
_DECIMAL: Final = rf"{_WHOLE}(?:\.\d++)?"
_UP_TO: Final = rf"(?:{_WHOLE}\s*+(?:-|~|–|to|에서)\s*+)?"
"""The lower end of a range, of which the upper end counts."""

# In the patterns below no text takes longer than its length: `++`, `*+` and `?+` give nothing back, and a number is
# read from its first digit alone.

_MINUTES: Final = re.compile(
    rf"(?P<hk>{_DECIMAL}|한|두|세|네)\s*+시간\s*+(?:(?P<half>반)|(?P<mk>\d++)\s*+분?|(?P<msino>{_SINO_MINUTES})\s*+분)?"
    rf"|(?P<halfhour_ko>반\s*+시간)"
    rf"|(?<!시)(?<!시\s)(?<!\d){_UP_TO}(?P<digits>{_WHOLE})\s*+(?:분(?![할의])|mins?\b|minutes?\b|-?\s*+minute\b|m\b)"
    rf"|(?<![가-힣])(?!구분)(?P<sino>{_SINO_MINUTES})\s*+분(?![가-힣]*(?:석|류|배))"
    rf"|(?P<halfhour>half\s++(?:an?\s++)?(?:hour|hr)|(?:an?\s++)?half[\s-](?:hour|hr))"
    rf"|(?P<threequarters>three[\s-]quarters?\s++of\s++an\s++hour)"
    rf"|(?P<he>{_DECIMAL}|\b(?:{_EN}))(?P<ehalf1>\s++and\s++a\s++half)?[\s-]*+(?:hours?|hrs?|h)(?![a-z])"
    rf"(?:[\s-]*and[\s-]+a[\s-]+(?P<equarter>quarter)|\s*(?:and\s+)?(?:(?P<ehalf2>a\s+half)|(?P<me>\d++)\s*(?:minutes?|mins?|m)?\b"
    rf"|(?P<mewords>(?:{_TENS})[\s-](?:{_UNIT})|{_EN})\s*+(?:minutes?|mins?)\b))?"
    rf"|\b(?P<hourhalf>hour\s++and\s++a\s++half)\b"
    rf"|\b(?P<words>(?:{_TENS})[\s-](?:{_UNIT})|{_EN})[\s-]*+(?:minutes?|mins?)\b",
    re.IGNORECASE,
)

_OF_A_WEEK: Final = r"(?:mornings?|evenings?|nights?)\s*+(?:(?:a|per|each)\s++|/\s*+)week\b"
_AND_EN: Final = r"(?:\s|[,/&+~–-]|\b(?:and|or|plus|then|also|to|through|thru|till|until)\b)*"
_DAY_KO: Final = rf"[{_WEEKDAYS_KO}](?:요일)?"
_AND_KO: Final = rf"\s*+(?:(?:[,·/+~–-]|과|와|랑|이랑)?+\s*+|부터\s*+(?=[{_WEEKDAYS_KO}](?:요일|까지)))"
_RANGE: Final = re.compile(r"[~–-]|\b(?:to|through|thru|till|until)\b|부터")
"""Between two weekdays: those between them, too."""

_GLUED: Final = rf"(?<=[가-힣][~–-])[{_WEEKDAYS_KO}]{{2}}"
"""Letters without anything between them, joined to a word by a dash: not sure to be weekdays."""

_AT_WORK: Final = (
    r"\s*+(?:까지|에는?|엔|은)?+\s*+(?:\d++시\s*+[~-]\s*+\d++시\s*+)?+"
    r"(?:근무|야근|출장|당직|휴무)(?!\s*+(?:후|전|끝|마치|없))"
)
"""After weekdays: they are not those of training."""

_PLACE: Final = r"\d(?:\s*+번?+(?:과|이랑|하고)?+\s*+[-~,·/]?+\s*+\d)*\s*+번"
_VERTEBRAE: Final = (
    rf"(?:[경흉요천]추\s*+|\b[LCS]){_PLACE}|디스크\s*+\d\s*+번?+\s*+[-~,·/]\s*+\d\s*+번"
    r"|(?<!주)(?<!주\s)(?<!에)(?<!에\s)\d\s*+번?+\s*+[-~,·/]?+\s*+\d\s*+번\s*+(?:디스크|[경흉요천]추)"
    r"|\d\s*+번\s*+[경흉요천]추"
)
"""Numbers that are no counts: of vertebrae and the discs between them."""

_DAYS: Final = re.compile(
    rf"(?P<vertebrae>{_VERTEBRAE})"
    rf"|(?P<word>하루(?!\s*+(?:\d|[가-힣]{{1,4}}\s*+(?:시간|분)))|이틀|사흘|나흘|닷새|엿새|매일|\b(?:once|twice|thrice|every\s*+day|daily)\b)"
    rf"|(?<![\d./월])(?<!월\s)(?<!\d[~–-])(?:[1-7]\s*+(?:-|~|–|to|에서|,)\s*+)?(?P<digits>\d)\s*+"
    rf"(?:일|회|번|days?\b|times?\b|x\b(?!\s*+\d)|sessions?\b|workouts?\b|-?\s*+day\b|(?:per|a|/)\s*+week\b|{_OF_A_WEEK})"
    rf"|(?P<ko>한|두|세|네|다섯|여섯|일곱)\s*+(?:번(?!째)|차례|날)"
    rf"|(?:주|일주일에|매주)\s*+(?P<sino>[일이삼사오육칠])\s*+(?:일(?!주)|회|번)"
    rf"|주\s*+(?P<bare>[1-7])(?![\d%.kx]|\s*+(?:[일회번주시분세]|~|-|–))"
    rf"|\b(?P<couple>a\s++couple\s++(?:of\s++)?(?:days?|times?|sessions?|workouts?))\b"
    rf"|\b(?P<en>{_UNIT}|single)[\s-]*+(?:(?:days?|times?|sessions?|workouts?)\b|{_OF_A_WEEK})"
    rf"|\b(?P<weekdays_en>{_WEEKDAYS_EN}(?:{_AND_EN}{_WEEKDAYS_EN}){{1,5}})\b"
    rf"|(?<![가-힣\d])(?!{_GLUED})(?P<weekdays>{_DAY_KO}(?:{_AND_KO}{_DAY_KO}){{1,5}})"
    rf"(?:(?<=요일)|(?=까지|만|에|로|은|으로|이[요고에]|입니다|임|[^가-힣ㄱ-ㅣ]|$))(?!{_AT_WORK})",
    re.IGNORECASE,
)

_Named = tuple[int, int, int]
"""Where a number's words begin and end in the text, and its value."""


MOST_MINUTES: Final = 300
"""A longer duration is no session."""

MOST_DAYS: Final = 7

_LONGEST_NUMBER: Final = 20
"""Characters of a number."""


def minutes_named(text: str) -> Iterator[_Named]:
    """Each duration of 1 to 300 minutes that `text` names, with its place; of a range the upper end."""
    for match in _MINUTES.finditer(text):
        if 1 <= (value := _minutes(match)) <= MOST_MINUTES:
            yield *match.span(), value


def days_named(text: str) -> Iterator[_Named]:
    """Each count of 1 to 7 days or sessions that `text` names, with its place; of a range the upper end."""
    for match in _DAYS.finditer(text):
        if 1 <= (value := _days(match)) <= MOST_DAYS:
            yield *match.span(), value


def minutes_in(text: str) -> tuple[int, ...]:
    """The durations, in minutes from 1 to 300, that `text` names, in their order."""
    return tuple(dict.fromkeys(value for _, _, value in minutes_named(text)))


def days_in(text: str) -> tuple[int, ...]:
    """The counts of days or sessions, 1 to 7, that `text` names, in their order."""
    return tuple(dict.fromkeys(value for _, _, value in days_named(text)))


def _minutes(match: re.Match[str]) -> int:
    group = match.groupdict()
    if group["halfhour"] or group["halfhour_ko"]:
        return 30
    if group["threequarters"]:
        return 45
    if group["hourhalf"]:
        return 90
    if group["hk"]:
        hours = _KOREAN.get(group["hk"]) or _digits(group["hk"])
        rest = _sino(group["msino"]) if group["msino"] else int(_digits(group["mk"] or "0"))
        return round(hours * 60) + (30 if group["half"] else rest)
    if group["he"]:
        hours = _ENGLISH.get(group["he"].lower()) or _digits(group["he"])
        minutes = _english(group["mewords"]) if group["mewords"] else int(_digits(group["me"] or "0"))
        rest = 15 if group["equarter"] else minutes
        return round(hours * 60) + (30 if group["ehalf1"] or group["ehalf2"] else rest)
    if group["sino"]:
        return _sino(group["sino"])
    if group["words"]:
        return _english(group["words"])
    return int(_digits(group["digits"]))


def _digits(number: str) -> float:
    """The value of a number in digits; of one that is too long to be meant, more than any duration."""
    return float(number) if len(number) <= _LONGEST_NUMBER else MOST_MINUTES + 1


def _english(number: str) -> int:
    """An English number below a hundred: forty-five is 45."""
    return sum(_ENGLISH[word] for word in re.split(r"[\s-]+", number.lower()))


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


def _weekdays(text: str, names: Sequence[str]) -> int:
    """How many weekdays a list names, of which some may be ranges: Mon-Wed and Fri are 4, dashes alone make a list."""
    found = list(re.finditer("|".join(names), text.lower()))
    ranges = [bool(_RANGE.search(text[one.end() : other.start()].lower())) for one, other in pairwise(found)]
    if len(ranges) > 1 and all(ranges):
        ranges = [False] * len(ranges)
    numbers = [names.index(one.group()) for one in found]
    days = set(numbers)
    for first, last in (two for two, spans in zip(pairwise(numbers), ranges, strict=True) if spans):
        days |= {(first + more) % 7 for more in range((last - first) % 7)}
    return len(days)


def _days(match: re.Match[str]) -> int:
    group = match.groupdict()
    if group["vertebrae"]:
        return 0
    if group["word"]:
        return _DAY_WORDS[re.sub(r"\s", "", group["word"].lower())]
    if group["couple"]:
        return 2
    if group["weekdays_en"]:
        return _weekdays(group["weekdays_en"], _WEEKDAYS_SHORT)
    if group["weekdays"]:
        return _weekdays(group["weekdays"].replace("요일", ""), _WEEKDAYS_KO)
    if group["en"]:
        return _ENGLISH.get(group["en"].lower(), 1)
    return _KOREAN.get(group["ko"] or group["sino"] or "", 0) or int(group["digits"] or group["bare"] or 0)
