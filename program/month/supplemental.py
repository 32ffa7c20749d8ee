"""The supplemental templates: what follows a main lift's work sets, with the same lift."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from program.schema import Template


@dataclass(frozen=True, slots=True)
class Supplemental:
    """A lift's supplemental work on one day."""

    template: Template
    """The template's name, without its sets and reps."""
    sets: int
    reps: int
    """Repetitions in each set."""
    rate: int | None
    """Percent of the training max; None: that of the week's first work set."""


SUPPLEMENTAL: Final[Mapping[str, Supplemental]] = {
    "none": Supplemental("none", sets=0, reps=0, rate=None),
    "FSL 3x5": Supplemental("FSL", sets=3, reps=5, rate=None),
    "FSL 5x5": Supplemental("FSL", sets=5, reps=5, rate=None),
    "BBB 3x10@50": Supplemental("BBB", sets=3, reps=10, rate=50),
    "BBB 5x10@50": Supplemental("BBB", sets=5, reps=10, rate=50),
    "BBB 5x10@60": Supplemental("BBB", sets=5, reps=10, rate=60),
    "BBS 10x5": Supplemental("BBS", sets=10, reps=5, rate=None),
}
"""The templates by name.

FSL, first set last, 5 x 5 (Wendler, *Beyond 5/3/1*, *5/3/1 Forever*), with a shorter 3 x 5 for short sessions.
BBB, boring but big, 5 x 10 at 50, later 60 percent (*5/3/1* 2nd ed.), with a shorter 3 x 10 for the first year.
BBS, boring but strong, 10 x 5 at the first set's weight (*5/3/1 Forever*).
"""
