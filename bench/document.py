"""Writes docs/benchmark.md: machine, targets met, table of figures, plots, and what was tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Row, Target

TEMPLATE = """\
# Benchmark

`make bench` writes the whole page. The figures are from one run on one machine.

{machine}

{summary}

{table}

p50 is the median and p95 the 95th percentile of the repetitions. "× ours" is the median divided by the service's own
median for the same requests: 2 is twice as slow as the service. The service is measured over HTTP, with everything that
it does. The other programs are measured on the model's work alone. Every answer is computed, and none is cached. The
requests are random and cover all possible inputs. The sentences are from the held-out part of the dataset.
{plots}
{tried}"""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the figures were taken."""

    processor: str
    """The GPU's name if there is one, else the processor's."""
    cores: int
    memory_gb: float
    busy: float
    """Percent of the processor that other programs used just before or after the run, whichever is more."""
    versions: Mapping[str, str | None]
    """Name of a program -> its version; None: not installed."""


def document(machine: Machine, rows: Sequence[Row], plots: Mapping[str, str], tried: str) -> str:
    """The whole document.

    Args:
        machine: Where the figures were taken.
        rows: The table, in order.
        plots: File of a picture, as the document links to it -> its title.
        tried: Markdown with headings from the first level on; they come below the document's own.
    """
    pictures = "".join(f"\n![{title}]({file})\n" for file, title in plots.items())
    return TEMPLATE.format(
        machine=machine_text(machine), summary=summary(rows), table=table(rows), plots=pictures, tried=_lowered(tried)
    )


def machine_text(machine: Machine) -> str:
    """Processor, memory and versions, and a warning if other programs were busy during the run."""
    versions = ", ".join(f"{name} {version or '(not installed)'}" for name, version in machine.versions.items())
    cores = "1 core" if machine.cores == 1 else f"{machine.cores} cores"
    text = f"{machine.processor}, {cores}, {machine.memory_gb:.0f} GB of memory; {versions}."
    if machine.busy > BUSY:
        text += f"\n\n**Other programs took {machine.busy:.0f} % of the processor beside this run.**"
    return text


BUSY = 10
"""Percent of the processor that other programs may use before the page warns."""


def summary(rows: Sequence[Row]) -> str:
    """How many targets are met, and the name of each that is not."""
    judged = [(row, target, row.met(target)) for row in rows for target in row.targets]
    text = f"{sum(met is True for _, _, met in judged)} of {len(judged)} targets are met."
    for word, verdict in (("Missed", False), ("Not measured", None)):
        named = [f"{row.name} ({_bound(row, target)})" for row, target, met in judged if met is verdict]
        if named:
            text += f" {word}: {'; '.join(named)}."
    return text


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, each target with whether it was met."""
    head = ["| what | p50 | p95 | × ours | target | note |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(f"| {' | '.join(_cell(cell) for cell in _cells(row))} |" for row in rows)])


def _cells(row: Row) -> Iterator[str]:
    yield row.name
    yield figure(row.p50, row.unit)
    yield figure(row.p95, row.unit)
    yield figure(row.ratio)
    yield "; ".join(f"{_bound(row, target)}: {_VERDICTS[row.met(target)]}" for target in row.targets)
    yield row.note


_VERDICTS = {True: "met", False: "**missed**", None: "not measured"}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _bound(row: Row, target: Target) -> str:
    limit = f"{target.limit:.3g}"
    if target.figure == "ratio":
        return f"{target.bound} {limit} × ours"
    return f"{target.figure} {target.bound} {limit} {row.unit}"


def figure(value: float | None, unit: str = "") -> str:
    """A figure with three significant digits, thousands apart, and its unit; a dash for none."""
    if value is None:
        return "–"
    magnitude = abs(value)
    decimals = 0 if magnitude >= 100 else 1 if magnitude >= 10 else 2 if magnitude >= 1 else 3
    return f"{value:,.{decimals}f} {unit}".rstrip()


def _lowered(markdown: str) -> str:
    """`markdown` with every heading one level lower, outside of fenced blocks."""
    parts = re.split(r"(^```.*?^```$)", markdown, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else re.sub(r"^#", "##", part, flags=re.MULTILINE) for part in parts)
