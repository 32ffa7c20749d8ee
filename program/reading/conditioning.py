"""What a sentence says about conditioning: leave it out, have more of it, or not with these activities.

Code reads it, by words near each other: a wish that is missed costs little, because the lifter can skip a walk.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from program.reading.normalised import normalised

Wish = Literal["none", "as_planned", "more"]
"""`none`: the lifter wants no conditioning, or does their own. `more`: they want it, or more of it."""

Named = Literal["walk", "run", "jump", "bike", "row", "swim", "stairs", "sled"]
"""A kind of activity, as a lifter names it."""

_CONDITIONING: Final = ("유산소", "컨디셔닝", "카디오"), ("cardio", "conditioning", "aerobics?", "hiit")

_NAMES: Final[Mapping[Named, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "walk": (("걷기", "걷는"), ("walks?", "walking")),
    "run": (
        ("달리기", "러닝", "런닝", "조깅", "뛰는", "뛰기"),
        ("running", "run", "runs", "jogging", "sprints?", "sprinting"),
    ),
    "jump": (("줄넘기", "점프"), ("jump ?rope", "skipping", "jumping", "jumps?")),
    "bike": (("자전거", "사이클"), ("bikes?", "biking", "cycling")),
    "row": (("로잉", "로윙", "노젓기"), ("rower", "rowing machine", "erg")),
    "swim": (("수영",), ("swimming", "swim")),
    "stairs": (("계단", "천국의 계단"), ("stairs?", "stair ?climber", "stepmill")),
    "sled": (("슬레드",), ("sleds?", "prowler")),
}
"""Kind of activity -> its Korean and its English names, as patterns."""

# A few letters of the same clause may stand between a name and what is said of it.
_NEAR: Final = r"[^.,!?;\n]{0,12}?"
_KEPT_KO: Final = r"(?:빼(?:먹)?지\s*(?:말|마)|안\s*빼|거르지\s*(?:말|마))"
_OFF_KO: Final = (
    r"(?:빼(?!지|먹지)|뺀|뺐|뺄|제외|생략|없이|없애|말고|싫|하지\s*(?:마|말|않)|안\s*(?:해|할|하|합|넣)|못\s*(?:해|하|합)"
    r"|필요\s*없|시간[은이도]?\s*없|[은는]\s*됐|(?:따로|이미|알아서)\s*(?:해|하|할|합))"
)
_MORE_KO: Final = r"(?:넣|추가|포함|늘려|늘리|많이|더\s|하고\s*싶|원해|원합|부족|필요(?!\s*없))"
_KEPT_EN: Final = r"(?:don'?t|do not|never|not to)\s+(?:skip|leave out|drop|forget|cut|remove|miss)"
_OFF_EN: Final = (
    r"(?:no|without|skip|leave out|drop|cut(?: out)?|remove|hate|avoid|minus|exclude|instead of|rather than"
    r"|(?:don'?t|do not|never|can'?t|cannot)\s+(?:want|like|need|do|include|add|enjoy)"
    r"|do my own|have my own)"
)
_BETWEEN_EN: Final = (
    r"(?:\s+(?:any|the|more|of|my|much|a|lot|kind|time|for|to|do|doing|extra|long|boring|steady|state|or|and|running"
    r"|jumping|jump|rope|cycling|rowing|run|go|some|a bit|little|please)){0,4}\s+"
)
_OFF_AFTER_EN: Final = (
    r"(?:separately|on my own|myself|already|not (?:needed|wanted|for me)|isn'?t (?:needed|for me)|is out|is off)"
)
_MORE_EN: Final = (
    r"(?:add|more|include|extra|some|want|need|plus|lots of|improve|build|better|keep)"
    r"(?:\s+(?:in|to|do|a|bit|little|of|my|the|some|more|extra|any|lot)){0,4}\s+"
)

_OWN: Final = (
    r"(?:유산소|카디오|러닝머신|트레드밀|자전거)[^.,!?;\n]{0,12}?(?:따로|이미|매일|그걸로)[^.,!?;\n]{0,8}?(?:타|뛰|해|하|합|퉁)",
    r"\bi (?:already|also) (?:run|jog|cycle|bike|swim)\b",
    r"\bi (?:run|jog|cycle|bike|swim)\b[^.,!?;\n]{0,20}?\b(?:already|on my own|separately|every day|a week)\b",
)
"""Lifters who do their own conditioning."""


def conditioning_wish(sentence: str | None) -> Wish:
    """Whether a lifter's sentence asks for no conditioning, or for more of it."""
    text = normalised(sentence or "").lower()
    korean, english = ("|".join(names) for names in _CONDITIONING)
    if _found(rf"(?:{korean}){_NEAR}{_KEPT_KO}", text) or _found(rf"\b{_KEPT_EN}{_BETWEEN_EN}(?:{english})\b", text):
        return "more"
    if _is_off(korean, english, text) or any(_found(pattern, text) for pattern in _OWN):
        return "none"
    wanted = (
        rf"(?:{korean}){_NEAR}{_MORE_KO}",
        rf"\b{_MORE_EN}(?:{english})\b",
        rf"\b(?:{english})\s+(?:too|as well|also)\b",
    )
    return "more" if any(_found(pattern, text) for pattern in wanted) else "as_planned"


def activities_declined(sentence: str | None) -> frozenset[Named]:
    """The kinds of activity that a sentence does not want, such as running."""
    text = normalised(sentence or "").lower()
    return frozenset(
        name
        for name, (korean, english) in _NAMES.items()
        if _is_off("|".join(korean), "|".join(english), text)
        and not _found(rf"(?:{'|'.join(korean)}){_NEAR}{_KEPT_KO}", text)
    )


def _is_off(korean: str, english: str, text: str) -> bool:
    """Whether the text says no to what the names stand for."""
    patterns = (
        rf"(?:{korean}){_NEAR}{_OFF_KO}",
        rf"\b{_OFF_EN}{_BETWEEN_EN}(?:{english})\b",
        rf"\b(?:{english})\b[^.,!?;\n]{{0,12}}?\b{_OFF_AFTER_EN}\b",
        rf"\balready (?:do|doing|have|get)\b{_BETWEEN_EN}(?:{english})\b",
        rf"\b(?:{english})-free\b",
    )
    return any(_found(pattern, text) for pattern in patterns)


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None
