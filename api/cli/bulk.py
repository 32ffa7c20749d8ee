"""The command that makes many months at once."""

import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from api.cli.console import printable, settings_of
from program.errors import RequestError
from service.bulk.rows import Requests, Route, Row
from service.settings import Settings

if TYPE_CHECKING:
    from service.bulk.outcomes import Outcome
    from service.bulk.run import Answering

SOME_BAD: Final = 3
"""Exit status where some rows have no month."""

LINE_EVERY_S: Final = 10.0
"""Seconds between two lines of progress where standard error is no terminal."""


def bulk(
    requests: Annotated[Path, typer.Argument(help="JSON lines, or Parquet (.parquet): a request in each row.")],
    outdir: Annotated[Path, typer.Argument(help="Folder for the months; the same one again: goes on.")],
    route: Annotated[
        Route, typer.Option(help="What each row is a body of: POST /routine, /routine/next or /programme.")
    ] = "routine",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Threads of this process, else BURNFIT_THREADS; on Ray workers, else 1 for 2 CPUs."),
    ] = None,
    address: Annotated[str | None, typer.Option(help="Of a Ray cluster that is there; else Ray starts here.")] = None,
    ray: Annotated[bool | None, typer.Option("--ray/--no-ray", help="Use Ray; else if it is installed.")] = None,
) -> None:
    """Make the months of a file of requests; goes on where it was stopped. See docs/bulk.md.

    Exit status 3: some rows have no month, and errors.jsonl says why.
    """
    from service.bulk.parquet import has_parquet
    from service.bulk.run import bulk as make_all

    settings = settings_of(quiet=True).model_copy(update={"record": False})
    read = Requests.read(requests, route)
    answering = _answering(settings, route, workers, address, _uses_ray(ray, address))
    if not has_parquet():
        _say("pyarrow is not installed, so there will be no months.parquet: `make setup-ray` installs it")
    begun = time.monotonic()
    with _progress(read.rows) as progress:
        output = make_all(read, outdir, answering, progress)
    seconds = time.monotonic() - begun
    made = len(output.done) - output.found
    _say(
        f"{output.months} of {read.rows} rows have a month, {output.errors} an error; {made} made now in "
        f"{seconds:.1f} s, {made / seconds:.2f} a second: {outdir}"
    )
    if output.errors:
        raise typer.Exit(SOME_BAD)


def _uses_ray(wished: bool | None, address: str | None) -> bool:
    """Whether Ray makes the months; refuses it where it is not installed."""
    from service.bulk.on_ray import has_ray

    if wished is False and address is not None:
        raise RequestError("--address is for Ray: leave --no-ray out, or --address")
    if has_ray():
        return wished is not False
    if wished or address is not None:
        raise RequestError("Ray is not installed: `make setup-ray` installs it; or leave --ray and --address out")
    return False


def _answering(
    settings: Settings, route: Route, workers: int | None, address: str | None, uses_ray: bool
) -> "Answering":
    """What makes the months; loads the model, or starts Ray, when it is first asked."""
    if uses_ray:
        from service.bulk.on_ray import on_ray

        return lambda rows: on_ray(rows, route, settings, workers=workers, address=address, say=_say)

    def here(rows: Iterable[Row]) -> "Generator[Outcome]":
        from service.bulk.threads import in_threads
        from service.service import Service

        threads = workers or settings.threads
        _say(f"in this process with {threads} threads")
        return in_threads(Service.load(settings), route, rows, threads)

    return here


def _say(line: str) -> None:
    typer.echo(f"bulk: {printable(line).plain}", err=True)


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[int], None]]:
    """Show on standard error how many rows are done: a bar on a terminal, else a line from time to time."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("bulk"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as shown:
            task = shown.add_task("bulk", total=rows)
            yield lambda done: shown.update(task, completed=done)
        return
    last = -math.inf

    def line(done: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= LINE_EVERY_S:
            last = now
            _say(f"{done} of {rows} rows are done")

    yield line
