"""Compares the simulation with a server that was measured: `bench.overload --json` writes what is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from bench.arrivals import SEED, arrivals
from bench.sizing.inputs import Inputs
from bench.sizing.machines import Machine
from bench.sizing.queue import jobs, simulate
from program.errors import RequestError

WITHIN: Final = 0.4
"""How far a simulated time may be from the measured one, as a share of the latter."""

WITHIN_S: Final = 0.15
"""The same in seconds: the smaller times may be further off."""

WITHIN_REFUSED: Final = 0.1
"""How far the share of refused requests may be from the measured one."""


class Level(BaseModel):
    """One load that was measured."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    share: float
    """Requests a second as a share of the capacity."""
    seconds: float
    """How long requests were sent."""
    sent: int
    refused: int
    p50_s: float | None
    """Seconds from request to month; None: there was no month."""
    p95_s: float | None


class Overload(BaseModel):
    """A whole measurement."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    capacity: float
    """Months a second."""
    levels: tuple[Level, ...]

    @classmethod
    def read(cls, file: Path) -> Overload:
        """The measurement in a file.

        Raises:
            RequestError: There is no such file, or it holds something else.
        """
        try:
            return cls.model_validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise RequestError(f"{file} is no result of `python -m bench.overload --json FILE`: {error}") from error


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of a load, measured and simulated."""

    share: float
    what: str
    measured: float
    simulated: float
    agrees: bool


def compare(overload: Overload, machine: Machine, inputs: Inputs, seed: int = SEED) -> list[Compared]:
    """Simulate each load with requests at the same times, and compare.

    Args:
        overload: What was measured, without sentences.
        machine: Its kind; how fast it is comes from the measured capacity.
        inputs: The settings of the server.
        seed: Of what months take.
    """
    own = machine.with_capacity(overload.capacity)
    return [one for level in overload.levels for one in _compare(level, overload.capacity, own, inputs, seed)]


def _compare(level: Level, capacity: float, machine: Machine, inputs: Inputs, seed: int) -> Sequence[Compared]:
    times = arrivals(level.share * capacity, level.seconds)
    found = simulate(
        jobs(machine, 0.0, times, seed),
        queue_s=inputs.queue_s,
        threads=int(inputs.threads),
        expected_s=1 / capacity,
    )
    rows = []
    for what, measured, share in (("p50", level.p50_s, 50), ("p95", level.p95_s, 95)):
        if measured is not None:
            took_s = found.took_s(share)
            agrees = abs(took_s - measured) <= max(WITHIN_S, WITHIN * measured)
            rows.append(Compared(level.share, what, measured, took_s, agrees))
    refused = level.refused / level.sent
    agrees = abs(found.refused_share - refused) <= WITHIN_REFUSED
    return [*rows, Compared(level.share, "refused", refused, found.refused_share, agrees)]


def table(rows: Sequence[Compared]) -> str:
    """The comparison as Markdown."""
    lines = ["| load | figure | measured | simulated | agrees |", "| --- " * 5 + "|"]
    for one in rows:
        shown = [f"{v:.1%}" if one.what == "refused" else f"{v:.2f} s" for v in (one.measured, one.simulated)]
        lines.append(f"| {one.share:g} × | {one.what} | {' | '.join(shown)} | {'yes' if one.agrees else '**no**'} |")
    return "\n".join(lines)
