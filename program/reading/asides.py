"""Words of a text that name a lift or a part of the body without wishing more of it, found by code alone.

Who wants to keep the legs fresh, owns dumbbells and a bench, or wants less pressing has not asked for legs or the
bench press to come first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from program.reading.movements import named_in

_PARTS_KO: Final = r"(?:다리|하체|허벅지|종아리|상체|어깨|팔|등|가슴|엉덩이|코어|허리)"

_FRESH: Final = re.compile(
    r"\bkeep(?:ing)? (?:my |the )?(?:[a-z]{2,10} ){1,2}(?:fresh|rested|light)\b"
    r"|\b(?:sav(?:e|ing)|spar(?:e|ing)|don't (?:trash|fry|kill|wreck|tire|exhaust|smoke|destroy"
    r"|burn)(?: out)?|not (?:trash|fry|kill|wreck|tire|smoke)(?: out)?) (?:my |the )?[a-z]{2,10}\b"
    r"|\b[a-z]{2,10} (?:need to|should|must|have to) (?:be|stay) (?:fresh|rested)|\bfresh (?:legs|arms)\b"
    rf"|{_PARTS_KO}(?:는|은|를|을|에|가|이)?\s?(?:좀\s|조금\s)?(?:힘(?:을|이)?\s?)?(?:아껴|아끼|남겨|남게"
    rf"|안\s?지치|덜\s?지치|지치지|살살|쌩쌩|싱싱|쉬게|피로(?:가|를|감)?\s?(?:없|덜|안))"
)
_LESS: Final = re.compile(
    r"\b(?:less|fewer|reduce|cut down on|cut back on|not so much|not too much|not as much|go easy on|easy on"
    r"|minimi[sz]e|limit) (?:the |my |of the )?[a-z-]{2,12}(?: [a-z-]{2,12})?\b"
    r"|[가-힣]{1,6}(?:\s(?:프레스|운동))?(?:은|는|을|를|도)?\s?(?:좀\s|조금\s|더\s|너무\s){0,2}(?:덜\s|덜하"
    r"|줄여|줄이(?!\s)|적게|조금만|최소)"
)
_ON_MACHINES: Final = re.compile(
    rf"{_PARTS_KO}(?:은|는|도|\s?운동은)\s?(?:머신|기구|덤벨|맨몸|케이블|기계)(?:으로|로)?\s?(?:위주|중심|만\s)"
    r"|\b(?:legs?|lower body|upper body|chest|back|shoulders|arms) (?:mostly|mainly|only|just) (?:on"
    r"|with) (?:machines|cables|dumbbells)"
)
_OWNED: Final = re.compile(
    r"\b(?:an?|one|adjustable|flat|incline|weight|foldable|folding) (?:adjustable |flat |incline |weight "
    r"|foldable |folding |small |old )?bench\b(?! ?(?:press|day|max|pr\b|of|that|prog|best))"
    r"|\b(?:dumb-?bells?|dumbells?|kettlebells?|barbell|rack|bands?|plates)(?:,| and| &| plus| with)(?: a"
    r"| an| my)? bench\b(?! ?press)"
    r"|\bno bench\b(?! ?press)"
    r"|벤치(?:만|도|랑|하고|는|가)?\s?(?:있어|있습|있음|있는데|있고|밖에|없|뿐|하나|한\s?개|1개)"
    r"|(?:덤벨|바벨|아령|원판|랙|케틀벨|밴드)(?:이랑|랑|하고|과|와|,|이)?\s?벤치(?:만|밖에|뿐|하나|있)"
)


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that wish no more of what they name."""

    start: int
    end: int
    wish: bool
    """Whether they are a wish, one that cannot be obeyed."""


def asides_in(text: str) -> tuple[Aside, ...]:
    """The asides of a text in one spelling (`normalised`) and lower case, in its order."""
    return tuple(sorted({*_found(text)}, key=lambda one: (one.start, one.end)))


def _found(text: str) -> Iterator[Aside]:
    for match in _OWNED.finditer(text):
        yield Aside(*match.span(), wish=False)
    named = named_in(text)
    parts = [match.span() for match in _PART.finditer(text)]
    for pattern in (_FRESH, _LESS, _ON_MACHINES):
        for match in pattern.finditer(text):
            within = [one for one in named if match.start() < one.end and one.start < match.end()]
            if within or any(match.start() < end and start < match.end() for start, end in parts):
                # A joint to go easy on is spared: that wish is obeyed.
                yield Aside(*match.span(), wish=not any(one.joint for one in within))


_PART: Final = re.compile(
    rf"{_PARTS_KO}|\b(?:legs?|arms?|chest|back|shoulders?|glutes|quads|hamstrings|calves|core|abs|upper body"
    rf"|lower body|biceps|triceps)\b"
)
