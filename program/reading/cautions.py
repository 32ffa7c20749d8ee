"""Cautions: what a text says of a lifter's health that makes a month a careful one, found by code alone.

A caution is found by its words. It does not count where it is denied, wished for, long past, a figure of speech, or
somebody else's. In doubt it counts: a careful month costs a lifter less than one that is not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from program.lifter.constraints import CAREFUL_AGE, RED_FLAGS
from program.reading.clauses import Clause, about_another, clauses, names_myself
from program.schema import Caution

# Every repetition in these patterns is bounded, so a text takes no longer than its length.

_WORDS: Final[Mapping[Caution, str]] = {
    "pregnancy": (
        r"임신|임심\s?중|임산부|(?<![가-힣])임부|만삭|(?:아기|애|아이)(?:를|을)?\s?가(?:진\s?지|졌)|태아"
        r"|(?:뱃|배\s?)속(?:의|에)?\s?(?:아기|아이|애기)|출산\s?예정|출산을?\s?앞두"
        r"|pre?gn?an[tc]\w{0,2}|prengan\w{1,2}|pregnent|expecting (?:a baby|twins|our (?:first|second|third"
        r"|baby|child|little))|i'?m expecting(?=[.,!]|$| (?:in|and|so|but|this|next)\b)|trimester"
        r"|weeks along|prenatal|antenatal|baby is due|baby bump"
    ),
    "after_birth": (
        r"출산(?!\s?(?:예정|을?\s?앞|율|휴가))|산후|제왕\s?절개|자연\s?분만"
        r"|(?<![\d가-힣])(?<!\d\s)분만\s?(?:한|했|후|하고)|모유|수유\s?중|수유하|조리원"
        r"|(?:애|아기|아이|애기|딸|아들|쌍둥이|둘째|첫째|셋째|첫애|첫아이)(?:를|을)?\s?(?:막\s|갓\s)?(?:낳|출산)"
        r"|post[- ]?part\w{1,3}|post[- ]?natal|c[- ]?section|ca?esarean|\bgave birth|giving birth|(?:after"
        r"|since) having (?:my|our|the|a) (?:\w{1,8} )?(?:daughter|son|baby|child|kid)|after birth"
        r"|\bhad (?:a|my|our|the) (?:\w{1,10} )?(?:baby|child|kid)\b|had twins"
        r"|(?:weeks?|months?) (?:after|since) (?:the |my )?(?:birth|delivery|having)|breast-?\s?feed"
        r"|just delivered|delivered my (?:son|daughter|baby|child)|(?:weeks?|months?) pp\b"
    ),
    "age": (
        r"환갑|회갑|칠순|(?<![가-힣])고희|팔순|일흔|(?<![가-힣])여든|(?<![가-힣])아흔|고령|(?<![가-힣])노인"
        r"|예순\s?(?:다섯|여섯|일곱|여덟|아홉)"
        r"|(?:육십\s?[오육칠팔구]|[칠팔구]십\s?[일이삼사오육칠팔구]?)\s?(?:세|살)(?!트)|[칠팔구육]십\s?대"
        r"|(?<!\d)[6789]0\s?대(?!\s?[%로\d])|(?<!\d)(?:19)?[345]\d\s?년생"
        r"|\b(?:late |mid[- ]|early )?(?:sixties|seventies|eighties|nineties)\b|in my (?:\w{1,5}[- ])?[6789]0'?s"
        r"|(?:i'?m|i am|turned|turning|aged?|age of|nearly|almost) (?:seventy|eighty|sixty-(?:five|six|seven"
        r"|eight|nine))|(?:seventy|eighty)[- ]?\w{0,5}[- ]years?|\bsenior citizen|\belderly"
    ),
    "osteoporosis": (
        r"골다공증?|골다골증?|골\s?감소증?|골밀도(?:가|이|도)?\s?(?:많이\s|너무\s|좀\s)?(?:낮|떨어|안\s?좋"
        r"|약)|뼈가\s?약"
        r"|osteop[oe]r\w{1,6}|osteopen\w{1,3}|low bone (?:mineral )?density|bone density is (?:too "
        r"|very )?low|brittle bones"
    ),
    "heart": (
        r"심장\s?(?:병|질환|수술|시술|문제|판막|마비|기형|부전|비대|약(?!해)|스텐트|환자|발작|박동기|쪽)"
        r"|심장(?:이|도|은|에)\s?(?:좀\s|많이\s|원래\s|별로\s|가끔\s|자주\s)?(?:안\s?좋|약|나쁘|나빠|아프"
        r"|아파|아픈|조이|조여|불규칙|문제|이상|질환|병)"
        r"|부정맥|협심증|심근(?:경색|염|병|허혈)|심부전|심방세동|스텐트|심박\s?동기|관상\s?동맥"
        r"|심혈관\s?질환|판막증|빈맥"
        r"|heart (?:condition|disease|problem|trouble|failure|attack|surgery|issue|murmur|defect|bypass|valve|operation"
        r"|medication|meds|medicine|palpitation|arrh?yt)\w{0,5}|\b(?:bad|weak) heart|arr?h?yth?m\w{1,2}|\ba-?fib"
        r"|atrial fib\w{0,9}|angina|\bstents?\b|pacemaker|bypass surgery|palpitations|cardiomyopathy"
        r"|tachycardia|coronary"
        r"|cardiac (?:arrest|event|rehab|surgery|condition|patient|issue)\w{0,1}|my heart (?:skips|flutters|hurts)"
        r"|heart skips"
    ),
    "blood_pressure": (
        r"고혈압|혈압\s?약|혈압\s?강하|혈압(?:이|도)?\s?(?:좀\s|많이\s|너무\s|꽤\s)?(?:높|올라|오르)"
        r"|혈압\s?때문|혈압이?\s?(?:1[4-9]\d|2\d\d)|(?<!\d)1[4-9]\d\s?/\s?\d{2,3}|lisinopril|amlodipine"
        r"|losartan|ramipril|metoprolol"
        r"|high blood[- ]?pressure|hypertens\w{1,3}|blood[- ]?pressure (?:medicine|medication|meds|pills?"
        r"|tablets?|problem)\w{0,1}"
        r"|blood[- ]?pressure (?:is|runs|gets|goes)(?: a bit| a little| too| very| really| quite)? (?:high"
        r"|up)|\bbp (?:meds|is high|pills)"
        r"|high bp\b|beta[- ]?blockers?"
    ),
    "chest_pain": (
        r"가슴(?:이|에|도|쪽이|\s?한가운데가|\s?중앙이|\s?가운데가|\s?한복판이|\s?왼쪽이|\s?부위가|\s?부위에"
        r"|\s?한쪽이)?\s?"
        r"(?:너무\s|자꾸\s|좀\s|갑자기\s|막\s|계속\s|꽉\s|콕콕\s|찌르듯\s|자주\s|한\s?번씩\s|많이\s|가끔\s)?"
        r"(?:조이|조여|조임|쪼이|쪼여|죄어|죄는|답답|아프|아파|아픈|아픕|아팠|쥐어짜|통증|먹먹|찌릿|저려"
        r"|저리|옥죄|짓눌|눌리|쑤시|쑤셔|뻐근하고\s?숨)"
        r"|흉통|흉부\s?통증|호흡\s?곤란|숨이\s?(?:턱\s?)?(?:막히|막혀|안\s?쉬어)|숨을?\s?(?:못|쉬기\s?힘)"
        r"|chest[- ]?(?:pains?|tightness|pressure|discomfort|aches?)\b|chest (?:really |always |sometimes )?hurts?\b"
        r"|chest (?:feels|gets|is|becomes|goes)(?: really| very| so| a bit| all)? (?:tight|heavy|hurting"
        r"|painful|sore and tight)"
        r"|chest tightens|(?:pains?|tight(?:ness)?|pressure|squeezing|tightening) (?:in|on|across) (?:my |the )?chest"
        r"|tight chest(?! muscle)|can'?t (?:breathe|catch my breath)|(?:trouble|difficulty) breathing"
    ),
    "dizziness": (
        r"어지럽|어지러|어질어질|(?<![가-힣])어질|어지럼|현기증|(?:핑|빙)\s?(?:돌|돈|도는)|핑핑"
        r"|눈앞이\s?(?:캄캄|깜깜|하얘|하얗"
        r"|노래|노랗|까매|까맣|흐려|핑)"
        r"|기절|실신|쓰러질\s?(?:것|거|뻔)|쓰러졌|쓰러진\s?적|의식을\s?잃|정신을\s?잃|머리가\s?(?:핑|띵|빙)|블랙\s?아웃"
        r"|diz+[yi]\w{0,5}|light[- ]?headed\w{0,4}|\bfaint(?:ed|ing)\b|\b(?:i|feel|feels|feeling|felt|nearly"
        r"|almost) faint\b"
        r"|pass(?:ed|ing)? out\b|black(?:ed|ing)? out\b|blackouts?\b|vertigo|see(?:ing)? stars\b|(?:things"
        r"|everything|vision) (?:goes|go|going) (?:black|dark)|room (?:spins|is spinning)|woozy"
    ),
    "surgery": (
        r"(?:수술|시술)(?:을|를|도)?\s?(?:한|했|하고|하신|받|후|뒤|직후|회복|부위|자국|재활|이후|끝|경험"
        r"|이력|\d|[일이삼사오육]\s?개월|$|[,.])"
        r"|(?:수술|시술)(?:이에요|입니다|함|해서)|인공\s?관절|인대\s?재건|철심"
        r"|su?rger(?:y|ies)|sugery|surgury|operated on|(?:had|after|post|since|my|recent)(?: an?| my"
        r"| the)? (?:\w{1,9} )?operation\b"
        r"|post[- ]?op\b|acl reconstruction|had my [a-z ]{3,14} (?:reconstructed|repaired|replaced|scoped)"
        r"|arthroscop\w{1,4}|meniscectomy|(?:hip|knee|shoulder) replacement"
        r"|(?:labrum|cuff|meniscus|hernia|acl) repair|spinal fusion|discectomy|laminectomy"
    ),
}

_WORD: Final = {caution: re.compile(words) for caution, words in _WORDS.items()}

_AGE: Final = re.compile(
    r"(?<![\d.])(?P<ko>\d{2,3})\s?(?:세(?!트|션)|살)"
    r"|나이(?:가|는|도)?\s?(?:만\s?)?(?P<na>\d{2,3})(?!\s?(?:kg|키로|킬로|회|분|%))"
    r"|\b(?:i'?m|i am|im)\s(?:a\s|now\s|already\s|almost\s|over\s)?(?P<i>\d{2,3})(?![\d.%]|\s?(?:k|lb|pound"
    r"|stone|cm|in\b|inch|%|percent|min|day|week|month|rep|set))"
    r"|(?<![\d.])(?P<en>\d{2,3})[- ]?(?:years?[- ]?(?:old|young)|years of age|y/?o\b|yrs?[- ]old)"
    r"|\b(?:aged?|turned|turning|age of|age is)\s(?P<aged>\d{2,3})(?![\d.%]|\s?(?:k|lb|%|min|day"
    r"|week|rep|set|pound|sec))"
)
"""A number that is somebody's age."""

