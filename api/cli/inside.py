"""The commands that look inside: the graph, one node alone, recorded runs."""

import difflib
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from api.cli.console import Format, print_month, read_object, service_of, settings_of
from api.cli.month_table import WIDTH, month_table
from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.month.routine import Routine
from program.schema import RoutineRequest
from service.model_loader import with_agent

if TYPE_CHECKING:  # the graph is slow to load: the commands that need it do so themselves
    from graph.run_store import Run

RunId = Annotated[str, typer.Argument(help="Id of the run, as `burnfit runs` lists it.")]
Written = Annotated[Format, typer.Option("--format", help="What to print.")]


def graph(
    written: Annotated[
        Literal["text", "mermaid", "png", "json"], typer.Option("--format", help="What to print; png: bytes.")
    ] = "text",
) -> None:
    """Print the graph."""
    from graph import drawing

    whole = service_of(settings_of(quiet=True)).graph
    match written:
        case "text":
            typer.echo(drawing.as_text(whole))
        case "mermaid":
            typer.echo(drawing.as_mermaid(whole))
        case "json":
            typer.echo(json.dumps(drawing.as_json(whole), indent=2))
        case "png":
            sys.stdout.buffer.write(drawing.as_png(whole))


def node(
    name: Annotated[str, typer.Argument(help="The node: an agent, validate or compose.")],
    file: Annotated[str, typer.Argument(help="JSON file with a state, or just a request; -: standard input.")],
    adapter: Annotated[
        Literal["own", "none"] | None, typer.Option(help="none: the bare base model; else as the settings say.")
    ] = None,
    decoding: Annotated[Literal["constrained", "free"] | None, typer.Option(help="Else as the settings say.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Of the answer; else as in a run.")] = None,
    attempt: Annotated[int, typer.Option(help="Which attempt it is to be.")] = 1,
    feedback: Annotated[str | None, typer.Option(help="With --attempt 2: what was wrong with the last one.")] = None,
) -> None:
    """Run one node of the graph alone, and print what it did, as JSON."""
    from graph.single_node import NodeOptions

    state = read_object(file)
    try:
        options = NodeOptions(
            adapter=adapter, decoding=decoding, temperature=temperature, attempt=attempt, feedback=feedback
        )
    except ValidationError as error:
        raise RequestError(f"options that cannot be used: {one_line(field_errors(error.errors()))}") from error
    service = service_of(with_agent(settings_of(quiet=True), name))
    typer.echo(service.node(name, state, options).model_dump_json(indent=2))


def runs(limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20) -> None:
    """List the recorded runs."""
    table = Table(box=None)
    for heading in ("run", "begun", "days", "request", "state"):
        table.add_column(heading)
    for one in service_of(settings_of(quiet=True)).runs(limit):
        days = str(one.request.get("days_per_week") or "")
        table.add_row(one.run_id, one.begun[:19], days, str(one.request.get("request") or ""), _state(one))
    _console().print(table)


def _state(run: "Run") -> str:
    if run.routine is not None:
        return "done"
    if run.failed:
        return f"failed in {', '.join(run.failed)}"
    if run.absent or not run.next:
        return f"had {', '.join(run.absent) or 'other agents'}"
    return f"before {', '.join(run.next)}"


def show(
    run_id: RunId,
    node: Annotated[str | None, typer.Option(help="This node's visits alone, with all that they changed.")] = None,
) -> None:
    """Print a recorded run: what each node did, as JSON."""
    run = service_of(settings_of(quiet=True)).run(run_id)
    if node is None:
        typer.echo(run.model_dump_json(indent=2, exclude={"routine"}))
        return
    visits = [step.model_dump() for step in run.steps if step.node == node]
    if not visits:
        if node in run.absent:
            raise RequestError(f"run {run_id} had the agent {node}, which does not run now: add it to BURNFIT_AGENTS")
        visited = ", ".join(dict.fromkeys(step.node for step in run.steps))
        raise RequestError(f"run {run_id} never came to {node!r}: it came to {visited}")
    typer.echo(json.dumps(visits, ensure_ascii=False, indent=2))


def replay(
    run_id: RunId,
    begin: Annotated[str, typer.Option("--from", help="The node to begin with.")],
    change: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE of the request that is other this time.")
    ] = None,
) -> None:
    """Run again from a node of a recorded run, and print the difference between the two months."""
    old, new = service_of(settings_of(quiet=True)).replay(run_id, begin, dict(_changed(one) for one in change or ()))
    difference = difflib.unified_diff(_lines(old), _lines(new), run_id, new.run_id, lineterm="", n=1)
    typer.echo("\n".join(difference) or f"{new.run_id}: the same month")


def resume(run_id: RunId, written: Written = "table") -> None:
    """Go on with a run that was broken off, and print its month."""
    service = service_of(settings_of(quiet=True))
    month = service.resume(run_id)
    print_month(month, RoutineRequest.model_validate(service.run(run_id).request).language, written)


def _changed(pair: str) -> tuple[str, Any]:
    """A field and its value out of FIELD=VALUE; the value is JSON, or else text."""
    field, separator, value = pair.partition("=")
    if not separator:
        raise RequestError(f"--set {pair} has no value: write --set {pair}=VALUE")
    try:
        return field, json.loads(value)
    except ValueError:
        return field, value


def _lines(month: Routine | None) -> list[str]:
    """A month as lines that can be compared: without what differs from run to run."""
    if month is None:
        return []
    console = Console(width=WIDTH, no_color=True)
    with console.capture() as captured:
        console.print(month_table(month.model_copy(update={"provenance": {}}), "en"))
    return [line.rstrip() for line in captured.get().splitlines()]


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=160)
