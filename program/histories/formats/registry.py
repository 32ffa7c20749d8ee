"""The formats that are read. A further one is a module with its description, and its name in this list."""

from typing import Final

from program.histories.formats.fitnotes import FITNOTES
from program.histories.formats.format import Format
from program.histories.formats.hevy import HEVY
from program.histories.formats.liftosaur import LIFTOSAUR
from program.histories.formats.own_csv import OWN_CSV, OWN_CSV_LB
from program.histories.formats.strong import STRONG

FORMATS: Final[tuple[Format, ...]] = (OWN_CSV, OWN_CSV_LB, HEVY, STRONG, FITNOTES, LIFTOSAUR)
"""In the order in which they are tried."""
