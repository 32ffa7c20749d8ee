"""What the commands share: reading their input, their settings, the loaded service, and safe printing."""

import json
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.settings import Settings
from service.telemetry import set_up_log, set_up_traces

if TYPE_CHECKING:
    from service.service import Service

Format = Literal["table", "json"]

_Value = TypeVar("_Value")

_JOINER: Final = "\u200d"
"""Joins emoji into one; it has no glyph of its own."""


def read_bytes(source: str) -> bytes:
    """The content of a file, or of standard input for `-`.

    Raises:
        RequestError: It cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        name = "standard input" if source == "-" else source
        raise RequestError(f"{name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise RequestError(f"{source!r} is no name of a file: {error}") from error


def names_a_run(month: str) -> bool:
    """Whether a month is named by its run, and not by a file or `-`.

    Raises:
        RequestError: It is the name of a file that is not there.
    """
    if month == "-" or Path(month).is_file():
        return False
    if Path(month).suffix or len(Path(month).parts) > 1:
        raise RequestError(f"there is no file {month}: give a JSON file with a month, or the id of a run")
    return True


def read_object(source: str) -> dict[str, Any]:
    """The JSON object in a file, or on standard input for `-`.

    Raises:
        RequestError: It cannot be read, or is no JSON object.
    """
    name = "standard input" if source == "-" else source
    content = read_bytes(source)
    try:
        value = json.loads(content)
    except UnicodeDecodeError as error:
        raise RequestError(f"{name} is no JSON: it is not UTF-8 text; save it in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{name} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RequestError(f"{name} is no JSON object: expected one as for POST /routine")
    return value


def read_request(source: str) -> RoutineRequest:
    """The request in a file, or on standard input for `-`.

    Raises:
        RequestError: It cannot be read, is no JSON, or is no request that can be used; the fields are named.
    """
    return validated(RoutineRequest, read_object(source), "standard input" if source == "-" else source)


def validated(kind: type[_Value], value: Any, name: str) -> _Value:
    """A value of a type.

    Args:
        kind: The type.
        value: What a caller gave.
        name: What the caller calls it: a file, an option.

    Raises:
        RequestError: It is none; the fields are named.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise RequestError(f"{name} cannot be used: {one_line(field_errors(error.errors()))}") from error


def printable(text: str) -> Text:
    """A text of a caller for the terminal: no markup in it counts, and characters without a glyph are escaped.

    Control characters would move the cursor or set the clipboard, and marks that turn the direction of writing would
    hide what stands there. White space becomes a space.
    """
    return Text("".join(map(_shown, text)))


def print_json(value: str) -> None:
    """Print a JSON text; control characters in it that JSON lets pass are escaped as JSON escapes them."""
    typer.echo("".join(f"\\u{ord(one):04x}" if "\x7f" <= one <= "\x9f" else one for one in value))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if character.isprintable() or character == _JOINER:
        return character
    return character.encode("unicode_escape").decode()


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show on standard error, if it is a terminal, that something is being done, and for how long."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        progress.add_task(text, total=None)
        yield


def settings_of(*, quiet: bool = False) -> Settings:
    """The settings; sets up the log on standard error, at `warning` for quiet commands unless the level is set."""
    settings = Settings.read()
    level = "warning" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
    set_up_log(settings, level)
    set_up_traces(settings)
    return settings


def service_of(settings: Settings, asked: Collection[str] | None = None) -> "Service":
    """The service; it loads its model when the model is first needed.

    Args:
        settings: Of the process.
        asked: Names of the agents that will ask the model; None: all that run.
    """
    # Imported here, so that a mistake in a file is reported before the heavy modules are imported.
    from service.service import Service

    return Service.lazily(settings, asked)


def with_progress(service: "Service", request: RoutineRequest) -> Routine:
    """The month for a request; the steps are shown on standard error if it is a terminal."""
    from graph.progress import Done, Judged

    console = Console(stderr=True)
    if not console.is_terminal:
        return service.routine(request)
    with console.status("loading the model") as status:
        for step in service.progress(request):
            match step:
                case Done():
                    return step.routine
                case Judged(event="rejected"):
                    console.print(printable(f"{step.node}: {'; '.join(step.errors)}"), style="yellow")
                case Judged():
                    console.print(f"{step.node}: {step.ms} ms", style="dim", highlight=False)
                case _:
                    status.update(step.node)
    raise AssertionError("a run ends with its month")
