"""Weights in words, in the unit of the lifter's plates."""

from program.schema import Language
from program.units import WeightUnit, in_unit


def number(weight: float) -> str:
    """A weight to two decimals, without zeros at the end."""
    return f"{weight:.2f}".rstrip("0").rstrip(".")


def in_words(kg: float, unit: WeightUnit, language: Language) -> str:
    """A weight as it is written in a sentence: `20 kg`, `45 lb`, in Korean `20kg`.

    Args:
        kg: The weight in kg.
        unit: What it is told in.
        language: What to write in.
    """
    return f"{number(in_unit(kg, unit))}{'' if language == 'ko' else ' '}{unit}"
