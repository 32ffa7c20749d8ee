"""Words of pain, of what cannot be done, and of what is fine, around exercises and joints.

The patterns are for a text in lower case in which the name of an exercise, or of a kind of movement, is replaced by `L`
and that of a joint by `J`. See `program.reading.pain`. Every repetition is bounded, so a text takes no longer than its
length.
"""

import re
from typing import Final

FILL: Final = (
    r"(?:(?:i|i'm|i am|i'd|you|do|doing|trying|try|to|heavy|heavier|the|my|a|an|any|go|on|in|for|both|some"
    r"|even|light|low|high|"
    r"bar|barbell|back|conventional|set|up|finish|finishing|bottom|of|part|sets|really|properly|safely|more|perform|"
    r"use|currently|all|every|kinds?|sorts?|types?|or|and|with|from|at|normal|regular|flat|strict|standing|lots) ){0,5}"
)
"""English words that may stand between a verb and its exercise."""

HURTS: Final = re.compile(
    r"(?:hurts?|hurting|pain\w{0,4}|sharp|stabb\w{0,3}|injur\w{0,3})\b"
    r"|아프|아파|아픈|아픔|아픕|아팠|아플|통증|찌릿|시큰|욱신|욱씬|쑤시|쑤셔|쑤신|결리|결려|저리|저려|저릿"
    r"|따끔|삐끗|다쳤|다쳐|다친|찝히|찝혀|찝힘|집혀"
    r"|콕콕|아려요|아립|아린|시려|시린|시립|뜨끔|찌르는|찔러|쥐가\s?나|부상|찢어"
)
"""Words of pain."""

HURTS_A_JOINT: Final = re.compile(
    r"\bJ(?:s|'s)? (?:\w{1,10} ){0,3}?(?:sore|ach|stiff|click|pop|pinch|twing|tweak|sting|grind|crack|burn"
    r"|flar|bother|irritat|aggravat|kill|inflam|strain|"
    r"numb|tingl|giv\w{1,3} out|lock|unstable|uncomfortable|discomfort|impinge|catch|acts? up|acting up"
    r"|feels? (?:off|weird|bad|unstable)|bad|snap)"
    r"|(?:sore|aching|pulled|tweaked|threw out|tore|click\w{0,3}|popping|pinch\w{0,3}|twinge|tweak\w{0,3}"
    r"|grinding|discomfort|strain\w{0,3}|numbness|tingling|bother\w{0,1}|flares? up|irritat\w{1,3}|"
    r"aggravat\w{1,3}|kill\w{0,3}|wreck\w{0,1}|stress\w{0,3}) (?:\w{1,8} ){0,3}?J"
    r"|J(?:이|가|에|에서|쪽이|쪽에|에도|도|부분이|\s?관절이|를|을)?\s?(?:너무\s|자꾸\s|좀\s|많이\s|항상\s"
    r"|계속\s|엄청\s|꽤\s){0,2}"
    r"(?:불편|뚝|딱딱|소리|걸리|걸려|걸림|안\s?좋|나빠|부담|무리|뻐근|못\s?(?:펴|움직|굽|돌|들|쓰)|땡기|땡겨|땡겼|당겼|당겨요|당김"
    r"|불안|삐걱|꺾이|상했|뭉쳐|눌리|눌려|이상해|힘들|나갔|나갈)"
)
"""Words that are pain when they are said of a joint."""

NO_PAIN: Final = re.compile(
    r"\b(?:no|without|not|never|zero|don't|doesn't|didn't|isn't|aren't|won't|avoid\w{0,3}|prevent\w{0,3}"
    r"|reduce) (?:\w{1,9} ){0,3}?(?:hurt|pain|ach|bother|click|injur|sore)"
    r"|pain[- ]?(?:free|less)|안\s?(?:아프|아파|아픈|아팠|다치|다쳐|불편)|아프지(?:는|도|가)?\s?(?:않|말)"
    r"|다치지\s?(?:않|말)"
    r"|(?:통증|부상)(?:은|이|도)?\s?(?:전혀\s)?(?:없|안|예방|방지)|근육통|아픈\s?(?:건|것은|적)\s?(?:아니"
    r"|없)|불편하지(?:는|도)?\s?않"
)
"""Words that deny pain, or wish to have none."""
OVER: Final = re.compile(
    r"used to|no longer hurt|(?:hurt|bother|pain|ache|problem|issue|not)\w{0,3} (?:me )?any ?more|\bhealed"
    r"|recovered|(?:gone|better|fine|ok|okay) now|went away|now it'?s fine|(?:hurt|injur\w{1,3}|tweaked|tore"
    r"|pain|aches?)(?: \w{1,10}){0,6}? (?:years ago|in the past)|years ago (?:i "
    r"|my )?(?:\w{1,8} ){0,2}(?:hurt|injured|tore)"
    r"|나았|나아졌|낫고|괜찮아졌|좋아졌|사라졌|없어졌|예전엔|예전에는|예전에|옛날에|아팠었|(?:이젠|이제"
    r"|이제는)\s?(?:안\s|괜|다\s)|지금은\s?(?:괜찮|안|멀쩡|없|문제|다)|완치"
)
"""Words that say that it hurt once."""
STILL: Final = re.compile(
    r"still|again|keeps?\b|아직|여전|지금도|아파요|아픕니다|통증이\s?(?:있|와|옵)|찌릿해|시큰거|결려요"
    r"|요즘도|다시\s?(?:아|통)"
)
"""Words that say that it hurts today, which hold over `OVER`."""

