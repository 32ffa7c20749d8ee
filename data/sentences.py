"""Lifters' sentences with what they ask for, put together from written phrases.

`data/intake/phrases/<part>/<language>*.toml` holds the phrases of each part. Training, validation and test have
different phrases, words and whole messages, so that the test reads wording that training never saw. The parts for later
stages of training (`FURTHER`) use the phrases of earlier parts too. A message is an opener, one to three wishes or
none, words that wish nothing, and a closer. They are joined, and then written as carelessly as people write.
"""

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from data.counts import days_written, minutes_written
from data.misspelling import carelessly
from data.parts import HELD_OUT
from program.exercises.kinds import members
from program.lifter.constraints import Constraints
from program.reading.mentions import EQUIPMENT_READ, exercises_named
from program.reading.numbers import days_in, minutes_in
from program.schema import Language
from program.wording.particles import with_particles

PHRASES = Path(__file__).parent / "intake" / "phrases"

FURTHER: Mapping[str, tuple[str, ...]] = {
    "more": ("train", "more"),
    "plain": ("train", "plain"),
    "contrast": ("train", "more", "contrast"),
    "declined": ("train", "declined"),
}
"""Part for a later stage of training -> the folders of phrases that its messages are made of."""

VARIANTS = 8
"""Variants that a phrase with alternatives (`[this|next] month`) is written in, at most."""

Wishes = dict[str, Any]
"""Fields of `Constraints` that differ from the defaults."""


@dataclass(frozen=True)
class Sentence:
    """A message as a lifter might send it, and what it asks for."""

    text: str
    wishes: Wishes = field(default_factory=dict)
    kind: str = "whole"
    """The sections that its wishes come from, or `whole` for one that was written as a whole."""
    language: Language = "ko"

    def understandable(self) -> bool:
        """Whether the exercises, minutes and days that it asks for can be read from its text."""
        wished = Constraints.model_validate(self.wishes)
        if wished.minutes is not None and wished.minutes not in minutes_in(self.text):
            return False
        if wished.days_per_week is not None and wished.days_per_week not in days_in(self.text):
            return False
        excluded = set(wished.exclude)
        kinds = (set(members(name)) for name in exercises_named(self.text)) if excluded else ()
        return set().union(*(kind for kind in kinds if kind <= excluded)) == excluded


GROUPS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "avoid": (("avoid", "avoid", "avoid_two", "spare"), 5),
    "exclude": (("exclude", "exclude", "exclude_two", "swap"), 4),
    "minutes": (("minutes",), 2.5),
    "days": (("days",), 2.5),
    "equipment": (("only", "only_two", "without", "bodyweight"), 4),
    "volume": (("less", "more"), 3),
    "intensity": (("lighter", "heavier"), 3),
    "focus": (("focus", "focus_two", "stall"), 4),
}
"""Wishes that go together in a message only with those of other groups: sections, and how often one is drawn."""

IDLE = ("healed", "keep", "minutes_idle", "days_idle", "full_gym", "chatter")
"""Sections that wish nothing, though they mention what wishes are about."""

REFUSED: Mapping[str, str] = {
    "medical": "medical",
    "drugs": "drugs",
    "diet": "diet",
    "off_topic": "off_topic",
    "orders": "off_topic",
}
"""Sections of what the service does not do, and what each is declined as."""

_SIMILAR = (
    {"upper", "chest", "back", "shoulders", "arms", "bench_press", "over_head_press"},
    {"lower", "legs", "glutes", "squat", "dead_lift"},
)


def letters(text: str) -> str:
    """What a text says, spaces and punctuation aside."""
    return re.sub(r"\W", "", text)


@cache
def phrases(part: str, language: Language) -> Mapping[str, Any]:
    """All sections and word tables of a part's files in a language, in one mapping.

    A phrase with alternatives is there in each of its variants. Parts for later stages of training leave out what a
    held-out part has too.
    """
    merged: dict[str, Any] = defaultdict(list)
    folders = FURTHER.get(part, (part,))
    held_out = {one for other in HELD_OUT for one in _wordings(phrases(other, language))} if part in FURTHER else set()
    for file in (file for folder in folders for file in sorted((PHRASES / folder).glob(f"{language}*.toml"))):
        for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(value, dict):
                table = dict(merged[name] or {})
                merged[name] = table | {key: [*table.get(key, ()), *words] for key, words in value.items()}
            else:
                written = (one for phrase in value for one in _variants(phrase))
                merged[name] += (one for one in written if _wording(one) not in held_out)
    return dict(merged)


