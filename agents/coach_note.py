"""Coach_note: two or three sentences to the lifter, in their language, about the month that the others decided.

The model chooses the words; the facts are computed, and no number can stand in a note that is not among them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from agents.agent import Inputs, ModelAgent
from agents.facts import GOAL
from agents.schemas import closed
from agents.task1 import Task1
from agents.task2 import Task2
from program.exercises.kinds import members
from program.month.waves import DELOAD_WEEK
from program.reading.mentions import mentions
from program.reading.quantities import quantities_in
from program.schema import Closed, Language
from program.wording import labels
from program.wording.highlights import HEAVIEST_WEEK, Highlights, highlights
from program.wording.plain_note import plain_note

FEWEST, MOST = 2, 3
"""Sentences of a note."""

LONGEST = 120
"""Characters of a sentence."""

_LANGUAGE: Final[dict[Language, str]] = {"ko": "한국어", "en": "영어"}
_LEVEL: Final = {1: "입문", 2: "초급", 3: "중급", 4: "상급", 5: "선수"}
_TURNED: Final = {"lighter": "무게 낮춤", "heavier": "무게 높임", "less": "양 줄임", "more": "양 늘림"}
_DECLINED: Final = {"medical": "진료", "drugs": "약물", "diet": "식단", "off_topic": "훈련 아님"}

_ABBREVIATIONS: Final = ("BBB", "BBS", "FSL", "TM", "kg")
"""Latin words of a Korean sentence."""

_PIECE: Final[dict[Language, str]] = {
    "ko": f"(?:[ 가-힣'+,%:~-]|{'|'.join(_ABBREVIATIONS)})",
    "en": "[ A-Za-z'+,%:-]",
}
"""What stands in a sentence beside numbers and its end."""

_PROFESSIONAL: Final = re.compile(r"의사|치료사|병원|진료|전문의|doctor|physio|physician|professional", re.IGNORECASE)
_ENDING: Final = re.compile(r"[.!?…]+(?=\s|$)")


class CoachNote(Closed):
    """What the lifter reads."""

    sentences: tuple[str, ...]
    """Two or three, each of at most 120 characters."""


class CoachNoteAgent(ModelAgent[CoachNote]):
    """The month's facts in; a note of two or three sentences out."""

    name = "coach_note"
    needs = (Task1.name, Task2.name)
    optional = True
    titles: ClassVar[Mapping[Language, str]] = {"ko": "코치의 한마디", "en": "A word from your coach"}
    one_right = False
    answer_type = CoachNote

    def runs(self, inputs: Inputs) -> bool:
        """Whether the month ends with a deload: of a test, or of three weeks, the notes that it learnt say nothing."""
        return inputs.brief.week4 == "deload"

    def question(self, inputs: Inputs) -> list[str]:
        """The facts, and the language to tell them in."""
        facts = _facts(inputs)
        names = labels.TRAINED_LIFT["ko"]
        first = f", 첫날 {names[facts.first]}" if facts.first else ""
        top = f"{HEAVIEST_WEEK}주차 최고 {names[facts.top[0]]} {facts.top[1]:g}kg" if facts.top else "바벨 없음"
        supplemental = "없음" if facts.supplemental == "none" else facts.supplemental
        lines = [
            f"언어 {_LANGUAGE[facts.language]}",
            f"수준 {_LEVEL[facts.level]}, 목표 {GOAL[facts.goal]}",
            f"주 {facts.days}일{first}",
            f"TM {facts.rate}%",
            f"{top}, '+' {'있음' if facts.plus else '없음'}",
            f"보강 {supplemental}, {DELOAD_WEEK}주차 디로드",
        ]
        if facts.minutes:
            lines.append(f"{facts.minutes}분 이내")
        if facts.joints:
            lines.append(f"아픈 곳 {', '.join(labels.JOINT['ko'][joint] for joint in facts.joints)}")
        lines += [_TURNED[wish] for wish in (facts.intensity, facts.volume) if wish in _TURNED]
        if facts.declined:
            lines.append(f"거절 {_DECLINED[facts.declined]}")
        return lines

    def schema(self, inputs: Inputs) -> dict[str, Any]:
        """Sentences in the letters of the language, with no number but the facts'."""
        facts = _facts(inputs)
        values = sorted({f"{quantity.value:g}" for quantity in facts.quantities})
        number, piece = f"(?:{'|'.join(map(re.escape, values))})", _PIECE[facts.language]
        sentence = {"type": "string", "pattern": f"^{number}?(?:{piece}|{piece}{number})+[.!]$", "maxLength": LONGEST}
        sentences = {"type": "array", "items": sentence, "minItems": FEWEST, "maxItems": MOST}
        return closed({"sentences": sentences})

    def check(self, inputs: Inputs, answer: CoachNote) -> list[str]:
        """Sentences in the right number and language that say nothing beyond the facts."""
        facts = _facts(inputs)
        number = len(answer.sentences)
        errors = [] if FEWEST <= number <= MOST else [f"sentences: there are {number}, expected {FEWEST} or {MOST}"]
        for place, sentence in enumerate(answer.sentences):
            plain = unicodedata.normalize("NFKC", sentence)
            errors += [f"sentences.{place}: {wrong}" for wrong in _wrong(facts, plain)]
        if facts.declined == "medical" and not any(map(_PROFESSIONAL.search, answer.sentences)):
            errors.append("sentences: a medical wish was declined, expected the advice to see a doctor")
        return errors

    def fallback(self, inputs: Inputs) -> CoachNote:
        """The plain note."""
        return CoachNote(sentences=plain_note(_facts(inputs)))