DOING: Final = re.compile(
    rf"\b(?:when(?:ever)?|while|during|after|if|every time|each time|any ?time|the moment|once|as soon as"
    rf"|hurts to|hurt to|painful to) {FILL}(?P<a>L)"
    rf"|(?:hurt\w{{0,3}}|pain\w{{0,4}}|ach\w{{1,3}}|sore|click\w{{0,3}}|pop\w{{0,4}}|pinch\w{{0,3}}|acts? up"
    rf"|acting up|bad) (?:\w{{1,10}} ){{0,4}}?(?:on|in|with|from|by|during|at|doing) {FILL}(?P<b>L)"
    r"|J (?:hurts?|pain|aches?|clicks?|pops?) (?P<c>L)"
    r"|(?P<d>L) (?:\w{1,10} ){0,3}?(?:hurts?|kills?|aggravates?|bothers?|irritates?|flares?|wrecks?"
    r"|pinch(?:es)?|strains?|tweaks?|inflames?|destroys?|"
    r"messes|trashes?|bugs|hurting|killing|aggravating|bothering|makes?|gives?|causes?) (?:\w{1,10} ){0,3}?J"
    r"|(?:hurt|pulled|tweaked|injured|strained|tore|threw out) my (?:\w{1,8} ){0,1}J (?P<h>L)"
    r"|(?P<e>L) (?:just |really |always |also |still |only )?(?:hurts?(?! (?:so good|my (?:pride|ego"
    r"|wallet)))|is (?:too |very |really )?painful|are (?:too |very |really )?painful)\b"
    r"|(?P<f>L)(?:을|를|만|도|은|는|운동|동작|자세|류|\s){0,3}(?:(?:할|칠|들|밀|당길|내려갈|앉을|일어날|올릴"
    r"|내릴|뽑을|내려올)\s?(?:때|적)"
    r"|(?:하|치|들|밀|앉으|뽑으)?(?:면\b|면\s|면서|다가|다\s|다보면)|(?:하|치)는\s?데|(?:하|치)고\s?(?:나면"
    r"|나서|나니|난|있으면)"
    r"|(?:한|하고|하는|친|하던)\s?(?:뒤|후|다음|중|동안)|시에?(?=\s|$)|때마다|후에?\s|중에?\s|에서|하니까"
    r"|했더니|하느라|\s?탓|\s?때문|만\s)"
    r"|(?P<g>L)(?:이|가|은|는)\s(?:제\s|내\s|오른쪽\s|왼쪽\s|자꾸\s|너무\s){0,2}J(?:에|이|가|을|를|쪽이)"
)
"""A lift that is done, as the time or the cause of something."""

CANNOT: Final = re.compile(
    r"\b(?:can't|cannot|can not|cant|couldn't|can no longer|unable to|not able to|won't be able to"
    r"|not allowed to|not allowed|mustn't|must not|shouldn't|"
    r"should not|(?:told|advised|warned)(?: me)? (?:not to|to stop|to avoid|against)|(?:had|have"
    r"|need) to (?:stop|quit|give up|drop|avoid|skip)|"
    r"gave up|given up|not supposed to|forbade(?: me)?|banned(?: me)? from|impossible to|afraid to|scared to"
    r"|too (?:painful|sore|much|bad|weak) to|hurts too much to) "
    rf"{FILL}(?P<a>L)(?! (?:more than|over|above|below|deep|heavy|past|atg|ass|to depth|to parallel|parallel"
    rf"|full depth|with good|as much|twice|every|\d))"
    r"|J(?:s|'s)? (?:\w{1,8} ){0,2}?(?:won't|doesn't|does not|don't|do not|can't|cannot|will not|wouldn't"
    r"|couldn't) (?:\w{1,8} ){0,2}?"
    r"(?:let|allow|tolerate|handle|take|like|cope|agree|permit|stand)(?: with)? (?:\w{1,8} ){0,3}?(?P<b>L)"
    r"|(?P<c>L) (?:is|are) (?:\w{1,8} ){0,2}?(?:out|impossible|not possible|off the table|off[- ]limits"
    r"|forbidden|a no-go|no-go|not an option|banned|too painful|too much)\b"
    r"|(?P<d>L) and (?:\w{1,8} )?J(?:s)? (?:don't|do not|never) (?:get along|agree|mix)"
    r"|(?<!n't )(?<!not )(?<!never )\b(?:no|skip|avoid|leave out|without|drop|cut out|take out|remove"
    r"|exclude|stop(?:ped)?"
    r"|ditch)(?: (?:any|more|heavy|all|the|doing|back)){0,2} (?P<e>L)"
)
"""A lift that cannot or must not be done, in English."""

