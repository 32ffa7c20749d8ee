"""The command that writes a month as a file."""

import sys
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import read_object, service_of, settings_of, validated
from program.errors import RequestError
from program.month.routine import Routine
from program.schema import Language
from service.exports import ExportFormat


def export(
    month: Annotated[str, typer.Argument(metavar="RUN|FILE", help="The month: a run, or a JSON file with it.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="A calendar, or our own CSV for the log.")],
    output: Annotated[str | None, typer.Option(help="The file to write; else standard output.")] = None,
    language: Annotated[Language | None, typer.Option(help="Of names and titles; else the lifter's.")] = None,
    start: Annotated[
        str | None, typer.Option("--time", help="The sessions' time of day in Korea, such as 19:00; else all day.")
    ] = None,
) -> None:
    """Write a month as a calendar or as CSV."""
    from service.exports import exported

    at = validated(time, start, "--time") if start else None
    if month != "-" and not Path(month).is_file():
        service = service_of(settings_of(quiet=True))
        run_id = service.runs.find(month)
        routine, made = service.month(run_id), datetime.fromisoformat(service.runs.get(run_id).begun)
    else:
        value = read_object(month)
        inner = value.get("routine")
        routine, made = validated(Routine, inner if isinstance(inner, dict) else value, month), None
    content = exported(routine, form, language=language, start=at, made=made).content
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise RequestError(f"{output} cannot be written: {error.strerror}") from error
