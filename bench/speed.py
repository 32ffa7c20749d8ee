"""`python -m bench.speed`: measures how fast the service and its alternatives are; writes docs/benchmark.md.

A whole run takes some minutes, in which nothing else should run. `--quick` only shows that everything runs, `--only`
measures some parts; both print the table, and write the page only if `--output` names a folder.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes without types
import typer

from bench import fleet, plots
from bench.document import Machine, document, machine_text, summary, table
from bench.figures import Findings, Plot, Row
from bench.parts import first_system, floor, generate, growth, latency, llama_cpp, load, outside_model, ways
from bench.workbench import Workbench
from models.machine import processor
from models.prepare_base import reporting
from service.model_loader import prepare_base
from service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TRIED = ROOT / "bench" / "tried.md"

PARTS: Mapping[str, Callable[[Workbench], Findings]] = {
    "latency": latency.measure,
    "outside_model": outside_model.measure,
    "ways": ways.measure,
    "load": load.measure,
    "growth": growth.measure,
    "floor": floor.measure,
    "llama_cpp": llama_cpp.measure,
    "generate": generate.measure,
    "first_system": first_system.measure,
}
"""The parts in the order of the table. To add one, write its file in `bench/parts` and name it here.

`latency` comes first, because other parts divide by its figures.
"""

PROGRAMS = ("torch", "transformers", "xllamacpp")
"""Packages whose versions the page names, beside Python's."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and write the document."""
    options = _options(arguments)
    partial = options.quick or options.only is not None
    chosen = [name for name in PARTS if options.only is None or name in options.only]
    prepare_base(Settings.read())
    before = _busy()
    rows: list[Row] = []
    drawn: list[Plot] = []
    with reporting("benchmark") as report:
        bench = Workbench(Settings.read(), options.quick, report)
        for name in chosen:
            findings = PARTS[name](bench)
            rows += findings.rows
            drawn += findings.plots
    machine = _machine(max(before, _busy()))
    typer.echo("\n\n".join([machine_text(machine), summary(rows), table(rows)]))
    folder: Path | None = options.output or (None if partial else DOCS)
    if folder is not None:
        typer.echo(f"\n{_write(folder, machine, rows, drawn)}")
        if (folder / fleet.PAGE).exists():
            fleet.save(folder)  # its tables rest on these figures


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description="Measure how fast the system is.")
    parser.add_argument("--quick", action="store_true", help="hardly any repetitions, to see that everything runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="NAME", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="write the document there; else docs, if whole")
    return parser.parse_args(arguments)


def _busy() -> float:
    """Percent of the processor in use while this program waits."""
    return float(psutil.cpu_percent(interval=2))


def _machine(busy: float) -> Machine:
    versions = {"Python": platform.python_version(), **{name: _version(name) for name in PROGRAMS}}
    memory_gb = psutil.virtual_memory().total / 1e9
    return Machine(processor(), os.cpu_count() or 1, memory_gb, busy, versions)


def _version(program: str) -> str | None:
    try:
        return version(program)
    except PackageNotFoundError:
        return None


def _write(folder: Path, machine: Machine, rows: Sequence[Row], drawn: Sequence[Plot]) -> Path:
    """Write the document and its pictures into `folder`; without matplotlib it has none."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        pictures = plots.draw(rows, drawn, folder)
    except ModuleNotFoundError:
        pictures = {}
    file = folder / "benchmark.md"
    file.write_text(document(machine, rows, pictures, TRIED.read_text(encoding="utf-8")), encoding="utf-8")
    return file


if __name__ == "__main__":
    main()
