"""Who asks the service for something."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: the key that the request came with, if the service asks for keys."""

    key: str | None = None
    """Id of the key; None: the service has no keys, and every recorded run may be read."""

    @property
    def owner(self) -> str:
        """What a run that is made for this caller has as its owner; empty: nobody's in particular."""
        return self.key or ""

    @property
    def sees(self) -> str | None:
        """Whose runs the caller may read: an owner; None: everybody's."""
        return self.key


ANYBODY: Final = Caller()
"""The caller of a service without keys, and of the command line."""
