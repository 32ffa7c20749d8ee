"""What was measured for the size of a fleet and is kept in `measured.json`: times by kernel, and what a run records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

FILE: Final = Path(__file__).with_name("measured.json")


class MonthTimes(BaseModel):
    """How fast one server makes months."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    processor: str
    cores: int
    busy_percent: float
    """What other programs took of the processor just before."""
    months: int
    """How many months of each kind were asked for, one after the other."""
    month_p50_s: float
    """Seconds of `POST /routine` without a sentence, asked for one after the other."""
    month_p95_s: float
    sentence_p50_s: float
    """The same with a sentence."""
    sentence_p95_s: float
    months_per_s: float
    """With many callers at once, without sentences."""
    memory_gb: float
    """Resident, after these months, in GB (10⁹ bytes)."""


class Recorded(BaseModel):
    """What one month costs the database, the mean of some."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: int
    commits: float
    """Transactions that write."""
    rows: float
    """Rows inserted, changed or deleted."""
    log_kb: float
    """Written to the database's log of changes, in kB (1000 bytes)."""
    stored_kb: float
    """What stays: tables and indexes, in kB."""


class Measured(BaseModel):
    """Everything in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by_kernel: Mapping[str, MonthTimes]
    """By the name of the kernel, as `BURNFIT_KERNEL` says it."""
    postgres: Mapping[str, Recorded]
    """By what was asked for: `month`, `sentence`."""
    sqlite_stored_kb: Mapping[str, float]
    """The same in a SQLite file: what stays of a month, in kB."""
    look_s_per_million: float
    """Seconds that Postgres looks for runs which are too many, by million runs that are kept."""

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        """What the file has.

        Raises:
            OSError: It cannot be read.
            ValidationError: It is not such a file.
        """
        return cls.model_validate_json(file.read_bytes())

    def save(self, file: Path = FILE) -> None:
        """Write the file."""
        file.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
