"""Sentences typed as carelessly as people type: slips, lost spaces, capitals and commas."""

import random
from collections.abc import Mapping

from program.schema import Language

_SLIPS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "ko": (
        ("안 ", "않 "), ("돼", "되"), ("되", "돼"), ("해요", "해여"), ("네요", "네여"), ("습니다", "슴다"),
        ("세요", "세여"),
        ("어요", "어용"), ("하고", "하구"), ("있어", "잇어"), ("싶어", "시퍼"), ("좋", "조"), ("많", "만"),
        ("에", "애"),
        ("같아", "같애"), ("주세요", "주세욥"), ("입니다", "임다"), ("했", "햇"), ("겠", "겟"),
    ),
    "en": (
        ("please", "pls"), ("you", "u"), ("the ", "teh "), ("don't", "dont"), ("can't", "cant"), ("I'm", "im"),
        ("with", "wiht"), ("because", "cuz"), ("and ", "n "), ("really", "rly"), ("ing", "in"), ("ee", "e"),
    ),
}  # fmt: skip
"""How people misspell: a few letters for a few others."""


def carelessly(text: str, language: Language, draw: random.Random) -> str:
    """The text as it might be typed: slips, lost spaces and capitals, or none of it."""
    for right, slip in draw.sample(_SLIPS[language], len(_SLIPS[language])):
        if right in text and draw.random() < 0.04:
            text = text.replace(right, slip, 1)
    return _spaced_carelessly(text, draw) if language == "ko" else _cased_carelessly(text, draw)


def _spaced_carelessly(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.06:
        return text.replace(" ", "")
    if chance < 0.18:
        return "".join(letter for letter in text if letter != " " or draw.random() < 0.6)
    return text + draw.choice(("ㅠㅠ", "ㅎㅎ", "ㅋㅋ", "~", "..", "ㅜ", "!!")) if chance < 0.24 else text


def _cased_carelessly(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.3:
        text = text.lower()
    elif chance < 0.35:
        text = text.replace("'", "").replace(",", "")
    elif chance < 0.5:
        text = text[0].upper() + text[1:]
    if len(text) > 8 and draw.random() < 0.06:
        place = draw.randrange(2, len(text) - 2)
        if text[place : place + 2].isalpha():
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text
