"""The commands that look inside: the graph, one node alone, recorded runs."""

import difflib
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import ValidationError
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.console import Format, print_json, printable, read_object, service_of, settings_of, working
from api.cli.month_table import WIDTH, month_table, print_month
from program.errors import RequestError
from program.field_errors import field_errors, one_line
from program.month.routine import Routine
from program.schema import Language, RoutineRequest
from service.model_loader import with_agent

if TYPE_CHECKING:  # the graph is slow to load: the commands that need it do so themselves
    from graph.run_store import RunSummary

RunId = Annotated[str, typer.Argument(metavar="RUN", help="Id of the run, the start of it, or latest.")]
Written = Annotated[Format, typer.Option("--format", help="What to print.")]

_SENTENCE = 3
"""The column of the list of runs that has the sentence of the request."""


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
    file: Annotated[
        str | None, typer.Argument(help="JSON file with a state, or just a request; -: standard input.")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Instead of FILE: a recorded run, with its state before the node."),
    ] = None,
    adapter: Annotated[
        Literal["own", "none"] | None, typer.Option(help="none: the bare base model; else as the settings say.")
    ] = None,
    decoding: Annotated[Literal["constrained", "free"] | None, typer.Option(help="Else as the settings say.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Of the answer; else as in a run.")] = None,
    attempt: Annotated[int | None, typer.Option(help="Which attempt it is to be; else the first.")] = None,
    feedback: Annotated[str | None, typer.Option(help="With --attempt 2: what was wrong with the last one.")] = None,
) -> None:
    """Run one node of the graph alone, and print what it did, as JSON."""
    from graph.single_node import NodeOptions

    if (file is None) == (run is None):
        raise RequestError("give either a FILE with the state, or --run RUN for the state of a recorded run")
    state = None if file is None else read_object(file)
    chosen = {"adapter": adapter, "decoding": decoding, "temperature": temperature, "feedback": feedback}
    try:
        options = NodeOptions.model_validate(chosen | ({} if attempt is None else {"attempt": attempt}))
    except ValidationError as error:
        raise RequestError(f"options that cannot be used: {one_line(field_errors(error.errors()))}") from error
    service = service_of(with_agent(settings_of(quiet=True), name), asked=(name,))
    if run is not None:
        state = dict(service.runs.state_before(service.runs.find(run), name))
    with working(f"{name} is running"):
        done = service.node(name, state or {}, options)
    print_json(done.model_dump_json(indent=2))


def runs(
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    before: Annotated[
        str | None, typer.Option(metavar="RUN", help="Only runs that began before this one: the next page.")
    ] = None,
    delete: Annotated[
        str | None, typer.Option(metavar="RUN", help="Delete this run, and everything that was recorded of it.")
    ] = None,
) -> None:
    """List the recorded runs, or delete one."""
    recorded = service_of(settings_of(quiet=True)).runs
    if delete is not None:
        run_id = recorded.find(delete)
        recorded.delete(run_id)
        typer.echo(f"deleted {run_id}")
        return
    rows = [_row(summary) for summary in recorded.list(limit, None if before is None else recorded.find(before))]
    headings = ("run", "begun", "days", "request", "status")
    widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    console = Console()
    if console.is_terminal:
        # Only the sentence is cut: an id that is cut cannot be used.
        others = sum(widths) - widths[_SENTENCE] + len(headings)
        widths[_SENTENCE] = min(widths[_SENTENCE], max(len("request"), console.width - others))
    table = Table(box=None, padding=(0, 1, 0, 0))
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(width=sum(widths) + len(headings)).print(table)


def _row(summary: "RunSummary") -> tuple[str, str, str, str, str]:
    """What the list of runs shows of a run."""
    cells = (
        summary.run_id,
        summary.begun[:16],
        str(summary.request.get("days_per_week") or ""),
        str(summary.request.get("request") or ""),
        f"failed in {', '.join(summary.failed)}" if summary.failed else summary.status,
    )
    run, begun, days, sentence, status = (printable(cell).plain for cell in cells)
    return run, begun.replace("T", " "), days, sentence, status


def show(
    run_id: RunId,
    node: Annotated[str | None, typer.Option(help="This node's visits alone, with all that they changed.")] = None,
    before: Annotated[
        str | None, typer.Option(metavar="NODE", help="The state before this node, as `burnfit node NODE -` takes it.")
    ] = None,
) -> None:
    """Print a recorded run: what each node did, as JSON."""
    if node is not None and before is not None:
        raise RequestError("give either --node or --before, not both")
    recorded = service_of(settings_of(quiet=True)).runs
    run_id = recorded.find(run_id)
    if before is not None:
        print_json(json.dumps(recorded.state_before(run_id, before), ensure_ascii=False, indent=2))
        return
    run = recorded.get(run_id)
    if node is None:
        print_json(run.model_dump_json(indent=2, exclude={"routine"}))
        return
    visits = [step.model_dump() for step in run.steps if step.node == node]
    if not visits:
        if node in run.absent:
            raise RequestError(f"run {run_id} had the agent {node}, which does not run now: add it to BURNFIT_AGENTS")
        visited = ", ".join(dict.fromkeys(step.node for step in run.steps))
        raise RequestError(f"run {run_id} never came to {node!r}: it came to {visited}")
    print_json(json.dumps(visits, ensure_ascii=False, indent=2))


def replay(
    run_id: RunId,
    begin: Annotated[str, typer.Option("--from", help="The node to begin with.")],
    change: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE of the request that differs this time.")
    ] = None,
) -> None:
    """Run again from a node of a recorded run, and print the difference between the two months."""
    changes = dict(_changed(one) for one in change or ())
    recorded = service_of(settings_of(quiet=True)).runs
    run_id = recorded.find(run_id)
    old, new = recorded.replay(run_id, begin, changes)
    language = _language(recorded.get(new.run_id).request)
    difference = difflib.unified_diff(
        _lines(old, language), _lines(new, language), run_id, new.run_id, lineterm="", n=1
    )
    typer.echo("\n".join(difference) or f"{new.run_id}: the same month")


def resume(run_id: RunId, written: Written = "table") -> None:
    """Go on with a run that was broken off, and print its month."""
    recorded = service_of(settings_of(quiet=True)).runs
    run_id = recorded.find(run_id)
    month = recorded.resume(run_id)
    print_month(month, _language(recorded.get(run_id).request), written)


def _language(request: dict[str, Any]) -> Language:
    """The language of the lifter whose request it is."""
    return RoutineRequest.model_validate(request).language


def _changed(pair: str) -> tuple[str, Any]:
    """A field and its value out of FIELD=VALUE; the value is JSON, or else text."""
    field, separator, value = pair.partition("=")
    if not separator:
        raise RequestError(f"--set {pair} has no value: write --set {pair}=VALUE")
    try:
        return field, json.loads(value)
    except ValueError:
        return field, value


def _lines(month: Routine | None, language: Language) -> list[str]:
    """A month as lines that can be compared: without what differs from run to run."""
    if month is None:
        return []
    console = Console(width=WIDTH, no_color=True)
    with console.capture() as captured:
        console.print(month_table(month.model_copy(update={"provenance": {}}), language))
    return [line.rstrip() for line in captured.get().splitlines()]