_OLDEST: Final = 110

_DENIED_BEFORE: Final = re.compile(
    r"\b(?:no|not|never|without|neither|nor|don't have|do not have|haven't had|isn't|ain't|wasn't|am not"
    r"|free of|rule[sd]? out|"
    r"don't get|never had)"
    r"(?:\s(?:a|any|my|had|have|the|of|history|known|problems?|issues?|with|yet|been|or|get|feel|feeling"
    r"|currently|signs?|actual|real|more|longer|[a-z]{1,12} (?:or|and|nor)|[a-z]{1,12} [a-z]{1,12} (?:or|and"
    r"|nor))){0,4}\s?$"
)
_DENIED_AFTER: Final = re.compile(
    r"(?:이|가|은|는|도|을|를|에는|에|엔|쪽|같은|질환|병|문제|이상|증상|통증|약|수술|시술|경험|적|한|받은"
    r"|하지|지는|지도|지|건|것|거|게|까지|럽|프|아프|이지|먹는|혹은|(?:이나|나|,|·)\s?[가-힣]{1,6}|이나|나"
    r"|\s){0,8}"
    r"(?:없|아니|아닙|아님|아녜|않|안\s)"
    r"|\w{0,3}(?: problems?| issues?| pain)? (?:is|are|was|were) (?:not|no)\b|-?free\b|: no\b"
)
"""What stands directly before, or after, a word that is denied."""

