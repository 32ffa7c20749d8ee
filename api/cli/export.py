"""The command that writes a month as a file."""

import sys
from datetime import time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import names_a_run, read_object, service_of, settings_of, validated
from program.errors import RequestError
from program.month.routine import Routine
from program.schema import Language
from service.exports import ExportFormat


def export(
    month: Annotated[str, typer.Argument(metavar="RUN|FILE", help="The month: a run, or a JSON file with it.")],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="A calendar, our own CSV for the log, pages, Liftosaur.")
    ],
    output: Annotated[str | None, typer.Option(help="The file to write; else standard output.")] = None,
    language: Annotated[Language | None, typer.Option(help="Of names and titles; else the lifter's.")] = None,
    start: Annotated[
        str | None, typer.Option("--time", help="The sessions' time of day in Korea, such as 19:00; else all day.")
    ] = None,
) -> None:
    """Write a month as a calendar, as CSV, as a PDF to print, or as Liftoscript."""
    from service.exports import exported, exported_run

    at = validated(time, start, "--time") if start else None
    if names_a_run(month):
        runs = service_of(settings_of(quiet=True)).runs
        made = exported_run(runs.get(runs.find(month)), form, language=language, start=at)
    else:
        value = read_object(month)
        inner = value.get("routine")
        routine = validated(Routine, inner if isinstance(inner, dict) else value, month)
        made = exported(routine, form, language=language, start=at)
    if output is None:
        sys.stdout.buffer.write(made.content)
        return
    try:
        Path(output).write_bytes(made.content)
    except OSError as error:
        raise RequestError(f"{output} cannot be written: {error.strerror}") from error
