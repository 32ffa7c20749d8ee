"""Korean particles, which depend on the last letter of the word before them."""

import re
from typing import Final

_PARTICLE: Final = re.compile(r"(.)(\)?)\((이/가|은/는|을/를|과/와|이랑/랑|으로/로|이라/라|이나/나)\)")

_SPOKEN_WITH_A_FINAL: Final = "013678lmnrLMNR"
"""Digits and Latin letters whose Korean name ends in a consonant."""

_RIEUL: Final = 8
"""The final consonant ㄹ, after which `으로` loses its vowel, too."""


def with_particles(text: str) -> str:
    """Replaces `(이/가)` and the like by the form for the letter before: the first one after a final consonant.

    A closing bracket does not count: the letter before it decides.
    """
    return _PARTICLE.sub(_chosen, text)


def _chosen(match: re.Match[str]) -> str:
    letter, closing, choice = match.groups()
    after_final, after_vowel = choice.split("/")
    final = (ord(letter) - ord("가")) % 28 if "가" <= letter <= "힣" else int(letter in _SPOKEN_WITH_A_FINAL)
    vowel = final == 0 or (after_final == "으로" and final == _RIEUL)
    return f"{letter}{closing}{after_vowel if vowel else after_final}"