_WISHED: Final[Mapping[Caution, re.Pattern[str]]] = {
    "pregnancy": re.compile(
        r"(?:임신|출산)(?:을|를)?\s?(?:준비|계획|생각|전(?:에|까지|이)|하려|하고\s?싶|원하|시도|가능"
        r"|했을\s?때|때\s?찐|테스트|후|중절)"
        r"|(?:get|getting|become|becoming|be|got|plan\w{0,4}|tr(?:y|ying)|after|since|post|before|lose|hope|want)"
        r"(?:\s(?:a|to|for|get|be|my|the|got|ing)){0,3}\s(?:pre|pren)|(?:after|since) (?:my "
        r"|the )?(?:\w{1,8} )?pregnan|임산부\s?(?:아내|와이프|친구|동료|옆)|pregnan\w{1,2} (?:weight|fat"
        r"|plan|test)"
    ),
    "after_birth": re.compile(
        r"(?:출산|분만|제왕절개)(?:을|를)?\s?(?:하기\s)?(?:전|계획|하고\s?싶|하려)|(?:before|plan\w{0,4}"
        r"|want)(?:\s\w{1,6}){0,2}\s(?:giving|post|having|c-?sec)"
    ),
    "age": re.compile(
        r"(?:까지|전|되기|돼도|되어도|되면|되서도|돼서도|처럼|미만)|kg|키로|킬로|선물|잔치|%|퍼센트"
        r"|(?:until|till|when|before|by the time|like an?|reach|to)(?:\s(?:i'?m|i am|i|a|an|my|turn|hit"
        r"|reach|be)){0,3}\s(?:\d|seven|eight|sixt|elder|senior|late|in my|age|old)"
        r"|(?:seventy|eighty)(?:[- ]\w{3,5})? ?(?:k|lb|pound|min|per|sec|%)"
    ),
    "heart": re.compile(
        r"(?:튼튼|강화|건강하게|좋아지|예방)|(?:prevent|avoid|healthy|against"
        r"|lower)(?:\s\w{1,8}){0,3}\s(?:heart|coronary)"
    ),
    "blood_pressure": re.compile(r"예방|(?:prevent|avoid|against)(?:\s\w{1,8}){0,2}\s(?:high|hyper)"),
    "osteoporosis": re.compile(r"예방|(?:prevent|avoid|against|protect from)(?:\s\w{1,8}){0,2}\soste"),
    "chest_pain": re.compile(r"근육통|알이?\s?배"),
    "dizziness": re.compile(
        r"(?:기절|쓰러질|실신|어지러울|핑\s?돌)\s?(?:할|될|것\s?같|거\s?같)?\s?(?:만큼|정도로|듯|때까지|지경"
        r"|각|초풍)|기절잠|예방"
        r"|(?:until|till|til|want to|gonna|make me)(?:\s(?:i|almost|nearly|me)){0,2}\s(?:pass|faint|black"
        r"|see|light|diz)"
    ),
    "surgery": re.compile(
        r"(?:예방|없이|피하|안\s?하|하기\s?싫|권유|권하|해야|할지|필요|고민|말고|대신|안\s?받)"
        r"|(?:avoid|without|instead of|need\w{0,2}|recommend\w{0,3}|suggest\w{0,3}|consider\w{0,3}|before"
        r"|prevent|want|is|should i (?:get|have))"
        r"(?:\s(?:a|an|any|the|having|getting|knee|back|shoulder|hip|my|to|have|get|more)){0,3}\ss"
        r"|su?rgery (?:is )?(?:need|recommend|necess|an option|require)"
        r"|surgery\?"
    ),
}
"""Words around a caution with which it is a wish, a fear, or a figure of speech."""