def _wordings(sections: Mapping[str, Any]) -> Iterator[str]:
    """What the phrases and whole messages of a part say."""
    for section in sections.values():
        if isinstance(section, list):
            yield from map(_wording, section)


def _wording(phrase: Any) -> str:
    return letters(phrase["text"] if isinstance(phrase, dict) else phrase).casefold()


def _variants(phrase: Any) -> Sequence[Any]:
    """The phrase itself; with alternatives, up to `VARIANTS` of the phrases that it stands for, always the same."""
    if not isinstance(phrase, str) or "|" not in phrase:
        return [phrase]
    draw = random.Random(phrase)
    pieces = [piece.split("|") for piece in re.split(r"[\[\]]", phrase)]
    drawn = ("".join(map(draw.choice, pieces)) for _ in range(4 * VARIANTS))
    return list(dict.fromkeys(" ".join(text.split()) for text in drawn))[:VARIANTS]


class Writer:
    """Writes the messages of one part in one language, repeatably.

    Args:
        part: `train`, one of `FURTHER`, `val` or `test`.
        language: Of the messages.
        draw: Source of all its random choices.
    """

    def __init__(self, part: str, language: Language, draw: random.Random) -> None:
        self._phrases = phrases(part, language)
        self._language = language
        self._draw = draw
        self._decks: dict[str, list[Any]] = {}

    def wholes(self) -> Iterator[Sentence]:
        """The messages that were written as a whole."""
        for whole in self._phrases["whole"]:
            wishes = {name: value for name, value in whole.items() if name != "text"}
            yield Sentence(whole["text"], wishes, "whole", self._language)

    def wholes_again(self) -> Iterator[Sentence]:
        """The messages that were written as a whole, each with words around it that wish nothing, typed carelessly."""
        for whole in self.wholes():
            before = [self._fill("opener")[0]] if self._draw.random() < 0.5 else []
            after = [self._fill(self._draw.choice(("closer", "chatter")))[0]] if before == [] else []
            text = self._joined([*before, whole.text, *after])
            again = replace(whole, text=carelessly(text, self._language, self._draw))
            if len(again.text) <= 500 and again.understandable():
                yield again

    def messages(self) -> Iterator[Sentence]:
        """Messages without end."""
        while True:
            sentence = self._message()
            careless = Sentence(
                carelessly(sentence.text, self._language, self._draw), sentence.wishes, sentence.kind, self._language
            )
            for written in (careless, sentence):
                if len(written.text) <= 500 and written.understandable():
                    yield written
                    break

    def _message(self) -> Sentence:
        draw, chance = self._draw, self._draw.random()
        clauses: list[str] = []
        wishes: Wishes = {}
        kinds: list[str] = []
        if chance < 0.24:
            section = self._pick("idle", IDLE)
            clauses.append(self._fill(section)[0])
            kinds.append("nothing")
        elif chance < 0.40:
            section = self._pick("refused", tuple(REFUSED))
            text, wishes = self._fill(section)
            clauses.append(text)
            kinds.append(section)
            wishes["declined"] = REFUSED[section]
        if chance >= 0.40 or (chance >= 0.35):
            number = 1 if chance < 0.78 else (2 if chance < 0.94 else 3)
            for group in self._groups(number):
                section = self._pick(group, GROUPS[group][0])
                text, wished = self._fill(section)
                if "avoid" in wished and "avoid" in wishes:
                    continue
                clauses.append(text)
                wishes |= wished
                kinds.append(section)
            if draw.random() < 0.2:
                clauses.append(self._fill(self._pick("idle", IDLE))[0])
        if chance >= 0.24:
            draw.shuffle(clauses)
        if draw.random() < 0.25:
            clauses.insert(0, self._fill("opener")[0])
        if draw.random() < 0.25:
            clauses.append(self._fill("closer")[0])
        return Sentence(self._joined(clauses), wishes, "+".join(kinds), self._language)

    def _groups(self, number: int) -> list[str]:
        chosen: list[str] = []
        while len(chosen) < number:
            [group] = self._draw.choices(list(GROUPS), [weight for _, weight in GROUPS.values()])
            if group not in chosen:
                chosen.append(group)
        return chosen

    def _pick(self, name: str, items: Sequence[Any]) -> Any:
        """The next of `items`, each as often as the others, in a shuffled order."""
        deck = self._decks.setdefault(name, [])
        if not deck:
            deck.extend(self._draw.sample(list(items), len(items)))
        return deck.pop()

    def _fill(self, section: str) -> tuple[str, Wishes]:
        """A phrase of the section with its slots filled, and what it wishes."""
        text = str(self._pick(f"phrase {section}", self._phrases[section]))
        chosen: dict[str, str] = {}
        for slot in dict.fromkeys(re.findall(r"\{(\w+)\}", text)):
            text = text.replace(f"{{{slot}}}", self._slot(section, slot, chosen))
        text = with_particles(text)
        return text, _wished(section, chosen)

    def _slot(self, section: str, slot: str, chosen: dict[str, str]) -> str:
        table = slot.rstrip("2")
        if table == "minutes":
            minutes = self._draw.choice(
                (20, 25, 30, 30, 35, 40, 40, 45, 45, 50, 50, 55, 60, 60, 70, 75, 80, 90, 90, 100, 120)
            )
            chosen[slot] = str(minutes)
            return self._draw.choice(minutes_written(minutes, self._language))
        if table == "days":
            days = self._draw.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5))
            chosen[slot] = str(days)
            return self._draw.choice(days_written(days, self._language, idle=section == "days_idle"))
        words: Mapping[str, Sequence[str]] = self._phrases[table]
        keys = [key for key in words if self._fits(section, table, key, chosen)]
        key = self._draw.choice(keys)
        word = str(self._pick(f"word {table} {key}", words[key]))
        chosen[slot] = key
        if table == "exercise":
            chosen[slot] = (exercises_named(word) or (key,))[0]
        return word

    def _fits(self, section: str, table: str, key: str, chosen: Mapping[str, str]) -> bool:
        others = [value for slot, value in chosen.items() if slot.rstrip("2") == table]
        if table == "equipment" and key == "bodyweight":
            return section == "only_two" and key not in others
        if table == "target":
            return not any(key == other or any({key, other} <= group for group in _SIMILAR) for other in others)
        if table == "exercise":
            return not any(set(members(key)) & set(members(other)) for other in others)
        return key not in others

    def _joined(self, clauses: list[str]) -> str:
        text = clauses[0]
        for clause in clauses[1:]:
            ended = text[-1] in "?!~.ㅠㅎㅋ,"
            text += (
                self._draw.choice((" ", "\n", " ") if ended else (". ", ". ", ", ", "\n", " ", "; ", " - ")) + clause
            )
        return text + ("" if text[-1] in "?!~.ㅠㅎㅋ" else self._draw.choice(("", "", ".", ".", "!")))


