"""What is typed into a form: its fields, and the numbers in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from program.errors import RequestError
from program.units import WeightUnit

MOST_FIELDS: Final = 1000
"""Fields of a form; the longest one has some 120, and a log of 400 sets twice as many."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,10}(\.\d{1,9})?", re.ASCII)
_WITH_UNIT: Final = re.compile(r"(.*?)\s*(kgs?|lbs?)\.?", re.IGNORECASE | re.ASCII | re.DOTALL)
_BETWEEN_NUMBERS: Final = re.compile(r"(?:\s|,|;)+")


@dataclass(frozen=True)
class Form:
    """What is typed into a form."""

    fields: tuple[tuple[str, str], ...] = ()
    """Each field's name and value, in their order; a name may come several times."""

    def value(self, name: str, default: str = "") -> str:
        """The first value of a field; `default`: it is not there."""
        return next((value for key, value in self.fields if key == name), default)

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return tuple(value for key, value in self.fields if key == name)

    def typed(self, name: str) -> str | None:
        """The value of a field without spaces around it; None: nothing is typed."""
        return self.value(name).strip() or None

    def beginning(self, *prefixes: str) -> tuple[tuple[str, str], ...]:
        """The fields whose names begin with one of `prefixes`."""
        return tuple(one for one in self.fields if one[0].startswith(prefixes))


EMPTY: Final = Form()
"""A form into which nothing is typed."""


class FormError(Exception):
    """What is typed cannot be used.

    Args:
        errors: The name of each wrong field -> what to do, in the lifter's language.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = errors


@dataclass
class NumberReader:
    """Reads the numbers in a form's fields."""

    form: Form
    texts: Mapping[str, str]
    """The words for errors, in the lifter's language."""
    unit: WeightUnit = "kg"
    """What the form's weights are in."""
    wrong: dict[str, str] = field(default_factory=dict)
    """The names of the fields that hold no number, or another unit -> what to do."""

    def number(self, name: str) -> float | None:
        """The number that a field holds; None: nothing is typed, or it is none."""
        typed = self.form.typed(name)
        return None if typed is None else self._read(name, typed.replace(",", "."), self.texts["number"])

    def weight(self, name: str, unit: WeightUnit | None = None) -> float | None:
        """As `number`, of a weight, which may have its unit behind it: `unit`, or that of the form."""
        typed = self.form.typed(name)
        written = None if typed is None else self._without_unit(name, typed, unit or self.unit)
        return None if written is None else self._read(name, written.replace(",", "."), self.texts["number"])

    def plates(self, name: str) -> list[float]:
        """The weights of a field that holds several, with spaces or commas between them: `20, 10 5kg`."""
        typed = re.sub(r"\s+(?=kg|lb)", "", self.form.typed(name) or "", flags=re.IGNORECASE)
        parts = [self._without_unit(name, part, self.unit) for part in _BETWEEN_NUMBERS.split(typed) if part]
        read = [self._read(name, part, self.texts["plates"]) for part in parts if part is not None]
        return [plate for plate in read if plate is not None]

    def weights(self, names: Iterable[str]) -> dict[str, float]:
        """Those of the fields that hold a weight, by the last part of their names."""
        return {name.rsplit(".", 1)[-1]: one for name in names if (one := self.weight(name)) is not None}

    def numbers(self, names: Iterable[str]) -> dict[str, float]:
        """Those of the fields that hold a number, by the last part of their names."""
        return {name.rsplit(".", 1)[-1]: one for name in names if (one := self.number(name)) is not None}

    def _without_unit(self, name: str, written: str, unit: WeightUnit) -> str | None:
        """The text without `unit` behind it; None: there is another unit."""
        found = _WITH_UNIT.fullmatch(written)
        if found is None:
            return written
        if not found[2].lower().startswith(unit):
            self.wrong[name] = self.texts["unit"].format(unit=unit)
            return None
        return found[1]

    def _read(self, name: str, written: str, wrong: str) -> float | None:
        if _NUMBER.fullmatch(written) is None:
            self.wrong[name] = wrong
            return None
        return float(written)


def read_form(body: bytes) -> Form:
    """The fields of a posted form (`application/x-www-form-urlencoded`, UTF-8).

    Raises:
        RequestError: It is no such form.
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise RequestError(f"the body is no form in UTF-8: {error}") from error
    return Form(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))
