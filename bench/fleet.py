"""`python -m bench.fleet`: how many machines a number of lifters needs, what they cost, and what breaks first."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bench.sizing import check as checking
from bench.sizing.inputs import Inputs
from bench.sizing.machines import BENCHMARK, machines
from bench.sizing.measured import Measured
from bench.sizing.need import Fleet
from bench.sizing.page import USERS, limits_table, need_table, replica_table, tables, with_tables
from program.errors import BurnfitError, RequestError

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGE: Final = "scaling.md"
"""The page with the tables, beside that of the benchmark."""

MEASURED_KERNELS: Final = ("avx2",)
"""What `--measure` asks of the machine; `vnni` is in docs/benchmark.md."""

MONTHS: Final = 50
"""Months of each kind that `--measure` makes."""


def page_tables(folder: Path = DOCS) -> dict[str, str]:
    """The tables of the page, from the figures that are kept now; those of the benchmark are in `folder`."""
    inputs, measured = Inputs(), Measured.read()
    kinds = machines(folder / BENCHMARK.name, measured)
    return tables(Fleet.of(next(iter(kinds.values())), inputs, measured), kinds)


def save(folder: Path = DOCS) -> None:
    """Write the tables of the page in `folder` again.

    Raises:
        OSError: The page cannot be read or written.
        RequestError: It has other places for tables.
    """
    page = folder / PAGE
    page.write_text(with_tables(page.read_text(encoding="utf-8"), page_tables(folder)), encoding="utf-8")


def _one_line(command: Callable[..., None]) -> Callable[..., None]:
    """The command, whose errors are one line and exit code 2."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            command(**options)
        except BurnfitError as error:
            typer.echo(f"fleet: {error}", err=True)
            raise typer.Exit(2) from error

    return run


@_one_line
def main(
    users: Annotated[list[int] | None, typer.Option(min=1, help="Lifters; can be given several times.")] = None,
    machine: Annotated[str, typer.Option(help="The kind of machine of a replica.")] = "vnni",
    core_hour: Annotated[float, typer.Option(min=0, help="Price of a core for an hour.")] = Inputs().core_hour,
    gb_month: Annotated[float, typer.Option(min=0, help="Price of a GB of disk for a month.")] = Inputs().gb_month,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    write: Annotated[bool, typer.Option("--save", help="Write the tables of docs/scaling.md.")] = False,
    check: Annotated[
        Path | None, typer.Option(help="A result of `bench.overload --json`: compare the simulation with it.")
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure what the figures rest on, for some minutes, and keep it.")
    ] = False,
) -> None:
    """Print what the lifters need, how one replica behaves, and what breaks first."""
    if measure:
        _measure()
    inputs, measured = Inputs(core_hour=core_hour, gb_month=gb_month), Measured.read()
    kinds = machines(measured=measured)
    if machine not in kinds:
        raise RequestError(f"no machine {machine!r} was measured: expected one of {', '.join(kinds)}")
    kind = kinds[machine]
    if check is not None:
        rows = checking.compare(checking.Overload.read(check), kind, inputs)
        typer.echo(checking.table(rows))
        if not all(one.agrees for one in rows):
            raise typer.Exit(1)
        return
    fleet = Fleet.of(kind, inputs, measured)
    needs = [fleet.need(number) for number in users or USERS]
    if as_json:
        typer.echo(json.dumps([{**asdict(need), "over": [limit.name for limit in need.over()]} for need in needs]))
    else:
        typer.echo("\n\n".join([need_table(needs), replica_table(kind, inputs), limits_table(fleet)]))
    if write:
        save()


def _measure(kernels: Sequence[str] = MEASURED_KERNELS) -> None:
    from bench.sizing.measuring import measure  # imports the model's libraries, which takes seconds
    from models.prepare_base import reporting

    with reporting("fleet") as report:
        measure(kernels, MONTHS, report).save()


if __name__ == "__main__":
    typer.run(main)