def _wished(section: str, chosen: Mapping[str, str]) -> Wishes:
    """What a phrase of the section wishes with these words in its slots."""
    values = list(chosen.values())
    if values and section in _LISTED:
        return {_LISTED[section]: values}
    if section == "spare":
        return {"avoid": [chosen["joint2"]]}
    if section == "swap":
        return {"exclude": [chosen["exercise2"]]}
    if section == "without":
        return {"equipment": [kind for kind in EQUIPMENT_READ if kind != chosen["equipment"]]}
    if section == "minutes":
        return {"minutes": int(chosen["minutes"])}
    if section == "days":
        return {"days_per_week": int(chosen["days"])}
    return dict(_FIXED.get(section, {}))


_LISTED: Mapping[str, str] = {
    **dict.fromkeys(("avoid", "avoid_two", "medical"), "avoid"),
    **dict.fromkeys(("exclude", "exclude_two"), "exclude"),
    **dict.fromkeys(("only", "only_two"), "equipment"),
    **dict.fromkeys(("focus", "focus_two", "stall"), "focus"),
}
"""Sections whose slots are the field's entries."""

_FIXED: Mapping[str, Wishes] = {
    "bodyweight": {"equipment": ["bodyweight"]},
    "less": {"volume": "less"},
    "more": {"volume": "more"},
    "lighter": {"intensity": "lighter"},
    "heavier": {"intensity": "heavier"},
}
"""Sections whose phrases have no slot that counts."""
