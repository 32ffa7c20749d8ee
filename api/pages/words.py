"""The words of the pages in both languages, and which language a caller reads."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from program.schema import Language

_TEXTS: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

DEFAULT: Final[Language] = "ko"


def page_words(language: Language) -> Mapping[str, Any]:
    """The words of the pages."""
    return _TEXTS[language]


def chosen_language(asked: str | None, accepted: str | None) -> Language:
    """The language of a page.

    Args:
        asked: What the caller chose, such as `en`; anything else counts as nothing.
        accepted: The header `Accept-Language`.
    """
    for language in LANGUAGES:
        if asked == language:
            return language
    return next((one for one in _preferred(accepted or "") if one in LANGUAGES), DEFAULT)


def _preferred(header: str) -> list[Any]:
    """The languages of the header without their regions, the most wanted first."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _, weight = part.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if wanted > 0:
            weighed.append((-wanted, name.strip().split("-")[0].lower()))
    return [name for _, name in sorted(weighed, key=lambda one: one[0])]
