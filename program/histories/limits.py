"""What a history may hold at most. Our choices, far above what lifters log."""

from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file in bytes: ten years of sets with notes are about half of it."""

MOST_ROWS: Final = 100_000
"""The most rows under the header."""

MOST_LINES: Final = 3 * MOST_ROWS
"""The most lines: a note may have several."""

HEAVIEST_KG: Final = 500
"""The heaviest set in kg that is believed."""

MOST_REPS: Final = 100
"""The most repetitions of a set that are believed."""