_ANOTHER_BORE: Final = re.compile(
    r"\b(?:she|(?:my|his) (?:wife|girlfriend|partner|fianc\w{1,3}|sister))(?: just| has)? "
    r"(?:had (?:the|a|our|my) (?:\w{1,10} )?(?:baby|child|kid)\b|gave birth\b|delivered (?:the|our|my)\b)"
    r"|(?:아내|와이프|여자\s?친구|여친|언니|누나|여동생)(?:가|는|이|도)\s[^.!?\n]{0,20}(?:낳|출산)"
)
"""That somebody else gave birth: then a birth without a word of the lifter's own is not theirs."""

_YEARS_AGO: Final = re.compile(
    r"(?<!\d)(?:[2-9]|\d{2,3})\s?년\s?(?:도\s?)?(?:더\s?)?(?:전|지났|됐|되었|넘)|(?:이|삼|사|오|육|칠|팔|구"
    r"|십|몇|수)\s?년\s?(?:도\s?)?(?:더\s?)?전|재작년|어릴\s?때|어렸을|예전에|옛날에|오래\s?전|학생\s?때"
    r"|\b(?:[2-9]|\d{2,3}|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|many|few|several"
    r"|some) years (?:ago|back|since)"
    r"|\byears (?:ago|back)|long ago|long time ago|as a (?:kid|child|teen\w{0,5})|in (?:19|20[01])\d\d?"
    r"|decades? ago|ages ago|when i was (?:a |\d)"
)
_A_YEAR: Final = re.compile(
    r"(?<!\d)\d{1,2}\s?년(?!\s?생)|(?:일|이|삼|사|오|십)\s?년|\b(?:a|one|\d{1,2}|two|three|four|five"
    r"|six) years?\b|over a year"
)
_LAST_YEAR: Final = re.compile(r"작년|last year")
_OVER: Final = re.compile(
    r"멀쩡|괜찮|괜찬|문제\s?없|다\s?나았|완치|완전히\s?나|나았|(?:이젠|이제|이제는)\s?(?:안\s|괜|없)"
    r"|지금은\s?(?:안|없|괜|정상|전혀)|아무렇지"
    r"|no (?:problems?|issues?|pain|trouble)|(?:all|fully|completely|totally) (?:healed|recovered|fine|good)"
    r"|is fine|fine now|i'm fine"
    r"|recovered|(?:no|not any) ?longer|any ?more|used to|cleared|gone now|symptom[- ]free|good as new"
    r"|feels? (?:fine|great)"
)
_ENDED: Final = re.compile(
    r"이젠\s?안|이제는?\s?(?:안\s|괜찮아졌|없)|지금은\s?(?:안\s|없|괜찮|전혀|멀쩡)|완치|다\s?나았"
    r"|not any ?more|gone now|stopped (?:happening|since)"
)
"""That a sign of danger is over: that it feels fine is not enough."""
_STILL: Final = re.compile(r"아직|여전|지금도|요즘도|계속|still|\bnow i\b|keeps?\b|again|다시")
_ONCE: Final = re.compile(r"\b(?:used to|no longer)\s(?:\w{1,8}\s){0,3}$")
_CURED: Final = re.compile(r"완치|다\s?나았")
_WEEKS: Final = re.compile(r"\d\s?(?:주|개월|달|일)|weeks?|months?|[한두세네석넉]\s?달|백일")

