"""The commands beyond the month: a programme, the next month, a training log."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer
from rich.console import Console

from api.cli.console import (
    Format,
    names_a_run,
    print_json,
    printable,
    read_bytes,
    read_object,
    read_request,
    service_of,
    settings_of,
    validated,
    working,
)
from api.cli.month_table import print_month
from program.errors import RequestError
from program.progression.carry import Carry
from program.progression.log import LoggedSet
from program.schema import Language
from program.units import WeightUnit
from program.wording import labels

if TYPE_CHECKING:
    from service.service import Service

Written = Annotated[Format, typer.Option("--format", help="What to print.")]
_WEEK: Final[Mapping[Language, str]] = {"ko": " {}주차", "en": ", week {}"}
"""Of what week a set is, after the lift's name."""

_TrainingMax = Annotated[
    list[str] | None,
    typer.Option(metavar="LIFT=WEIGHT", help="A training max that holds instead of the proposal; may be repeated."),
]
Unit = Annotated[Literal["kg", "lb"] | None, typer.Option(help="What a CSV's weights are in where it does not say.")]


def programme(
    file: Annotated[str, typer.Argument(help="JSON file with the request, as for POST /routine; -: standard input.")],
    weeks: Annotated[int, typer.Option(help="4, 8, 11 or 12.")] = 12,
    layout: Annotated[
        Literal["original", "leader_anchor"] | None, typer.Option(help="Else what suits the lifter.")
    ] = None,
    written: Written = "table",
) -> None:
    """Print a programme of several months; each is recorded as a run of its own."""
    from service.programme import ProgrammeRequest
    from service.programme import programme as made_of

    request = read_request(file)
    asked = validated(ProgrammeRequest, {"request": request, "weeks": weeks, "layout": layout}, "the programme")
    service = service_of(settings_of(quiet=True))
    with working(f"{weeks} weeks"):
        made = made_of(service, asked)
    if written == "json":
        print_json(made.model_dump_json(indent=2))
        return
    for note in made.notes:
        Console().print(printable(note))
    for month in made.months:
        print_month(month.routine, request.language, written)
        Console().print(printable(f"burnfit next {month.routine.run_id}"), soft_wrap=True)


def next_month(
    month: Annotated[
        str, typer.Argument(metavar="RUN|FILE", help="The month that was trained: a run, or a JSON file with it.")
    ],
    log: Annotated[str | None, typer.Option(help="What was lifted: a JSON or CSV file. Else: nothing was.")] = None,
    stall: Annotated[
        Literal["three_steps", "ten_percent", "e1rm"], typer.Option(help="What a stall takes off.")
    ] = "three_steps",
    strict: Annotated[bool, typer.Option("--strict", help="Wait where the plus sets stand for less.")] = False,
    weeks_away: Annotated[int, typer.Option(min=0, help="Weeks without training since the last session.")] = 0,
    report: Annotated[str | None, typer.Option(help="What you say of the month, in your own words.")] = None,
    changes: Annotated[
        str | None, typer.Option("--request", help="A JSON file with fields of the request that have changed.")
    ] = None,
    training_max: _TrainingMax = None,
    step_kg: Annotated[
        list[str] | None, typer.Option(metavar="LIFT=KG", help="A smaller step of a lift, in kg; may be repeated.")
    ] = None,
    unit: Unit = None,
    written: Written = "table",
) -> None:
    """Print what each training max becomes and why, and the next month."""
    from service.programme import NextRequest
    from service.programme import next_month as made_of

    service = service_of(settings_of(quiet=True))
    carry = _carry(month, service)
    logged = _logged(log, carry, unit) if log else ()
    fields: dict[str, Any] = {"carry": carry, "log": logged, "stall": stall, "strict": strict, "weeks_away": weeks_away}
    fields |= {"report": report, "request": read_object(changes) if changes else None}
    fields |= {"training_max": _by_lift(training_max), "step_kg": _by_lift(step_kg)}
    asked = validated(NextRequest, fields, "the next month")
    with working("the next month"):
        made = made_of(service, carry, asked)
    if written == "json":
        print_json(made.model_dump_json(indent=2))
        return
    console = Console()
    for one in made.proposals:
        console.print(printable(one.text))
    console.print()
    print_month(made.routine, made.language, written)


def log(
    file: Annotated[str, typer.Argument(help="CSV file of Hevy, Strong, FitNotes, Liftosaur, or our own.")],
    run: Annotated[
        str | None, typer.Option(metavar="RUN", help="A recorded run, whose month the sets are matched to.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the sentences.")] = "en",
    unit: Unit = None,
) -> None:
    """Print what a training log says, and what could not be read, as JSON."""
    from service.training_log import latest_day, read_log

    carry = None if run is None else _carry(run, service_of(settings_of(quiet=True)))
    print_json(read_log(read_bytes(file), latest_day(), carry, language, unit).model_dump_json(indent=2))


def _carry(month: str, service: "Service") -> Carry:
    """What a month carries over: of a file with the month, or with its `carry` alone, else of a recorded run."""
    if names_a_run(month):
        return service.carry(service.runs.find(month))
    value = read_object(month)
    for name in ("routine", "carry"):
        value = value[name] if isinstance(value.get(name), dict) else value
    return validated(Carry, value, month)


def _by_lift(values: list[str] | None) -> dict[str, float] | None:
    """Weights by lift from `squat=92.5`."""
    found = {}
    for value in values or ():
        lift, _, weight = value.partition("=")
        try:
            found[lift] = float(weight)
        except ValueError:
            raise RequestError(f"{value!r}: expected a lift and its weight, such as squat=92.5") from None
    return found or None


def _logged(file: str, carry: Carry, unit: WeightUnit | None) -> tuple[LoggedSet, ...]:
    """The sets of a JSON or CSV file; what could not be read of it is told on standard error."""
    from service.training_log import latest_day, read_log

    data = read_bytes(file)
    if data.lstrip()[:1] in (b"[", b"{"):
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise RequestError(f"{file} is no JSON: {error}") from error
        sets = value.get("log") if isinstance(value, dict) else value
        return validated(tuple[LoggedSet, ...], sets, file)
    language = carry.whose.language
    found = read_log(data, latest_day(), carry, language, unit)
    for one in found.unread:
        typer.echo(printable(f"{file}, {one.line}: {one.text}: {one.sentence}").plain, err=True)
    for note in found.notes:
        typer.echo(printable(f"{file}: {note.sentence}").plain, err=True)
    for missing in found.unmatched:
        place = labels.LIFT[language][missing.lift] + (_WEEK[language].format(missing.week) if missing.week else "")
        typer.echo(printable(f"{place}: {missing.sentence}").plain, err=True)
    return found.log
