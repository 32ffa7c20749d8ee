"""The commands for API keys: make, list and revoke them."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from api.cli.console import Format, print_json, settings_of
from service.keys.api_key import SCOPES, ApiKey, Rate, digest_of, new_key
from service.keys.key_ring import REMEMBERED_S
from service.keys.open_keys import open_keys

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="What to call the key: letters, digits, '.', '_' and '-'.")],
    scope: Annotated[str, typer.Option(help=f"What it opens, separated by commas: {', '.join(SCOPES)}.")] = "month",
    rate: Annotated[str, typer.Option(help="Requests in a time: s, min, h or day.")] = "60/min",
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Days that it holds; else no end.")] = None,
) -> None:
    """Make a key, and print its secret, which is shown this once."""
    scopes = [one.strip() for one in scope.split(",") if one.strip()]
    key, secret = new_key(name, scopes, Rate.read(rate), days, datetime.now(UTC))
    store = open_keys(settings_of(quiet=True))
    try:
        store.add(key, digest_of(secret))
    finally:
        store.close()
    typer.echo(secret)
    until = "until it is revoked" if key.expires is None else f"until {_minute(key.expires)}"
    typer.echo(f"{key.id} ({name}) opens {', '.join(key.scopes)}, {key.rate}, {until}.", err=True)
    typer.echo("The line above is the secret. It is shown this once: keep it where secrets are kept.", err=True)


@app.command("list")
def list_keys(written: Annotated[Format, typer.Option("--format", help="What to print.")] = "table") -> None:
    """List all keys, without their secrets."""
    now = datetime.now(UTC)
    store = open_keys(settings_of(quiet=True))
    try:
        keys = store.list()
    finally:
        store.close()
    if written == "json":
        shown = [asdict(key) | {"rate": str(key.rate), "status": key.status(now)} for key in keys]
        print_json(to_json(shown, indent=2).decode())
        return
    headings = ("id", "name", "opens", "rate", "made", "expires", "status")
    rows = [_row(key, now) for key in keys]
    table = Table(box=None, padding=(0, 1, 0, 0))
    widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, no_wrap=True, width=width)
    for row in rows:
        table.add_row(*row)
    Console(width=sum(widths) + len(headings)).print(table)


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="The key, as `burnfit keys list` shows it.")],
) -> None:
    """Take a key back: it opens nothing any more."""
    store = open_keys(settings_of(quiet=True))
    try:
        revoked = store.revoke(key, datetime.now(UTC))
    finally:
        store.close()
    typer.echo(f"{revoked.id} ({revoked.name}) is revoked; running servers refuse it within {REMEMBERED_S:g} s.")


def _row(key: ApiKey, now: datetime) -> tuple[str, ...]:
    """What the list shows of a key."""
    times = (_minute(key.made), _minute(key.expires))
    return (key.id, key.name, ",".join(key.scopes), str(key.rate), *times, key.status(now))


def _minute(time: datetime | None) -> str:
    return "" if time is None else f"{time:%Y-%m-%d %H:%M}"