_WINDOW: Final = 40
"""Characters before and after a word that are read with it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A caution in a text."""

    caution: Caution
    start: int
    """Where its words begin in the text."""
    end: int
    """Where they end."""
    clause: Clause
    """The clause that they stand in."""


def cautions_in(text: str) -> tuple[Found, ...]:
    """The cautions that a text has, in the order of `Caution`; `text` in one spelling (`normalised`) and lower case."""
    found: list[Found] = []
    parts = clauses(text)
    for caution in get_args(Caution):
        meant = [one for one in _named(text, caution, parts) if _meant(text, one)]
        if caution == "after_birth" and _ANOTHER_BORE.search(text):
            meant = [one for one in meant if names_myself(text, one.clause)]
        found.extend(meant)
    return tuple(found)


def another_bore(text: str) -> bool:
    """Whether a birth in a text is somebody else's alone; `text` as in `cautions_in`."""
    return _ANOTHER_BORE.search(text) is not None and all(one.caution != "after_birth" for one in cautions_in(text))


def _named(text: str, caution: Caution, parts: tuple[Clause, ...]) -> Iterator[Found]:
    spans = [match.span() for match in _WORD[caution].finditer(text)]
    if caution == "age":
        spans += [match.span() for match in _AGE.finditer(text) if CAREFUL_AGE <= _number(match) <= _OLDEST]
    spans.sort()
    place = 0
    for start, end in spans:
        while place < len(parts) and parts[place].end <= start:
            place += 1
        if place < len(parts):
            yield Found(caution, start, end, parts[place])


