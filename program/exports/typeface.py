"""The one font of the exports on paper, which has Hangul: what it can show, how wide that is, where a line breaks."""

import unicodedata
from functools import cache
from importlib.resources import as_file, files
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from program.reading.normalised import stream_safe

FONT: Final = "BurnfitGothic"

MISSING: Final = "?"
"""Stands for a character that the font does not have."""


def shown(text: str) -> str:
    """A text as the font can show it, on one line.

    Letters are composed; control characters and marks that turn the direction of writing are left out, white space is
    one space, and a character that the font does not have is `MISSING`.
    """
    composed = " ".join(unicodedata.normalize("NFC", stream_safe(text)).split())
    return "".join(_glyph(letter) for letter in composed if unicodedata.category(letter)[0] != "C")


def _glyph(letter: str) -> str:
    return letter if ord(letter) in characters() else "" if unicodedata.combining(letter) else MISSING


@cache
def characters() -> frozenset[int]:
    """The characters of the font, which is known to reportlab from then on."""
    with as_file(files("program.exports").joinpath("font/BurnfitGothic.ttf")) as path:
        font = TTFont(FONT, str(path))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def width_of(text: str, size: float) -> float:
    """How wide a text is, in points; the font must be known to reportlab: see `characters`."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines of at most a width: broken at spaces, and within a word only where it is longer than a line."""
    lines, used, space = [""], 0.0, width_of(" ", size)
    for word in text.split():
        wide = width_of(word, size)
        if lines[-1] and used + space + wide <= width:
            lines[-1] += f" {word}"
            used += space + wide
            continue
        if lines[-1]:
            lines.append("")
            used = 0.0
        for part in (word,) if wide <= width else word:
            step = width_of(part, size)
            if lines[-1] and used + step > width:
                lines.append("")
                used = 0.0
            lines[-1] += part
            used += step
    return lines
