"""Kinds of exercises, such as lunges, and how lifters name each exercise and kind: the tables of `names.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

NAMES: Final[Mapping[str, Any]] = tomllib.loads(
    files("program.exercises").joinpath("names.toml").read_text(encoding="utf-8")
)
"""Exercise or kind -> its names in Korean (`ko`) and English (`en`), and of a kind the `ids` of its exercises."""

DECOYS: Final = "decoys"
"""The table of words that contain an exercise's name and do not mean it."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(table["ids"]) for name, table in NAMES.items() if "ids" in table
}
"""Kind, or exercise whose bare name stands for others, too -> the exercises, and main lifts, that it stands for."""


def members(name: str) -> tuple[str, ...]:
    """The exercises, and main lifts, that a name stands for: those of a kind, else the one itself."""
    return KINDS.get(name, (name,))