def _number(match: re.Match[str]) -> int:
    return int(next(value for value in match.groups() if value))


def _meant(text: str, found: Found) -> bool:
    """Whether a caution that is named holds for the lifter, and today."""
    clause, caution = found.clause, found.caution
    before = text[max(clause.start, found.start - _WINDOW) : found.start]
    after = text[found.end : min(max(clause.end, found.end), found.end + _WINDOW)]
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after) or about_another(text, clause, found.start):
        return False
    near = text[max(clause.start, found.start - _WINDOW) : min(max(clause.end, found.end), found.end + 12) + 1]
    if caution in _WISHED and _WISHED[caution].search(near):
        return False
    return not _past(text, found)


def _past(text: str, found: Found) -> bool:
    """Whether it is said to be long ago, or over. How long ago stands in the same clause, that it is over beside it."""
    clause = text[max(found.clause.start, found.start - _WINDOW) : min(found.clause.end, found.end + _WINDOW)]
    around = text[max(0, found.start - 2 * _WINDOW) : found.end + 2 * _WINDOW]
    before = text[max(found.clause.start, found.start - _WINDOW) : found.start]
    if found.caution == "after_birth":
        return _A_YEAR.search(clause) is not None and _WEEKS.search(clause) is None
    if _STILL.search(around):
        return False
    if _ONCE.search(before) or _CURED.search(clause):
        return True
    long_ago = _YEARS_AGO.search(clause) is not None
    if found.caution in RED_FLAGS:
        return long_ago or _ENDED.search(around) is not None
    if found.caution == "heart":
        return long_ago and _OVER.search(around) is not None
    if found.caution != "surgery":
        return False
    a_year = (_A_YEAR.search(clause) or _LAST_YEAR.search(clause)) is not None
    return long_ago or (a_year and _OVER.search(around) is not None)