def _facts(inputs: Inputs) -> Highlights:
    return highlights(inputs.brief, inputs.answer(Task1), inputs.answer(Task2))


def _wrong(facts: Highlights, sentence: str) -> Iterator[str]:
    """What is wrong with one sentence."""
    if len(sentence) > LONGEST:
        yield f"{len(sentence)} characters, expected at most {LONGEST}"
    endings = [match.end() for match in _ENDING.finditer(sentence)]
    if endings != [len(sentence)] or sentence[-1] not in ".!":
        yield f"{len(endings)} sentences, expected one that ends with . or !"
    if strange := re.sub(rf"{_PIECE[facts.language]}|[\w.!]", "", sentence):
        yield f"the character {strange[0]!r} is not for a note, expected letters, numbers and , : % ' + -"
    if foreign := _foreign(facts.language, sentence):
        yield f"{foreign!r} is not in the lifter's language, expected {_LANGUAGE[facts.language]}"
    quantities = facts.quantities
    for number in dict.fromkeys(quantities_in(sentence)):
        if not any(number.states(fact) for fact in quantities):
            yield f"the number {number} is no fact, expected {', '.join(map(str, quantities))} or none"
    for named in _named_beyond(facts, sentence):
        yield f"{named!r} is not among the facts, expected no other exercise or joint"


def _foreign(language: Language, sentence: str) -> str:
    """The first word that is not of the language; empty: none."""
    for word in re.findall(r"[^\W\d_]+", sentence):
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in word}
        if language == "en" and scripts != {"LATIN"}:
            return str(word)
        # A Korean particle may follow an abbreviation.
        latin = "".join(letter for letter in word if not "가" <= letter <= "힣")
        if language == "ko" and latin and latin not in _ABBREVIATIONS:
            return str(word)
    no_hangul = language == "ko" and not re.search("[가-힣]", sentence)
    return sentence if no_hangul else ""


def _named_beyond(facts: Highlights, sentence: str) -> Iterator[str]:
    """Names of exercises and joints that the facts do not speak of."""
    for mention in mentions(sentence):
        exercise, joint = mention.meanings.get("exclude"), mention.meanings.get("avoid")
        strange = exercise is not None and not facts.lifts & set(members(str(exercise)))
        if strange or (joint is not None and joint not in facts.joints):
            yield mention.words