CANNOT_KO: Final = re.compile(
    r"못\s?(?:하|해|합|한|할|함|했|들|치|밀|밉|앉|당|시|쓰)|할\s?수(?:가|는|도)?\s?없|하면\s?안\s?(?:되|돼"
    r"|된)|안\s?(?:돼|됩|되|된|하고|할)|불가|금지|하지\s?말"
    r"|빼|제외|뺄|뺐|피하|피해|그만|포기|힘들|어렵|어려|무리예|무리입|무리라|무섭|무서|쉬고|쉬어"
)
"""Words after a lift that cannot be done, or is to be left out, in Korean."""
LIMITED_KO: Final = re.compile(
    r"(?:깊게|깊이|무겁게|많이|자주|오래|제대로|잘|높게|빠르게|이상|끝까지|\d\s?(?:kg|키로|킬로|회|개|번"
    r"|세트))(?:은|는|을|를|로|\s){0,3}$"
)
"""What stands before such a word where the lift can be done, only not like this."""
CHAIN: Final = re.compile(
    r"(?:류|종류|계열|동작|운동|같은|거|것|건|게|이랑|랑|하고|과|와|이나|나|및|까지|들|은|는|을|를|이|가|도"
    r"|만|등|다|전부|모두|모든|아예|절대로?|당분간|전혀"
    r"|도저히|이제|더는|더\s?이상|좀|너무|아파서|진짜|정말|지금|현재|자체|하기가?|하는|할|때|그리고|또는"
    r"|무서워서|때문에|바벨|로|J|[,/·\s]){0,12}$"
)
"""What stands between an exercise and the next one, or the word that says it cannot be done."""

CAUSE_KO: Final = re.compile(
    r"J(?:을|를|이|가|쪽이|도)?\s?(?:때문|아파|아프|아픈|안\s?좋|다쳐|다쳤|다친|통증|부상|수술|디스크|충돌"
    r"|증후군|관절염|파열|라\s|이라|라서|환자|삐끗|나가|상해|불편|무리)"
)
"""A joint as the cause, in Korean."""
CAUSE_EN: Final = re.compile(
    r"(?:because|since|due to|thanks to|bc|cuz|cause|as|with|given|for) (?:of )?(?:\w{1,12} ){0,4}?J"
    r"|, (?:my |the |bad |sore |left |right |torn ){0,2}J|J(?:s"
    r"|'s)? (?:\w{1,8} ){0,2}?(?:hurt|pain|ach|injur|sore|bad|problem|issue|surgery|won't|can't|cannot"
    r"|doesn't|don't|trouble|is|are)"
    r"|(?:torn|hurt|injured|tweaked|sprained|strained|dislocated|bad|sore|tore|broke|painful|wrecked"
    r"|busted) (?:\w{1,8} ){0,2}?J"
)
"""A joint as the cause, in English."""

FINE: Final = re.compile(
    r"[LJ](?:s)? ?(?:(?:is|are|feels?|works?|was|seems?|'s) (?:\w{1,10} ){0,2}?(?:fine|ok|okay|good|great"
    r"|no problem|painless|alright|not a problem)"
    r"|(?:은|는|도|이|가)?\s?(?:괜찮|괜찬|놔두|두고|두세|그대로|문제\s?없|가능|할\s?수\s?있|돼요|됩니다"
    r"|안\s?아|멀쩡|해도\s?(?:돼"
    r"|괜찮|안)|하면\s?(?:괜찮|안\s?아)|할\s?때(?:는|엔|도)?\s?(?:괜찮|안\s?아|문제\s?없|아무)))"
    r"|\b(?:can|can still|able to|no pain on|no pain in|no pain with|no problems? (?:with|on)"
    r"|no issues? (?:with|on)) (?:do |still |the )?[LJ]"
)
"""A lift or joint that is fine."""

NOT_AT_ALL: Final = re.compile(
    r" (?:two|2|on |before|after|today|tomorrow|back to back|in a row|day|for time|this week|need|matter|issue|reason)"
)
"""After the name of a movement: it is to be left out at times only."""
